"""Milestones: kept once for each key, posted once at each destination that wants them."""

import dataclasses
import datetime as dt

import pytest

from bot.enums import MilestoneKind
from bot.milestones import Milestone
from bot.models import Anniversary, GuildSettings, PartialDate
from bot.store import milestones as store
from bot.store.database import Database
from bot.store.guilds import delete_guild, set_settings
from bot.store.pack_sync import sync_pack
from tests.store.factories import (
    NOW,
    claim,
    make_pack,
    make_source,
    publish,
    retract,
    revise,
    send_alerts_to,
    show,
)
from tests.store.follows import follow

OPENING = Milestone(
    key="anniversary:opening:7",
    kind=MilestoneKind.ANNIVERSARY,
    day=dt.date(2026, 6, 1),
    headline="7 years ago: The film opened",
    summary="That was on 1 June 2019.",
    sources=(),
    update=None,
)


async def set_milestones(db: Database, guild_id: int, *unwanted: MilestoneKind) -> bool:
    async with db.transaction() as tx:
        return await store.set_milestones(tx, guild_id, shown=True, unwanted=unwanted)


async def queue(db: Database, milestone: Milestone, *places: int, doubt: int | None = None) -> int:
    async with db.transaction() as tx:
        kept = await store.insert_milestone(tx, milestone)
        await store.insert_milestone_posts(tx, kept, 1, places, NOW, doubtful_since=doubt)
    return kept


async def test_places_have_their_own_zone_and_kinds(db: Database) -> None:
    for guild_id in (1, 2, 3):
        await send_alerts_to(db, guild_id, guild_id * 10)
    await set_milestones(db, 1)
    await set_milestones(db, 2, MilestoneKind.SILENCE, MilestoneKind.EVENT)
    async with db.transaction() as tx:
        await set_settings(tx, GuildSettings(2, time_zone="Asia/Tokyo"))
    person = await follow(db, 501)

    assert await store.list_places(db) == [
        store.Place(1, 1, "UTC", frozenset()),
        store.Place(2, 2, "Asia/Tokyo", frozenset({"silence", "event"})),
        store.Place(person, 0, "Europe/Berlin", frozenset()),
    ]
    await set_milestones(db, 2)
    assert (await store.list_places(db))[1].unwanted == frozenset()
    assert not await set_milestones(db, 9)


async def test_a_milestone_comes_once_to_each_place(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    first = await queue(db, OPENING, 1)
    again = await queue(db, OPENING, 1)
    await send_alerts_to(db, 2, 20)
    await queue(db, OPENING, 2, doubt=NOW - 500)

    claimed = await claim(db)

    assert first == again
    assert [(one.post.milestone_id, one.doubtful_since) for one in claimed] == [
        (first, None),
        (first, NOW - 500),
    ]


async def test_a_milestone_is_found_where_it_was_posted_alone(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    place = await follow(db, 501)
    kept = await queue(db, OPENING, 1, place)

    at_home = await store.find_milestone(db, OPENING.key, 1, 900)
    in_messages = await store.find_milestone(db, OPENING.key, None, 501)

    assert at_home is not None
    assert at_home == in_messages == await store.get_milestone(db, kept)
    assert (at_home.headline, at_home.day) == (OPENING.headline, "2026-06-01")
    assert await store.find_milestone(db, OPENING.key, 2, 501) is None
    assert await store.find_milestone(db, OPENING.key, None, 502) is None
    assert await store.list_milestone_headlines(db, [kept, 99]) == {kept: OPENING.headline}


@pytest.mark.parametrize("act", [revise, retract])
async def test_a_change_of_an_update_reaches_the_milestone_about_it(
    db: Database, act: object
) -> None:
    update = await publish(db, 1)
    await send_alerts_to(db, 2, 20)
    about = dataclasses.replace(
        OPENING, key=f"event:{update.id}:1", kind=MilestoneKind.EVENT, update=update
    )
    await queue(db, about, 1)
    [sent] = await claim(db)
    await show(db, sent)

    if act is revise:
        await revise(db, update, "Better words")
    else:
        await retract(db, update)

    [again] = await claim(db)
    assert again.post.milestone_id is not None
    assert (again.post.wanted_revision, again.post.wanted_struck) == (
        (2, False) if act is revise else (1, True)
    )


async def test_the_days_of_the_pack_are_replaced_with_it(db: Database) -> None:
    days = [
        Anniversary("late", PartialDate(2020, 2, 29), "Later", (make_source(2), make_source(1))),
        Anniversary("opening", PartialDate(2019, 6, 1), "The film opened", (make_source(1),)),
    ]
    pack = make_pack()
    sources = (make_source(1), make_source(2))
    whole = dataclasses.replace(pack, anniversaries=tuple(days), sources=sources)
    await sync_pack(db, whole, "1", NOW)
    assert await store.list_anniversaries(db) == [days[1], days[0]]

    await sync_pack(db, dataclasses.replace(whole, anniversaries=(days[1],)), "2", NOW)
    assert await store.list_anniversaries(db) == [days[1]]


async def test_a_servers_milestones_go_with_its_data(db: Database) -> None:
    update = await publish(db, 1)
    await send_alerts_to(db, 1, 10)
    await set_milestones(db, 1, MilestoneKind.EVENT)
    person = await follow(db, 501)
    about = dataclasses.replace(
        OPENING, key=f"silence:{update.id}:100", kind=MilestoneKind.SILENCE, update=update
    )
    await queue(db, about, 1, person)

    async with db.transaction() as tx:
        await delete_guild(tx, 1)

    for table in ("milestones", "posts", "unwanted_milestones", "follows"):
        assert await db.fetch(f"SELECT 1 FROM {table}") == []  # noqa: S608 - own names
    assert await db.fetch("PRAGMA foreign_key_check") == []
