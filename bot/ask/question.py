"""A question taken apart: what kind of answer it wants, its units, and its time."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.ask.hearsay import without_hearsay
from bot.ask.languages import Languages
from bot.ask.lexicon import Lexicon, Unit
from bot.ask.question_kind import focus, wanted
from bot.ask.spans import Span, span_of
from bot.ask.tokens import question_words, spelt_out


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
    words = question_words(text)
    language = languages.detect(text, words)
    if language == "en":
        words = lexicon.mend(spelt_out(words))
    else:
        words = languages.translate(text, language)
    units = lexicon.units(without_hearsay(words))
    span = span_of(words, units, days, today)
    return Question(tuple(words), tuple(units), wanted(words), language, span, focus(words))
