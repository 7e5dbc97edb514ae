"""Reporting to moderators what hinders alerts, what ended, and what is well again."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from itertools import groupby

import discord

from bot.delivery import concerns
from bot.delivery.rules import REQUEST_TIMEOUT_S
from bot.delivery.verdicts import FAILURES, UNKNOWN_GUILD
from bot.enums import ErrandKind, Mode, Trouble
from bot.notices import Notices
from bot.places import Destination, Post
from bot.store import errands
from bot.store import troubles as store
from bot.store.database import Database
from bot.store.destinations import get_destination
from bot.store.notices import list_unheard

log = logging.getLogger(__name__)


class Reporter:
    """Tells what is stored as untold, each to its own server."""

    def __init__(
        self,
        client: discord.Client,
        db: Database,
        now: Callable[[], int],
        *,
        notices: Notices,
        turn: Callable[[], Awaitable[None]],
        leave: Callable[[int], Awaitable[None]],
    ) -> None:
        """``leave`` is called for a server that turns out to have removed the bot."""
        self._client = client
        self._db = db
        self._now = now
        self._notices = notices
        self._turn = turn
        self._leave = leave

    async def tell(self) -> None:
        """Tell all that is to be told now."""
        now = self._now()
        for place in await store.list_cleared(self._db):
            text = concerns.clear_text(place)
            await self._notices.all_clear(place.guild_id, f"alerts:{place.id}", text)
        for place in await store.list_troubles(self._db, now):
            with alone(f"the trouble of destination {place.id} cannot be told"):
                await self._tell_trouble(place)
        untold = await store.list_untold(self._db, now)
        for place_id, group in groupby(untold, lambda post: post.destination_id):
            with alone(f"what ended at destination {place_id} cannot be told"):
                await self._tell_ends(place_id, list(group))
        for place, kind, reason in await errands.list_untold(self._db, now):
            with alone(f"what hinders {kind} at destination {place.id} cannot be told"):
                await self._tell_errands(place, kind, reason)
        for topics, text_of in (("return", concerns.return_text), ("role:%", concerns.role_text)):
            for guild_id, topic in await list_unheard(self._db, now, topics):
                place = await get_destination(self._db, guild_id)
                if place is not None and place.mode is Mode.ACTIVE:
                    await self._notices.tell(guild_id, topic, text_of(place))

    async def _tell_trouble(self, place: Destination) -> None:
        guild = self._client.get_guild(place.guild_id)
        if guild is None or guild.unavailable:
            return
        if place.trouble is Trouble.REFUSED and await self._is_left(guild.id):
            await self._leave(guild.id)
            return
        topic = "gone" if place.trouble is Trouble.CHANNEL else "alerts"
        text = concerns.trouble_text(guild, place)
        await self._notices.tell(guild.id, f"{topic}:{place.id}", text)

    async def _is_left(self, guild_id: int) -> bool:
        await self._turn()
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                await self._client.fetch_guild(guild_id, with_counts=False)
        except discord.Forbidden:
            return True
        except FAILURES as error:
            return isinstance(error, discord.NotFound) and error.code == UNKNOWN_GUILD
        return False

    async def _tell_ends(self, place_id: int, posts: Sequence[Post]) -> None:
        text = concerns.ends_text(posts)
        if await self._notices.tell(posts[0].guild_id, f"ends:{place_id}", text):
            async with self._db.transaction() as tx:
                await store.set_told(tx, [post.id for post in posts])

    async def _tell_errands(self, place: Destination, kind: ErrandKind, reason: str) -> None:
        text = concerns.errand_text(place, kind, reason)
        if await self._notices.tell(place.guild_id, f"{kind}:{place.id}", text):
            async with self._db.transaction() as tx:
                await errands.set_told(tx, place.id, kind)


@contextmanager
def alone(failure: str) -> Generator[None]:
    """Let one item fail without the others; where the database fails they all wait."""
    try:
        yield
    except sqlite3.Error:
        raise
    except Exception:  # the edge of the loop
        log.exception(failure)
