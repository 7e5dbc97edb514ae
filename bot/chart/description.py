"""The timeline picture in words: its alternative text."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from bot.chart.gaps import Gap, long_gaps
from bot.enums import Kind
from bot.models import Update
from bot.status import known_updates

_MOST_GAPS = 3

_ONE = {
    Kind.OFFICIAL: "official",
    Kind.FILMMAKER: "from filmmakers",
    Kind.CAST: "from the cast",
    Kind.TRADE: "from the press",
    Kind.RUMOUR: "rumour",
    Kind.DENIAL: "denial",
    Kind.CONTEXT: "of background",
}
_MANY = {**_ONE, Kind.RUMOUR: "rumours", Kind.DENIAL: "denials"}


def describe_timeline(updates: Sequence[Update], today: dt.date, *, silences: bool = True) -> str:
    """Return the alternative text of ``draw_timeline``: range, counts and longest silences."""
    shown = known_updates(updates, today)
    if not shown:
        return "An empty timeline: no update is on record."
    dates = sorted((update.date for update in shown), key=lambda date: (date.first, date.last))
    first, last = dates[0].text, max(dates).text
    span = first if first == last else f"from {first} to {last}"
    counts = Counter(update.kind for update in shown)
    kinds = ", ".join(_counted(kind, counts[kind]) for kind in Kind if counts[kind])
    number = "1 update" if len(shown) == 1 else f"{len(shown):,} updates"
    sentences = [f"Timeline of {number}, {span}: {kinds}."]
    gaps = long_gaps(updates, today) if silences else []
    sentences += [_lasting(gap) for gap in gaps if gap.until is None]
    if ended := [_ended(gap) for gap in gaps if gap.until is not None][:_MOST_GAPS]:
        sentences.append(f"Longest silences between first-hand words: {'; '.join(ended)}.")
    return " ".join(sentences)


def _counted(kind: Kind, number: int) -> str:
    return f"{number:,} {(_ONE if number == 1 else _MANY)[kind]}"


def _lasting(gap: Gap) -> str:
    return f"No first-hand word for {gap.days:,} days, since {gap.since.date.text}."


def _ended(gap: Gap) -> str:
    until = gap.until.date.text if gap.until else ""
    return f"{gap.days:,} days from {gap.since.date.text} to {until}"
