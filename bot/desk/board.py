"""The queue message in each server's desk channel: one message, edited as stories come and go."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Awaitable, Callable

import discord
from discord.ext import tasks

from bot.delivery.pace import Pace
from bot.delivery.rules import nonce_of
from bot.delivery.verdicts import (
    FAILURES,
    MISSING_RETRY_S,
    TO_SEND,
    UNKNOWN_MESSAGE,
    judge,
    missing_permissions,
)
from bot.shards import owns
from bot.store import queues as store
from bot.store.database import Database
from bot.store.queues import Queue
from bot.store.troubles import insert_channel_refusal, is_refusing

log = logging.getLogger(__name__)

SWEEP_S = 5
GAP_S = 10  # between two changes of one message: what comes in between is shown together
RETRY_S = 60
RATE = 5.0  # requests per second, beside those of the alerts
Render = Callable[[int], Awaitable[discord.ui.LayoutView]]  # of a server's id


class Board:
    """Brings each server's queue message from what is shown to what is wanted.

    A crash between sending and noting it can leave a second message; its buttons work as well.
    """

    def __init__(
        self, client: discord.Client, db: Database, now: Callable[[], int], render: Render
    ) -> None:
        self._client = client
        self._db = db
        self._now = now
        self._render = render
        self._pace = Pace(RATE)
        self._busy = asyncio.Lock()

    def start(self) -> None:
        """Begin to sweep for messages that are due."""
        self._sweep.start()

    def stop(self) -> None:
        """Leave the messages as they are."""
        self._sweep.cancel()

    @tasks.loop(seconds=SWEEP_S)
    async def _sweep(self) -> None:
        if not self._client.is_ready():
            return  # every channel would look gone
        try:
            await self.bring_all()
        except sqlite3.Error:
            log.exception("queue messages wait: the database cannot be used")

    async def bring_all(self) -> None:
        """Bring every message up to date that is due; one that fails delays no other."""
        async with self._busy:
            for queue in await store.list_due(self._db, self._now()):
                if not owns(self._client, queue.guild_id):
                    continue
                try:
                    wait = await self._bring(queue)
                except FAILURES as error:
                    wait = await self._judge(queue, error)
                except Exception:
                    # Whatever it is, it must not end the loop for every server.
                    log.exception("queue of server %s waits", queue.guild_id)
                    wait = RETRY_S
                if wait:
                    async with self._db.transaction() as tx:
                        await store.settle_later(tx, queue.guild_id, self._now() + wait)

    async def _judge(self, queue: Queue, error: Exception) -> int:
        """Return in how many seconds to try again what failed."""
        verdict = judge(error)
        log.warning("queue of server %s waits: %s", queue.guild_id, verdict.reason)
        if isinstance(error, discord.Forbidden | discord.NotFound):
            async with self._db.transaction() as tx:
                await insert_channel_refusal(tx, queue.channel_id, self._now())
        return verdict.retry_after or RETRY_S

    async def _bring(self, queue: Queue) -> int:
        """Show the queue as it is; return in how many seconds to try again, 0 when it is shown."""
        guild = self._client.get_guild(queue.guild_id)
        channel = guild.get_channel(queue.channel_id) if guild else None
        if guild is None or not isinstance(channel, discord.TextChannel):
            return MISSING_RETRY_S
        if missing := missing_permissions(channel.permissions_for(guild.me), TO_SEND):
            log.info("queue of server %s: missing %s", queue.guild_id, ", ".join(missing))
            return MISSING_RETRY_S
        if await is_refusing(self._db, channel.id):
            return MISSING_RETRY_S  # an alert was refused there, of which there are two a day
        view = await self._render(queue.guild_id)
        await self._pace.turn()
        posted = queue.posted
        message_id = await _edit(channel, queue, view)
        if message_id is None:
            sent = await channel.send(
                view=view,
                nonce=nonce_of(f"queue {posted}", channel.id),
                allowed_mentions=discord.AllowedMentions.none(),
            )
            message_id, posted = sent.id, posted + 1
        due_at = self._now() + GAP_S
        async with self._db.transaction() as tx:
            await store.settle_shown(tx, queue, message_id, posted=posted, due_at=due_at)
        if queue.shown_in not in (None, channel.id):
            await self._take_down(guild, queue)
        return 0

    async def _take_down(self, guild: discord.Guild, queue: Queue) -> None:
        """Remove the message from the channel where it was before."""
        before = guild.get_channel(queue.shown_in or 0)
        if isinstance(before, discord.TextChannel) and queue.message_id is not None:
            with contextlib.suppress(*FAILURES):
                await before.get_partial_message(queue.message_id).delete()


async def _edit(
    channel: discord.TextChannel, queue: Queue, view: discord.ui.LayoutView
) -> int | None:
    """Edit the message that is there; None where there is none."""
    if queue.message_id is None or queue.shown_in != channel.id:
        return None
    try:
        await channel.get_partial_message(queue.message_id).edit(
            view=view, allowed_mentions=discord.AllowedMentions.none()
        )
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE:
            raise
        return None
    return queue.message_id
