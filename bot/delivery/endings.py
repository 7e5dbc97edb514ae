"""How a claim ends: shown, tried again later, or ended; and who should hear of it."""

import logging
from collections.abc import Callable

from bot.delivery.content import Content
from bot.delivery.errands import note_errands
from bot.delivery.settling import Settler, Write
from bot.enums import PostState, Trouble
from bot.places import Claim, Post
from bot.store import claims as store
from bot.store import troubles
from bot.store.database import Transaction
from bot.store.destinations import FOR_EVER

log = logging.getLogger(__name__)


class Endings:
    """Records what came of claims; who waits for that is told once it is on disk."""

    def __init__(
        self,
        settler: Settler,
        now: Callable[[], int],
        *,
        on_trouble: Callable[[], None],
        on_errands: Callable[[], None],
    ) -> None:
        self._settler = settler
        self._now = now
        self._on_trouble = on_trouble
        self._on_errands = on_errands

    async def retry(
        self,
        post: Post,
        delay: int,
        reason: str,
        attempt_at: int | None,
        *,
        rest_until: int = 0,
        trouble: Trouble | None = None,
        of_edits: bool = False,
        counts: bool = False,
        untold: bool = False,
    ) -> None:
        """Try again later; ``trouble`` when all that waits for the destination has to rest.

        ``of_edits`` when all that is to be changed there has to; ``counts`` when it was one of the
        refusals of which a destination has two a day; ``untold`` when the reason is
        this post's alone, and nobody has heard of it.
        """
        now = self._now()

        async def write(tx: Transaction) -> bool:
            due = now + delay
            if trouble is not None:
                due = await troubles.set_trouble(
                    tx, post.destination_id, trouble, until=due, now=now
                )
            if counts:
                await troubles.insert_refusal(tx, post.destination_id, now)
            if of_edits:
                await troubles.set_edits_later(tx, post, due)
            return await store.settle_retry(
                tx,
                post,
                due_at=due,
                reason=reason,
                attempt_at=attempt_at,
                rest_until=rest_until,
                untold=untold,
            )

        await self.settle(write)
        if trouble is not None or untold:
            self._on_trouble()

    async def shown(
        self, claim: Claim, content: Content, message_id: int, revision: int, *, struck: bool
    ) -> None:
        """Record what a post shows now, and what is to follow it."""
        now, place = self._now(), claim.destination
        followed = place.has_errands or claim.titled
        if place.trouble is None and not followed:
            await self.settle(store.Shown(claim.post, message_id, revision, struck))
            return

        async def write(tx: Transaction) -> bool:
            if place.trouble is not None:
                sent = claim.post.shown_revision is None
                await troubles.clear_trouble(tx, place.id, sent=sent)
            kept = await store.settle_shown(
                tx, claim.post, message_id=message_id, revision=revision, struck=struck, now=now
            )
            if kept and followed:
                await note_errands(tx, claim, content, now)
            return kept

        await self.settle(write)
        if followed:
            self._on_errands()
        if place.trouble is not None:
            self._on_trouble()

    async def end(
        self,
        post: Post,
        state: PostState,
        reason: str,
        *,
        deleted: bool = False,
        untold: bool = False,
    ) -> None:
        """End a delivery; ``deleted`` with its channel, ``untold`` where nobody of ours did so.

        What was to be sent first to a deleted channel waits for another one to be chosen.
        """
        log.warning("post %s in channel %s ended: %s", post.id, post.channel_id, reason)
        waits = deleted and post.shown_revision is None and post.attempt_at is None

        async def write(tx: Transaction) -> bool:
            if waits:
                kept = await store.settle_put_off(tx, post, FOR_EVER)
            else:
                kept = await store.settle_ended(tx, post, state, reason, untold=untold)
            if deleted:
                await troubles.halt_channel(tx, post.channel_id, reason)
            return kept

        await self.settle(write)
        if deleted or untold:
            self._on_trouble()

    async def settle(self, write: Write | store.Shown) -> None:
        """Record anything else; a claim that was lost meanwhile is left alone."""
        if not await self._settler.settle(write):
            log.warning("a claim was lost before its end could be recorded")
