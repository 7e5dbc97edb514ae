"""A destination in trouble rests, is asked twice a day at most, and goes on where it stood."""

import pytest

from bot.enums import PostState, Trouble
from bot.places import Post
from bot.store import claims, notices, posts, troubles
from bot.store.database import Database
from tests.store.factories import (
    NOW,
    claim,
    claim_one,
    only_post,
    place_of,
    publish,
    revise,
    send_alerts_to,
    show,
)

DAY, HALF = 86_400, 43_200
BLIND = "lost; missing: "


async def refuse(db: Database, now: int, *, until: int | None = None) -> int:
    """Claim what is due, have it refused, and return until when its destination rests."""
    claimed = await claim_one(db, now)
    async with db.transaction() as tx:
        due = await troubles.set_trouble(
            tx, claimed.destination.id, Trouble.REFUSED, until=until or now + HALF, now=now
        )
        await claims.settle_retry(tx, claimed.post, due_at=due, reason="no", attempt_at=None)
    return due


async def lift(db: Database, now: int) -> None:
    async with db.transaction() as tx:
        await troubles.lift_rest(tx, (await place_of(db)).id, now)


async def test_neither_news_nor_corrections_nor_a_new_setup_ask_a_third_time_a_day(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    first = await refuse(db, NOW)
    await publish(db, 1, now=NOW + 5)
    await revise(db, update, "Other", NOW + 5)

    resting = await claim(db, NOW + 10)
    await send_alerts_to(db, 1, 10)  # an administrator has it checked again
    second = await refuse(db, NOW + 20)
    await send_alerts_to(db, 1, 10)
    await lift(db, NOW + 30)
    await publish(db, 1, now=NOW + 30)

    assert (first, resting, second) == (NOW + HALF, [], NOW + DAY)
    assert await claim(db, NOW + DAY - 1) == []
    assert len(await claim(db, NOW + DAY)) == 1


async def test_a_refused_notice_counts_where_alerts_go_and_nowhere_else(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    async with db.transaction() as tx:
        await troubles.insert_channel_refusal(tx, 99, NOW)
        await troubles.insert_channel_refusal(tx, 10, NOW)
    before = await troubles.is_refusing(db, 10)

    assert await refuse(db, NOW + 5) == NOW + DAY
    assert not before
    assert [await troubles.is_refusing(db, channel_id) for channel_id in (10, 99)] == [True, False]


async def test_what_waited_goes_on_in_its_order_once_a_permission_is_there(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    older, newer = await publish(db, 1), await publish(db, 1)
    later = await publish(db, 1, now=NOW + 5_000)
    claimed = await claim_one(db)
    async with db.transaction() as tx:
        due = await troubles.set_trouble(
            tx, claimed.destination.id, Trouble.MISSING, until=NOW + 900, now=NOW
        )
        await claims.settle_retry(tx, claimed.post, due_at=due, reason="no", attempt_at=None)
    troubled = (await place_of(db)).trouble
    [hindered] = await troubles.list_hindered(db)
    held = {post.update_id: post.due_at for post in await posts.list_posts(db, 1, 9)}

    await lift(db, NOW + 60)

    assert troubled is hindered.trouble is Trouble.MISSING
    assert await troubles.list_hindered(db) == []
    assert held == {older.id: NOW + 900, newer.id: NOW + 900, later.id: NOW + 5_000}
    assert (await place_of(db)).trouble is None
    order: list[int | None] = []
    for _ in range(2):
        one = await claim_one(db, NOW + 60)
        order.append(one.post.update_id)
        await show(db, one)
    assert order == [older.id, newer.id]
    assert await claim(db, NOW + 60) == []


async def test_a_refusal_stays_on_record_until_an_alert_arrives(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    await refuse(db, NOW)

    await lift(db, NOW + 10)
    lifted = (await claim_one(db, NOW + 10)).destination
    async with db.transaction() as tx:
        await troubles.clear_trouble(tx, lifted.id, sent=True)

    assert lifted.trouble is Trouble.REFUSED
    assert (await place_of(db)).trouble is None


async def lack(db: Database, now: int) -> None:
    """Claim what is due, and find that a permission is missing for it."""
    claimed = await claim_one(db, now)
    async with db.transaction() as tx:
        due = await troubles.set_trouble(
            tx, claimed.destination.id, Trouble.MISSING, until=now + 900, now=now
        )
        await claims.settle_retry(tx, claimed.post, due_at=due, reason="no", attempt_at=None)


async def test_a_permission_that_sends_need_holds_no_correction_back(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    shown = await publish(db, 1)
    await show(db, await claim_one(db))
    waiting = await publish(db, 1)
    await lack(db, NOW)

    await revise(db, shown, "Better words", NOW + 5)
    due = await posts.next_due(db)
    health = await troubles.get_health(db, 1)
    corrected = await claim_one(db, NOW + 5)
    await show(db, corrected)
    async with db.transaction() as tx:
        await troubles.clear_trouble(tx, corrected.destination.id, sent=False)

    assert (due, health.next_at) == (NOW + 5, NOW + 5)
    assert corrected.post.update_id == shown.id
    assert (await place_of(db)).trouble is Trouble.MISSING
    assert await claim(db, NOW + 899) == []
    assert (await claim_one(db, NOW + 900)).post.update_id == waiting.id


async def test_corrections_that_lack_a_permission_too_go_on_once_it_is_there(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    shown = [await publish(db, 1), await publish(db, 1)]
    for number in (900, 901):
        await show(db, await claim_one(db), message_id=number)
    for update in shown:
        await revise(db, update, "Better words", NOW)
    await lack(db, NOW)
    await lack(db, NOW + 5)

    await lift(db, NOW + 60)

    assert [post.due_at for post in await posts.list_posts(db, 1, 9)] == [NOW + 60] * 2


async def test_corrections_keep_to_two_refusals_a_day_beside_a_missing_permission(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    shown = await publish(db, 1)
    await show(db, await claim_one(db))
    await publish(db, 1)
    await lack(db, NOW)
    async with db.transaction() as tx:
        for at in (NOW + 1, NOW + 2):
            await troubles.insert_refusal(tx, (await place_of(db)).id, at)

    await revise(db, shown, "Better words", NOW + 5)

    assert await claim(db, NOW + 899) == []
    [corrected] = [one.post.update_id for one in await claim(db, NOW + DAY + 1)]
    assert corrected == shown.id


async def test_an_edit_that_is_limited_puts_the_other_edits_off_and_tries_another_first(
    db: Database,
) -> None:
    for guild_id in (1, 2):
        await send_alerts_to(db, guild_id, guild_id * 10)
    shown = [await publish(db, 1, wire=True) for _ in range(2)]
    for number in (900, 910):
        for one in await claim(db):
            await show(db, one, message_id=number + one.destination.guild_id)
    for update in shown:
        await revise(db, update, "Better words", NOW)
    unsent = await publish(db, 1)
    limited = (await claim(db, busy=[(await place_of(db, 2)).id]))[0].post
    async with db.transaction() as tx:
        await troubles.set_edits_later(tx, limited, NOW + 60)
        await claims.settle_retry(tx, limited, due_at=NOW + 60, reason="no", attempt_at=None)

    due = {post.update_id: post.due_at for post in await posts.list_posts(db, 1, 9)}
    assert due == {shown[0].id: NOW + 60, shown[1].id: NOW + 59, unsent.id: NOW}
    assert {post.due_at for post in await posts.list_posts(db, 2, 9)} == {NOW}


async def test_only_what_is_unknown_for_that_reason_is_looked_for_again(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    blind, buried = await publish(db, 1), await publish(db, 1)
    for reason in (f"{BLIND}Read Message History", "lost in a crowd"):
        claimed = await claim_one(db)
        async with db.transaction() as tx:
            await claims.settle_ended(tx, claimed.post, PostState.UNKNOWN, reason, untold=True)
    untold = await troubles.list_untold(db, NOW)

    async with db.transaction() as tx:
        place = await place_of(db)
        looked_for = await troubles.reopen_unknown(tx, place.id, BLIND, NOW + 9)

    assert [post.update_id for post in untold] == [blind.id, buried.id]
    assert looked_for == [blind.id]
    again = await claim_one(db, NOW + 9)
    assert (again.post.update_id, again.doubtful_since) == (blind.id, NOW)
    assert await troubles.list_places(db, 1) == [(place, True)]
    assert [post.update_id for post in await troubles.list_untold(db, NOW)] == [buried.id]


async def test_the_end_of_a_post_is_told_once_a_day_and_place(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    claimed = await claim_one(db)
    async with db.transaction() as tx:
        await claims.settle_ended(tx, claimed.post, PostState.GONE, "deleted", untold=True)
        await notices.claim_notice(tx, 1, f"ends:{claimed.destination.id}", NOW)

    silent = await troubles.list_untold(db, NOW + DAY - 1)
    [told] = await troubles.list_untold(db, NOW + DAY)
    async with db.transaction() as tx:
        await troubles.set_told(tx, [told.id])

    assert silent == []
    assert await troubles.list_untold(db, NOW + DAY) == []


async def test_what_is_refused_of_one_post_is_to_be_told_until_it_is_shown(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    claimed = await claim_one(db)
    async with db.transaction() as tx:
        await claims.settle_retry(
            tx, claimed.post, due_at=NOW, reason="no", attempt_at=None, untold=True
        )

    untold = await troubles.list_untold(db, NOW)
    await show(db, await claim_one(db))

    assert [(post.state, post.reason) for post in untold] == [(PostState.DUE, "no")]
    assert await troubles.list_untold(db, NOW) == []


async def told(db: Database, now: int, *, heard: bool = True) -> None:
    topic = f"alerts:{(await place_of(db)).id}"
    async with db.transaction() as tx:
        await notices.claim_notice(tx, 1, topic, now)
        if heard:
            await notices.set_heard(tx, 1, topic)


@pytest.mark.parametrize(("waits", "again"), [(True, 1), (False, 0)])
async def test_a_trouble_is_told_once_and_again_each_day_while_something_waits(
    db: Database, waits: bool, again: int
) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    await refuse(db, NOW)
    at_first = len(await troubles.list_troubles(db, NOW))
    await told(db, NOW)
    that_day = len(await troubles.list_troubles(db, NOW + DAY - 1))
    if not waits:
        post = await only_post(db)
        await finish(db, post)

    assert (at_first, that_day) == (1, 0)
    assert len(await troubles.list_troubles(db, NOW + DAY)) == again


async def finish(db: Database, post: Post) -> None:
    """End a post without an alert having arrived, as a retraction does."""
    [claimed] = await claim(db, post.due_at)
    async with db.transaction() as tx:
        await claims.settle_ended(tx, claimed.post, PostState.GONE, "Retracted")


async def test_the_end_of_a_trouble_is_to_be_told_where_it_was_told(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    await refuse(db, NOW)
    place = await place_of(db)
    unheard = await troubles.list_cleared(db)
    await told(db, NOW)
    still = await troubles.list_cleared(db)
    async with db.transaction() as tx:
        await troubles.clear_trouble(tx, place.id, sent=True)

    [cleared] = await troubles.list_cleared(db)
    async with db.transaction() as tx:
        await notices.close_notice(tx, 1, f"alerts:{place.id}")

    assert (unheard, still, cleared.id) == ([], [], place.id)
    assert await troubles.list_cleared(db) == []


async def test_the_end_of_a_trouble_is_not_told_where_nobody_heard_of_it(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    await refuse(db, NOW)
    await told(db, NOW, heard=False)
    async with db.transaction() as tx:
        await troubles.clear_trouble(tx, (await place_of(db)).id, sent=True)

    assert await troubles.list_cleared(db) == []


async def test_how_alerts_fare_counts_what_waits_and_names_the_next_try(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    nothing = await troubles.get_health(db, 1)
    await publish(db, 1)
    await show(db, await claim_one(db), now=NOW + 3)
    await publish(db, 1, now=NOW + 4)
    rests = await refuse(db, NOW + 4)
    await publish(db, 1, now=NOW + 5)

    assert nothing == troubles.Health(0, None, None)
    assert await troubles.get_health(db, 1) == troubles.Health(2, rests, NOW + 3)
