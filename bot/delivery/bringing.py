"""One claimed post: what is shown is brought to what is wanted, one request at a time."""

import asyncio
import dataclasses
import logging
import random
from collections.abc import Callable

import discord

from bot.delivery.content import Content, Contents
from bot.delivery.endings import Endings
from bot.delivery.pace import Pace
from bot.delivery.people import People
from bot.delivery.places import missing_in, needed_to_send, reason_of
from bot.delivery.rules import (
    NONCE_WINDOW_S,
    REQUEST_TIMEOUT_S,
    Step,
    jittered,
    next_step,
    quiet_end,
    retry_delay,
)
from bot.delivery.search import search_for
from bot.delivery.showing import show_alert
from bot.delivery.verdicts import (
    BLIND,
    DELETED,
    FAILURES,
    MISSING_RETRY_S,
    TO_EDIT,
    TO_FIND,
    Outcome,
    Verdict,
    judge,
)
from bot.enums import Form, Mode, PostState, Trouble
from bot.meter import Failure, Meter, failure_of
from bot.places import Claim, Destination, Post
from bot.round_days import RoundDays
from bot.store import claims as store
from bot.store.database import Database
from bot.store.guilds import get_settings
from bot.store.moves import settle_unwanted

log = logging.getLogger(__name__)

LIBRARY_PAUSE_S = 1.0  # discord.py waits so long or longer before it repeats a request itself


class Bringer:
    """Acts outside any transaction, and has every ending recorded."""

    def __init__(
        self,
        client: discord.Client,
        db: Database,
        now: Callable[[], int],
        *,
        pace: Pace,
        people: People,
        endings: Endings,
        round_days: RoundDays | None,
        meter: Meter,
        is_stopping: Callable[[], bool],
        answered: Callable[[Post], None],
    ) -> None:
        """``answered`` is told of the end of a request before what came of it is kept.

        Once ``is_stopping`` nothing more is asked.
        """
        self._client = client
        self._db = db
        self._now = now
        self._pace = pace
        self._people = people
        self._endings = endings
        self._round_days = round_days
        self._meter = meter
        self._is_stopping = is_stopping
        self._answered = answered
        self._contents = Contents(db)

    async def bring(self, claim: Claim, claimed_at: int) -> None:
        """Do one step for a claimed post and record what came of it."""
        if next_step(claim, self._now()) in (Step.SEND, Step.EDIT, Step.FIND):
            await self._pace.turn()
        # While it waited for its turn time has passed, and more may be wanted by now.
        verdict = await self._people.screen(claim)
        if verdict is not None:
            await self._withhold(claim, verdict)
            return
        post, now = claim.post, self._now()
        if claim.destination.trouble is Trouble.CHANNEL and next_step(claim, now) is not Step.SEND:
            # What a process that died had under way when the channel was deleted is gone with it.
            await self._endings.end(post, PostState.GONE, DELETED)
            return
        content = await self._content(claim, now)
        if content is None:
            await self._endings.end(post, PostState.GONE, "What it was about was deleted")
            return
        if self._is_stopping() or now - claimed_at > store.LEASE_S - REQUEST_TIMEOUT_S:
            await self._hand_back(claim, now)
            return
        if post.wanted_struck is not content.struck:
            post = dataclasses.replace(post, wanted_struck=content.struck)
            claim = dataclasses.replace(claim, post=post)
        await self._take(claim, content, now)

    async def _take(self, claim: Claim, content: Content, now: int) -> None:
        post = claim.post
        match next_step(claim, now):
            case Step.DROP:
                await self._endings.end(post, PostState.GONE, "Retracted before it was sent")
            case Step.WAIT:
                doubt = claim.doubtful_since or now
                delay = doubt + NONCE_WINDOW_S + 1 - now
                await self._endings.retry(post, delay, "An answer was lost", doubt)
            case Step.FIND:
                await self._find(claim, content)
            case Step.SEND if claim.doubtful_since is None and _is_unwanted(claim.destination):
                await self._endings.settle(lambda tx: settle_unwanted(tx, post))
            case Step.SEND if (end := quiet_end(claim, now)) is not None:
                await self._endings.settle(lambda tx: store.settle_put_off(tx, post, end))
            case Step.SEND | Step.EDIT:
                await self._request(claim, content)

    async def _hand_back(self, claim: Claim, now: int) -> None:
        """Leave a post for another claim: it was not its turn in time, which is no failure."""
        if claim.doubtful_since is None:
            await self._endings.settle(lambda tx: store.settle_put_off(tx, claim.post, now))
            return
        await self._endings.retry(claim.post, 0, "It was not its turn yet", claim.doubtful_since)

    async def _content(self, claim: Claim, now: int) -> Content | None:
        if claim.post.milestone_id is None:
            return await self._contents.get(claim.post)
        return await self._round_days.content(claim, now) if self._round_days else None

    async def _withhold(self, claim: Claim, verdict: Verdict) -> None:
        if verdict.outcome is Outcome.GONE:
            await self._endings.end(claim.post, PostState.GONE, verdict.reason)
            return
        delay = verdict.retry_after or retry_delay(claim.post.failures, random.random())
        await self._endings.retry(claim.post, delay, verdict.reason, claim.doubtful_since)

    async def _request(self, claim: Claim, content: Content) -> None:
        post, place = claim.post, claim.destination
        needed = needed_to_send(place) if post.message_id is None else TO_EDIT
        missing = missing_in(self._client, place, needed)
        if missing:
            self._meter.failed(Failure.MISSING_PERMISSION)
            delay = max(MISSING_RETRY_S, retry_delay(post.failures, random.random()))
            reason, doubt = reason_of(missing), claim.doubtful_since
            await self._endings.retry(post, delay, reason, doubt, trouble=Trouble.MISSING)
            return
        # People have written under a forum post: it is struck through wherever others are deleted.
        delete = content.struck and post.message_id is not None and place.form is not Form.FORUM
        if delete:
            delete = not (await get_settings(self._db, post.guild_id)).strike_retracted
        began, watch = self._now(), asyncio.get_running_loop().time
        started = watch()
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                message_id = await show_alert(self._client, claim, content, delete=delete)
        except FAILURES as error:
            self._answered(post)
            await self._settle_failure(
                claim, began, error, repeated=watch() - started >= LIBRARY_PAUSE_S
            )
            return
        self._answered(post)
        self._meter.shown(first=post.shown_revision is None)
        if message_id is None:
            await self._endings.end(post, PostState.GONE, "Retracted and deleted")
            return
        # A repeated send is answered with the first one's message, which may have older words.
        revision = content.revision if claim.doubtful_since is None else 0
        await self._endings.shown(claim, content, message_id, revision, struck=content.struck)
        log.info(
            "%s revision %s shown in channel %s", content.name, content.revision, post.channel_id
        )

    async def _settle_failure(
        self, claim: Claim, began: int, error: Exception, *, repeated: bool
    ) -> None:
        """Settle a failed request.

        ``repeated`` when discord.py may have sent it several times, of which the error
        tells the last alone: an earlier one may have arrived.
        """
        post, verdict = claim.post, judge(error)
        self._meter.failed(failure_of(error))
        place, refused = claim.destination, verdict.outcome is Outcome.REFUSED
        of_place = verdict.of_channel and post.channel_id == place.channel_id
        of_channel = of_place and place.user_id is None
        if verdict.outcome is Outcome.GONE:
            await self._endings.end(
                post, PostState.GONE, verdict.reason, deleted=of_channel, untold=not of_channel
            )
            return
        if verdict.refusal is not None:
            await self._people.close(claim, verdict.refusal, verdict.reason)
            return
        doubt, rest_until = claim.doubtful_since, 0
        if verdict.may_have_arrived or repeated:
            if post.shown_revision is None:
                doubt = began if doubt is None else doubt
            else:
                # An edit that arrives late must not come after a newer one.
                rest_until = began + NONCE_WINDOW_S
        delay = verdict.retry_after
        if delay is None:
            delay = retry_delay(post.failures, random.random())
        elif refused:
            delay = jittered(delay, random.random())
        log.warning(
            "post %s in channel %s: %s (%s); next try in %s s",
            post.id,
            post.channel_id,
            verdict.reason,
            type(error).__name__,
            delay,
        )
        # What is refused in a forum post, as where it is locked, need not be so for new ones. The
        # others that are shown there are asked for one at a time, and it counts as one of the two.
        in_forum = refused and verdict.of_channel and not of_place
        trouble = Trouble.REFUSED if of_channel or (of_place and refused) else None
        await self._endings.retry(
            post,
            delay,
            verdict.reason,
            doubt,
            rest_until=rest_until,
            trouble=trouble,
            of_edits=in_forum or (verdict.of_edits and post.channel_id == place.channel_id),
            counts=in_forum,
            untold=refused and trouble is None and not post.failures,
        )

    async def _find(self, claim: Claim, content: Content) -> None:
        """Look whether an earlier send arrived before anything is sent again."""
        post = claim.post
        missing = missing_in(self._client, claim.destination, TO_FIND)
        if missing:
            # Without the permission Discord returns no messages and no error: that is no proof.
            await self._endings.end(
                post, PostState.UNKNOWN, f"{BLIND}{', '.join(missing)}", untold=True
            )
            return
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                message_id, whole = await search_for(
                    self._client, claim, content.marker, self._now(), self._pace.turn
                )
        except FAILURES as error:
            await self._settle_failure(claim, self._now(), error, repeated=False)
            return
        if message_id is not None:
            await self._endings.shown(claim, content, message_id, 0, struck=False)
        elif not whole:
            reason = "An answer was lost; too many messages came after it"
            await self._endings.end(post, PostState.UNKNOWN, reason, untold=True)
        elif (
            self._client.user is not None
            and missing_in(self._client, claim.destination, TO_FIND) == []
        ):
            # It never arrived: the next claim sends it afresh.
            await self._endings.retry(post, 0, "Not there yet", None)
        else:
            delay = min(retry_delay(post.failures, random.random()), MISSING_RETRY_S)
            reason = "The server is not available"
            await self._endings.retry(post, delay, reason, claim.doubtful_since)


def _is_unwanted(place: Destination) -> bool:
    """Whether nothing new is to be sent; of people it is asked last before each request."""
    return place.mode is not Mode.ACTIVE and place.user_id is None
