"""The silences worth showing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.models import Update
from bot.status import derive_status, known_from

LEAST_DAYS = 180


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a first-hand word; ``until`` is the word that ended it, None while it lasts."""

    since: Update
    until: Update | None
    start: dt.date
    end: dt.date
    days: int


def long_gaps(updates: Sequence[Update], today: dt.date) -> list[Gap]:
    """Return the silences of at least LEAST_DAYS: the one that lasts, then the longest first."""
    status = derive_status(updates, today)
    gaps: list[Gap] = []
    if status.last_first_hand is not None and status.silence_days is not None:
        since = status.last_first_hand
        gaps.append(Gap(since, None, known_from(since), today, status.silence_days))
    gaps += [
        Gap(gap.since, gap.until, known_from(gap.since), gap.until.date.first, gap.days)
        for gap in status.earlier_silences
    ]
    return [gap for gap in gaps if gap.days >= LEAST_DAYS]
