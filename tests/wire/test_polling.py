"""Feeds polled over real sockets: asked politely, handed over once, failures told once."""

import asyncio
import dataclasses
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.feeds.poller import FAILING_S, FeedPoller
from bot.fetching.client import Fetcher
from bot.fetching.reader import FeedReader
from bot.fetching.timing import LEAST_S
from bot.settings import MIGRATIONS
from bot.store import feeds as store
from bot.store.database import Database
from tests.store.factories import NOW
from tests.wire.feed_server import FORMATS, Entry, FeedServer, entries, rss2
from tests.wire.polled_newsroom import Newsroom

DAY = 24 * 3600


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Newsroom, None]:
    async with FeedServer() as website, Database.open(tmp_path / "x.db", MIGRATIONS) as db:
        fetcher = Fetcher([website.place], total_s=3, patience_s=1)
        async with FeedReader(fetcher) as reader:
            told = list[tuple[int, str, str]]()

            async def tell(guild_id: int, topic: str, text: str) -> None:
                await asyncio.sleep(0)
                told.append((guild_id, topic, text))

            room: Newsroom
            poller = FeedPoller(
                db,
                reader,
                lambda: room.now,
                editor_id=lambda: 999,
                tell=tell,
                reachable=lambda guild_id: guild_id not in room.away,
                posted=lambda: room.posted.append(room.now),
            )
            room = Newsroom(db, website, poller, told)
            yield room


@pytest.mark.parametrize("kind", FORMATS)
async def test_new_items_of_every_format_reach_the_desk_once(room: Newsroom, kind: str) -> None:
    url = room.website.put(body=FORMATS[kind](entries(2)))
    await room.follow(url)

    await room.later()
    await room.later()

    assert await room.titles() == ["Harbour news number 1", "Harbour news number 2"]
    assert [asked.status for asked in room.website.asked] == [200, 304]


async def test_one_request_serves_every_server(room: Newsroom) -> None:
    url = room.website.put(body=rss2(entries(1)))
    for guild_id in (1, 2, 3):
        await room.follow(url, guild_id)

    await room.later()

    assert len(room.website.asked) == 1
    assert [await room.titles(guild_id) for guild_id in (1, 2, 3)] == [
        ["Harbour news number 1"]
    ] * 3


async def test_what_changes_ids_and_gains_tracking_comes_once(room: Newsroom) -> None:
    [entry] = entries(1)
    room.website.put(body=rss2([entry]))
    await room.follow(room.website.url())
    await room.later()
    for changed in (
        dataclasses.replace(entry, id="new-id"),
        dataclasses.replace(entry, id="", link=f"{entry.link}?utm_source=rss&utm_medium=feed"),
        dataclasses.replace(entry, id="third", at=NOW),
    ):
        room.website.put(body=rss2([changed]))
        await room.later()

    assert await room.titles() == ["Harbour news number 1"]
    assert [asked.status for asked in room.website.asked] == [200] * 4


async def test_a_feed_is_not_asked_before_its_time(room: Newsroom) -> None:
    url = room.website.put(body=rss2(entries(1)), headers={"Cache-Control": "max-age=7200"})
    await room.follow(url)
    await room.later()

    await room.later(7_000)
    assert len(room.website.asked) == 1
    await room.later(LEAST_S)

    assert len(room.website.asked) == 2


async def test_a_website_that_asks_to_wait_is_left_alone_so_long(room: Newsroom) -> None:
    url = room.website.put(status=429, headers={"Retry-After": "90000"})
    feed = await room.follow(url)
    await room.later()

    await room.later(89_000)
    assert len(room.website.asked) == 1
    assert "asks to come back later" in str((await room.feed(feed)).address.problem)
    await room.later(1_100)

    assert len(room.website.asked) == 2


async def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(room: Newsroom) -> None:
    target = room.website.put("/new", rss2(entries(1)))
    feed = await room.follow(room.website.redirect("/old", "/new", 301))

    await room.later()
    await room.later()

    assert (await room.feed(feed)).address.url == target
    assert [asked.path for asked in room.website.asked] == ["/old", "/new", "/new"]
    assert await room.titles() == ["Harbour news number 1"]


async def test_a_redirect_to_what_is_no_feed_is_not_remembered(room: Newsroom) -> None:
    room.website.put("/login", "<html>Sign in</html>", content_type="text/html")
    feed = await room.follow(room.website.redirect("/old", "/login", 301))

    await room.later()

    address = (await room.feed(feed)).address
    assert address.url == room.website.url("/old")
    assert "no feed" in str(address.problem)


async def test_a_feed_that_is_gone_ends_and_its_moderators_hear_of_it_once(
    room: Newsroom,
) -> None:
    url = room.website.put(status=410)
    feeds = [await room.follow(url, guild_id) for guild_id in (1, 2)]

    await room.later()
    await room.later(7 * DAY)

    assert len(room.website.asked) == 1
    assert all([(await room.feed(feed)).address.ended for feed in feeds])
    assert sorted((guild_id, topic) for guild_id, topic, _ in room.told) == [
        (1, f"feed:{feeds[0].id}:gone"),
        (2, f"feed:{feeds[1].id}:gone"),
    ]
    assert "gone for good" in room.told[0][2]


async def test_a_feed_that_keeps_failing_is_told_of_once_and_again_after_it_was_well(
    room: Newsroom,
) -> None:
    url = room.website.put(status=500)
    await room.follow(url)
    for _ in range(6):
        await room.later(FAILING_S // 8)
    assert room.told == []

    for _ in range(6):
        await room.later(FAILING_S)
    assert [topic.rpartition(":")[2] for _, topic, _ in room.told] == ["failing"]
    assert "an error of its own" in room.told[0][2]

    room.website.put(body=rss2(entries(1)))
    await room.later(2 * DAY)
    room.website.put(status=404)
    for _ in range(6):
        await room.later(FAILING_S)
    assert len(room.told) == 2


async def test_a_server_that_is_away_is_told_when_it_is_back(room: Newsroom) -> None:
    await room.follow(room.website.put(status=410))
    room.away.add(1)
    await room.later()
    assert room.told == []

    room.away.clear()
    await room.later()

    assert len(room.told) == 1


async def test_one_bad_feed_delays_and_stops_no_other(room: Newsroom) -> None:
    drip = room.website.put("/drip", b"<rss>" + b" " * 50_000, drip=0.05)
    bomb = room.website.put("/bomb", b" " * 6_000_000)
    broken = room.website.put("/broken", "{")
    good = room.website.put("/good", rss2(entries(1)))
    for url in (bomb, broken, good, drip):
        await room.follow(url)

    await room.later()

    assert await room.titles() == ["Harbour news number 1"]
    problems = [feed.address.problem or "" for feed in await store.list_feeds(room.db, 1)]
    assert ["larger than" in problems[0], "no feed" in problems[1]] == [True, True]
    assert (problems[2], "given up" in problems[3]) == ("", True)


async def test_a_website_that_hangs_is_asked_once_a_round(room: Newsroom) -> None:
    for number in range(3):
        page = room.website.put(f"/{number}", b"<rss>" + b" " * 50_000, drip=0.05)
        await room.follow(page)

    await room.later()

    assert len(room.website.asked) == 1


async def test_a_fault_while_handing_over_loses_nothing(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await room.follow(room.website.put(body=rss2(entries(1))))

    async def fail(*_args: object, **_more: object) -> None:
        await asyncio.sleep(0)
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr("bot.feeds.poller.take_items", fail)
        await room.later()
    assert "is tried again after its lease" in caplog.text
    assert await room.titles() == []

    await room.later(store.LEASE_S)

    assert await room.titles() == ["Harbour news number 1"]


async def test_after_an_outage_a_few_come_and_the_rest_is_told(room: Newsroom) -> None:
    feed = await room.follow(room.website.put(body=rss2([])))
    await room.later()
    words = ("fog", "rope", "mast", "deck", "sail", "keel", "bow", "stern", "crane")
    room.website.put(
        body=rss2(
            [
                Entry(f"{word} {word * 2}", f"https://quay.example.org/{word}", word)
                for word in words
            ]
        )
    )

    await room.later(3 * DAY)

    assert len(await room.titles()) == 5
    [(_, topic, text)] = room.told
    assert topic == f"feed:{feed.id}:{room.now}"
    assert "had 9 new items at once" in text
    assert "[crane cranecrane](https://quay.example.org/crane)" in text


async def test_an_automatic_item_is_posted_and_delivery_begins(room: Newsroom) -> None:
    await room.follow(room.website.put(body=rss2(entries(1))), automatic=True)

    await room.later()
    await room.later()

    assert room.posted == [NOW + 2 * LEAST_S]
    assert await room.titles() == []


async def test_stopping_in_the_middle_of_a_look_leaves_it_for_later(room: Newsroom) -> None:
    await room.follow(room.website.put(body=b"<rss>" + b" " * 50_000, drip=0.05))
    room.now += DAY
    room.poller.kick()
    await asyncio.sleep(0.2)

    await asyncio.wait_for(room.poller.stop(), 5)

    assert await store.list_due(room.db, room.now, 9) == []
    assert len(await store.list_due(room.db, room.now + store.LEASE_S, 9)) == 1
