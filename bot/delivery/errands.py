"""What follows once a post is shown: publishing it, and a thread that bears its headline.

Discord does each of them once, however often it is asked: they are repeated until it says so.
"""

import asyncio
import logging
import random
import sqlite3
from collections.abc import Awaitable, Callable, Mapping

import discord

from bot.delivery.content import Content, get_content
from bot.delivery.pace import Pace
from bot.delivery.places import missing_in, reason_of
from bot.delivery.rules import (
    HOUR_S,
    NONCE_WINDOW_S,
    RENAME_GAP_S,
    REQUEST_TIMEOUT_S,
    next_publishing,
    retry_delay,
)
from bot.delivery.settling import Settler
from bot.delivery.verdicts import (
    FAILURES,
    HAS_THREAD,
    MISSING_RETRY_S,
    PUBLISHED_ALREADY,
    TO_EDIT,
    TO_OPEN_THREAD,
    TO_SEND,
    Outcome,
    judge,
)
from bot.enums import ErrandKind, Form, PostState
from bot.places import Claim, Errand
from bot.store import errands as store
from bot.store.claims import Shard
from bot.store.database import Database, Transaction
from bot.store.troubles import insert_refusal

log = logging.getLogger(__name__)

AT_ONCE = 16


async def note_errands(tx: Transaction, claim: Claim, content: Content, now: int) -> None:
    """Note what follows, in the transaction that records what is shown now."""
    post, place = claim.post, claim.destination
    if post.shown_revision is not None:
        # A thread that is there bears its headline on, although none is wanted for new alerts.
        await store.set_title(tx, post, content.title(place), now)
        return
    if place.form is Form.FORUM:
        # A found one has the title of an earlier request, which nobody knows any more.
        sure = claim.doubtful_since is None
        title = content.title(place) if sure else None
        await store.insert_errand(tx, post, ErrandKind.THREAD, now, title=title)
    elif place.thread and place.form is not Form.PERSON:
        await store.insert_errand(tx, post, ErrandKind.THREAD, now)
    if place.publish and place.form is Form.ANNOUNCEMENT:
        await store.insert_errand(tx, post, ErrandKind.PUBLISH, now)


class Errands:
    """Takes up what is due, at the pace of the alerts."""

    def __init__(
        self,
        client: discord.Client,
        db: Database,
        now: Callable[[], int],
        pace: Pace,
        *,
        settler: Settler,
        shard: Shard,
        holds: Callable[[], bool],
    ) -> None:
        self._client = client
        self._db = db
        self._now = now
        self._pace = pace
        self._settler = settler
        self._shard = shard
        self._holds = holds
        self._claiming: asyncio.Task[None] | None = None
        self._running: dict[asyncio.Task[None], int] = {}
        self._again = self._stopping = False

    @property
    def running(self) -> list[asyncio.Task[None]]:
        """What is under way."""
        return list(self._running)

    def kick(self) -> None:
        """Take up what is due now."""
        self._again = True
        if self._stopping or (self._claiming is not None and not self._claiming.done()):
            return
        self._claiming = asyncio.create_task(self._claim_due(), name="alerts")

    async def stop(self) -> None:
        """Take up nothing more."""
        self._stopping = True
        if self._claiming is not None:
            await asyncio.wait([self._claiming])

    async def _claim_due(self) -> None:
        while self._again and not self._stopping and len(self._running) < AT_ONCE:
            self._again = False
            if self._holds():
                return
            now, busy = self._now(), frozenset(self._running.values())
            try:
                if not await store.has_due_errands(self._db, now):
                    return
                async with self._db.transaction() as tx:
                    free = AT_ONCE - len(self._running)
                    found = await store.claim_errands(tx, now, free, busy, self._shard)
            except sqlite3.Error:
                log.exception("errands wait: the database cannot be written")
                return
            for errand in found:
                name = f"post {errand.post.id} {errand.kind}"
                task = asyncio.create_task(self._attempt(errand), name=name)
                self._running[task] = errand.destination.id
                task.add_done_callback(self._ended)
            self._again |= bool(found)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self.kick()

    async def _attempt(self, errand: Errand) -> None:
        try:
            await self._run(errand)
        except Exception:  # the edge of the loop: one failure is not the others'
            log.exception("%s of post %s failed", errand.kind, errand.post.id)

    async def _run(self, errand: Errand) -> None:
        content = await get_content(self._db, errand.post)
        if content is None or errand.post.state is not PostState.DONE:
            await self._settle(lambda tx: store.settle_gone(tx, errand, "The alert is gone"))
        elif errand.kind is ErrandKind.THREAD:
            await self._title_thread(errand, content)
        elif content.struck or not errand.destination.publish:
            await self._settle(lambda tx: store.settle_gone(tx, errand, "Not wanted any more"))
        else:
            await self._publish(errand)

    async def _publish(self, errand: Errand) -> None:
        place, post, now = errand.destination, errand.post, self._now()
        async with self._db.transaction() as tx:
            spent = await store.list_publishings(tx, place.id, now - HOUR_S)
            at = next_publishing(errand.importance, spent, post.shown_at or now, now)
            if at is None:
                await store.settle_gone(tx, errand, "Too much was published in that hour")
            elif at > now:
                await store.settle_later(tx, errand, at, "Discord lets ten an hour be published")
            else:
                await store.insert_publishing(tx, place.id, now, HOUR_S)
        if at != now:
            return
        channel = self._client.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        message = channel.get_partial_message(post.message_id or 0)
        if await self._request(errand, message.publish, TO_SEND, PUBLISHED_ALREADY):
            await self._settle(lambda tx: store.settle_done(tx, errand, None))

    async def _title_thread(self, errand: Errand, content: Content) -> None:
        """Open a thread with the newest title, or rename the one that is there."""
        post, place, title = errand.post, errand.destination, content.title(errand.destination)
        thread_id, made = post.message_id or 0, errand.title is not None or place.form is Form.FORUM
        if not made and content.struck and errand.attempts == 1:
            await self._settle(lambda tx: store.settle_gone(tx, errand, "It was retracted before"))
            return
        if not made and not place.thread:
            await self._settle(lambda tx: store.settle_gone(tx, errand, "Not wanted any more"))
            return
        if not made and not content.struck:
            channel = self._client.get_partial_messageable(place.channel_id, guild_id=post.guild_id)
            message = channel.get_partial_message(thread_id)

            async def open_thread() -> None:
                await message.create_thread(name=title)

            answer = await self._request(errand, open_thread, TO_OPEN_THREAD, HAS_THREAD)
            if answer is None:
                return
            made = answer is HAS_THREAD
        else:
            made = errand.title != title
        # One that was there already may bear an older headline.
        if not made or await self._request(errand, self._renaming(thread_id, title), TO_EDIT):
            again_at = self._now() + RENAME_GAP_S if made else 0
            await self._settle(lambda tx: store.settle_done(tx, errand, title, again_at=again_at))

    def _renaming(self, thread_id: int, title: str) -> Callable[[], Awaitable[object]]:
        async def rename() -> None:
            await self._client.http.edit_channel(thread_id, name=title, archived=False)

        return rename

    async def _request(
        self,
        errand: Errand,
        request: Callable[[], Awaitable[object]],
        needed: Mapping[str, str],
        done_already: int | None = None,
    ) -> int | None:
        """Ask Discord once; None when it was not done, which is settled then.

        Otherwise 1, or the code by which Discord says that it was done before.
        """
        missing = missing_in(self._client, errand.destination, needed)
        if missing:
            reason = reason_of(missing)
            await self._later(errand, MISSING_RETRY_S, reason, all_alike=True, untold=True)
            return None
        await self._pace.turn()
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                await request()
        except discord.HTTPException as error:
            if done_already is not None and error.code == done_already:
                return done_already
            await self._settle_failure(errand, error)
        except FAILURES as error:
            await self._settle_failure(errand, error)
        else:
            return 1
        return None

    async def _settle_failure(self, errand: Errand, error: Exception) -> None:
        verdict = judge(error)
        log.warning("%s of post %s: %s", errand.kind, errand.post.id, verdict.reason)
        final = verdict.outcome is Outcome.REFUSED and not verdict.of_channel
        if final or verdict.outcome is Outcome.GONE:
            await self._settle(
                lambda tx: store.settle_gone(tx, errand, verdict.reason, untold=final)
            )
            return
        delay = verdict.retry_after
        if delay is None:
            delay = retry_delay(errand.failures, random.random())
        renaming = errand.kind is ErrandKind.THREAD and errand.title is not None
        if verdict.may_have_arrived:
            # A title that arrives late must not come after a newer one.
            delay = max(delay, RENAME_GAP_S if renaming else NONCE_WINDOW_S)
        # What one message is refused for its channel is so for all of them, as is a long wait; a
        # name may change as often as its own thread's limit says.
        alike = verdict.of_channel or (isinstance(error, discord.RateLimited) and not renaming)
        refused = verdict.outcome is Outcome.REFUSED
        await self._later(errand, delay, verdict.reason, all_alike=alike, refused=refused)

    async def _later(
        self,
        errand: Errand,
        delay: int,
        reason: str,
        *,
        all_alike: bool = False,
        refused: bool = False,
        untold: bool = False,
    ) -> None:
        now, first = self._now(), not errand.failures

        async def write(tx: Transaction) -> bool:
            if refused:
                await insert_refusal(tx, errand.destination.id, now)
            return await store.settle_later(
                tx,
                errand,
                now + delay,
                reason,
                all_alike=all_alike,
                untold=first and (untold or refused),
            )

        await self._settle(write)

    async def _settle(self, write: Callable[[Transaction], Awaitable[bool]]) -> None:
        await self._settler.settle(write)
