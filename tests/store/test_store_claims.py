"""Claims: which posts are taken, in what order, and which are left for later."""

import pytest

from bot.enums import PostState, Trouble
from bot.store import claims, posts, troubles
from bot.store.claims import LEASE_S
from bot.store.database import Database, Params, Row
from tests.store.factories import (
    NOW,
    claim,
    claim_one,
    publish,
    revise,
    send_alerts_to,
    show,
)


async def test_a_claimed_post_is_not_claimed_again_before_its_lease_ends(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)

    first = await claim_one(db)

    assert await claim(db, NOW + LEASE_S - 1) == []
    assert await posts.next_due(db) == NOW + LEASE_S
    again = await claim_one(db, NOW + LEASE_S)
    assert (again.post.id, first.post.attempts, again.post.attempts) == (first.post.id, 1, 2)


async def test_a_post_is_not_claimed_before_it_is_due(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1, now=NOW + 10)

    assert await claim(db, NOW + 9) == []
    assert len(await claim(db, NOW + 10)) == 1


async def test_one_call_claims_the_oldest_post_of_each_destination(db: Database) -> None:
    for guild_id in (1, 2):
        await send_alerts_to(db, guild_id, guild_id * 10)
    first, second = await publish(db, 1, wire=True), await publish(db, 1, wire=True)

    claims = await claim(db)

    assert [(one.post.update_id, one.destination.guild_id) for one in claims] == [
        (first.id, 1),
        (first.id, 2),
    ]
    assert await show(db, claims[0], message_id=901)
    assert [one.post.update_id for one in await claim(db, busy=[claims[1].destination.id])] == [
        second.id
    ]


async def test_busy_destinations_are_left_alone_and_no_more_is_claimed_than_asked_for(
    db: Database,
) -> None:
    for guild_id in (1, 2, 3, 4):
        await send_alerts_to(db, guild_id, guild_id * 10)
    await publish(db, 1, wire=True)
    busy = [(await posts.list_posts(db, guild_id, 1))[0].destination_id for guild_id in (1, 3)]

    assert [one.destination.guild_id for one in await claim(db, limit=1, busy=busy)] == [2]
    assert [one.destination.guild_id for one in await claim(db, limit=9, busy=busy)] == [4]


async def test_claims_come_in_the_order_in_which_they_came_due(db: Database) -> None:
    for guild_id in (1, 2, 3):
        await send_alerts_to(db, guild_id, guild_id * 10)
    last = await publish(db, 3, now=NOW + 3)
    first = await publish(db, 1, now=NOW + 1)
    middle = await publish(db, 2, now=NOW + 2)
    await publish(db, 1, now=NOW + 4)

    claims = await claim(db, NOW + 9)

    assert [one.post.update_id for one in claims] == [first.id, middle.id, last.id]


async def test_many_posts_of_one_channel_do_not_keep_the_others_from_their_turn(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await send_alerts_to(db, 2, 20)
    for _ in range(5):
        await publish(db, 1)
    other = await publish(db, 2)

    [first] = await claim(db, limit=3)
    [second] = await claim(db, limit=3, busy=[first.destination.id])

    assert second.post.update_id == other.id


async def test_a_post_that_rests_is_not_brought_forward_by_a_correction(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1)
    claimed = await claim_one(db)
    async with db.transaction() as tx:
        assert await claims.settle_retry(
            tx,
            claimed.post,
            due_at=NOW + 60,
            reason="Discord limits edits",
            attempt_at=None,
            rest_until=NOW + 60,
        )

    await revise(db, update, "A correction", NOW + 1)

    assert await claim(db, NOW + 59) == []
    assert await posts.next_due(db) == NOW + 60
    assert (await claim_one(db, NOW + 60)).post.wanted_revision == 2


async def test_what_waits_for_a_refusing_channel_is_held_back_and_nothing_else(
    db: Database,
) -> None:
    for guild_id in (1, 2):
        await send_alerts_to(db, guild_id, guild_id * 10)
    shown, under_way, _ = [await publish(db, 1, wire=True) for _ in range(3)]
    [mine] = [one for one in await claim(db) if one.destination.guild_id == 1]
    await show(db, mine)
    [mine] = [one for one in await claim(db) if one.destination.guild_id == 1]

    async with db.transaction() as tx:
        await troubles.set_trouble(
            tx, mine.destination.id, Trouble.REFUSED, until=NOW + 500, now=NOW
        )

    states = {
        post.update_id: (post.state, post.due_at) for post in await posts.list_posts(db, 1, 9)
    }
    assert states.pop(shown.id)[0] is PostState.DONE
    assert states.pop(under_way.id) == (PostState.SENDING, NOW)
    assert list(states.values()) == [(PostState.DUE, NOW + 500)]
    assert {one.destination.guild_id for one in await claim(db, NOW + 1)} == {2}


async def test_a_post_stuck_in_its_lease_does_not_hold_up_the_next_of_its_channel(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    stuck = await publish(db, 1)
    await claim_one(db)

    after = await publish(db, 1)

    assert (await claim_one(db, NOW + 1)).post.update_id == after.id
    assert (await claim_one(db, NOW + LEASE_S)).post.update_id == stuck.id


async def test_claiming_does_not_walk_through_what_is_done(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Params]] = []
    async with db.transaction() as tx:
        plain = tx.execute

        async def note(sql: str, params: Params = ()) -> list[Row]:
            asked.append((sql, params))
            return await plain(sql, params)

        monkeypatch.setattr(tx, "execute", note)
        await claims.claim_posts(tx, NOW, 10, [1])

    assert len(asked) == 2  # channels, then people
    for sql, params in asked:
        plan = [row[3] for row in await db.fetch(f"EXPLAIN QUERY PLAN {sql}", params)]
        assert [line for line in plan if line.startswith("SCAN")] == []
        assert any("posts_to_bring (rank=? AND due_at<?)" in line for line in plan)
