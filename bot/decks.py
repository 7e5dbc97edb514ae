"""Where channels stand in their decks of facts: in memory first, in the store soon after."""

import asyncio
import logging
import sqlite3

from discord.ext import tasks

from bot.store.database import Database
from bot.store.knowledge import Dealt, Deck, deal_fact, set_dealt

log = logging.getLogger(__name__)

FLUSH_S = 5


class Decks:
    """Deals facts. Each write ends in a flush to the disk, so writes are put together.

    After a crash a channel may see again what it was dealt in the last seconds, no more.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._moved: dict[tuple[int, Deck], int] = {}
        self._writing = asyncio.Lock()

    async def deal(self, channel_id: int, deck: Deck, start: int, guild_id: int) -> Dealt | None:
        """Return a channel's next fact; see ``deal_fact``."""
        after = self._moved.get((channel_id, deck))
        dealt = await deal_fact(self._db, channel_id, deck, start, guild_id, after=after)
        if dealt is not None:
            self._moved[channel_id, deck] = dealt.deal
        return dealt

    def start(self) -> None:
        """Begin to write every few seconds."""
        self._sweep.start()

    async def stop(self) -> None:
        """Write what is left."""
        self._sweep.cancel()
        await self.flush()

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
            moved = dict(self._moved)
            if not moved:
                return
            async with self._db.transaction() as tx:
                for (channel_id, deck), deal in moved.items():
                    await set_dealt(tx, channel_id, deck, deal)
            for place, deal in moved.items():
                if self._moved[place] == deal:
                    del self._moved[place]
