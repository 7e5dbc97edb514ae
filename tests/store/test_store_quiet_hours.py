"""What quiet hours put off, and what may be tried again."""

from bot.enums import PostState
from bot.hours import quiet_until
from bot.places import Hours
from bot.store import claims, posts
from bot.store.database import Database
from tests.store.factories import (
    NOW,
    claim,
    claim_one,
    only_post,
    publish,
    retry,
    revise,
    send_alerts_to,
    set_place,
    show,
)

QUIET = Hours(quiet_from=22 * 60, quiet_until=23 * 60)  # NOW is 22:13:20 UTC
QUIET_END = NOW - NOW % 3600 + 3600


async def test_quiet_hours_put_a_first_send_off_and_not_a_correction(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    await show(db, await claim_one(db))
    await set_place(db, 1, hours=QUIET)

    await publish(db, 1, now=NOW + 1)
    corrected = await revise(db, update, "Better words", now=NOW + 2)

    new, old = await posts.list_posts(db, 1, 9)
    assert (new.due_at, old.due_at) == (QUIET_END, NOW + 2)
    assert [found.post.id for found in await claim(db, NOW + 2)] == [old.id]
    await revise(db, corrected, "Best words", now=NOW + 3)


async def test_a_correction_before_the_end_of_quiet_hours_keeps_them(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=QUIET)
    update = await publish(db, 1)

    await revise(db, update, "Better words")

    assert (await only_post(db)).due_at == QUIET_END == quiet_until(QUIET, NOW)


async def test_what_is_put_off_counts_as_no_failure_and_was_not_tried(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    claimed = await claim_one(db)

    async with db.transaction() as tx:
        assert await claims.settle_put_off(tx, claimed.post, QUIET_END)
        assert not await claims.settle_put_off(tx, claimed.post, QUIET_END)

    post = await only_post(db)
    assert (post.state, post.due_at) == (PostState.DUE, QUIET_END)
    assert (post.failures, post.attempt_at, post.reason) == (0, None, None)


async def test_other_quiet_hours_let_what_they_put_off_be_looked_at(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=QUIET)
    await publish(db, 1)

    await set_place(db, 1, hours=Hours())

    assert (await only_post(db)).due_at == NOW


async def test_what_a_setting_hindered_is_tried_at_once(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    claimed = await claim_one(db)
    await retry(db, claimed.post, NOW + 900, reason="The forum takes no posts without a tag")

    async with db.transaction() as tx:
        await posts.set_retried(tx, claimed.destination.id)

    assert [found.post.id for found in await claim(db)] == [claimed.post.id]
