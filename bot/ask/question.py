"""A question taken apart: what kind of answer it wants, its units, and its time."""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.ask.english import MONTHS
from bot.ask.languages import detect, translate
from bot.ask.lexicon import Lexicon, Unit
from bot.ask.question_kind import focus, wanted
from bot.ask.tokens import question_words, spelt_out

_BEFORE = ("before", "until", "till")
_AFTER = ("after", "since")


@dataclass(frozen=True, slots=True)
class Span:
    """Days that a question is about, the first and the last included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Question:
    """A question: ``wants`` is a kind of answer or empty; ``span`` the days it names.

    ``focus`` is the word for what is counted or picked out, or empty.
    """

    words: tuple[str, ...]
    units: tuple[Unit, ...]
    wants: str
    language: str
    span: Span | None
    focus: str

    @property
    def entities(self) -> frozenset[str]:
        """The entities that it may name."""
        return frozenset(id_ for unit in self.units for id_ in unit.entities)


def parse(
    text: str,
    lexicon: Lexicon,
    languages: Mapping[str, Mapping[str, str]],
    days: Mapping[str, dt.date],
) -> Question:
    """Take a question apart; ``days`` are the known days of entities, for "before X"."""
    words = question_words(text)
    language = detect(text, words, languages, lexicon)
    if language == "en":
        words = spelt_out(words)
    else:
        words = translate(words, language, languages.get(language, {}), lexicon)
    words = lexicon.mend(words)
    units = lexicon.units(words)
    span = _span(words, units, days)
    return Question(tuple(words), tuple(units), wanted(words), language, span, focus(words))


def _span(words: Sequence[str], units: Sequence[Unit], days: Mapping[str, dt.date]) -> Span | None:
    """Return the days that a question names."""
    bound = next((unit for unit in units if _day_of(unit, days) and _led_by(words, unit)), None)
    year = next((unit for unit in units if unit.year), None)
    if year and year.year:
        month = _month(words, year.words[0])
        return _widened(words, year.words[0], _days_of(year.year, month))
    day = _day_of(bound, days) if bound else None
    if bound and day:
        if _led_by(words, bound) in _BEFORE:
            return Span(dt.date.min, day - dt.timedelta(days=1))
        return Span(day, dt.date.max)
    return None


def _day_of(unit: Unit, days: Mapping[str, dt.date]) -> dt.date | None:
    return next((days[id_] for id_ in unit.entities if id_ in days), None)


def _led_by(words: Sequence[str], unit: Unit) -> str:
    """Return the "before" or "after" that stands before a unit, if one does."""
    for at in range(len(words) - len(unit.words) + 1):
        if tuple(words[at : at + len(unit.words)]) == unit.words:
            for word in words[max(0, at - 2) : at]:
                if word in (*_BEFORE, *_AFTER):
                    return word
    return ""


def _month(words: Sequence[str], year: str) -> int | None:
    at = words.index(year)
    near = words[max(0, at - 2) : at]
    return next((MONTHS[word] for word in near if word in MONTHS), None)


def _days_of(year: int, month: int | None) -> Span:
    if month is None:
        return Span(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return Span(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))


def _widened(words: Sequence[str], year: str, span: Span) -> Span:
    at = words.index(year)
    leading = set(words[max(0, at - 2) : at])
    if leading & set(_BEFORE):
        return Span(dt.date.min, span.first - dt.timedelta(days=1))
    if "after" in leading:
        return Span(span.last + dt.timedelta(days=1), dt.date.max)
    return Span(span.first, dt.date.max) if "since" in leading else span
