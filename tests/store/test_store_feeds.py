"""Feeds in the store: one address for all who follow it, items handed over once."""

import asyncio
import dataclasses

import pytest

from bot.enums import Importance, Kind, Reliability
from bot.errors import ConflictError, InputError, NotFoundError
from bot.feeds import following
from bot.feeds.rules import AT_ONCE, FEEDS_MOST, Fate, Filter, marks_of
from bot.feeds.taking import take_items
from bot.fetching.items import Document
from bot.newsroom import Editor
from bot.store import feeds as store
from bot.store import posts
from bot.store.absences import insert_absence, list_guilds
from bot.store.audit import AuditFilter, list_audit
from bot.store.database import Database
from bot.store.feeds import Feed
from bot.store.stories import list_waiting
from bot.store.updates import get_news_version, list_published
from bot.text import cut
from tests.store.factories import EDITOR, NOW, send_alerts_to
from tests.store.feeds import URL, follow, make_document, make_item
from tests.store.leads import ITEM, take

BOT = 999
MODERATOR = Editor(1, EDITOR, wire=False)


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


async def test_every_action_is_in_the_audit(db: Database) -> None:
    feed = await follow(db)
    await following.change(db, MODERATOR, dataclasses.replace(feed, title="Quay"), NOW)
    await following.set_paused(db, MODERATOR, feed.id, paused=True, now=NOW)
    await following.set_paused(db, MODERATOR, feed.id, paused=False, now=NOW)
    await following.unfollow(db, MODERATOR, feed.id, NOW)

    rows = await list_audit(db, 1, AuditFilter(), limit=9)

    assert [row.action for row in reversed(rows)] == [
        *("feed.add", "feed.change", "feed.pause", "feed.resume", "feed.remove"),
    ]
    assert {row.subject for row in rows} == {f"feed:{feed.id}"}
    assert '"title":"The Quay"' in (rows[3].before or "")
    assert '"title":"Quay"' in (rows[3].after or "")


async def test_a_server_follows_a_feed_once_and_only_so_many(db: Database) -> None:
    await follow(db)
    with pytest.raises(ConflictError, match="follows that feed already"):
        await follow(db)
    for number in range(FEEDS_MOST - 1):
        await follow(db, url=f"{URL}/{number}")

    with pytest.raises(InputError, match="can follow 25 feeds"):
        await follow(db, url=f"{URL}/more")

    assert len(await store.list_feeds(db, 1)) == FEEDS_MOST
    assert (await follow(db, 2, url=f"{URL}/more")).guild_id == 2


async def test_feeds_of_other_servers_are_out_of_reach(db: Database) -> None:
    feed = await follow(db, 2)

    with pytest.raises(NotFoundError, match="no such feed"):
        await store.require_feed(db, 1, feed.id)
    for act in (
        following.unfollow(db, MODERATOR, feed.id, NOW),
        following.change(db, MODERATOR, feed, NOW),
        following.set_paused(db, MODERATOR, feed.id, paused=True, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            await act
    assert await store.list_feeds(db, 2) == [feed]


async def test_one_address_serves_all_who_follow_it_and_goes_with_the_last(db: Database) -> None:
    here, there = await follow(db, 1), await follow(db, 2)

    assert here.address.id == there.address.id
    assert [feed.guild_id for feed in await store.list_followers(db, here.address.id)] == [1, 2]
    await following.unfollow(db, MODERATOR, here.id, NOW)
    assert [one.url for one in await store.list_due(db, NOW * 2, 9)] == [URL]
    await following.unfollow(db, Editor(2, EDITOR, wire=False), there.id, NOW)
    assert await store.list_due(db, NOW * 2, 9) == []
    assert await db.fetch("SELECT count(*) FROM feed_seen") == [(0,)]


async def test_an_address_is_due_at_its_time_while_somebody_wants_it(db: Database) -> None:
    feed = await follow(db)
    due = feed.address.next_at

    assert await store.list_due(db, due - 1, 9) == []
    assert [one.id for one in await store.list_due(db, due, 9)] == [feed.address.id]
    async with db.transaction() as tx:
        await store.claim_addresses(tx, [feed.address.id], due)
    assert await store.list_due(db, due, 9) == []
    assert len(await store.list_due(db, due + store.LEASE_S, 9)) == 1

    await following.set_paused(db, MODERATOR, feed.id, paused=True, now=NOW)
    assert await store.list_due(db, due + store.LEASE_S, 9) == []


async def test_a_server_that_removed_the_bot_has_nothing_read_for_it(db: Database) -> None:
    feed = await follow(db)
    async with db.transaction() as tx:
        await insert_absence(tx, 1, NOW)

    assert await store.list_due(db, NOW * 2, 9) == []
    assert await store.list_followers(db, feed.address.id) == []
    assert await list_guilds(db) == {1}


async def fail(db: Database, feed: Feed, *, ended: bool = False) -> Feed:
    async with db.transaction() as tx:
        await store.settle_failed(
            tx, feed.address, problem="It fails.", next_at=NOW * 2, now=NOW, ended=ended
        )
        await store.set_told(tx, feed.address.id)
    return await store.require_feed(db, feed.guild_id, feed.id)


async def test_failures_are_counted_until_it_is_read_again(db: Database) -> None:
    feed = await follow(db)

    failed = await fail(db, await fail(db, feed))
    async with db.transaction() as tx:
        await store.settle_read(
            tx, failed.address, etag='"a"', last_modified="Mon", next_at=NOW + 9, now=NOW + 5
        )
    read = await store.require_feed(db, 1, feed.id)

    address = failed.address
    assert (address.failures, address.failing_since, address.problem, address.told) == (
        *(2, NOW, "It fails.", True),
    )
    assert read.address == dataclasses.replace(
        feed.address, etag='"a"', last_modified="Mon", next_at=NOW + 9, read_at=NOW + 5
    )


async def test_an_address_that_ended_is_looked_at_again_when_somebody_says_so(
    db: Database,
) -> None:
    feed = await fail(db, await follow(db), ended=True)
    assert await store.list_due(db, NOW * 3, 9) == []

    resumed = await following.set_paused(db, MODERATOR, feed.id, paused=False, now=NOW)

    assert not resumed.address.ended
    assert [one.id for one in await store.list_due(db, NOW, 9)] == [feed.address.id]


async def test_adding_a_feed_that_others_could_not_read_shows_that_it_can_be(
    db: Database,
) -> None:
    first = await fail(db, await follow(db), ended=True)
    await follow(db, 2)

    assert (await store.require_feed(db, 1, first.id)).address.failures == 0


async def test_a_resumed_feed_is_read_afresh(db: Database) -> None:
    feed = await follow(db)
    async with db.transaction() as tx:
        await store.settle_read(
            tx, feed.address, etag='"a"', last_modified=None, next_at=NOW + 9, now=NOW
        )

    resumed = await following.set_paused(db, MODERATOR, feed.id, paused=False, now=NOW)

    assert (resumed.address.etag, resumed.address.next_at) == (None, NOW + 9)


async def test_a_permanent_redirect_is_remembered_unless_somebody_follows_its_target(
    db: Database,
) -> None:
    feed, other = await follow(db), await follow(db, url=f"{URL}/other")
    async with db.transaction() as tx:
        await store.set_moved(tx, feed.address.id, f"{URL}/new")
        await store.set_moved(tx, other.address.id, f"{URL}/new")

    urls = [one.address.url for one in await store.list_feeds(db, 1)]

    assert urls == [f"{URL}/new", f"{URL}/other"]


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


async def test_what_moderators_were_told_is_forgotten(db: Database) -> None:
    async with db.transaction() as tx:
        await store.insert_news(tx, 1, "feed:1", "First.")
        await store.insert_news(tx, 2, "feed:2", "Second.")
    [first, second] = await store.list_news(db)
    async with db.transaction() as tx:
        await store.delete_news(tx, first[0])

    assert await store.list_news(db) == [second]


async def test_titles_come_from_who_typed_them_or_the_feed_or_the_website() -> None:
    document = make_document()

    assert following.title_of(" My  feed ", document, URL) == "My feed"
    assert following.title_of("", document, URL) == "The Quay"
    assert following.title_of("", Document("", "", ()), URL) == "quay.example.org"
    assert following.title_of("x" * 200, document, URL) == cut("x" * 200, following.TITLE_MOST)


async def test_a_reliable_source_is_no_official_word(db: Database) -> None:
    feed = await follow(db, automatic=True)
    official = dataclasses.replace(feed, reliability=Reliability.PRIMARY)
    await following.change(db, MODERATOR, official, NOW)

    await look(db, feed, make_document(make_item(1)))

    [update] = await list_published(db)
    assert update.kind is Kind.CONTEXT
    assert update.importance is not Importance.MAJOR
