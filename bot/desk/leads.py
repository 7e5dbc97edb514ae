"""What may be news: a tip of a member or an item of a feed."""

import datetime as dt
from dataclasses import dataclass

from bot.enums import Reliability

TITLE_MOST = 200
SUMMARY_MOST = 1_000
OUTLET_MOST = 200


@dataclass(frozen=True, slots=True)
class Lead:
    """Something that may be news in a server; its texts are plain by now (see ``clean``).

    ``link`` is http or https, ``outlet`` the publisher or else the host; ``feed_id`` is set for an
    item of a feed, ``sender_id`` with ``sender_name`` for a tip. ``credit`` when its sender wants
    to be named.
    """

    guild_id: int
    title: str
    summary: str
    link: str | None
    outlet: str
    published: dt.date | None
    language: str | None
    reliability: Reliability | None
    feed_id: int | None
    sender_id: int | None
    credit: bool
    sender_name: str | None = None
