"""Errands: taken up once the post is at rest, one of a kind for each channel, until done."""

from bot.enums import ErrandKind, Form, Importance, PostState, Trouble
from bot.places import Errand
from bot.store import errands, notices, troubles
from bot.store.claims import LEASE_S
from bot.store.database import Database
from bot.store.destinations import DAY_S
from bot.store.posts import list_messages, list_posts
from tests.store.factories import (
    NOW,
    claim_one,
    end,
    only_post,
    place_of,
    publish,
    revise,
    send_alerts_to,
    show,
)

PUBLISH, THREAD = ErrandKind.PUBLISH, ErrandKind.THREAD


async def shown_with(
    db: Database, *kinds: ErrandKind, importance: Importance = Importance.NOTABLE, now: int = NOW
) -> int:
    """Publish and show an update that something follows; return the post's id."""
    await publish(db, 1, importance=importance)
    claimed = await claim_one(db)
    await show(db, claimed, message_id=900 + claimed.post.id)
    async with db.transaction() as tx:
        for kind in kinds:
            await errands.insert_errand(tx, claimed.post, kind, now)
    return claimed.post.id


async def take(db: Database, now: int = NOW, busy: frozenset[int] = frozenset()) -> list[Errand]:
    async with db.transaction() as tx:
        return await errands.claim_errands(tx, now, 10, busy)


async def test_an_errand_is_taken_up_with_a_lease_until_it_is_done(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    post_id = await shown_with(db, THREAD)

    [first] = await take(db)
    meanwhile = await take(db)
    [second] = await take(db, NOW + LEASE_S)
    async with db.transaction() as tx:
        late = await errands.settle_done(tx, first, "Lost")
        kept = await errands.settle_done(tx, second, "The script is done")

    assert (first.post.id, first.kind, first.title, first.attempts) == (post_id, THREAD, None, 1)
    assert (first.post.message_id, first.destination.channel_id) == (900 + post_id, 10)
    assert (meanwhile, late, kept) == ([], False, True)
    assert await take(db, NOW + 10 * LEASE_S) == []
    assert (await errands.next_errand_due(db), await errands.has_due_errands(db, NOW * 2)) == (
        *(None, False),
    )


async def test_a_post_that_is_not_at_rest_has_to_come_to_rest_first(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await shown_with(db, PUBLISH)
    [update_id] = [post.update_id for post in await list_posts(db, 1, 9)]
    async with db.transaction() as tx:
        await tx.execute("UPDATE posts SET state = 'due' WHERE update_id = ?", (update_id,))

    assert not await errands.has_due_errands(db, NOW)
    assert await take(db) == []


async def test_what_matters_most_is_done_first_and_one_at_a_time(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    levels = (Importance.MINOR, Importance.MAJOR, Importance.NOTABLE)
    made = [await shown_with(db, PUBLISH, THREAD, importance=level) for level in levels]

    [first] = await take(db)
    meanwhile = await take(db, busy=frozenset({first.destination.id}))
    others = [errand for _ in range(3) for errand in await take(db)]

    assert (first.post.id, first.kind, first.importance) == (made[1], PUBLISH, Importance.MAJOR)
    assert meanwhile == []
    assert [(errand.post.id, errand.kind) for errand in others] == [
        (made[1], THREAD),
        (made[2], PUBLISH),
        (made[2], THREAD),
    ]
    assert others[1].importance is Importance.NOTABLE


async def test_a_retry_may_put_off_the_others_of_its_kind(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    for _ in range(2):
        await shown_with(db, PUBLISH)
    [first] = await take(db)

    async with db.transaction() as tx:
        await errands.settle_later(tx, first, NOW + 500, "Slow down", all_alike=True)

    assert await errands.next_errand_due(db) == NOW + 500
    [again] = await take(db, NOW + 500)
    assert (again.post.id, again.failures, again.attempts) == (first.post.id, 1, 2)


async def test_what_is_given_up_is_not_taken_up_again(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await shown_with(db, PUBLISH)
    [errand] = await take(db)

    async with db.transaction() as tx:
        assert await errands.settle_gone(tx, errand, "The alert is gone")

    assert await take(db, NOW + 10 * LEASE_S) == []


async def test_another_title_is_wanted_of_a_thread_and_the_claim_is_lost(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await shown_with(db, THREAD)
    post = await only_post(db)
    [errand] = await take(db)

    async with db.transaction() as tx:
        await errands.set_title(tx, post, "Better words", NOW + 1)
        assert not await errands.settle_done(tx, errand, "The script is done")
    # The other title may still arrive.
    assert await take(db, NOW + LEASE_S - 1) == []
    [newer] = await take(db, NOW + LEASE_S)
    async with db.transaction() as tx:
        await errands.settle_done(tx, newer, "Better words")
        await errands.set_title(tx, post, "Better words", NOW + LEASE_S)
    nothing = await take(db, NOW + 10 * LEASE_S)
    async with db.transaction() as tx:
        await errands.set_title(tx, post, "Best words", NOW + LEASE_S + 1)

    assert nothing == []
    assert [errand.title for errand in await take(db, NOW + LEASE_S + 1)] == ["Better words"]


async def test_a_thread_that_was_made_with_its_post_needs_nothing(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await shown_with(db)
    post = await only_post(db)

    async with db.transaction() as tx:
        await errands.insert_errand(tx, post, THREAD, NOW, title="The script is done")
        await errands.insert_errand(tx, post, THREAD, NOW)
    nothing = await take(db)
    async with db.transaction() as tx:
        await errands.set_title(tx, post, "Better words", NOW)

    assert nothing == []
    assert [errand.title for errand in await take(db)] == ["The script is done"]


async def test_publishings_are_remembered_as_long_as_they_count(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    place = await place_of(db)

    async with db.transaction() as tx:
        for at in (NOW, NOW + 10, NOW + 3_600):
            await errands.insert_publishing(tx, place.id, at, 3_600)
        counted = await errands.list_publishings(tx, place.id, NOW + 10)

    assert counted == [NOW + 3_600]
    assert await db.fetch("SELECT at FROM publishings ORDER BY at") == [
        (NOW + 10,),
        (NOW + 3_600,),
    ]


async def test_a_forum_post_is_a_channel_of_its_own_once_it_is_there(db: Database) -> None:
    await send_alerts_to(db, 1, 10, form=Form.FORUM)
    update = await publish(db, 1)

    before = (await only_post(db)).channel_id
    await show(db, await claim_one(db), message_id=901)
    await revise(db, update, "Better words")
    claimed = await claim_one(db)
    await end(db, claimed.post, PostState.GONE)

    assert (before, claimed.post.channel_id) == (10, 901)
    assert (claimed.destination.channel_id, claimed.destination.form) == (10, Form.FORUM)
    assert await list_messages(db, 1, [update.id]) == {update.id: (901, 901)}


async def test_errands_take_one_of_the_two_refusals_a_day_and_leave_the_other(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await shown_with(db, PUBLISH)
    [errand] = await take(db)
    place = errand.destination.id
    async with db.transaction() as tx:
        await troubles.insert_refusal(tx, place, NOW)
        await errands.settle_later(tx, errand, NOW, "refused")

    assert not await errands.has_due_errands(db, NOW + DAY_S - 1)
    assert await take(db, NOW + DAY_S - 1) == []
    assert await errands.next_errand_due(db) == NOW + DAY_S
    assert await troubles.may_ask_at(db, place) == 0
    async with db.transaction() as tx:
        rest = await troubles.set_trouble(tx, place, Trouble.REFUSED, until=NOW + 60, now=NOW + 50)
    assert rest == NOW + DAY_S
    assert await troubles.may_ask_at(db, place) == NOW + DAY_S
    assert await troubles.may_ask_at(db, place + 1) == 0


async def test_alerts_that_are_refused_rest_for_an_errand_that_was_refused_meanwhile(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    claimed = await claim_one(db)
    place = claimed.destination.id
    async with db.transaction() as tx:
        await troubles.set_trouble(tx, place, Trouble.REFUSED, until=NOW + 60, now=NOW)
        await troubles.insert_refusal(tx, place, NOW + 1)

    rows = await db.fetch("SELECT rest_until FROM destinations WHERE id = ?", (place,))
    assert rows == [(NOW + DAY_S,)]


async def test_what_hinders_errands_is_to_be_told_once_a_day_and_kind(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await shown_with(db, THREAD, PUBLISH)
    untold = [await errands.list_untold(db, NOW)]
    place = await place_of(db)
    for number in range(2):
        for errand in await take(db, NOW + number):
            async with db.transaction() as tx:
                if errand.kind is THREAD:
                    await errands.settle_gone(tx, errand, "Too many", untold=True)
                else:
                    await errands.settle_later(tx, errand, NOW + 9, "Missing", untold=True)
    untold.append(await errands.list_untold(db, NOW))
    async with db.transaction() as tx:
        await errands.set_told(tx, place.id, THREAD)
        await notices.claim_notice(tx, 1, f"publish:{place.id}", NOW)
    untold += [await errands.list_untold(db, now) for now in (NOW, NOW + DAY_S)]

    publishing = (place, PUBLISH, "Missing")
    assert untold == [[], [publishing, (place, THREAD, "Too many")], [], [publishing]]
    [errand] = await take(db, NOW + DAY_S)
    async with db.transaction() as tx:
        await errands.settle_done(tx, errand, None)
    assert await errands.list_untold(db, NOW + DAY_S) == []
