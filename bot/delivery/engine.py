"""The alert engine: claims posts, acts outside any transaction, settles."""

import asyncio
import datetime as dt
import logging
import random
import sqlite3
from collections.abc import Awaitable, Callable, Mapping

import discord
from aiolimiter import AsyncLimiter
from discord.ext import tasks

from bot.delivery.card import marker_of, ping_of, render_alert
from bot.delivery.rules import (
    NONCE_WINDOW_S,
    REQUEST_TIMEOUT_S,
    Step,
    next_step,
    nonce_of,
    retry_delay,
)
from bot.delivery.verdicts import (
    REFUSED_RETRY_S,
    TO_FIND,
    TO_SEND,
    Outcome,
    judge,
    missing_permissions,
)
from bot.models import Claim, Post, PostState, State, Update
from bot.store import posts as store
from bot.store.database import Database, Transaction
from bot.store.updates import get_update

log = logging.getLogger(__name__)

SWEEP_S = 5
AT_ONCE = 32  # requests under way; each destination has one at most
BURST = 5
SEARCHED_MESSAGES = 1_000
CLOCK_SKEW_S = 60
STOP_S = 10


class AlertEngine:
    """Brings every post from what is shown to what is wanted."""

    def __init__(
        self, client: discord.Client, db: Database, now: Callable[[], int], rate: float
    ) -> None:
        """``rate`` is requests per second over all channels; Discord allows 50 for all."""
        self._client = client
        self._db = db
        self._now = now
        self._limiter = AsyncLimiter(BURST, BURST / rate)
        self._draining: asyncio.Task[None] | None = None
        self._again = False
        self._running: dict[asyncio.Task[None], int] = {}
        self._stopping = False

    def start(self) -> None:
        """Begin to sweep for due posts."""
        self._sweep.start()

    def kick(self) -> None:
        """Deliver what is due now, without waiting for the next sweep."""
        self._again = True
        if self._stopping or (self._draining is not None and not self._draining.done()):
            return
        self._draining = asyncio.create_task(self._drain(), name="alerts")

    async def stop(self) -> None:
        """Claim nothing more and let requests under way end, for ten seconds at most.

        What is cut off stays claimed with its time of attempt and is looked for after a restart.
        """
        self._stopping = True
        self._sweep.cancel()
        if self._draining is not None:
            await asyncio.wait([self._draining], timeout=STOP_S)
            self._draining.cancel()
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    @tasks.loop(seconds=SWEEP_S)
    async def _sweep(self) -> None:
        self.kick()

    async def _drain(self) -> None:
        while self._again:
            self._again = False
            try:
                await self._deliver_due()
            except sqlite3.Error:
                # A full disk or a locked file: the next sweep tries again.
                log.exception("alerts wait: the database cannot be written")
                return

    async def _deliver_due(self) -> None:
        while True:
            free = AT_ONCE - len(self._running)
            if free > 0 and not self._stopping:
                async with self._db.transaction() as tx:
                    busy = list(self._running.values())
                    claims = await store.claim_posts(tx, self._now(), free, busy)
                for claim in claims:
                    task = asyncio.create_task(self._deliver(claim), name=f"post {claim.post.id}")
                    self._running[task] = claim.destination.id
                    task.add_done_callback(self._running.pop)
            if not self._running:
                return
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def _deliver(self, claim: Claim) -> None:
        try:
            await self._bring(claim)
        except Exception:  # the edge of the loop: one post's failure is not the others'
            log.exception("post %s failed; it is tried again when its lease ends", claim.post.id)

    async def _bring(self, claim: Claim) -> None:
        post, now = claim.post, self._now()
        update = await get_update(self._db, post.update_id)
        if update is None:
            await self._end(post, PostState.GONE, "The update was deleted")
            return
        match next_step(claim, now):
            case Step.DROP:
                await self._end(post, PostState.GONE, "Retracted before it was sent")
            case Step.WAIT:
                doubt = claim.doubtful_since or now
                await self._retry(
                    post, doubt + NONCE_WINDOW_S + 1 - now, "An answer was lost", doubt
                )
            case Step.FIND:
                await self._find(claim, update)
            case Step.SEND | Step.EDIT:
                await self._request(claim, update)

    async def _request(self, claim: Claim, update: Update) -> None:
        post = claim.post
        missing = self._missing(post, TO_SEND)
        if missing:
            reason = f"Missing permission: {', '.join(missing)}"
            await self._retry(post, REFUSED_RETRY_S, reason, claim.doubtful_since)
            return
        async with self._limiter:
            began = self._now()
            try:
                async with asyncio.timeout(REQUEST_TIMEOUT_S):
                    message_id = await self._act(claim, update)
            except (discord.DiscordException, OSError, TimeoutError) as error:
                await self._settle_failure(claim, began, error)
                return
        await self._settle(
            lambda tx: store.settle_shown(
                tx,
                post,
                message_id=message_id,
                revision=update.revision,
                struck=update.state is State.RETRACTED,
                now=self._now(),
            )
        )
        log.info(
            "update %s revision %s shown in channel %s", update.id, update.revision, post.channel_id
        )

    async def _act(self, claim: Claim, update: Update) -> int:
        post = claim.post
        channel = self._client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        alert = render_alert(update, ping_of(update, claim.destination))
        if post.message_id is not None:
            message = channel.get_partial_message(post.message_id)
            await message.edit(
                content=alert.content,
                embed=alert.embed,
                view=alert.view,
                allowed_mentions=discord.AllowedMentions.none(),
            )
            return post.message_id
        sent = await channel.send(
            alert.content,
            embed=alert.embed,
            view=alert.view,
            allowed_mentions=alert.mentions,
            nonce=nonce_of(update.id, post.channel_id),
        )
        return sent.id

    async def _settle_failure(self, claim: Claim, began: int, error: Exception) -> None:
        post, verdict = claim.post, judge(error)
        if verdict.outcome is Outcome.GONE:
            await self._end(post, PostState.GONE, verdict.reason)
            return
        doubt = claim.doubtful_since
        if doubt is None and verdict.may_have_arrived and post.shown_revision is None:
            doubt = began
        delay = verdict.retry_after
        if delay is None:
            delay = retry_delay(post.failures, random.random())
        log.warning(
            "post %s in channel %s: %s (%s); next try in %s s",
            post.id,
            post.channel_id,
            verdict.reason,
            type(error).__name__,
            delay,
        )
        await self._retry(post, delay, verdict.reason, doubt)

    async def _find(self, claim: Claim, update: Update) -> None:
        """Look whether an earlier send arrived before anything is sent again."""
        post = claim.post
        missing = self._missing(post, TO_FIND)
        if missing is None:
            reason = "The server is not available"
            await self._retry(post, 2 * SWEEP_S, reason, claim.doubtful_since)
            return
        if missing:
            # Without the permission Discord returns no messages and no error: that is no proof.
            reason = f"An answer was lost; missing permission: {', '.join(missing)}"
            await self._end(post, PostState.UNKNOWN, reason)
            return
        try:
            async with self._limiter, asyncio.timeout(REQUEST_TIMEOUT_S):
                message_id = await self._search(claim, update.id)
        except (discord.DiscordException, OSError, TimeoutError) as error:
            await self._settle_failure(claim, self._now(), error)
            return
        if message_id is None:
            # It never arrived: the next claim sends it afresh.
            await self._retry(post, 0, "Not there yet", None)
        else:
            await self._settle(
                lambda tx: store.settle_shown(
                    tx, post, message_id=message_id, revision=0, struck=False, now=self._now()
                )
            )
        self._again = True

    async def _search(self, claim: Claim, update_id: int) -> int | None:
        since = (claim.doubtful_since or self._now()) - CLOCK_SKEW_S
        after = dt.datetime.fromtimestamp(since, dt.UTC)
        channel = self._client.get_partial_messageable(
            claim.post.channel_id, guild_id=claim.post.guild_id
        )
        wanted = marker_of(update_id)
        own = self._client.user
        async for message in channel.history(
            limit=SEARCHED_MESSAGES, after=after, oldest_first=True
        ):
            if own is not None and message.author.id == own.id and wanted in _custom_ids(message):
                return message.id
        return None

    def _missing(self, post: Post, needed: Mapping[str, str]) -> list[str] | None:
        """Return the missing permissions by name; None when the cache cannot tell."""
        guild = self._client.get_guild(post.guild_id)
        channel = guild.get_channel(post.channel_id) if guild is not None else None
        if guild is None or guild.unavailable or channel is None:
            return None
        return missing_permissions(channel.permissions_for(guild.me), needed)

    async def _retry(self, post: Post, delay: int, reason: str, attempt_at: int | None) -> None:
        due = self._now() + delay
        await self._settle(
            lambda tx: store.settle_retry(
                tx, post, due_at=due, reason=reason, attempt_at=attempt_at
            )
        )

    async def _end(self, post: Post, state: PostState, reason: str) -> None:
        log.warning("post %s in channel %s ended: %s", post.id, post.channel_id, reason)
        await self._settle(lambda tx: store.settle_ended(tx, post, state, reason))

    async def _settle(self, write: Callable[[Transaction], Awaitable[bool]]) -> None:
        async with self._db.transaction() as tx:
            kept = await write(tx)
        if not kept:
            log.warning("a claim was lost before its end could be recorded")


def _custom_ids(message: discord.Message) -> set[str]:
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    return {
        item.custom_id
        for row in rows
        for item in row.children
        if isinstance(item, discord.Button) and item.custom_id
    }
