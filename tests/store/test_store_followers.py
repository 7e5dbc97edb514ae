"""Followers: which posts are theirs, in what order, and what ends with them."""

import pytest

from bot.enums import Importance, Kind, Mode, PostState, Refusal, Stage, Wants
from bot.store import followers, posts, updates
from bot.store.database import Database
from tests.store.factories import (
    NOW,
    claim,
    make_wording,
    publish,
    retract,
    revise,
    send_alerts_to,
    show,
    write_draft,
)
from tests.store.follows import follow

MEMBER, FRIEND = 501, 502


async def states(db: Database) -> list[tuple[str, int | None]]:
    rows = await db.fetch("SELECT state, message_id FROM posts WHERE rank = 1 ORDER BY id")
    return [(state, message_id) for state, message_id in rows]


async def test_what_somebody_chose_is_read_back_and_changed(db: Database) -> None:
    first = await follow(db, MEMBER)
    again = await follow(db, MEMBER, guild_id=2)
    place = await followers.get_follower(db, MEMBER)

    assert place is not None
    assert (place.id, place.guild_id, place.user_id) == (first, 0, MEMBER)
    assert again == first
    assert (place.mode, place.milestones, place.hours.time_zone) == (
        Mode.ACTIVE,
        True,
        "Europe/Berlin",
    )
    assert await followers.list_follows(db, first) == [1, 2]
    assert await followers.get_follower(db, FRIEND) is None


async def test_people_follow_the_wire_and_the_servers_where_they_pressed(db: Database) -> None:
    await follow(db, MEMBER, guild_id=1)
    await follow(db, FRIEND, guild_id=None)
    await publish(db, 1)
    await publish(db, 2)
    await publish(db, 2, wire=True)

    rows = await db.fetch(
        "SELECT p.update_id, d.user_id FROM posts AS p JOIN destinations AS d "
        "ON d.id = p.destination_id ORDER BY p.update_id, d.user_id"
    )
    assert rows == [(1, MEMBER), (3, MEMBER), (3, FRIEND)]


async def test_channels_come_before_people_however_late_they_are_due(db: Database) -> None:
    for number in range(20):
        await follow(db, 600 + number)
    await publish(db, 9, wire=True, now=NOW)
    await send_alerts_to(db, 1, 10)
    await publish(db, 9, wire=True, now=NOW + 50)

    claimed = await claim(db, NOW + 60, limit=5)

    assert claimed[0].post.channel_id == 10
    assert await claim(db, NOW + 60, people=0) == []
    assert len(await claim(db, NOW + 60, people=3)) == 3
    assert [one.destination.user_id is None for one in claimed] == [True] + [False] * 4


async def test_publishing_counts_channels_alone(db: Database) -> None:
    await follow(db, MEMBER)
    await send_alerts_to(db, 1, 10)
    draft = await write_draft(db, 1)

    async with db.transaction() as tx:
        await updates.set_published(tx, draft.id, at=NOW, wire=True, importance=Importance.MAJOR)
        update = await updates.require_own(tx, 1, draft.id)
        assert await posts.insert_posts(tx, update, Importance.MAJOR, NOW) == 1
    assert len(await states(db)) == 1


@pytest.mark.parametrize(
    ("wants", "importance", "said", "queued"),
    [
        (Wants.ALL, Importance.MINOR, (Kind.RUMOUR, None), True),
        (Wants.OFFICIAL, Importance.NOTABLE, (Kind.CAST, Stage.SCRIPT), False),
        (Wants.OFFICIAL, Importance.MAJOR, (Kind.CAST, Stage.SCRIPT), True),
        (Wants.OFFICIAL, Importance.NOTABLE, (Kind.OFFICIAL, None), True),
        (Wants.STAGES, Importance.MAJOR, (Kind.CAST, Stage.SCRIPT), True),
        (Wants.STAGES, Importance.MAJOR, (Kind.OFFICIAL, None), False),
        (Wants.STAGES, Importance.NOTABLE, (Kind.CAST, Stage.SCRIPT), False),
    ],
)
async def test_what_somebody_wants_is_what_is_queued(
    db: Database,
    wants: Wants,
    importance: Importance,
    said: tuple[Kind, Stage | None],
    *,
    queued: bool,
) -> None:
    await follow(db, MEMBER, wants=wants)
    draft = await write_draft(db, 1, make_wording(kind=said[0], stage=said[1]))

    async with db.transaction() as tx:
        await updates.set_published(tx, draft.id, at=NOW, wire=True, importance=importance)
        update = await updates.require_own(tx, 1, draft.id)
        await posts.insert_posts(tx, update, importance, NOW)

    assert bool(await states(db)) is queued


async def test_unfollowing_drops_what_is_not_sent_and_keeps_what_is_shown(db: Database) -> None:
    place = await follow(db, MEMBER)
    update = await publish(db, 1)
    [sent] = await claim(db)
    await show(db, sent)
    await publish(db, 1)
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO digest_items (update_id, destination_id) VALUES (?, ?)", (2, place)
        )

    async with db.transaction() as tx:
        assert await followers.set_unfollowed(tx, MEMBER)
        assert not await followers.set_unfollowed(tx, MEMBER)
    await revise(db, update, "Better words")

    assert await states(db) == [("due", 900), ("gone", None)]
    assert await followers.list_follows(db, place) == []
    assert await db.fetch("SELECT 1 FROM digest_items") == []


async def test_a_refusal_ends_everything_until_somebody_follows_anew(db: Database) -> None:
    await follow(db, MEMBER)
    old, same = await publish(db, 1), await publish(db, 1)
    for _ in range(2):
        [sent] = await claim(db)
        await show(db, sent, 900 + sent.post.id)
    await publish(db, 1)
    [refused] = await claim(db)

    async with db.transaction() as tx:
        await followers.set_refused(
            tx, refused.destination.id, MEMBER, Refusal.CLOSED, "Direct messages are refused"
        )
    await revise(db, old, "Better words")
    await publish(db, 1)
    assert await claim(db, NOW + 900) == []
    assert await states(db) == [("done", 901), ("done", 902), ("gone", None)]
    assert await followers.get_refusal(db, MEMBER) is Refusal.CLOSED

    await follow(db, MEMBER)
    again = await claim(db, NOW + 900)
    assert [(one.post.update_id, one.post.wanted_revision) for one in again] == [(old.id, 2)]
    assert await followers.get_refusal(db, MEMBER) is None
    assert same.id not in [one.post.update_id for one in again]


async def test_what_was_retracted_meanwhile_is_struck_when_somebody_follows_anew(
    db: Database,
) -> None:
    place = await follow(db, MEMBER)
    update = await publish(db, 1)
    [sent] = await claim(db)
    await show(db, sent)
    async with db.transaction() as tx:
        await followers.set_refused(tx, place, MEMBER, Refusal.NO_SERVER, "refused")
        await followers.delete_refusal(tx, MEMBER)
    await retract(db, update)
    assert await followers.get_refusal(db, MEMBER) is None

    await follow(db, MEMBER)

    [again] = await claim(db)
    assert again.post.wanted_struck


async def test_who_left_a_server_gets_nothing_more_of_it(db: Database) -> None:
    place = await follow(db, MEMBER, guild_id=1)
    await follow(db, MEMBER, guild_id=2)
    update = await publish(db, 1)
    [sent] = await claim(db)
    assert await followers.list_internal(db, sent) == [1]
    assert await followers.get_mode(db, sent) is Mode.ACTIVE
    assert await followers.has_seen(db, MEMBER, update.id)
    assert not await followers.has_seen(db, FRIEND, update.id)

    async with db.transaction() as tx:
        await followers.delete_follow(tx, place, 1)
    await publish(db, 1)

    assert await followers.get_mode(db, sent) is None
    assert await states(db) == [("gone", None)]
    assert await followers.list_follows(db, place) == [2]


async def test_news_of_the_wire_are_nobodys_own(db: Database) -> None:
    await follow(db, MEMBER)
    await publish(db, 1, wire=True)
    [sent] = await claim(db)

    assert await followers.list_internal(db, sent) == []
    assert sent.post.state is PostState.DUE
