"""Leads become stories: one a story, however many tell it, each in its own server."""

import datetime as dt

import pytest

from bot.enums import StoryState
from bot.errors import NotFoundError
from bot.store import stories as store
from bot.store.database import Database
from bot.stories import Taken
from tests.store.factories import NOW, publish
from tests.store.leads import ITEM, TIP, take

DAY = 24 * 3600


async def test_a_lead_opens_a_story(db: Database) -> None:
    taken = await take(db, published=dt.date(2023, 11, 14))

    assert taken == Taken(taken.story_id, merged=False, known_update_id=None)
    [story] = await store.list_waiting(db, 1)
    assert (story.state, story.title, story.opened_at) == (StoryState.OPEN, ITEM.title, NOW)
    [told] = story.leads
    assert (told.outlet, told.link, told.feed_id, told.published) == (
        "The Quay",
        ITEM.link,
        7,
        dt.date(2023, 11, 14),
    )
    assert await store.require_story(db, 1, story.id) == story
    with pytest.raises(NotFoundError, match="no such story"):
        await store.require_story(db, 2, story.id)


async def test_the_same_page_joins_its_story_whatever_its_headline(db: Database) -> None:
    first = await take(db)

    second = await take(db, TIP, title="Look at this!", link=f"{ITEM.link}/?utm_source=x#top")

    assert second == Taken(first.story_id, merged=True, known_update_id=None)
    assert len((await store.require_story(db, 1, first.story_id)).leads) == 2


async def test_another_outlet_with_the_same_news_joins_within_a_week(db: Database) -> None:
    first = await take(db)
    title = "Harbour Two: Varga hands in her script"

    soon = await take(
        db, feed_id=9, title=title, link="https://tide.example.org/1", now=NOW + 6 * DAY
    )
    late = await take(
        db, feed_id=11, title=title, link="https://late.example.org/1", now=NOW + 20 * DAY
    )

    assert (soon.story_id, soon.merged) == (first.story_id, True)
    assert late.merged is False


async def test_the_same_feed_or_person_counts_once_for_a_page(db: Database) -> None:
    first = await take(db)
    await take(db, title="Varga hands in the script (updated)")
    await take(db, TIP)
    await take(db, TIP, summary="Again!")

    story = await store.require_story(db, 1, first.story_id)
    assert [told.sender_id for told in story.leads] == [None, 8]


async def test_servers_have_stories_of_their_own(db: Database) -> None:
    here, there = await take(db), await take(db, guild_id=2)

    assert here.story_id != there.story_id
    assert [story.id for story in await store.list_waiting(db, 2)] == [there.story_id]


async def test_what_a_published_update_says_already_is_noticed(db: Database) -> None:
    update = await publish(db, 1)
    [(link,)] = await db.fetch("SELECT link FROM revisions WHERE update_id = ?", (update.id,))

    by_link = await take(db, title="Something else entirely", link=f"{link}?utm_source=rss")
    elsewhere = await take(db, guild_id=2, title="Something else entirely", link=link)

    assert by_link.known_update_id == update.id
    assert elsewhere.known_update_id is None


async def test_the_story_with_most_leads_comes_first_then_the_newest(db: Database) -> None:
    told = [
        await take(db, title=title, link=f"https://quay.example.org/{title}", now=NOW + place)
        for place, title in enumerate(("Apples", "Boats", "Clouds"))
    ]
    await take(db, TIP, title="Apples", link=None, now=NOW + 9)

    listed = [story.id for story in await store.list_waiting(db, 1)]
    assert listed == [told[0].story_id, told[2].story_id, told[1].story_id]


async def test_what_nobody_touches_for_a_month_or_is_too_much_is_closed(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await take(db, title="Apples", link=None)
    await take(db, guild_id=2, title="Apples", link=None)
    await take(db, title="Boats", link=None, now=NOW + store.WAITS_S + 1)
    closed = await store.require_story(db, 1, old.story_id)
    assert (closed.state, closed.reason, closed.decided_by) == (
        StoryState.DECLINED,
        store.TOO_LATE,
        None,
    )

    monkeypatch.setattr(store, "WAITING_MOST", 2)
    for place, title in enumerate(("Clouds", "Docks")):
        await take(db, title=title, link=None, now=NOW + store.WAITS_S + 2 + place)

    waiting = await store.list_waiting(db, 1)
    assert [story.title for story in waiting] == ["Docks", "Clouds"]
    assert len(await store.list_waiting(db, 2)) == 1


async def test_decided_stories_are_forgotten_after_ninety_days(db: Database) -> None:
    first = await take(db, title="Apples", link=None)
    second = await take(db, title="Boats", link=None)
    async with db.transaction() as tx:
        await store.set_merged(tx, first.story_id, second.story_id, by=5, now=NOW)
        await store.set_declined(tx, second.story_id, "No news.", by=5, now=NOW)

    await take(db, title="Clouds", link=None, now=NOW + store.KEPT_S)
    assert len(await db.fetch("SELECT id FROM stories")) == 3
    await take(db, title="Docks", link=None, now=NOW + store.KEPT_S + 1)

    assert await db.fetch("SELECT id FROM stories WHERE decided_at = ?", (NOW,)) == []
