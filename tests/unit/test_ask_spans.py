"""Which days a question names, and what in it is only hearsay or misheard."""

import datetime as dt

import pytest

from bot.ask.hearsay import without_hearsay
from bot.ask.lexicon import Lexicon
from bot.ask.phrasings import Phrasings
from bot.ask.spans import span_of
from bot.enums import EntityKind, Spoiler
from bot.models import Entity

TODAY = dt.date(2024, 6, 11)
DAYS = {"film": dt.date(2020, 5, 4), "the strike": dt.date(2022, 3, 1)}
ENTITIES = [
    Entity(id_, name, kind, (), "", (), Spoiler.NONE, ())
    for id_, name, kind in (
        ("film", "Paper Moons", EntityKind.WORK),
        ("mara", "Mara Quillonberg", EntityKind.PERSON),
    )
]
LEXICON = Lexicon(ENTITIES, Phrasings())


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("who spoke in 2022", "2022-01-01", "2022-12-31"),
        ("who spoke in march of 2022", "2022-03-01", "2022-03-31"),
        ("summer 2022 what was said", "2022-06-01", "2022-08-31"),
        ("what was said at the end of 2022", "2022-10-01", "2022-12-31"),
        ("what was said since 2022", "2022-01-01", "9999-12-31"),
        ("what was said before 2022", "0001-01-01", "2021-12-31"),
        ("what did she say last year", "2023-01-01", "2023-12-31"),
        ("what did she say two years ago", "2022-01-01", "2022-12-31"),
        ("what did she say last month", "2024-05-01", "2024-05-31"),
        ("what did she say in october", "2023-10-01", "2023-10-31"),
        ("what is said since may", "2024-05-01", "9999-12-31"),
        ("what was said before paper moons came out", "0001-01-01", "2020-05-03"),
        ("did she speak after the strike", "2022-03-01", "9999-12-31"),
        ("is it nearer than a year ago", None, None),
        ("may she come", None, None),
    ],
)
def test_the_days_that_a_question_names_are_read(
    question: str, first: str | None, last: str | None
) -> None:
    words = question.split()
    span = span_of(words, LEXICON.units(words), DAYS, TODAY)

    found = (span.first.isoformat(), span.last.isoformat()) if span else (None, None)
    assert found == (first, last)


def test_where_somebody_heard_it_is_no_part_of_a_question() -> None:
    for said in ("my sister swears", "i read on some site that", "somebody here claims that"):
        assert without_hearsay([*said.split(), "it", "is", "a", "puppet"]) == [
            "it",
            "is",
            "a",
            "puppet",
        ]
    assert without_hearsay(["who", "said", "it"]) == ["who", "said", "it"]


@pytest.mark.parametrize("word", ["quillonberg", "quilonburg", "maraquillonberg"])
def test_a_name_is_known_when_it_was_only_heard_or_run_together(word: str) -> None:
    units = LEXICON.units(LEXICON.mend([word]))

    assert {id_ for unit in units for id_ in unit.entities} == {"mara"}
