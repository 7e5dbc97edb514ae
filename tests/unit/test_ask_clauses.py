"""How a question is read: which clause asks, what it wants, which words are slips."""

import datetime as dt

import pytest

from bot.ask.clauses import clauses, marked_words
from bot.ask.languages import Languages
from bot.ask.lexicon import Lexicon
from bot.ask.phrasings import Phrasings
from bot.ask.plain_words import plain_words
from bot.ask.question import Question, parse
from bot.enums import EntityKind, Spoiler
from bot.models import Entity

ENTITIES = (
    Entity("harbour", "Harbour", EntityKind.WORK, (), "A film.", (), Spoiler.NONE, ()),
    Entity("robard", "Ann Robard", EntityKind.PERSON, (), "Directs.", (), Spoiler.NONE, ()),
)


def lexicon() -> Lexicon:
    found = Lexicon(ENTITIES, Phrasings())
    found.learn(
        ["families", "muster", "director", "filmed", "armour", "lighthouse", "whale", "date"]
    )
    return found


def read(text: str) -> Question:
    words = lexicon()
    return parse(text, words, Languages({}, words), {}, dt.date(2026, 3, 20))


def asking(text: str) -> list[str]:
    return [" ".join(clause.words) for clause in clauses(marked_words(text)) if clause.asks]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("I saw a whale in the credits, which one of the sailors was that?",
         ["which one of the sailors was that"]),
        ("i heard the lighthouse was real, is that true and where does it stand",
         ["and where does it stand"]),
        ("they filmed it near the coast but what was the town called again",
         ["but what was the town called again"]),
        ("my friend and i argue about the whale what did it really weigh",
         ["what did it really weigh"]),
        ("the whale is bigger when she looks at it, did they use a model",
         ["did they use a model"]),
        ("who played the whale, the small one", ["who played the whale the small one"]),
        ("i think that the whale sank with the harbour at the end, right?",
         ["i think that the whale sank with the harbour at the end", "right"]),
    ],
)  # fmt: skip
def test_the_clause_that_asks_is_found(text: str, asked: list[str]) -> None:
    assert asking(text) == asked


def test_a_full_stop_after_a_short_word_ends_no_clause() -> None:
    assert marked_words("does Dr. Quill return in vol. 2") == [
        "does",
        "dr",
        "quill",
        "return",
        "in",
        "vol",
        "2",
    ]


def test_what_only_leads_to_a_question_may_be_lacking() -> None:
    units = read("I spotted a lantern on the pier in Harbour, which whale was it?").units
    spare = {unit.words[0] for unit in units if unit.spare}

    assert {"lantern", "pier"} <= spare
    assert not spare & {"whale", "harbour"}


def test_a_word_that_only_names_the_kind_of_answer_is_weak() -> None:
    unit = next(
        unit for unit in read("on which date was it filmed").units if unit.words == ("date",)
    )

    assert unit.weak


@pytest.mark.parametrize(
    ("text", "wants", "focus"),
    [
        ("i wondered where i knew the whale from, who is the actor", "person", ""),
        ("her lips move when she sulks, what is that joke called", "", ""),
        ("do you know who filmed it", "person", ""),
        ("can you tell me how many whales there are", "amount", "whales"),
        ("what was it called", "", ""),
        ("which famous whale is it", "", ""),
    ],
)
def test_the_clause_that_asks_says_what_is_wanted(text: str, wants: str, focus: str) -> None:
    question = read(text)

    assert (question.wants, question.focus) == (wants, focus)


@pytest.mark.parametrize("word", ["familiar", "mystery", "security", "massage"])
def test_a_common_english_word_is_no_typing_error(word: str) -> None:
    assert word in plain_words()
    assert lexicon().mend([word]) == [word]


@pytest.mark.parametrize(
    ("slip", "meant"), [("armor", "armour"), ("direcotr", "director"), ("familes", "families")]
)
def test_a_slip_is_mended_all_the_same(slip: str, meant: str) -> None:
    assert lexicon().mend([slip]) == [meant]
