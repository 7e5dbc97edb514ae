"""How people speak of what they ask for: likelihood, likeness, and what is told by them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ask import Answer, Answerer, Asked, Phrasings
from bot.ask.lexicon import Lexicon
from bot.ask.speech import Phrasing, Speech, Voice, likelier
from bot.enums import State
from tests.unit.test_ask import ENTITIES, FACTS, PACK, PHRASINGS, TODAY, UPDATES, fact

LITTLE = ("who", "what", "sank", "the", "old", "boat", "why", "when", "did", "it")
WORDS = st.frozensets(st.sampled_from(LITTLE))


def phrasing(text: str) -> Phrasing:
    words = text.split()
    return Phrasing(tuple(frozenset({word}) for word in words), frozenset(words))


def spoken() -> tuple[Speech, Voice, Voice]:
    speech = Speech()
    boat = speech.learn([phrasing("who sank the boat"), phrasing("why did it sink")], known=True)
    crew = speech.learn([phrasing("how tall is the captain")], known=False)
    return speech, boat, crew


def test_a_word_speaks_for_those_who_say_it_and_against_the_rest() -> None:
    speech, boat, crew = spoken()
    parts = speech.parts([["boat"], ["captain"]])

    for_boat, against_boat = likelier(parts, boat)
    against_crew, for_crew = likelier(parts, crew)

    assert for_boat > 0 > against_boat
    assert for_crew > 0 > against_crew


def test_a_word_of_the_text_counts_beside_the_phrasings() -> None:
    speech, boat, _ = spoken()
    parts = speech.parts([["anchor"]])

    assert likelier(parts, boat, [{"anchor"}]) > likelier(parts, boat)


def test_a_question_in_the_words_of_a_phrasing_is_wholly_alike() -> None:
    speech, boat, crew = spoken()
    words = speech.weighed(["who", "sank", "the", "boat"])

    assert speech.alike(words, boat)[0] == pytest.approx(1.0)
    assert max(speech.alike(words, crew), default=0.0) < 1.0


@given(WORDS)
def test_likeness_lies_between_nothing_and_the_same(words: frozenset[str]) -> None:
    speech, boat, _ = spoken()

    found = speech.alike(speech.weighed(words), boat)

    assert found == sorted(found, reverse=True)
    assert all(0 <= value <= 1 + 1e-9 for value in found)


def test_words_of_unknown_topics_are_known_as_such() -> None:
    speech, *_ = spoken()

    assert speech.unknown(["captain"]) > 0 > speech.unknown(["boat"])
    assert speech.unknown(["zebra"]) == 0.0
    assert Speech().unknown(["boat"]) == 0.0


def ask(question: str, phrasings: Phrasings = PHRASINGS, *facts: str) -> Answer:
    told = (*FACTS, *(fact(f"more-{n}", text, "series") for n, text in enumerate(facts)))
    answerer = Answerer(replace(PACK, facts=told), phrasings)
    return answerer.answer(question, updates=UPDATES, today=TODAY)


def test_the_number_of_one_thing_is_no_answer_for_another() -> None:
    asked = Asked(("series",), "episodes", frozenset({"amount"}),
                  ("how many episodes has the series", "which writers has the series"))  # fmt: skip
    phrasings = replace(PHRASINGS, asked={**PHRASINGS.asked, "more-0": asked})
    text = "The series has 12 episodes in two boxes."

    assert [one.id for one in ask("how many episodes has the series", phrasings, text).facts]
    assert ask("how many writers has the series", phrasings, text).abstained


def test_a_topic_that_is_nearer_than_any_fact_is_declined() -> None:
    topic = {"weight": Asked((), "", frozenset(), ("who drew the poster of the film",))}
    phrasings = replace(PHRASINGS, unknown=topic)

    assert ask("who drew the poster of the film", phrasings).abstained
    assert not ask("who directed the film", phrasings).abstained


def test_what_somebody_said_of_what_is_awaited_is_not_answered_by_its_status() -> None:
    retracted = tuple(replace(one, state=State.RETRACTED) for one in UPDATES)
    answerer = Answerer(PACK, PHRASINGS)

    answer = answerer.answer(
        "what did Otto Brandeis say about part two", updates=retracted, today=TODAY
    )

    assert answer.abstained


def test_an_expression_that_holds_a_word_for_saying_asks_for_no_statement() -> None:
    own = replace(PHRASINGS, same=(*PHRASINGS.same, ("owner", "final say")))

    assert ask("who has the final say on part two", own).updates == ()
    assert ask("who had the final word on part two", own).updates != ()


def test_two_strange_words_in_a_row_are_a_name_and_not_mended() -> None:
    lexicon = Lexicon(ENTITIES, Phrasings())
    lexicon.learn(["denies", "harbour"])

    assert lexicon.mend(["denis", "villanueva"]) == ["denis", "villanueva"]
    assert lexicon.mend(["the", "harbor"]) == ["the", "harbour"]
    assert lexicon.mend(["quilon", "villanueva"]) == ["quillon", "villanueva"]


def test_words_that_only_questions_have_are_not_remembered() -> None:
    lexicon = Lexicon(ENTITIES, Phrasings())
    lexicon.learn(["harbour"])
    first, again = (lexicon.units(["quillon", "harbour", "xyzzyx"]) for _ in range(2))

    assert first == again
    assert [one is other for one, other in zip(first, again, strict=True)] == [True, True, False]
