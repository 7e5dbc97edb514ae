"""A question taken apart: what kind of answer it wants, its units, and its time."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.ask.clauses import NAMING, NARRATIVE, SHORT, Clause, clauses, marked_words
from bot.ask.english import DATE_AFTER_WHICH
from bot.ask.hearsay import without_hearsay
from bot.ask.languages import Languages
from bot.ask.lexicon import Lexicon, Unit
from bot.ask.question_kind import focus, wanted
from bot.ask.spans import Span, span_of
from bot.ask.tokens import LONGEST, WORDS, question_words, spelt_out

# At the end of a sentence it only asks whether that is so.
_TAG = re.compile(
    r",\s*(?:right|correct|yeah|yes|no|huh|innit|is that so)\s*(?:\?|$)", re.IGNORECASE
)


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
    languages: Languages,
    days: Mapping[str, dt.date],
    today: dt.date | None = None,
) -> Question:
    """Take a question apart; ``days`` are those of entities and events, for "before X"."""
    text = _TAG.sub("?", text)
    words = question_words(text)
    language = languages.detect(text, words)
    if language == "en":
        parts = clauses(lexicon.mend(spelt_out(marked_words(text[:LONGEST]))))
    else:
        parts = [Clause(tuple(languages.translate(text, language)), asks=True)]
    words = [word for part in parts for word in part.words][:WORDS]
    asking = [word for part in parts for word in part.words if part.asks]
    wants = wanted(asking)
    units = list(_units(parts, lexicon, wants))
    span = span_of(words, units, days, today)
    return Question(tuple(words), tuple(units), wants, language, span, focus(asking))


def _units(parts: Sequence[Clause], lexicon: Lexicon, wants: str) -> Iterator[Unit]:
    """Yield the units of all clauses; a candidate may lack those that ask for nothing."""
    size = sum(len(part.words) for part in parts)
    idle = NARRATIVE if size > SHORT else frozenset[str]()
    idle |= DATE_AFTER_WHICH if wants == "date" else frozenset[str]()
    for part in parts:
        units = lexicon.units(without_hearsay(part.words))
        thin = len(part.words) < size and all(
            unit.weak or NAMING.issuperset(unit.words) for unit in units
        )
        for unit in units:
            if unit.entities or unit.year:
                yield unit
            elif len(unit.words) == 1 and unit.words[0] in idle:
                yield replace(unit, weak=True)
            else:
                yield unit if part.asks and not thin else replace(unit, spare=True)
