"""What waits for a digest, and what a digest tells of."""

import pytest

from bot.enums import Digest, Importance, Mode, PostState, Refusal, State
from bot.hours import next_digest
from bot.places import Hours
from bot.store import destinations, digests, followers, posts, troubles
from bot.store.database import Database
from bot.store.guilds import delete_guild
from tests.store.factories import (
    NOW,
    claim,
    claim_one,
    end,
    only_post,
    place_of,
    publish,
    retract,
    revise,
    send_alerts_to,
    set_place,
    show,
)
from tests.store.follows import follow

DAILY = Hours(digest=Digest.DAILY)
HOUR = next_digest(DAILY, NOW)
NOTABLE = Importance.NOTABLE
DAY = 86_400


async def make(db: Database, now: int = HOUR) -> int:
    async with db.transaction() as tx:
        return await digests.make_digests(tx, now)


async def waiting(db: Database, guild_id: int = 1) -> int:
    return await digests.count_waiting(db, (await place_of(db, guild_id)).id)


async def headlines(db: Database, digest_id: int | None) -> list[str]:
    _, _, found = await digests.get_digest(db, digest_id or 0)
    return [update.headline for update in found]


async def test_what_waits_goes_out_in_one_post_at_the_hour(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    first = await publish(db, 1, importance=NOTABLE)
    second = await publish(db, 1, importance=NOTABLE, now=NOW + 60)

    assert await posts.list_posts(db, 1, 9) == []
    assert await digests.next_digest_due(db) == HOUR
    assert not await digests.has_due_digests(db, HOUR - 1)
    assert await digests.has_due_digests(db, HOUR)
    assert (await waiting(db), await make(db, HOUR - 1), await make(db), await make(db)) == (
        *(2, 0, 1, 0),
    )

    post = await only_post(db)
    revision, made_at, updates = await digests.get_digest(db, post.digest_id or 0)
    assert (post.update_id, post.wanted_revision, post.due_at) == (None, 1, HOUR)
    assert (revision, made_at) == (1, HOUR)
    assert [update.id for update in updates] == [first.id, second.id]
    assert (await waiting(db), await digests.next_digest_due(db)) == (0, None)
    assert await digests.get_digest(db, 99) == (0, 0, [])


async def test_major_news_waits_for_no_digest(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)

    update = await publish(db, 1, importance=Importance.MAJOR)

    assert (await only_post(db)).update_id == update.id
    assert await waiting(db) == 0


async def test_a_digest_at_a_quiet_hour_waits_for_its_end(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    hours = Hours(quiet_from=17 * 60, quiet_until=19 * 60, digest=Digest.DAILY)
    await set_place(db, 1, hours=hours)
    await publish(db, 1, importance=NOTABLE)

    await make(db)

    assert (await only_post(db)).due_at == HOUR + 3600


async def test_a_correction_changes_the_digest_that_told_of_it(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    update = await publish(db, 1, importance=NOTABLE)
    await publish(db, 1, importance=NOTABLE)
    await make(db)
    await show(db, await claim_one(db, HOUR))

    await revise(db, update, "Better words", now=HOUR + 5)

    post = await only_post(db)
    assert (post.state, post.wanted_revision, post.wanted_struck) == (PostState.DUE, 2, False)
    assert post.due_at == HOUR + 5
    assert await posts.count_states(db, update.id) == {PostState.DUE: 1}
    assert await headlines(db, post.digest_id) == ["Better words", "The script is done"]


async def test_a_digest_is_struck_once_all_of_it_is_retracted(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    first, second = [await publish(db, 1, importance=NOTABLE) for _ in range(2)]
    await make(db)
    await show(db, await claim_one(db, HOUR))

    await retract(db, first, now=HOUR + 1)
    one = await only_post(db)
    await retract(db, second, now=HOUR + 2)
    both = await only_post(db)

    assert (one.wanted_revision, one.wanted_struck) == (2, False)
    assert (both.wanted_revision, both.wanted_struck) == (3, True)
    _, _, updates = await digests.get_digest(db, both.digest_id or 0)
    assert [update.state for update in updates] == [State.RETRACTED] * 2


async def test_what_is_retracted_before_anybody_saw_it_is_left_out(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    first, second, third = [await publish(db, 1, importance=NOTABLE) for _ in range(3)]

    await retract(db, first)
    assert await waiting(db) == 2
    await make(db)
    await retract(db, second, now=HOUR)
    digest_id = (await only_post(db)).digest_id
    unsent = await headlines(db, digest_id)
    await claim_one(db, HOUR)  # from now on somebody may have seen it
    await retract(db, third, now=HOUR)

    assert len(unsent) == 1
    assert len(await headlines(db, digest_id)) == 1


async def test_nothing_waits_means_no_digest(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    update = await publish(db, 1, importance=NOTABLE)
    await retract(db, update)

    assert await make(db) == 0
    assert await posts.list_posts(db, 1, 9) == []


async def test_without_digests_what_waits_goes_out_as_the_last_one(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    await publish(db, 1, importance=NOTABLE)

    await set_place(db, 1, hours=Hours())
    assert await make(db, NOW) == 1
    later = await publish(db, 1, importance=NOTABLE)

    at_once, digest = await posts.list_posts(db, 1, 9)
    assert (at_once.update_id, digest.digest_id is not None) == (later.id, True)


async def test_another_hour_moves_what_waits(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    await publish(db, 1, importance=NOTABLE)

    await set_place(db, 1, hours=Hours(digest=Digest.DAILY, digest_at=6 * 60))

    assert await digests.next_digest_due(db) == HOUR - 12 * 3600


async def test_a_pause_keeps_what_waits_and_the_end_of_alerts_drops_it(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    await publish(db, 1, importance=NOTABLE)

    async def set_mode(mode: Mode) -> None:
        async with db.transaction() as tx:
            await destinations.set_mode(tx, 1, mode)

    await set_mode(Mode.PAUSED)
    paused = (await make(db), await waiting(db), await digests.has_due_digests(db, HOUR))
    await set_mode(Mode.RETIRED)
    await send_alerts_to(db, 1, 10)

    assert paused == (0, 1, False)
    assert (await make(db), await waiting(db)) == (0, 0)


async def test_hours_and_what_waits_move_to_another_channel(db: Database) -> None:
    await send_alerts_to(db, 1, 11)
    told = await publish(db, 1, importance=NOTABLE)
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY, silent=True)
    new = await publish(db, 1, importance=NOTABLE)

    await send_alerts_to(db, 1, 12)
    place, moved = await place_of(db), await waiting(db)
    await make(db)

    assert (place.channel_id, place.silent, place.hours.digest) == (12, True, Digest.DAILY)
    digest, at_once = await posts.list_posts(db, 1, 9)
    _, _, updates = await digests.get_digest(db, digest.digest_id or 0)
    assert (moved, [update.id for update in updates]) == (1, [new.id])
    assert at_once.update_id == told.id


async def test_a_channel_that_had_an_update_does_not_get_it_in_a_digest(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1, importance=NOTABLE, wire=True)
    await send_alerts_to(db, 1, 11)
    await set_place(db, 1, hours=DAILY)
    await publish(db, 1, importance=NOTABLE)

    await send_alerts_to(db, 1, 10)  # the first channel again

    assert await waiting(db) == 1
    await make(db)
    digest, _ = await posts.list_posts(db, 1, 9)
    assert len(await headlines(db, digest.digest_id)) == 1


async def test_a_digest_is_looked_into_where_it_went_and_nowhere_else(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    update = await publish(db, 1, importance=NOTABLE)
    await make(db)
    digest_id = (await only_post(db)).digest_id or 0

    assert await digests.list_digest_updates(db, digest_id, 1, 77) == [update.id]
    assert await digests.list_digest_updates(db, digest_id, 2, 77) == []
    assert await digests.list_digest_updates(db, digest_id, 0, 77) == []


async def test_a_gone_digest_stays_gone_and_a_forgotten_server_leaves_nothing(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=DAILY)
    update = await publish(db, 1, importance=NOTABLE)
    await make(db)
    await end(db, (await claim_one(db, HOUR)).post, PostState.GONE)
    await revise(db, update, "Better words")
    state = (await only_post(db)).state

    async with db.transaction() as tx:
        await delete_guild(tx, 1)

    assert state is PostState.GONE
    assert await db.fetch("SELECT id FROM digests") == []


async def test_a_digest_is_corrected_for_somebody_once_their_messages_are_taken_again(
    db: Database,
) -> None:
    place = await follow(db, 501, hours=DAILY)
    update = await publish(db, 1, importance=NOTABLE)
    await make(db)
    await show(db, await claim_one(db, HOUR))
    async with db.transaction() as tx:
        await followers.set_refused(tx, place, 501, Refusal.CLOSED, "refused")
    await revise(db, update, "Better words")
    closed = await claim(db, HOUR + 60)

    await follow(db, 501, hours=DAILY)

    [again] = await claim(db, HOUR + 60)
    assert closed == []
    assert (again.post.digest_id, again.post.wanted_revision) == (1, 2)
    assert await headlines(db, 1) == ["Better words"]


@pytest.mark.parametrize(
    ("digest", "away", "left"),
    [(Digest.DAILY, 20 * DAY, 0), (Digest.DAILY, DAY // 2, 1), (Digest.WEEKLY, 2 * DAY, 1)],
)
async def test_a_digest_whose_hour_passed_while_the_bot_was_away_is_left_out(
    db: Database, digest: Digest, away: int, left: int
) -> None:
    await send_alerts_to(db, 1, 10)
    await set_place(db, 1, hours=Hours(digest=digest))
    await publish(db, 1, importance=NOTABLE)
    async with db.transaction() as tx:
        await troubles.halt_guild(tx, 1, NOW)
    async with db.transaction() as tx:
        await troubles.resume_guild(tx, 1, NOW + away, "away")

    assert await waiting(db) == left
