"""Who or what somebody describes without knowing the name."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.ask import Answerer, Asked, Phrasings, View
from bot.enums import Confidence, EntityKind, Reliability, Spoiler
from bot.models import Entity, Fact, Pack, PackInfo, PartialDate, Source

TODAY = dt.date(2024, 6, 1)
SOURCE = Source(
    "s", "The harbour", "Post", "https://post.example/a", PartialDate(2020), Reliability.PRESS
)
GATE = Entity(
    "gate", "Sallow Gate", EntityKind.PLACE, (), "Locked door under the old lighthouse.",
    (), Spoiler.NONE, (SOURCE,),
)  # fmt: skip
PILOT = Entity(
    "pilot", "Orla Venn", EntityKind.CHARACTER, ("Grey Gull",),
    "Pilot who brings the ferry home in the storm.", (), Spoiler.MANGA, (SOURCE,),
)  # fmt: skip
FERRY = Entity(
    "ferry", "Little Tern", EntityKind.TERM, (), "The harbour's last ferry.", (), Spoiler.NONE,
    (SOURCE,),
)  # fmt: skip
NIGHTS = Entity(
    "nights", "Harbour Nights", EntityKind.WORK, (), "The second book.", (), Spoiler.NONE, (SOURCE,)
)
GULL = Fact(
    "gull", "Orla Venn flew as the Grey Gull before the war.", "story", ("pilot",), None, None,
    Spoiler.MANGA, Confidence.CONFIRMED, (SOURCE,), None,
)  # fmt: skip
FACT = Fact(
    "painted", "The Little Tern was painted blue by Orla Venn.", "story", ("ferry", "pilot"), None,
    None, Spoiler.NONE, Confidence.CONFIRMED, (SOURCE,), None,
)  # fmt: skip
NONE = frozenset[str]()
PHRASINGS = Phrasings(
    {
        "painted": Asked(("ferry",), "colour, paint", frozenset({"person"}),
                         ("who painted the ferry", "what colour is the Little Tern")),
        "gull": Asked(("pilot",), "former name", frozenset({"thing"}),
                      ("what was Orla Venn called before the war",)),
    },
    entities={
        "gate": Asked((), "", NONE, ("what is the door beneath the lighthouse called",
                                     "which entrance is locked under the tower")),
        "pilot": Asked((), "", NONE, ("who steers/brings the ferry home through the storm",
                                      "who is the woman flying in bad weather")),
    },
)  # fmt: skip
INFO = PackInfo("harbour", "Harbour", "a sequel", "", 0, PartialDate(2024), {"story": ""})
PACK = Pack(INFO, (SOURCE,), (GATE, PILOT, FERRY, NIGHTS), (FACT, GULL), ())
ANSWERER = Answerer(PACK, PHRASINGS)


@pytest.mark.parametrize(
    ("question", "id_"),
    [
        ("whats the door under the lighthouse called", "gate"),
        ("who brings the ferry home in that storm?", "pilot"),
    ],
)
def test_what_is_described_is_named(question: str, id_: str) -> None:
    answer = ANSWERER.answer(question, updates=(), today=TODAY)

    assert answer.entity is not None
    assert answer.entity.id == id_
    assert answer.text.startswith(answer.entity.name)


def test_who_is_named_is_hidden_where_it_gives_the_story_away() -> None:
    answer = ANSWERER.answer("who brings the ferry home in the storm", updates=(), today=TODAY)

    assert answer.spoiler is Spoiler.MANGA


@pytest.mark.parametrize(
    "question",
    [
        "when was the door under the lighthouse locked",
        "who made the Sallow Gate",
        "which entrance was locked before Sallow Gate",
        "where does one who brings the ferry home in the storm live",
    ],
)
def test_a_description_does_not_answer_what_else_is_asked_of_it(question: str) -> None:
    assert ANSWERER.answer(question, updates=(), today=TODAY).abstained


def test_in_which_work_somebody_is_does_not_hide_who_is_asked_for() -> None:
    answer = ANSWERER.answer("What is the Little Tern in Harbour Nights?", updates=(), today=TODAY)

    assert answer.entity is not None
    assert answer.entity.id == "ferry"


def test_a_fact_of_an_entity_is_told_before_its_description() -> None:
    answer = ANSWERER.answer("who painted the ferry", updates=(), today=TODAY)

    assert [fact.id for fact in answer.facts] == ["painted"]


def test_a_name_that_only_spoilers_have_hides_the_answer_and_what_is_near_it() -> None:
    named = ANSWERER.answer("who is Grey Gull", updates=(), today=TODAY)
    declined = ANSWERER.answer("does Grey Gull like tea", updates=(), today=TODAY)

    assert named.spoiler is Spoiler.MANGA
    assert named.related == ()
    assert declined.abstained
    assert "Orla Venn" not in declined.nearest


def test_what_other_servers_added_takes_no_place_among_the_candidates() -> None:
    answerer = Answerer(PACK, PHRASINGS)
    theirs = {f"own:{n}": replace(FACT, id=f"own:{n}") for n in range(60)}
    written = dict.fromkeys(theirs, "who painted the ferry in what colour")
    answerer.answer("who painted it", updates=(), today=TODAY, view=View(theirs, written))

    answer = answerer.answer("who painted the ferry", updates=(), today=TODAY)

    assert [fact.id for fact in answer.facts] == ["painted"]
