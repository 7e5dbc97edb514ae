"""Where channels stand in their decks of facts: in memory first, in the store soon after."""

import asyncio
import logging
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from discord.ext import tasks

from bot.store.database import Database
from bot.store.knowledge import Dealt, Deck, deal_fact, delete_decks, set_dealt

log = logging.getLogger(__name__)

FLUSH_S = 5
REMEMBERED = 10_000  # channels and decks whose place is kept in memory


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The fact that comes next, if nothing has changed since."""

    version: int
    guild_id: int
    after: int
    dealt: Dealt


class Decks:
    """Deals facts. Each write ends in a flush to the disk, so writes are put together.

    After a crash a channel may see again what it was dealt in the last seconds, no more. The
    next fact is looked up once the last one is shown, and used only at the same news version.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._last: dict[tuple[int, Deck], int] = {}
        self._unwritten: set[tuple[int, Deck]] = set()
        self._prepared: dict[tuple[int, Deck], _Prepared] = {}
        self._writing = asyncio.Lock()

    async def deal(
        self, channel_id: int, deck: Deck, start: int, guild_id: int, version: int
    ) -> Dealt | None:
        """Return a channel's next fact; see ``deal_fact``. ``version`` is that of the news."""
        place = (channel_id, deck)
        after = self._last.get(place)
        ready = self._prepared.pop(place, None)
        if ready and (ready.version, ready.guild_id, ready.after) == (version, guild_id, after):
            dealt = ready.dealt
        else:
            dealt = await deal_fact(self._db, channel_id, deck, start, guild_id, after=after)
        if dealt is not None:
            self._last[place] = dealt.deal
            self._unwritten.add(place)
        return dealt

    async def prepare(self, channel_id: int, deck: Deck, guild_id: int, version: int) -> None:
        """Look up what comes next in a channel, while nobody waits for it."""
        after = self._last.get((channel_id, deck))
        if after is None:
            return
        dealt = await deal_fact(self._db, channel_id, deck, 0, guild_id, after=after)
        if dealt is not None:
            self._prepared[channel_id, deck] = _Prepared(version, guild_id, after, dealt)

    def start(self) -> None:
        """Begin to write every few seconds."""
        self._sweep.start()

    async def stop(self) -> None:
        """Write what is left."""
        self._sweep.cancel()
        try:
            await self.flush()
        except sqlite3.Error:
            log.exception("the decks cannot be written")

    @tasks.loop(seconds=FLUSH_S)
    async def _sweep(self) -> None:
        try:
            await self.flush()
        except sqlite3.Error:
            # A full disk: facts are dealt all the same, and the next round tries again.
            log.exception("the decks cannot be written")

    async def flush(self) -> None:
        """Write where channels stand now."""
        async with self._writing:
            moved = {place: self._last[place] for place in self._unwritten}
            if not moved:
                return
            async with self._db.transaction() as tx:
                for (channel_id, deck), deal in moved.items():
                    await set_dealt(tx, channel_id, deck, deal)
            self._unwritten -= {place for place, deal in moved.items() if self._last[place] == deal}
            if len(self._last) > REMEMBERED and not self._unwritten:
                self._last.clear()
                self._prepared.clear()

    async def forget(self, channel_ids: Collection[int]) -> None:
        """Forget how far channels have come."""
        async with self._writing:
            for place in [place for place in self._last if place[0] in channel_ids]:
                del self._last[place]
                self._unwritten.discard(place)
            async with self._db.transaction() as tx:
                await delete_decks(tx, channel_ids)
