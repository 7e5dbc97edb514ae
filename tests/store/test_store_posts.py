"""Posts: queued, settled with what came of it; a late answer changes nothing."""

from collections.abc import Awaitable, Callable

import pytest

from bot.enums import PostState
from bot.places import Post
from bot.store import claims, posts
from bot.store.claims import LEASE_S
from bot.store.database import Database, Transaction
from tests.store.factories import (
    NOW,
    claim,
    claim_one,
    end,
    only_post,
    publish,
    retry,
    revise,
    send_alerts_to,
    show,
)


async def test_a_queued_post_is_due_at_once_and_shows_nothing(db: Database) -> None:
    await send_alerts_to(db, 1, 10)

    update = await publish(db, 1)

    post = await only_post(db)
    assert (post.update_id, post.guild_id, post.channel_id) == (update.id, 1, 10)
    assert (post.wanted_revision, post.wanted_struck) == (1, False)
    assert (post.shown_revision, post.shown_struck, post.message_id) == (None, False, None)
    assert (post.state, post.attempts, post.failures) == (PostState.DUE, 0, 0)
    assert await posts.next_due(db) == NOW


async def test_what_was_shown_is_recorded_and_the_post_is_done(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)

    assert await show(db, await claim_one(db), message_id=901, now=NOW + 2)

    post = await only_post(db)
    assert (post.state, post.shown_revision, post.message_id) == (PostState.DONE, 1, 901)
    assert (post.shown_at, post.attempt_at, post.reason) == (NOW + 2, None, None)
    assert await posts.list_messages(db, 1, [update.id]) == {update.id: (10, 901)}
    assert await posts.next_due(db) is None
    assert await claim(db, NOW + 10 * LEASE_S) == []


LATE: dict[str, Callable[[Transaction, Post], Awaitable[bool]]] = {
    "shown": lambda tx, post: claims.settle_shown(
        tx, post, message_id=999, revision=1, struck=False, now=NOW
    ),
    "retry": lambda tx, post: claims.settle_retry(
        tx, post, due_at=5, reason="late", attempt_at=None
    ),
    "gone": lambda tx, post: claims.settle_ended(tx, post, PostState.GONE, "late"),
}


@pytest.mark.parametrize("late", LATE)
@pytest.mark.parametrize("settled", [False, True])
async def test_an_answer_that_comes_after_the_claim_was_lost_changes_nothing(
    db: Database, late: str, settled: bool
) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    lost = await claim_one(db)
    newer = await claim_one(db, NOW + LEASE_S)
    if settled:
        await show(db, newer, message_id=901)
    before = await only_post(db)

    async with db.transaction() as tx:
        kept = await LATE[late](tx, lost.post)

    assert kept is False
    assert await only_post(db) == before


@pytest.mark.parametrize("late", LATE)
async def test_a_claim_can_be_settled_once(db: Database, late: str) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    claimed = await claim_one(db)
    await show(db, claimed, message_id=901)

    async with db.transaction() as tx:
        assert await LATE[late](tx, claimed.post) is False

    assert (await only_post(db)).message_id == 901


async def test_the_time_of_the_first_doubtful_send_is_kept_until_it_is_known(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)

    first = await claim_one(db)
    assert (first.doubtful_since, (await only_post(db)).attempt_at) == (None, NOW)
    second = await claim_one(db, NOW + LEASE_S)
    assert (second.doubtful_since, (await only_post(db)).attempt_at) == (NOW, NOW)
    await retry(db, second.post, NOW + 200, attempt_at=second.doubtful_since)
    third = await claim_one(db, NOW + 200)
    assert (third.doubtful_since, (await only_post(db)).attempt_at) == (NOW, NOW)
    await retry(db, third.post, NOW + 300, attempt_at=None)
    fourth = await claim_one(db, NOW + 300)
    assert (fourth.doubtful_since, (await only_post(db)).attempt_at) == (None, NOW + 300)


async def test_an_edit_is_never_in_doubt(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    await show(db, await claim_one(db))
    await revise(db, update, "A correction")

    await claim_one(db)

    assert (await claim_one(db, NOW + LEASE_S)).doubtful_since is None
    assert (await only_post(db)).attempt_at is None


async def test_a_retry_waits_and_is_counted_until_something_is_shown(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)

    assert await retry(db, (await claim_one(db)).post, NOW + 60, reason="Discord is busy")

    post = await only_post(db)
    assert (post.state, post.failures, post.reason) == (PostState.DUE, 1, "Discord is busy")
    assert await posts.next_due(db) == NOW + 60
    assert await claim(db, NOW + 59) == []
    await show(db, await claim_one(db, NOW + 60))
    assert ((await only_post(db)).failures, (await only_post(db)).reason) == (0, None)


@pytest.mark.parametrize("state", [PostState.GONE, PostState.UNKNOWN])
async def test_an_ended_post_is_claimed_no_more(db: Database, state: PostState) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)

    assert await end(db, (await claim_one(db)).post, state, "The channel was deleted")

    post = await only_post(db)
    assert (post.state, post.reason) == (state, "The channel was deleted")
    assert await claim(db, NOW + 10 * LEASE_S) == []
    assert await posts.next_due(db) is None


async def test_the_states_of_an_update_are_counted(db: Database) -> None:
    for guild_id in (1, 2, 3):
        await send_alerts_to(db, guild_id, guild_id * 10)
    update = await publish(db, 1, wire=True)
    first, second, _ = await claim(db)
    await show(db, first)
    await end(db, second.post, PostState.GONE)

    assert await posts.count_states(db, update.id) == {
        PostState.DONE: 1,
        PostState.GONE: 1,
        PostState.SENDING: 1,
    }


async def test_what_ends_together_is_settled_together_each_for_itself(db: Database) -> None:
    for guild_id in (1, 2, 3):
        await send_alerts_to(db, guild_id, guild_id * 10)
    await publish(db, 1, wire=True)
    first, second, lost = await claim(db)
    await claim(db, NOW + claims.LEASE_S)  # of all, so that the earlier claims are lost
    again = await claim(db, NOW + 2 * claims.LEASE_S)
    async with db.transaction() as tx:
        kept = await claims.settle_shown_all(
            tx,
            [
                claims.Shown(again[0].post, 2**62 + 1, 9, struck=False),
                claims.Shown(again[1].post, 902, 9, struck=True),
                claims.Shown(lost.post, 903, 9, struck=False),
            ],
            NOW + 300,
        )

    assert kept == {first.post.id, second.post.id}
    states = [
        (post.state, post.message_id, post.shown_struck)
        for guild_id in (1, 2, 3)
        for post in await posts.list_posts(db, guild_id, 9)
    ]
    assert states == [
        (PostState.DONE, 2**62 + 1, False),
        (PostState.DUE, 902, True),
        (PostState.SENDING, None, False),
    ]
