"""Which story or update a lead belongs to: the same page first, then a headline like it."""

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.desk.likeness import SAME_FROM, likeness
from bot.desk.links import canonical_url
from bot.models import Update

NEAR_DAYS = 7  # what is told again later is told about something new


def find_known(
    titles: Sequence[str],
    links: Iterable[str],
    day: dt.date,
    updates: Iterable[Update],
    usual: frozenset[str],
) -> Update | None:
    """Return the update that already says this: by its link, or by its headline and day."""
    pages = {canonical_url(link) for link in links}
    best, found = SAME_FROM, None
    for update in updates:
        if any(canonical_url(source.url) in pages for source in update.sources if source.url):
            return update
        gap = max((update.date.first - day).days, (day - update.date.last).days)
        if gap <= NEAR_DAYS:
            score = max(likeness(title, update.headline, usual) for title in titles)
            if score >= best:
                best, found = score, update
    return found


def find_alike(
    title: str, day: dt.date, told: Iterable[tuple[int, str, dt.date]], usual: frozenset[str]
) -> int | None:
    """Return the story whose (story, title, day) is most like this one, None if none is."""
    best, found = SAME_FROM, None
    for story_id, other, other_day in told:
        if abs((day - other_day).days) > NEAR_DAYS:
            continue
        score = likeness(title, other, usual)
        if score >= best:
            best, found = score, story_id
    return found
