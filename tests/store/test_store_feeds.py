"""Feeds in the store: one address for all who follow it, and what becomes of it."""

import dataclasses

import pytest

from bot.errors import ConflictError, InputError, NotFoundError
from bot.feeds import following
from bot.feeds.rules import FEEDS_MOST
from bot.fetching.items import Document
from bot.newsroom import Editor
from bot.store import feeds as store
from bot.store.absences import insert_absence, list_guilds
from bot.store.audit import AuditFilter, list_audit
from bot.store.database import Database
from bot.store.feeds import Feed
from bot.text import cut
from tests.store.factories import EDITOR, NOW
from tests.store.feeds import MODERATOR, URL, follow, make_document


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
