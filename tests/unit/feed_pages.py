"""Pages read as feeds in this process."""

from typing import Any

from bot.fetching.items import FeedItem
from bot.fetching.parsing import parse

URL = "https://quay.example.org/feeds/news.xml"


def read(page: bytes | str, content_type: str = "application/xml") -> dict[str, Any]:
    data = page.encode() if isinstance(page, str) else page
    return parse(data, content_type, URL)


def items_of(page: bytes | str, content_type: str = "application/xml") -> list[FeedItem]:
    return [FeedItem(**item) for item in read(page, content_type)["items"]]


def one(inside: str, head: str = "") -> FeedItem:
    """Return the one item of an RSS feed with so much in it."""
    page = (
        f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>Q</title>'
        f"<item>{inside}</item></channel></rss>"
    )
    [item] = items_of(page)
    return item
