"""Who sent a tip is known only until that person was told; credits and limits are kept apart."""

import dataclasses

import pytest

from bot.enums import StoryState
from bot.store import stories, updates
from bot.store import tips as store
from bot.store.claims import LEASE_S
from bot.store.database import Database
from bot.store.tips import Telling
from tests.store.factories import (
    EDITOR,
    NOW,
    claim,
    claim_one,
    publish,
    revise,
    send_alerts_to,
    show,
    write_draft,
)
from tests.store.leads import ITEM, TIP, take

CREDITED = dataclasses.replace(TIP, credit=True)


async def decline(db: Database, story_id: int) -> None:
    async with db.transaction() as tx:
        await stories.set_declined(tx, story_id, "No news.", by=EDITOR, now=NOW)


async def accept(db: Database, story_id: int, update_id: int) -> None:
    async with db.transaction() as tx:
        await stories.set_accepted(tx, story_id, update_id, by=EDITOR, now=NOW)


async def ids_kept(db: Database) -> dict[str, list[int]]:
    kept: dict[str, list[int]] = {}
    for table, column in (
        ("story_leads", "sender_id"),
        ("tip_times", "user_id"),
        ("credits", "user_id"),
    ):
        rows = await db.fetch(
            f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608 - own names
        )
        kept[table] = [row[0] for row in rows]
    return kept


async def test_nobody_is_told_before_a_decision(db: Database) -> None:
    await take(db, TIP)

    assert await store.list_tellings(db, NOW) == []


async def test_a_declined_tip_is_told_once_to_each_person_and_its_sender_forgotten(
    db: Database,
) -> None:
    taken = await take(db, TIP)
    await take(db, TIP, sender_id=9, sender_name="bo")
    await take(db, TIP, link="https://tide.example.org/1")
    await take(db, ITEM)
    await decline(db, taken.story_id)

    tellings = await store.list_tellings(db, NOW)
    assert [telling.user_id for telling in tellings] == [8, 9]
    assert tellings[1] == Telling(
        taken.story_id,
        9,
        1,
        TIP.title,
        credit=False,
        state=StoryState.DECLINED,
        reason="No news.",
        update_id=None,
        tries=0,
    )
    async with db.transaction() as tx:
        await store.delete_sender(tx, tellings[0])

    assert [telling.user_id for telling in await store.list_tellings(db, NOW)] == [9]
    assert (await ids_kept(db))["story_leads"] == [9]


async def test_an_accepted_tip_is_told_when_its_update_is_published(db: Database) -> None:
    taken = await take(db, CREDITED)
    draft = await write_draft(db, 1)
    await accept(db, taken.story_id, draft.id)
    assert await store.list_tellings(db, NOW) == []
    other = await take(db, CREDITED, link=None, title="Boats")
    published = await publish(db, 1)
    await accept(db, other.story_id, published.id)

    [telling] = await store.list_tellings(db, NOW)

    assert (telling.story_id, telling.update_id, telling.credit) == (
        other.story_id,
        published.id,
        True,
    )
    assert (await ids_kept(db))["credits"] == [8, 8]
    read = await updates.get_update(db, published.id)
    assert read is not None
    assert read.credits == ("mia",)


async def test_a_draft_thrown_away_gives_its_story_back_without_credits(db: Database) -> None:
    taken = await take(db, CREDITED)
    draft = await write_draft(db, 1)
    await accept(db, taken.story_id, draft.id)

    async with db.transaction() as tx:
        await updates.set_discarded(tx, draft.id)

    [story] = await stories.list_waiting(db, 1)
    assert (story.id, story.state, story.decided_by) == (taken.story_id, StoryState.OPEN, None)
    assert (await ids_kept(db))["credits"] == []


async def test_a_joined_tip_is_told_so_and_later_the_outcome(db: Database) -> None:
    first, second = await take(db, TIP, title="Apples", link=None), await take(db)
    async with db.transaction() as tx:
        await stories.set_merged(tx, first.story_id, second.story_id, by=EDITOR, now=NOW)
    [telling] = await store.list_tellings(db, NOW)
    assert (telling.joined, telling.story_id) == (True, second.story_id)
    async with db.transaction() as tx:
        await store.settle_joined(tx, telling)
    assert await store.list_tellings(db, NOW) == []

    await decline(db, second.story_id)

    [telling] = await store.list_tellings(db, NOW)
    assert not telling.joined
    merged = await stories.require_story(db, 1, first.story_id)
    assert (merged.state, merged.merged_into, merged.leads) == (
        StoryState.MERGED,
        second.story_id,
        (),
    )


async def test_what_could_not_be_told_is_tried_at_its_time(db: Database) -> None:
    taken = await take(db, TIP)
    await decline(db, taken.story_id)
    [telling] = await store.list_tellings(db, NOW)
    async with db.transaction() as tx:
        await store.settle_later(tx, telling, NOW + 60)

    assert await store.list_tellings(db, NOW + 59) == []
    [again] = await store.list_tellings(db, NOW + 60)
    assert again.tries == 1


async def test_times_of_tips_are_kept_for_a_day(db: Database) -> None:
    async with db.transaction() as tx:
        for user_id, at in ((8, NOW), (8, NOW + 5), (9, NOW)):
            await store.insert_time(tx, user_id, at)
        assert await store.list_times(tx, 8, NOW + 5) == [NOW, NOW + 5]
        assert await store.list_times(tx, 8, NOW + store.REMEMBERED_S) == [NOW + 5]

    assert (await ids_kept(db))["tip_times"] == [8]


async def test_a_person_is_forgotten_everywhere_and_alerts_are_shown_anew(db: Database) -> None:
    await send_alerts_to(db, 1, 100)
    for sender_id, name in ((8, "mia"), (9, "bo")):
        taken = await take(
            db, CREDITED, sender_id=sender_id, sender_name=name, link=None, title=name
        )
        update = await publish(db, 1)
        await accept(db, taken.story_id, update.id)
    for number, one in enumerate(await claim(db)):
        await show(db, one, message_id=900 + number)
    for number, one in enumerate(await claim(db)):
        await show(db, one, message_id=910 + number)
    await take(db, TIP, title="Boats", link=None)
    async with db.transaction() as tx:
        await store.insert_time(tx, 8, NOW)
    [(wanted,)] = await db.fetch("SELECT wanted FROM queues")

    async with db.transaction() as tx:
        await store.delete_person(tx, 8)

    assert await ids_kept(db) == {"story_leads": [9], "tip_times": [], "credits": [9]}
    assert [one.post.shown_revision for one in await claim(db)] == [0]
    assert (await db.fetch("SELECT wanted FROM queues"))[0][0] > wanted


@pytest.mark.parametrize("correction", [False, True])
async def test_what_is_on_its_way_with_the_name_of_a_forgotten_person_is_changed_later(
    db: Database, correction: bool
) -> None:
    await send_alerts_to(db, 1, 100)
    taken = await take(db, CREDITED, sender_id=8, sender_name="mia", link=None)
    update = await publish(db, 1)
    await accept(db, taken.story_id, update.id)
    if correction:
        await show(db, await claim_one(db), message_id=900)
        await revise(db, update, "Other", NOW)
    under_way = await claim_one(db)
    async with db.transaction() as tx:
        await store.delete_person(tx, 8)

    settled = await show(db, under_way, message_id=900)
    [again] = await claim(db, NOW + LEASE_S)

    assert not settled
    assert (again.post.message_id, again.doubtful_since) == (
        (900, None) if correction else (None, NOW)
    )


@pytest.mark.parametrize("state", ["second-look", "claimed"])
async def test_what_moderators_note_on_a_story_is_read_back(db: Database, state: str) -> None:
    taken = await take(db)
    async with db.transaction() as tx:
        await stories.set_claimed(tx, taken.story_id, 5, NOW + 60)
        if state == "second-look":
            await stories.set_second_look(tx, taken.story_id, 6)

    [story] = await stories.list_waiting(db, 1)
    noted = (story.state.value, story.claimed_by, story.claimed_until, story.asked_by)
    assert (
        noted
        == {
            "claimed": ("open", 5, NOW + 60, None),
            "second-look": ("second-look", None, 0, 6),
        }[state]
    )
