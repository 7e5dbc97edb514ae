"""What a feed says, once read: plain text and numbers, nothing that could do anything."""

from dataclasses import dataclass

ITEMS_MOST = 100
TITLE_MOST = 200
SUMMARY_MOST = 600


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry; texts are plain (see ``bot.text.clean``), times UTC seconds.

    ``id`` is what the feed calls it, ``link`` http or https; either may be empty. ``published``
    is as the feed says, which may be in the future. ``words`` are title and text folded (see
    ``bot.names.fold``) with a space at both ends.
    """

    id: str
    link: str
    title: str
    summary: str
    published: int | None
    language: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as it stood at one moment, newest first as far as it has dates."""

    title: str
    home: str
    items: tuple[FeedItem, ...]
