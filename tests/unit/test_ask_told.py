"""What is told where a question names somebody by what they did, or two facts are as good."""

from dataclasses import replace

import pytest

from bot.ask import Answerer, Asked, Phrasings
from bot.models import Pack
from tests.unit.test_ask import ANSWERER, ASKED, FACTS, PACK, PHRASINGS, TODAY, UPDATES, fact

NICKNAMES = {**PHRASINGS.nicknames, "otto": ("man who plays vex",), "mara": ("man who made it",)}


def answerer(pack: Pack = PACK, phrasings: Phrasings = PHRASINGS) -> Answerer:
    return Answerer(pack, replace(phrasings, nicknames=NICKNAMES))


@pytest.mark.parametrize(
    "who", ["the man who plays Vex", "the guy who played Vex", "the actor who portrayed Vex"]
)
def test_who_is_named_by_a_part_has_spoken(who: str) -> None:
    answer = answerer().answer(
        f"what did {who} say about the sequel last", updates=UPDATES, today=TODAY
    )

    assert [update.id for update in answer.updates] == [2]


def test_somebody_else_is_not_named_by_another_part() -> None:
    answer = answerer().answer(
        "what did the man who paid Vex say last", updates=UPDATES, today=TODAY
    )

    assert answer.abstained


def test_when_somebody_brought_it_up_last_is_when_they_spoke_of_it() -> None:
    answer = ANSWERER.answer(
        "When did Quillon last bring up the sequel?", updates=UPDATES, today=TODAY
    )

    assert [update.id for update in answer.updates] == [1]
    assert not answer.status


@pytest.mark.parametrize(
    "question",
    [
        "saw a teaser for the sequel on youtube, is it real",
        "some article says Quillon already has a script for the sequel, is that legit??",
        "They confirmed the sequel in 2023, right? Whatever happened to that",
    ],
)
def test_what_somebody_has_heard_of_the_sequel_is_answered_by_the_status(question: str) -> None:
    answer = ANSWERER.answer(question, updates=UPDATES, today=TODAY)

    assert answer.status
    assert "no official" in answer.text


def test_two_facts_that_are_nearly_as_good_are_told_together() -> None:
    prizes = (
        fact("lost", "Paper Moons was nominated for a Tin Reel.", "film"),
        fact("won", "Paper Moons won a Golden Oar.", "film"),
    )
    asked = {
        "lost": Asked(
            ("film",), "prizes", frozenset({"thing"}), ("which prizes did the film get",)
        ),
        "won": Asked(("film",), "prizes", frozenset({"thing"}), ("which prizes did the film win",)),
    }
    pack = replace(PACK, facts=(*FACTS, *prizes))
    both = answerer(pack, replace(PHRASINGS, asked={**ASKED, **asked}))

    told = both.answer("which prizes did the film take home", updates=(), today=TODAY)
    alone = both.answer("how long is the film", updates=(), today=TODAY)

    assert {one.id for one in told.facts} == {"lost", "won"}
    assert [one.id for one in alone.facts] == ["length"]
