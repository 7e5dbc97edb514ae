"""Feeds of invented websites, followed by servers."""

import dataclasses
from typing import Any

from bot.enums import Reliability
from bot.feeds.following import follow as follow_feed
from bot.feeds.following import new_feed
from bot.feeds.rules import Filter
from bot.fetching.items import Document, FeedItem
from bot.names import fold
from bot.newsroom import Editor
from bot.store.database import Database
from bot.store.feeds import Feed
from tests.store.factories import EDITOR, NOW

URL = "https://quay.example.org/feed"
MODERATOR = Editor(1, EDITOR, wire=False)


def make_item(number: int, **changes: Any) -> FeedItem:  # noqa: ANN401 - fields of an item
    """Return an invented item."""
    title = f"Ship number {number} comes into the harbour"
    text = f"What number {number} brings, in a sentence that is long enough to be known again."
    item = FeedItem(
        f"n{number}",
        f"https://quay.example.org/news/{number}",
        title,
        text,
        NOW + number,
        "en",
        f" {fold(f'{title} {text}')} ",
    )
    return dataclasses.replace(item, **changes)


def make_document(*items: FeedItem) -> Document:
    """Return a feed with these items."""
    return Document("The Quay", "https://quay.example.org/", items)


async def follow(
    db: Database,
    guild_id: int = 1,
    *,
    url: str = URL,
    document: Document | None = None,
    wanted: Filter | None = None,
    automatic: bool = False,
    wire: bool = False,
    now: int = NOW,
) -> Feed:
    """Follow a feed with what stands in it now."""
    feed = new_feed(
        guild_id,
        "The Quay",
        wanted or Filter(),
        reliability=Reliability.PRESS,
        automatic=automatic,
        now=now,
    )
    editor = Editor(guild_id, EDITOR, wire=wire)
    shown = document or make_document(make_item(0))
    return await follow_feed(db, editor, url, feed, shown, now=now)
