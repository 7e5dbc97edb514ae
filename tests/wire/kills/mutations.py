"""Deliberately wrong deliveries: what proves the proof. Each is a patch of the real code."""

import dataclasses
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from bot.controls import custom_id
from bot.delivery import bringing, content, rules, search, showing
from bot.delivery.rules import Step
from bot.delivery.verdicts import Outcome, Verdict, judge
from bot.places import Claim, Post
from bot.store import claims, posts
from bot.store.database import Transaction
from tests.wire.kills.mutations_forms import FORMS, Mutation, Patch

SETTLEMENTS = ("settle_shown", "settle_retry", "settle_ended")
FOR_EVER = 10**12
NEVER_FREE = "UPDATE posts SET lease_until = 1000000000000 WHERE id = ?"


def _after_claim(patch: Patch, sql: str) -> None:
    """Run a statement on each post that was just claimed."""
    plain = claims.claim_posts

    async def claim_posts(tx: Transaction, *args: Any, **kwargs: Any) -> list[Claim]:  # noqa: ANN401
        claimed = await plain(tx, *args, **kwargs)
        await tx.execute_many(sql, [(claim.post.id,) for claim in claimed])
        return claimed

    patch(claims, "claim_posts", claim_posts)


def _one_by_one(patch: Patch) -> None:
    """Settle each post that is shown for itself."""

    async def settle_shown_all(
        tx: Transaction, shown: Sequence[claims.Shown], now: int
    ) -> set[int]:
        kept: set[int] = set()
        for one in shown:
            post, number, revision = one.post, one.message_id, one.revision
            if await claims.settle_shown(
                tx, post, message_id=number, revision=revision, struck=one.struck, now=now
            ):
                kept.add(post.id)
        return kept

    patch(claims, "settle_shown_all", settle_shown_all)


def _before_settling(patch: Patch, sql: str) -> None:
    """Run a statement on each post that is about to be settled."""
    _one_by_one(patch)
    for name in SETTLEMENTS:
        patch(claims, name, _preceded(vars(claims)[name], sql))


def _preceded(plain: Callable[..., Any], sql: str) -> Callable[..., Any]:
    async def settle(tx: Transaction, post: Post, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        await tx.execute(sql, (post.id,))
        return await plain(tx, post, *args, **kwargs)

    return settle


def _changed(name: str, **changes: object) -> Callable[[Patch], None]:
    """Override arguments of a settlement."""

    def apply(patch: Patch) -> None:
        plain: Callable[..., Any] = vars(claims)[name]

        async def settle(tx: Transaction, post: Post, **kwargs: Any) -> Any:  # noqa: ANN401
            return await plain(tx, post, **(kwargs | changes))

        patch(claims, name, settle)

    return apply


def _judged(change: Callable[[Verdict], Verdict]) -> Callable[[Patch], None]:
    def verdict_of(error: BaseException) -> Verdict:
        return change(judge(error))

    return lambda patch: patch(bringing, "judge", verdict_of)


def _stepped(change: Callable[[Step], Step]) -> Callable[[Patch], None]:
    plain = rules.next_step

    def next_step(claim: Claim, now: int) -> Step:
        return change(plain(claim, now))

    return lambda patch: patch(bringing, "next_step", next_step)


def _random_nonce(patch: Patch) -> None:
    def nonce_of(name: str, channel_id: int) -> str:
        del name, channel_id
        return secrets.token_hex(11)

    patch(showing, "nonce_of", nonce_of)


def _nonce_of_the_update(patch: Patch) -> None:
    plain = rules.nonce_of

    def nonce_of(name: str, channel_id: int) -> str:
        del channel_id
        return plain(name, 0)

    patch(showing, "nonce_of", nonce_of)


def _send_then_mark(patch: Patch) -> None:
    _random_nonce(patch)
    _after_claim(
        patch, "UPDATE posts SET state = 'due', attempt_at = NULL, lease_until = 0 WHERE id = ?"
    )
    _changed("settle_retry", attempt_at=None)(patch)
    _before_settling(patch, "UPDATE posts SET state = 'sending' WHERE id = ?")


def _mark_then_send(patch: Patch) -> None:
    _random_nonce(patch)
    _after_claim(
        patch,
        "UPDATE posts SET state = 'done', shown_revision = wanted_revision, "
        "shown_struck = wanted_struck, message_id = coalesce(message_id, 1) WHERE id = ?",
    )
    _before_settling(
        patch,
        "UPDATE posts SET state = 'sending', message_id = nullif(message_id, 1), "
        "shown_revision = CASE WHEN message_id = 1 THEN NULL ELSE shown_revision END WHERE id = ?",
    )


def _done_though_more_is_wanted(patch: Patch) -> None:
    _one_by_one(patch)
    plain = claims.settle_shown

    async def settle_shown(tx: Transaction, post: Post, **kwargs: Any) -> bool:  # noqa: ANN401
        kept = await plain(tx, post, **kwargs)
        await tx.execute("UPDATE posts SET state = 'done' WHERE id = ?", (post.id,))
        return kept

    patch(claims, "settle_shown", settle_shown)


def _old_words_taken_as_new(patch: Patch) -> None:
    _one_by_one(patch)
    plain = claims.settle_shown

    async def settle_shown(tx: Transaction, post: Post, **kwargs: Any) -> bool:  # noqa: ANN401
        revision = kwargs.pop("revision") or post.wanted_revision
        return await plain(tx, post, revision=revision, **kwargs)

    patch(claims, "settle_shown", settle_shown)


def _wanted_skips_what_is_sending(patch: Patch) -> None:
    plain = posts.set_wanted

    async def set_wanted(
        tx: Transaction, update_id: int, revision: int, now: int, *, struck: bool
    ) -> int:
        kept = await tx.execute(
            "SELECT wanted_revision, wanted_struck, id FROM posts "
            "WHERE update_id = ? AND state = 'sending'",
            (update_id,),
        )
        count = await plain(tx, update_id, revision, now, struck=struck)
        await tx.execute_many(
            "UPDATE posts SET wanted_revision = ?, wanted_struck = ? WHERE id = ?", kept
        )
        return count

    patch(posts, "set_wanted", set_wanted)


def _one_page_is_all(patch: Patch) -> None:
    plain = search.find_message

    async def find_message(*args: Any, **kwargs: Any) -> tuple[int | None, bool]:  # noqa: ANN401
        found, _ = await plain(*args, **kwargs)
        return found, True

    patch(search, "PAGES", 1)
    patch(search, "find_message", find_message)


def _missing_history_ignored(patch: Patch) -> None:
    def missing(*_: object) -> list[str]:
        return []

    patch(bringing, "missing_in", missing)


def _any_alert_is_this_one(patch: Patch) -> None:
    def marker_of(update_id: int) -> str:
        del update_id
        return custom_id("status:now:1")

    patch(content, "marker_of", marker_of)


def _repeated_for_an_hour(patch: Patch) -> None:
    patch(rules, "SAFE_REPEAT_S", 3_600)
    patch(rules, "NONCE_WINDOW_S", 3_600)


def _not_arrived(verdict: Verdict) -> Verdict:
    return dataclasses.replace(verdict, may_have_arrived=False)


def _ended(verdict: Verdict) -> Verdict:
    unclear = verdict.may_have_arrived
    return dataclasses.replace(verdict, outcome=Outcome.GONE) if unclear else verdict


def _dropped_answer(patch: Patch) -> None:
    """A found message that is not recorded is sent again."""

    async def search_for(*_: object, **__: object) -> tuple[int | None, bool]:
        return None, True

    patch(bringing, "search_for", search_for)


def _deleted_taken_as_gone(verdict: Verdict) -> Verdict:
    refused = verdict.outcome is Outcome.REFUSED
    return dataclasses.replace(verdict, outcome=Outcome.GONE) if refused else verdict


MUTATIONS: dict[str, Mutation] = {
    "send, then mark": Mutation(_send_then_mark, design=True),
    "mark, then send": Mutation(_mark_then_send, design=True),
    "nonce without a search": Mutation(
        _stepped(lambda step: Step.SEND if step in (Step.FIND, Step.WAIT) else step), design=True
    ),
    "the nonce names no channel": Mutation(_nonce_of_the_update),
    "a new nonce each time": Mutation(_random_nonce),
    "the attempt is noted after the send": Mutation(
        lambda patch: _after_claim(patch, "UPDATE posts SET attempt_at = NULL WHERE id = ?")
    ),
    "the search begins too late": Mutation(lambda patch: patch(search, "CLOCK_SKEW_S", -30)),
    "the search finds nothing": Mutation(_dropped_answer),
    "one page of messages is taken for all": Mutation(_one_page_is_all),
    "any alert is taken for this one": Mutation(_any_alert_is_this_one),
    "no messages are taken for proof": Mutation(_missing_history_ignored),
    "doubtful sends are repeated for an hour": Mutation(_repeated_for_an_hour),
    "a retry forgets the doubt": Mutation(_changed("settle_retry", attempt_at=None)),
    "a lost answer is taken for none": Mutation(_judged(_not_arrived)),
    "an unclear answer ends a post": Mutation(_judged(_ended)),
    "a refusal ends a post": Mutation(_judged(_deleted_taken_as_gone)),
    "the library's own repeats are forgotten": Mutation(
        lambda patch: patch(bringing, "LIBRARY_PAUSE_S", FOR_EVER)
    ),
    "a lease never ends": Mutation(lambda patch: _after_claim(patch, NEVER_FREE)),
    "a lease ends too soon": Mutation(lambda patch: patch(claims, "LEASE_S", 32)),
    "an edit does not rest": Mutation(_changed("settle_retry", rest_until=0)),
    "done though more is wanted": Mutation(_done_though_more_is_wanted),
    "old words are taken for new": Mutation(_old_words_taken_as_new),
    "a correction skips what is being sent": Mutation(_wanted_skips_what_is_sending),
    "a retracted update is sent all the same": Mutation(
        _stepped(lambda step: Step.SEND if step is Step.DROP else step)
    ),
    **FORMS,
}
