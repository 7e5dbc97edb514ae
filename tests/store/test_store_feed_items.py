"""Items of feeds are handed over once, to the desk or at once to the channel."""

import asyncio
import dataclasses

import pytest

from bot.enums import Importance, Kind, Reliability
from bot.feeds import following
from bot.feeds.rules import AT_ONCE, Fate, Filter, marks_of
from bot.feeds.taking import take_items
from bot.fetching.items import Document
from bot.store import feeds as store
from bot.store import posts
from bot.store.database import Database
from bot.store.feeds import Feed
from bot.store.stories import list_waiting
from bot.store.updates import get_news_version, list_published
from tests.store.factories import NOW, send_alerts_to
from tests.store.feeds import MODERATOR, URL, follow, make_document, make_item
from tests.store.leads import ITEM, take

BOT = 999


async def look(db: Database, feed: Feed, document: Document, now: int = NOW) -> list[Fate]:
    """Look at a feed; return what became of each item that was new."""
    judged = await take_items(db, feed, document, marks_of(document), editor_id=BOT, now=now)
    return [one.fate for one in judged if not one.known]


async def titles(db: Database, guild_id: int = 1) -> list[str]:
    """Return what waits at the desk, in the order in which it came."""
    stories = await list_waiting(db, guild_id)
    return [story.title for story in sorted(stories, key=lambda story: story.id)]


async def test_a_feed_is_followed_from_now_on(db: Database) -> None:
    feed = await follow(db, wanted=Filter(("ship",), ("figure",), "en"))

    assert await store.list_feeds(db, 1) == [feed]
    assert await store.list_feeds(db, 2) == []
    assert (feed.title, feed.address.url, feed.address.failures) == ("The Quay", URL, 0)
    assert await look(db, feed, make_document(make_item(1), make_item(0))) == [Fate.TAKEN]
    assert await titles(db) == ["Ship number 1 comes into the harbour"]


async def test_items_come_once_whatever_changes_about_them(db: Database) -> None:
    feed = await follow(db)
    item = make_item(1)

    first = await look(db, feed, make_document(item))
    again = [
        await look(db, feed, make_document(dataclasses.replace(item, **changes)))
        for changes in (
            {},
            {"id": "other"},
            {"link": f"{item.link}?utm_campaign=x"},
            {"id": "third", "link": "https://elsewhere.example.org/"},
        )
    ]

    assert (first, again) == ([Fate.TAKEN], [[], [], [], []])
    assert len(await titles(db)) == 1


async def test_what_the_words_keep_out_stays_out(db: Database) -> None:
    feed = await follow(db, wanted=Filter(exclude=("number 2",)))

    assert await look(db, feed, make_document(make_item(1), make_item(2))) == [
        Fate.TAKEN,
        Fate.FILTERED,
    ]
    await following.change(db, MODERATOR, dataclasses.replace(feed, wanted=Filter()), NOW)
    assert await look(db, feed, make_document(make_item(1), make_item(2))) == []


async def test_after_an_outage_the_rest_is_told_in_one_line(db: Database) -> None:
    feed = await follow(db)
    words = ("fog", "rope", "mast", "deck", "sail", "keel", "bow", "stern", "crane", "pier", "net")
    page = make_document(
        *(
            make_item(number, title=f"{word} of the {words[-number]}", words=f" {word} ")
            for number, word in enumerate(words, start=1)
        )
    )

    fates = await look(db, feed, page)

    assert fates == [Fate.TAKEN] * AT_ONCE + [Fate.LEFT] * (len(words) - AT_ONCE)
    [(_id, guild_id, topic, text)] = await store.list_news(db)
    assert (guild_id, topic) == (1, f"feed:{feed.id}:{NOW}")
    assert "had 11 new items at once" in text
    assert "6 others" in text


async def test_handing_over_and_marking_are_one(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = await follow(db)

    async def fail(*_args: object) -> None:
        await asyncio.sleep(0)
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "set_seen", fail)
        with pytest.raises(OSError, match="full"):
            await look(db, feed, make_document(make_item(1)))
    assert await titles(db) == []

    assert await look(db, feed, make_document(make_item(1))) == [Fate.TAKEN]
    assert len(await titles(db)) == 1


async def test_a_feed_that_was_removed_or_paused_meanwhile_brings_nothing(db: Database) -> None:
    paused, gone = await follow(db), await follow(db, url=f"{URL}2")
    await following.set_paused(db, MODERATOR, paused.id, paused=True, now=NOW)
    await following.unfollow(db, MODERATOR, gone.id, NOW)

    for feed in (paused, gone):
        assert await look(db, feed, make_document(make_item(1))) == []
    assert await titles(db) == []


async def test_an_automatic_item_is_posted_here_alone_and_pings_nobody(db: Database) -> None:
    await send_alerts_to(db, 1, 100)
    await send_alerts_to(db, 2, 200)
    feed = await follow(db, automatic=True, wire=True)
    version = await get_news_version(db)

    assert await look(db, feed, make_document(make_item(1))) == [Fate.POSTED]

    [update] = await list_published(db)
    assert (update.kind, update.stage, update.wire, update.importance) == (
        Kind.TRADE,
        None,
        False,
        None,
    )
    assert update.headline == "Unchecked: Ship number 1 comes into the harbour"
    assert update.summary.endswith(
        "Posted automatically from the feed “The Quay”; no moderator has checked it."
    )
    assert [post.channel_id for post in await posts.list_posts(db, 1, 9)] == [100]
    assert await posts.list_posts(db, 2, 9) == []
    assert await titles(db) == []
    assert await get_news_version(db) > version


async def test_an_automatic_feed_leaves_to_the_desk_what_is_told_already(db: Database) -> None:
    item = make_item(1)
    await take(db, ITEM, title=item.title, link=item.link)
    feed = await follow(db, automatic=True)

    fates = await look(db, feed, make_document(item, make_item(2, link="https://discord.gg/x")))

    assert fates == [Fate.POSTED, Fate.POSTED]  # as judged; what is known goes to the desk
    assert await list_published(db) == []
    marks = [mark for own in marks_of(make_document(item)) for mark in own]
    assert set((await store.list_seen(db, feed.id, marks)).values()) == {Fate.TAKEN}


async def test_an_automatic_feed_leaves_to_the_desk_what_is_told_in_other_words(
    db: Database,
) -> None:
    title = "Ines Varga hands in the script of the second harbour film"
    waiting = await take(db, ITEM, title=title, link="https://other.example.org/varga")
    feed = await follow(db, automatic=True)

    await look(db, feed, make_document(make_item(1, title=title)))

    assert await list_published(db) == []
    [story] = await list_waiting(db, 1)
    assert (story.id, len(story.leads)) == (waiting.story_id, 2)


async def test_an_item_names_the_story_of_its_page(db: Database) -> None:
    taken = await take(db, ITEM, link="https://quay.example.org/news/1?utm_source=x")

    assert await store.list_stories(db, 1, {"https://quay.example.org/news/1": "as given"}) == {
        "as given": taken.story_id
    }
    assert await store.list_stories(db, 2, {"https://quay.example.org/news/1": "x"}) == {}


async def test_what_was_seen_long_ago_is_forgotten_unless_it_still_stands_there(
    db: Database,
) -> None:
    feed = await follow(db)
    later = NOW + store.SEEN_KEPT_S - 5
    async with db.transaction() as tx:
        await store.set_seen(tx, feed.id, [(b"stays", Fate.TAKEN), (b"goes", Fate.LEFT)], NOW)
    async with db.transaction() as tx:
        await store.set_seen(tx, feed.id, [(b"stays", Fate.FILTERED)], later)
    async with db.transaction() as tx:
        await store.set_seen(tx, feed.id, [(b"new", Fate.TAKEN)], later + 10)

    seen = await store.list_seen(db, feed.id, [b"stays", b"goes", b"new", b"never"])

    assert seen == {b"stays": Fate.TAKEN, b"new": Fate.TAKEN}


async def test_a_reliable_source_is_no_official_word(db: Database) -> None:
    feed = await follow(db, automatic=True)
    official = dataclasses.replace(feed, reliability=Reliability.PRIMARY)
    await following.change(db, MODERATOR, official, NOW)

    await look(db, feed, make_document(make_item(1)))

    [update] = await list_published(db)
    assert update.kind is Kind.CONTEXT
    assert update.importance is not Importance.MAJOR
