"""What moderators see of their feeds: the list, what a new one brings, why an item was left out."""

from collections.abc import Mapping, Sequence

from bot.controls import custom_id
from bot.feeds.rules import AT_ONCE, Fate, Judged
from bot.feeds.taking import shown_link
from bot.fetching.items import Document, FeedItem
from bot.store.feeds import Feed
from bot.text import cut, escape, host_of, link
from cogs.ui.cards import Card, page_buttons
from cogs.ui.knowledge_card import RELIABILITY_LABELS

A_PAGE = 5
ITEMS_SHOWN = 5
JUDGED_SHOWN = 15
TITLE_SHOWN = 90
WORDS_SHOWN = 200


def pages_of(feeds: Sequence[Feed]) -> int:
    """Return how many pages the list has, one at least."""
    return max(1, -(-len(feeds) // A_PAGE))


def list_card(colour: int, feeds: Sequence[Feed], page: int) -> Card:
    """List a server's feeds with how each stands."""
    card = Card(colour)
    if not feeds:
        return card.text(
            "### This server follows no feed",
            "/feeds add follows one: RSS, Atom or JSON Feed. What is new in it goes to the desk, "
            "where a moderator decides.",
        )
    card.text(f"### Feeds · {len(feeds)}")
    for feed in feeds[page * A_PAGE : (page + 1) * A_PAGE]:
        card.text(f"**{feed.id} · {escape(feed.title)}**", *feed_lines(feed))
    return card.row(
        *page_buttons(
            page,
            pages_of(feeds),
            lambda number: custom_id("feeds:page:1", number),
            ("Earlier", "Later"),
        )
    )


def feed_lines(feed: Feed) -> list[str]:
    """Return what a feed takes, and how reading it goes."""
    wanted, address = feed.wanted, feed.address
    lines = [f"{link(host_of(address.url), address.url)} · {RELIABILITY_LABELS[feed.reliability]}"]
    words = [
        f"{name}: {escape(cut(', '.join(found), WORDS_SHOWN))}"
        for name, found in (("with", wanted.include), ("without", wanted.exclude))
        if found
    ]
    if wanted.language:
        words.append(f"language: {wanted.language}")
    lines.append(" · ".join(words) or "takes everything")
    if feed.automatic:
        lines.append("⚠️ Posts by itself, with a label; no moderator looks at it first")
    return [*lines, f"-# {_state(feed)}"]


def _state(feed: Feed) -> str:
    address = feed.address
    read = f"read <t:{address.read_at}:R>" if address.read_at else "never read"
    if address.ended:
        return "Ended: its website says that it is gone for good. /feeds remove takes it away"
    if feed.paused:
        return f"Paused · {read} · /feeds resume goes on"
    following = f"next look <t:{address.next_at}:R>"
    if address.problem:
        since = f"since <t:{address.failing_since}:R>"
        return f"⚠️ {escape(address.problem)} So it is {since}, {read} · {following}"
    return f"{read[0].upper()}{read[1:]} · {following}"


def added_card(colour: int, feed: Feed, document: Document, passing: Sequence[FeedItem]) -> Card:
    """Say that a feed is followed from now on, and what it would have brought."""
    count, good = len(document.items), len(passing)
    items = "1 item stands" if count == 1 else f"{count} items stand"
    where = "is posted at once, with a label" if feed.automatic else "goes to the desk"
    card = Card(colour).text(
        f"### Feed {feed.id} is followed: {escape(feed.title)}", *feed_lines(feed)[:-1]
    )
    card.rule().text(
        f"{items} in it today; they count as seen and none is posted. What comes from now on "
        f"and passes {where}.",
        f"**{good} of {count} would have passed**" if count else "It is empty so far.",
        *(_item_line(item) for item in passing[:ITEMS_SHOWN]),
    )
    if count > good:
        others = [item for item in document.items if item not in passing]
        card.text("**Kept out**", *(_item_line(item) for item in others[:ITEMS_SHOWN]))
    return card.text(f"-# /feeds test feed:{feed.id} says why each item was kept out.")


def changed_card(colour: int, feed: Feed, text: str) -> Card:
    """Say what was done with a feed."""
    card = Card(colour).text(f"### {text}: {escape(feed.title)}", *feed_lines(feed))
    return card.text("-# This holds for what comes from now on.")


def removed_card(colour: int, feed: Feed) -> Card:
    """Say that a feed is followed no more."""
    return Card(colour).text(
        f"The feed “{escape(feed.title)}” is followed no more. What it brought to the desk stays "
        "there."
    )


def test_card(
    colour: int, feed: Feed, judged: Sequence[Judged], stories: Mapping[str, int]
) -> Card:
    """Say of each item of a feed what becomes of it, and why."""
    fresh = [one for one in judged if not one.known]
    coming = sum(one.fate in (Fate.TAKEN, Fate.POSTED) for one in fresh)
    goes = "be posted by itself" if feed.automatic else "go to the desk"
    card = Card(colour).text(
        f"### Test of feed {feed.id}: {escape(feed.title)}",
        f"The website answers, and the feed has {len(judged)} items. At the next look {coming} "
        f"of them would {goes}. Nothing is changed by this test.",
    )
    if feed.paused:
        card.text("⚠️ The feed is paused: nothing is looked at until /feeds resume.")
    card.rule()
    for one in judged[:JUDGED_SHOWN]:
        card.text(f"{_item_line(one.item)}\n-# {_verdict(one, stories)}")
    if len(judged) > JUDGED_SHOWN:
        card.text(f"-# The newest {JUDGED_SHOWN} of {len(judged)} items are shown.")
    if coming == AT_ONCE:
        card.text(f"-# At most {AT_ONCE} reach the desk at once; the others come in one line.")
    return card


def _verdict(one: Judged, stories: Mapping[str, int]) -> str:
    story = stories.get(one.item.link)
    same = f"; same link as story {story}" if story is not None else ""
    if one.refusal is None:
        return f"✅ passes{same}"
    return f"Not picked up: {escape(one.refusal)}{same}"


def _item_line(item: FeedItem) -> str:
    day = ""
    if item.published is not None:
        day = f" · <t:{item.published}:d>"
    return f"• {link(cut(item.title or item.link, TITLE_SHOWN), shown_link(item.link))}{day}"
