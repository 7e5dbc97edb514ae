"""Feeds as moderators follow them, on a website of this machine."""

from collections.abc import AsyncGenerator

import pytest

from bot.enums import Importance
from bot.fetching.client import Fetcher
from bot.store.feeds import list_feeds
from bot.store.stories import list_waiting
from cogs.feeds import FETCHES
from tests.flows.conftest import World
from tests.flows.desk_acts import alerts, said, send_alerts_to
from tests.wire.feed_server import Entry, FeedServer, entries, rss2

BEFORE = "seen before: it was there when the feed was added"
AT = 1_795_400_000  # some hours before the world begins


@pytest.fixture
async def website() -> AsyncGenerator[FeedServer, None]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
def fetcher(website: FeedServer) -> Fetcher:
    return Fetcher([website.place])


async def add(world: World, address: str, **options: object) -> str:
    """Follow a feed as the moderator; return what the bot says."""
    return said(await world.moderator.slash(world.mods, "feeds add", address=address, **options))


async def poll(world: World) -> None:
    """Let the next look at every feed come."""
    await world.env.advance_time(20 * 60)


async def waiting(world: World) -> list[str]:
    return [story.title for story in await list_waiting(world.bot.db, world.guild.id)]


async def test_a_feed_is_followed_and_shows_what_it_would_have_brought(
    world: World, website: FeedServer
) -> None:
    figures = Entry("New figure of the captain", "https://quay.example.org/f", "f", at=AT)
    url = website.put(body=rss2([*entries(3, at=AT), figures]))

    answer = await add(world, url, include="harbour, captain", exclude="figure", language="en")

    assert "Feed 1 is followed: The Quay" in answer
    assert "4 items stand in it today; they count as seen and none is posted" in answer
    assert "3 of 4 would have passed" in answer
    assert "[Harbour news number 3](https://quay.example.org/news/3)" in answer
    assert answer.index("Kept out") < answer.index("New figure of the captain")
    assert "with: harbour, captain · without: figure · language: en" in answer
    assert await waiting(world) == []


async def test_what_is_new_reaches_the_desk_after_a_restart(
    world: World, website: FeedServer
) -> None:
    url = website.put(body=rss2(entries(2, at=AT)))
    await add(world, url)
    website.put(body=rss2(entries(3, at=AT)))

    await world.restart()
    await poll(world)
    await poll(world)

    assert await waiting(world) == ["Harbour news number 3"]
    assert [asked.status for asked in website.asked] == [200, 200, 304]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("{}/nothing", "There is no page at that address"),
        ("{}/page", "That page is no feed: neither RSS nor Atom nor JSON Feed. The page names"),
        ("{}/huge", "larger than 5 MB"),
        ("{}/gone", "gone for good"),
        ("{}/closed", "does not let the bot read that page (it says 403)"),
        ("{}/loop", "too many times"),
        ("http://127.0.0.1/feed", "private network"),
        ("http://[::ffff:169.254.169.254]/feed", "private network"),
        ("http://localhost/feed", "private network"),
        ("http://quay.example.org:8080/feed", "usual web ports"),
        ("https://mia:secret@quay.example.org/feed", "before the @"),
        ("quay.example.org/feed", "Write it whole"),
        ("ftp://quay.example.org/feed", "Write it whole"),
    ],
)
async def test_an_address_that_cannot_be_read_is_answered_with_a_sentence(
    world: World, website: FeedServer, address: str, sentence: str
) -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/feed'>"
    website.put("/page", f"<html><head>{link}</head></html>")
    website.put("/huge", b" " * 6_000_000)
    website.put("/gone", status=410)
    website.put("/closed", status=403)
    website.redirect("/loop", "/loop")

    answer = await add(world, address.format(website.url("")))

    assert sentence in answer
    assert "reference" not in answer
    assert await list_feeds(world.bot.db, world.guild.id) == []


async def test_a_test_says_of_each_item_why_it_was_not_picked_up(
    world: World, website: FeedServer
) -> None:
    url = website.put(body=rss2(entries(1, at=AT)))
    await add(world, url, include="harbour", exclude="figure")
    website.put(body=rss2(entries(2, at=AT)))
    await poll(world)
    now = int(world.env.now().timestamp())
    news = [
        Entry("The harbour opens again", "https://quay.example.org/open", "open", at=now),
        Entry("Harbour figure on sale", "https://quay.example.org/figure", "figure", at=now),
        Entry("Something about trains", "https://quay.example.org/trains", "trains", at=now),
        Entry("Harbour archive", "https://quay.example.org/archive", "old", at=AT - 10**8),
    ]
    website.put(body=rss2([*news, *entries(2, at=AT)]))

    answer = said(await world.moderator.slash(world.mods, "feeds test", feed="1"))

    assert "has 6 items. At the next look 1 of them would go to the desk" in answer
    verdicts = [line for line in answer.splitlines() if line.startswith("-# ")]
    assert verdicts == [
        "-# ✅ passes",
        "-# Not picked up: exclude word “figure”",
        "-# Not picked up: none of the include words",
        "-# Not picked up: seen before: it went to the desk; same link as story 1",
        f"-# Not picked up: {BEFORE} (it would pass otherwise)",
        "-# Not picked up: older than the feed here",
    ]
    assert await waiting(world) == ["Harbour news number 2"]


async def test_a_feed_is_changed_paused_resumed_and_removed(
    world: World, website: FeedServer
) -> None:
    url = website.put(body=rss2(entries(1, at=AT)))
    await add(world, url, include="harbour", exclude="figure")

    changed = await world.moderator.slash(
        world.mods, "feeds edit", feed="1", title="Quay *news*", include="none", language="en"
    )
    assert "Feed 1 is changed: Quay \\*news\\*" in said(changed)
    [feed] = await list_feeds(world.bot.db, world.guild.id)
    assert (feed.title, feed.wanted.include, feed.wanted.exclude) == (
        "Quay *news*",
        (),
        ("figure",),
    )

    assert "Feed 1 is paused" in said(
        await world.moderator.slash(world.mods, "feeds pause", feed="1")
    )
    website.put(body=rss2(entries(2, at=AT)))
    await poll(world)
    assert len(website.asked) == 1

    resumed = await world.moderator.slash(world.mods, "feeds resume", feed="1 · Quay")
    assert "is looked at again" in said(resumed)
    await poll(world)
    assert await waiting(world) == ["Harbour news number 2"]

    listed = said(await world.moderator.slash(world.mods, "feeds list"))
    assert "1 · Quay \\*news\\*" in listed
    assert "without: figure · language: en" in listed

    gone = said(await world.moderator.slash(world.mods, "feeds remove", feed="1"))
    assert "is followed no more" in gone
    assert "follows no feed" in said(await world.moderator.slash(world.mods, "feeds list"))
    assert await waiting(world) == ["Harbour news number 2"]


async def test_a_feed_that_fails_shows_why_in_the_list(world: World, website: FeedServer) -> None:
    await add(world, website.put(body=rss2(entries(1, at=AT))))
    website.put(status=500)

    await poll(world)
    listed = said(await world.moderator.slash(world.mods, "feeds list"))

    assert "The website has an error of its own (it says 500)" in listed


async def test_only_administrators_let_a_feed_post_by_itself(
    world: World, website: FeedServer
) -> None:
    url = website.put(body=rss2(entries(1, at=AT)))
    refused = await add(world, url, automatic=True)
    assert "Only people with the permission Manage Server" in refused
    role = world.other.create_role("News")
    await send_alerts_to(
        world, world.elsewhere, guild=world.other, role=role, ping_from=Importance.MINOR
    )
    options = {"address": url, "automatic": True}
    allowed = await world.stranger.slash(world.elsewhere, "feeds add", **options)
    assert "Posts by itself, with a label" in said(allowed)
    website.put(body=rss2(entries(2, at=AT)))
    before = said(await world.stranger.slash(world.elsewhere, "status"))
    shown_before = len(alerts(world.elsewhere))

    await poll(world)

    alert = alerts(world.elsewhere)[-1]
    assert len(alerts(world.elsewhere)) == shown_before + 1
    assert alert.startswith("**Unchecked: Harbour news number 2**")
    assert "Posted automatically from the feed “The Quay”; no moderator has checked it." in alert
    assert "<@&" not in alert
    assert await list_waiting(world.bot.db, world.other.id) == []
    assert said(await world.stranger.slash(world.elsewhere, "status")) == before


async def test_the_same_feed_is_not_followed_twice(world: World, website: FeedServer) -> None:
    url = website.put(body=rss2(entries(1, at=AT)))
    await add(world, url)

    assert "follows that feed already" in await add(world, url)
    # Another server may well.
    there = await world.stranger.slash(world.elsewhere, "feeds add", address=url)
    assert "is followed: The Quay" in said(there)


async def test_a_server_has_so_many_pages_fetched_a_minute(
    world: World, website: FeedServer
) -> None:
    await add(world, website.put(body=rss2(entries(1, at=AT))))
    answers = [
        said(await world.moderator.slash(world.mods, "feeds test", feed="1"))
        for _ in range(FETCHES)
    ]

    assert "Test of feed 1" in answers[-2]
    assert "try again in" in answers[-1]


async def test_a_feed_is_chosen_from_the_list(world: World, website: FeedServer) -> None:
    await add(world, website.put(body=rss2(entries(1, at=AT))))

    offered = await world.moderator.autocomplete(world.mods, "feeds test", "feed", "quay")
    assert [(one["name"], one["value"]) for one in offered] == [("1 · The Quay", "1")]
    answer = said(await world.moderator.slash(world.mods, "feeds test", feed="the quay"))
    assert "Choose a feed from the list" in answer


async def test_long_lists_have_pages(world: World, website: FeedServer) -> None:
    for number in range(7):
        url = website.put(f"/{number}", rss2(entries(1, at=AT), title=f"Feed of pier {number}"))
        await add(world, url)

    first = await world.moderator.slash(world.mods, "feeds list")
    assert "Feeds · 7" in said(first)
    assert "Feed of pier 4" in said(first)
    assert "Feed of pier 5" not in said(first)
    assert first.response is not None
    second = await world.moderator.click(first.response, label="Later")

    assert "Feed of pier 6" in said(second)
