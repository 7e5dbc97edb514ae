"""The days that a question names: "in 2022", "last year", "before X came out"."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.ask.english import MONTHS, words_in
from bot.ask.lexicon import Unit

_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE = ("before", "until", "till", "prior")
_AFTER = ("after", "since", "following")
_LINKED = 3  # words between a month and its year
_LED = 3  # words before an event in which "before" or "after" may stand
_MONTHS_OF = {
    "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 12), "early": (1, 4),
    "beginning": (1, 3), "start": (1, 3), "mid": (5, 8), "middle": (5, 8), "late": (9, 12),
    "end": (10, 12),
}  # fmt: skip
_LINKS = frozenset({"of", "in", "the", "year"})
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_OPENING = words_in(
    """
    came come comes out open opened opens hit hits theaters theatres cinemas release released
    premiere premiered launch launched happened
    """
)
_PAST = words_in(
    """
    was did were said had has have since last happened heard told spoke talked mentioned update news
    """
)
_LEADING = (
    "in",
    "of",
    "since",
    "last",
    "this",
    "before",
    "after",
    "until",
    "back",
    "early",
    "late",
)
_AMBIGUOUS = ("may", "march", "mar", "sep", "dec", "jan")


@dataclass(frozen=True, slots=True)
class Span:
    """Days that a question is about, the first and the last included; ``words`` named them."""

    first: dt.date
    last: dt.date
    words: frozenset[str] = field(default=frozenset(), compare=False)


def span_of(
    words: Sequence[str], units: Sequence[Unit], days: Mapping[str, dt.date], today: dt.date | None
) -> Span | None:
    """Return the days that a question names; ``days`` are those of entities and of events."""
    found = _of_year(words) or _of_event(words, units, days)
    return found or (_relative(words, today) if today else None)


def _of_year(words: Sequence[str]) -> Span | None:
    at = next((at for at, word in enumerate(words) if _YEAR.fullmatch(word)), None)
    if at is None:
        return None
    year, begin = int(words[at]), at
    months = (1, 12)
    while (
        begin
        and (words[begin - 1] in _LINKS or words[begin - 1].isdecimal())
        and at - begin < _LINKED
    ):
        begin -= 1
    named = words[begin - 1] if begin else ""
    if named in MONTHS:
        months, begin = (MONTHS[named], MONTHS[named]), begin - 1
    elif named in _MONTHS_OF:
        months, begin = _MONTHS_OF[named], begin - 1
    else:
        begin = at
    span = _months(year, *months, words[begin : at + 1])
    return _led(span, words[max(0, begin - 2) : begin])


def _months(year: int, first: int, last: int, words: Sequence[str]) -> Span:
    end = calendar.monthrange(year, last)[1]
    return Span(dt.date(year, first, 1), dt.date(year, last, end), frozenset(words))


def _led(span: Span, leading: Sequence[str]) -> Span:
    """Return what lies before or after a span where such a word leads to it."""
    words = span.words.union(leading)
    if set(leading).intersection(_BEFORE):
        return Span(dt.date.min, span.first - dt.timedelta(days=1), words)
    if "after" in leading or "following" in leading:
        return Span(span.last + dt.timedelta(days=1), dt.date.max, words)
    return Span(span.first, dt.date.max, words) if "since" in leading else span


def _of_event(
    words: Sequence[str], units: Sequence[Unit], days: Mapping[str, dt.date]
) -> Span | None:
    for event, day in _events(units, days):
        for at in range(len(words) - len(event) + 1):
            if tuple(words[at : at + len(event)]) != event:
                continue
            leading = words[max(0, at - _LED) : at]
            said = frozenset({*event, *leading, *_OPENING.intersection(words)})
            if set(leading).intersection(_BEFORE):
                return Span(dt.date.min, day - dt.timedelta(days=1), said)
            if set(leading).intersection(_AFTER):
                return Span(day, dt.date.max, said)
    return None


def _events(
    units: Sequence[Unit], days: Mapping[str, dt.date]
) -> Iterator[tuple[tuple[str, ...], dt.date]]:
    """Yield the words of what has a day: entities that are named, and all events."""
    for unit in units:
        yield from ((unit.words, days[id_]) for id_ in unit.entities if id_ in days)
    yield from ((tuple(name.split()), day) for name, day in days.items())


def _relative(words: Sequence[str], today: dt.date) -> Span | None:
    text = f" {' '.join(words)} "
    if " last year " in text:
        return _months(today.year - 1, 1, 12, ("last", "year"))
    if " this year " in text:
        return _months(today.year, 1, 12, ("this", "year"))
    if " this month " in text:
        return _months(today.year, today.month, today.month, ("this", "month"))
    if " last month " in text:
        before = today.replace(day=1) - dt.timedelta(days=1)
        return _months(before.year, before.month, before.month, ("last", "month"))
    return _ago(words, today) or _of_month(words, today)


def _ago(words: Sequence[str], today: dt.date) -> Span | None:
    for at, word in enumerate(words[:-2]):
        number = _NUMBERS.get(word, int(word) if word.isdecimal() and len(word) < 3 else 0)  # noqa: PLR2004 - years of a lifetime
        if number and words[at + 1] in ("year", "years") and words[at + 2] in ("ago", "back"):
            # What somebody calls "a year ago" may be compared with: that is no span.
            if at and words[at - 1] == "than":
                return None
            return _months(today.year - number, 1, 12, words[at : at + 3])
    return None


def _of_month(words: Sequence[str], today: dt.date) -> Span | None:
    """Return the month that is named without a year: the latest one that has begun."""
    if not _PAST.intersection(words):
        return None
    for at, word in enumerate(words):
        leading = words[at - 1] if at else ""
        if word not in MONTHS or leading not in _LEADING:
            continue
        if word in _AMBIGUOUS and leading not in ("in", "since", "last"):
            continue
        year = today.year - (MONTHS[word] > today.month)
        return _led(_months(year, MONTHS[word], MONTHS[word], (leading, word)), [leading])
    return None
