"""Watching what hinders alerts: what moderators are told, and what goes on once it may."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable

import discord
from discord.ext import tasks

from bot.delivery import concerns
from bot.delivery.engine import AlertEngine
from bot.delivery.places import missing_in, needed_to_send
from bot.delivery.reporting import Reporter, alone
from bot.delivery.rules import REQUEST_TIMEOUT_S
from bot.delivery.verdicts import (
    BLIND,
    DELETED,
    FAILURES,
    REFUSED_RETRY_S,
    TO_FIND,
    UNKNOWN_CHANNEL,
)
from bot.enums import Mode, Trouble
from bot.notices import Notices
from bot.places import Destination
from bot.store import troubles as store
from bot.store.absences import is_absent, list_absences, list_guilds
from bot.store.database import Database
from bot.store.guilds import delete_guild
from bot.store.notices import delete_notices
from bot.store.questions import delete_untouched

log = logging.getLogger(__name__)

SWEEP_S = 60
LOOK_S = 6 * 3600  # everything is looked at so often, should an event have been missed
KEPT_S = 30 * 24 * 3600  # what a server told the bot, after it removed it
AWAY = "Not posted: the bot was away from the server"


class Watch:
    """Tells moderators of failures, and lets alerts go on when their cause is gone.

    It makes no request of its own but notices, and one for what seems to be gone.
    """

    def __init__(
        self,
        client: discord.Client,
        db: Database,
        now: Callable[[], int],
        *,
        notices: Notices,
        engine: AlertEngine,
        owns: Callable[[int], bool] = lambda _: True,
    ) -> None:
        """``owns`` tells whether a server is one of this process's shards."""
        self._client = client
        self._db = db
        self._now = now
        self._notices = notices
        self._engine = engine
        self._owns = owns
        self._reporter = Reporter(
            client, db, now, notices=notices, turn=engine.turn, leave=self._lose
        )
        self._working: asyncio.Task[None] | None = None
        self._again = self._ready = False
        self._to_look: set[int] = set()
        self._lost: set[int] = set()
        self._looked_at: int | None = None

    def start(self) -> None:
        """Begin to sweep."""
        self._sweep.start()

    async def stop(self) -> None:
        """Begin nothing more; what was not told is told after a restart."""
        self._sweep.cancel()
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)

    def kick(self) -> None:
        """Tell what is to be told, without waiting for the next sweep."""
        self._again = True
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work(), name="watch")

    def look(self, guild_id: int) -> None:
        """Look whether what a server's alerts wait for has come, be it the bot itself."""
        self._lost.discard(guild_id)
        self._to_look.add(guild_id)
        self.kick()

    def look_everywhere(self) -> None:
        """Compare what is stored with Discord's servers: events may have been missed.

        To be called once the client knows its servers.
        """
        self._ready, self._looked_at = True, None
        self.kick()

    @tasks.loop(seconds=SWEEP_S)
    async def _sweep(self) -> None:
        self.kick()

    async def _work(self) -> None:
        while self._again:
            self._again = False
            try:
                if self._ready and self._is_time():
                    await self._look_around()
                while self._to_look:
                    await self._look_again(self._to_look.pop())
                await self._lift()
                await self._reporter.tell()
            except sqlite3.Error:
                # A full disk or a locked file: the next sweep tries again.
                log.exception("failures of alerts cannot be looked at")
                return

    def _is_time(self) -> bool:
        last = self._looked_at
        return last is None or not 0 <= self._now() - last < LOOK_S

    async def _look_around(self) -> None:
        # Noted before, since what comes meanwhile may ask for another look.
        self._looked_at = self._now()
        try:
            await self._compare()
        except BaseException:
            self._looked_at = None
            raise

    async def _look_again(self, guild_id: int) -> None:
        try:
            if await is_absent(self._db, guild_id):
                await self._come_back(guild_id)
            await self._look_at(await store.list_places(self._db, guild_id))
        except BaseException:
            self._to_look.add(guild_id)
            raise

    async def _compare(self) -> None:
        """Find the servers that left or came back, forget what is old, look at the others."""
        now, here = self._now(), {guild.id for guild in self._client.guilds} - self._lost
        absent = await list_absences(self._db)
        for guild_id in filter(self._owns, await list_guilds(self._db) - here - absent.keys()):
            await self.leave(guild_id)
        for guild_id, since in absent.items():
            if guild_id in here:
                await self._come_back(guild_id)
            elif self._owns(guild_id) and now - since > KEPT_S:
                async with self._db.transaction() as tx:
                    await delete_guild(tx, guild_id)
                log.info("server %s removed the bot a month ago: its data is deleted", guild_id)
        async with self._db.transaction() as tx:
            await delete_notices(tx, now - KEPT_S)
            await delete_untouched(tx, now)
        await self._look_at(await store.list_places(self._db))

    async def leave(self, guild_id: int) -> None:
        """Pause a server that removed the bot."""
        async with self._db.transaction() as tx:
            left = await store.halt_guild(tx, guild_id, self._now())
        if left:
            log.info("server %s removed the bot: its alerts are paused", guild_id)

    async def _lose(self, guild_id: int) -> None:
        """Pause a server of which discord.py does not know that the bot is gone.

        A sharded client keeps its servers when it loses a session (AutoShardedConnectionState).
        """
        self._lost.add(guild_id)
        await self.leave(guild_id)

    async def _come_back(self, guild_id: int) -> None:
        """Resume a server that has the bot again."""
        async with self._db.transaction() as tx:
            back = await store.resume_guild(tx, guild_id, self._now(), AWAY)
        if not back:
            return
        log.info("server %s has the bot again: its alerts go on", guild_id)
        for place, _ in await store.list_places(self._db, guild_id):
            if place.mode is Mode.ACTIVE:
                await self._notices.tell(guild_id, "return", concerns.return_text(place))
        self._engine.kick()

    async def lose_channel(self, channel_id: int) -> None:
        """Pause what went to a channel that was deleted."""
        async with self._db.transaction() as tx:
            halted = await store.halt_channel(tx, channel_id, DELETED)
        if halted:
            self.kick()

    async def _look_at(self, places: list[tuple[Destination, bool]]) -> None:
        for place, has_unknown in places:
            await asyncio.sleep(0)  # of ten thousand places most are fine, and commands come first
            guild = self._client.get_guild(place.guild_id)
            if guild is not None and not guild.unavailable:
                with alone(f"destination {place.id} cannot be looked at"):
                    await self._look_at_place(guild, place, has_unknown=has_unknown)
        self._engine.kick()

    async def _look_at_place(
        self, guild: discord.Guild, place: Destination, *, has_unknown: bool
    ) -> None:
        if guild.get_channel(place.channel_id) is None:
            await self._ask_for(place)
            return
        missing = missing_in(self._client, place, needed_to_send(place))
        if place.trouble is not None and not missing:
            async with self._db.transaction() as tx:
                await store.lift_rest(tx, place.id, self._now())
        if has_unknown and not missing_in(self._client, place, TO_FIND):
            await self._reopen(place)
        if place.ping_role_id is not None and guild.get_role(place.ping_role_id) is None:
            await self._stop_pinging(place, place.ping_role_id)

    async def _lift(self) -> None:
        """Let go on what lacks nothing any more: the end of a timeout or a tag sends no event."""
        for place in await store.list_hindered(self._db):
            with alone(f"destination {place.id} cannot be looked at"):
                if missing_in(self._client, place, needed_to_send(place)) == []:
                    async with self._db.transaction() as tx:
                        await store.lift_rest(tx, place.id, self._now())
                    self._engine.kick()

    async def _stop_pinging(self, place: Destination, role_id: int) -> None:
        await self._notices.tell(place.guild_id, f"role:{role_id}", concerns.role_text(place))
        async with self._db.transaction() as tx:
            await store.delete_ping_role(tx, place.guild_id, role_id)

    async def _reopen(self, place: Destination) -> None:
        async with self._db.transaction() as tx:
            update_ids = await store.reopen_unknown(tx, place.id, BLIND, self._now())
        if update_ids:
            text = concerns.looking_text(place, update_ids)
            await self._notices.all_clear(place.guild_id, f"ends:{place.id}", text)

    async def _ask_for(self, place: Destination) -> None:
        """Ask Discord whether a channel is gone: what is merely not known may still be there."""
        if place.trouble is Trouble.CHANNEL or place.trouble is Trouble.REFUSED:
            return
        await self._engine.turn()
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                await self._client.fetch_channel(place.channel_id)
        except discord.NotFound as error:
            if error.code == UNKNOWN_CHANNEL:
                await self.lose_channel(place.channel_id)
        except discord.Forbidden:
            now = self._now()
            async with self._db.transaction() as tx:
                until = now + REFUSED_RETRY_S
                await store.set_trouble(tx, place.id, Trouble.REFUSED, until=until, now=now)
            self.kick()
        except FAILURES as error:
            log.info("channel %s could not be asked for: %s", place.channel_id, error)
