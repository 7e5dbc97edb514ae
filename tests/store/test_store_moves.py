"""What waits for a channel: off and pause end it, another channel gets it, once."""

import pytest

from bot.enums import Digest, Importance, Mode, PostState, Trouble
from bot.places import Claim, Hours
from bot.store import claims, destinations, digests, moves, posts, troubles
from bot.store.database import Database
from tests.store.factories import (
    NOW,
    claim,
    claim_one,
    only_post,
    place_of,
    publish,
    retry,
    revise,
    send_alerts_to,
    set_place,
    show,
)

DAY = 86_400
NIGHT = Hours(quiet_from=22 * 60, quiet_until=7 * 60)  # NOW is 22:13
DAILY = Hours(digest=Digest.DAILY)


async def set_mode(db: Database, mode: Mode) -> None:
    async with db.transaction() as tx:
        await destinations.set_mode(tx, 1, mode)


async def states(db: Database) -> list[tuple[int, PostState, str | None]]:
    """Return channel, state and reason of each post, oldest first."""
    found = await posts.list_posts(db, 1, 99)
    return [(post.channel_id, post.state, post.reason) for post in reversed(found)]


async def settle_unwanted(db: Database, claimed: Claim) -> bool:
    async with db.transaction() as tx:
        return await moves.settle_unwanted(tx, claimed.post)


async def halt(db: Database, channel_id: int) -> None:
    async with db.transaction() as tx:
        await troubles.halt_channel(tx, channel_id, "deleted")


@pytest.mark.parametrize("mode", [Mode.PAUSED, Mode.RETIRED])
async def test_what_waits_is_not_sent_after_a_pause_or_the_end_but_corrections_are(
    db: Database, mode: Mode
) -> None:
    await send_alerts_to(db, 1, 10)
    shown = await publish(db, 1)
    await show(db, await claim_one(db))
    await set_place(db, 1, hours=NIGHT)
    await publish(db, 1)

    await set_mode(db, mode)
    await revise(db, shown, "Better words")

    assert (await states(db))[1] == (10, PostState.GONE, moves.REASONS[mode])
    [claimed] = await claim(db, NOW + DAY)
    assert claimed.post.update_id == shown.id


@pytest.mark.parametrize(
    ("mode", "end"),
    [
        (Mode.PAUSED, PostState.GONE),
        (Mode.RETIRED, PostState.GONE),
        (Mode.ACTIVE, PostState.DUE),
    ],
)
async def test_what_was_claimed_when_alerts_ended_is_not_sent_later(
    db: Database, mode: Mode, end: PostState
) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    await set_mode(db, Mode.PAUSED)
    await set_mode(db, Mode.ACTIVE)
    await publish(db, 1)
    under_way = await claim_one(db)
    await set_mode(db, mode)

    assert await settle_unwanted(db, under_way)
    assert not await settle_unwanted(db, under_way)

    assert [state for _, state, _ in await states(db)] == [PostState.GONE, end]


async def test_what_waits_goes_to_the_new_channel_and_at_once(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    first, second = await publish(db, 1), await publish(db, 1)
    await retry(db, (await claim_one(db)).post, NOW + DAY, reason="Missing permission")

    await send_alerts_to(db, 1, 11)

    told: list[tuple[int, int | None]] = []
    for _ in range(2):
        claimed = await claim_one(db)
        assert claimed.doubtful_since is None
        told.append((claimed.post.channel_id, claimed.post.update_id))
        await show(db, claimed)
    assert told == [(11, first.id), (11, second.id)]
    assert await claim(db, NOW + 9 * DAY) == []


async def test_what_the_new_channel_had_before_does_not_come_again(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    await show(db, await claim_one(db))
    await send_alerts_to(db, 1, 11)
    async with db.transaction() as tx:
        await posts.insert_posts(tx, update, Importance.MAJOR, NOW)

    await send_alerts_to(db, 1, 10)

    assert (await states(db))[1] == (11, PostState.GONE, moves.MOVED)
    assert await claim(db, NOW + DAY) == []


async def test_what_may_have_been_seen_stays_and_is_moved_once_it_is_known_not_to_be(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    await retry(db, (await claim_one(db)).post, NOW, attempt_at=NOW)

    await send_alerts_to(db, 1, 11)
    searched = await claim_one(db, NOW + DAY)
    await retry(db, searched.post, NOW, reason="Not there yet")
    unwanted = await claim_one(db, NOW + DAY)
    await settle_unwanted(db, unwanted)

    assert (searched.post.channel_id, searched.doubtful_since) == (10, NOW)
    assert (unwanted.post.channel_id, unwanted.destination.mode) == (10, Mode.RETIRED)
    moved = await claim_one(db, NOW + DAY)
    assert (moved.post.channel_id, moved.doubtful_since) == (11, None)


@pytest.mark.parametrize("moves_on", [True, False])
async def test_a_digest_that_nobody_saw_is_made_anew(db: Database, moves_on: bool) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    update = await publish(db, 1, importance=Importance.NOTABLE)
    async with db.transaction() as tx:
        await digests.make_digests(tx, NOW + DAY)
    await retry(db, (await claim_one(db, NOW + DAY)).post, NOW + 2 * DAY)

    if moves_on:
        await send_alerts_to(db, 1, 11)
    else:
        await set_mode(db, Mode.PAUSED)
        await set_mode(db, Mode.ACTIVE)
    async with db.transaction() as tx:
        await digests.make_digests(tx, NOW + DAY)

    post = await only_post(db)
    assert post.channel_id == (11 if moves_on else 10)
    _, _, updates = await digests.get_digest(db, post.digest_id or 0)
    assert [one.id for one in updates] == [update.id]


async def test_what_waited_for_a_deleted_channel_comes_in_the_next_one(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    await show(db, await claim_one(db))
    waiting, refused = await publish(db, 1), await publish(db, 1)
    under_way = await claim_one(db)

    await halt(db, 10)
    await retry(db, under_way.post, NOW, reason="busy")
    held = await claim(db, NOW + DAY)
    health = await troubles.get_health(db, 1)
    await send_alerts_to(db, 1, 11)

    assert (held, health.waiting) == ([], 2)
    assert (await states(db))[0] == (10, PostState.GONE, "deleted")
    told: list[int | None] = []
    for _ in range(2):
        claimed = await claim_one(db)
        told.append(claimed.post.update_id)
        await show(db, claimed)
    assert told == [waiting.id, refused.id]


async def test_what_a_deleted_channel_may_show_is_gone_with_it(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    under_way = await claim_one(db)

    await halt(db, 10)
    await retry(db, under_way.post, NOW, attempt_at=NOW)

    assert (await only_post(db)).state is PostState.GONE


async def test_what_a_dead_process_had_under_way_to_a_deleted_channel_is_ended(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    await claim_one(db)
    await halt(db, 10)

    assert await posts.next_due(db) == NOW + claims.LEASE_S
    again = await claim_one(db, NOW + claims.LEASE_S)
    assert again.doubtful_since == NOW


async def test_nothing_waits_for_a_former_channel_that_is_deleted(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    async with db.transaction() as tx:
        await tx.execute("UPDATE destinations SET mode = 'retired'")

    await halt(db, 10)

    assert (await only_post(db)).state is PostState.GONE


async def test_a_return_of_the_bot_does_not_try_a_deleted_channel(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    await halt(db, 10)
    async with db.transaction() as tx:
        await troubles.halt_guild(tx, 1, NOW)
        await troubles.resume_guild(tx, 1, NOW + 9, "away")

    assert await claim(db, NOW + DAY) == []
    assert (await place_of(db)).trouble is Trouble.CHANNEL


async def test_moderators_hear_of_a_former_channel_only_while_something_waits_there(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    shown = await publish(db, 1)
    await show(db, await claim_one(db))
    await publish(db, 1)
    claimed = await claim_one(db)
    async with db.transaction() as tx:
        due = await troubles.set_trouble(
            tx, claimed.destination.id, Trouble.REFUSED, until=NOW + DAY, now=NOW
        )
        await claims.settle_retry(tx, claimed.post, due_at=due, reason="no", attempt_at=None)

    before = await troubles.list_troubles(db, NOW)
    await send_alerts_to(db, 1, 11)
    after = await troubles.list_troubles(db, NOW)
    await revise(db, shown, "Better words")

    assert [len(before), len(after)] == [1, 0]
    assert [place.channel_id for place in await troubles.list_troubles(db, NOW)] == [10]
