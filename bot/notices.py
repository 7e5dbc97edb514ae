"""Telling a server's moderators what they should know, where they look."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable

import discord

from bot.delivery.rules import REQUEST_TIMEOUT_S
from bot.delivery.verdicts import FAILURES, Outcome, judge
from bot.store import notices as store
from bot.store.database import Database
from bot.store.guilds import get_settings
from bot.store.troubles import insert_channel_refusal, is_refusing
from bot.text import cut, escape

log = logging.getLogger(__name__)

CONTENT_MOST = 2_000
NO_MENTIONS = discord.AllowedMentions.none()


class Notices:
    """Says things to the moderators' channel, else the system channel, else the owner."""

    def __init__(
        self,
        client: discord.Client,
        db: Database,
        now: Callable[[], int],
        turn: Callable[[], Awaitable[None]],
    ) -> None:
        """``turn`` is awaited before each request, so that notices keep the pace of alerts."""
        self._client = client
        self._db = db
        self._now = now
        self._turn = turn

    async def tell(
        self, guild_id: int, topic: str, text: str, view: discord.ui.View | None = None
    ) -> bool:
        """Tell a server about a topic, once a day at most; True when somebody can read it.

        ``text`` is markdown, its foreign parts escaped. Never from inside a transaction.
        """
        guild = self._available(guild_id)
        if guild is None or await store.was_told(self._db, guild_id, topic, self._now()):
            return False
        # Noted before it is sent: after a crash in between, a notice that is missing for a day
        # costs less than one that comes again at each start. What was not heard stays so noted.
        async with self._db.transaction() as tx:
            if not await store.claim_notice(tx, guild_id, topic, self._now()):
                return False
        if not await self._say(guild, text, view):
            return False
        async with self._db.transaction() as tx:
            await store.set_heard(tx, guild_id, topic)
        return True

    async def all_clear(self, guild_id: int, topic: str, text: str) -> bool:
        """Say once that a trouble is over, if the server was told of it."""
        guild = self._available(guild_id)
        if guild is None:
            return False
        async with self._db.transaction() as tx:
            if not await store.close_notice(tx, guild_id, topic):
                return False
        return await self._say(guild, text, None)

    def _available(self, guild_id: int) -> discord.Guild | None:
        guild = self._client.get_guild(guild_id)
        return None if guild is None or guild.unavailable else guild

    async def _say(self, guild: discord.Guild, text: str, view: discord.ui.View | None) -> bool:
        async for place, intro in self._places(guild):
            content = cut(f"{intro}{text}", CONTENT_MOST)
            try:
                await self._turn()
                async with asyncio.timeout(REQUEST_TIMEOUT_S):
                    if view is None:
                        await place.send(content, allowed_mentions=NO_MENTIONS)
                    else:
                        await place.send(content, view=view, allowed_mentions=NO_MENTIONS)
            except FAILURES as error:
                if judge(error).outcome is Outcome.RETRY:
                    # It may have arrived, and another place would hear it too: once is right.
                    log.warning("server %s was not told: %s", guild.id, error)
                    return False
                refused = isinstance(error, discord.Forbidden | discord.NotFound)
                await self._close(guild.id, place, refused=refused)
                log.info("server %s cannot be told in %s: %s", guild.id, place, error)
            else:
                return True
        log.info("server %s has nobody who could be told", guild.id)
        return False

    async def _places(
        self, guild: discord.Guild
    ) -> AsyncGenerator[tuple[discord.TextChannel | discord.Thread | discord.DMChannel, str], None]:
        """Yield where to say it, best first; nowhere that refused it, or an alert, within a day."""
        settings = await get_settings(self._db, guild.id)
        desk = guild.get_channel_or_thread(settings.desk_channel_id or 0)
        for channel in (desk, guild.system_channel):
            if (
                isinstance(channel, discord.TextChannel | discord.Thread)
                and _may_write(guild, channel)
                and not await self._is_closed(guild.id, channel.id)
                and not await is_refusing(self._db, channel.id)
            ):
                yield channel, ""
        owner_id = guild.owner_id
        if owner_id is None or await self._is_closed(guild.id, owner_id):
            return
        try:
            await self._turn()
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                channel = await self._client.create_dm(discord.Object(owner_id))
        except FAILURES as error:
            log.info("the owner of server %s cannot be told: %s", guild.id, error)
            return
        yield channel, f"About your server **{escape(guild.name)}**: "

    async def _close(
        self,
        guild_id: int,
        place: discord.TextChannel | discord.Thread | discord.DMChannel,
        *,
        refused: bool,
    ) -> None:
        place_id = place.id
        if isinstance(place, discord.DMChannel) and place.recipient is not None:
            place_id = place.recipient.id
        async with self._db.transaction() as tx:
            await store.claim_notice(tx, guild_id, store.closed_topic(place_id), self._now())
            if refused:
                await insert_channel_refusal(tx, place.id, self._now())

    async def _is_closed(self, guild_id: int, place_id: int) -> bool:
        return await store.was_told(self._db, guild_id, store.closed_topic(place_id), self._now())


def _may_write(guild: discord.Guild, channel: discord.TextChannel | discord.Thread) -> bool:
    granted = channel.permissions_for(guild.me)
    if isinstance(channel, discord.Thread):
        return granted.view_channel and granted.send_messages_in_threads
    return granted.view_channel and granted.send_messages
