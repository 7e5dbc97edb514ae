"""The phrasings of the pack: complete, pointing at what exists, and answered as they should be."""

import datetime as dt
from pathlib import Path

from bot.ask import Answerer, Phrasings, load_phrasings
from bot.models import Pack
from bot.packs.loading import load_pack
from tests.bench.ask_eval import read_all, read_first, updates_of

FOLDER = Path(__file__).parent.parent.parent / "data" / "packs" / "alita"
PACK: Pack = load_pack(FOLDER)
PHRASINGS: Phrasings = load_phrasings(FOLDER / "answers")
TODAY = dt.date(2026, 3, 20)
SOME = 3  # descriptions of each that are tried
KINDS = frozenset(
    word
    for line in (
        "person character organisation date amount place yes-no reason",
        "manner work thing definition animal",
    )
    for word in line.split()
)


def test_every_fact_can_be_asked_for() -> None:
    assert {fact.id for fact in PACK.facts} <= PHRASINGS.asked.keys()


def test_phrasings_point_at_what_exists() -> None:
    known = {fact.id for fact in PACK.facts} | {entry.key for entry in PACK.timeline}
    entities = {entity.id for entity in PACK.entities}

    assert PHRASINGS.asked.keys() <= known
    assert {id_ for asked in PHRASINGS.asked.values() for id_ in asked.about} <= entities
    assert PHRASINGS.entities.keys() == entities
    assert PHRASINGS.nicknames.keys() <= entities
    assert PHRASINGS.scope <= entities
    assert PHRASINGS.awaited in entities
    assert {id_ for ids in PHRASINGS.implied.values() for id_ in ids} <= entities
    assert PHRASINGS.implied.keys() <= set(PACK.info.categories)


def test_every_entry_says_what_it_answers() -> None:
    for id_, asked in PHRASINGS.asked.items():
        assert asked.ask, id_
        assert asked.attribute, id_
        assert asked.answers, id_
        assert asked.answers <= KINDS, id_


def test_nearly_every_phrasing_is_answered_by_its_own_fact() -> None:
    answerer = Answerer(PACK, PHRASINGS)
    updates = updates_of(PACK)
    asked = right = 0
    for id_, phrasing in PHRASINGS.asked.items():
        for text in phrasing.ask:
            answer = answerer.answer(read_first(text), updates=updates, today=TODAY)
            told = {fact.id for fact in answer.facts} | {update.key for update in answer.updates}
            asked += 1
            right += id_ in told or answer.status

    assert right >= 0.93 * asked


def test_nearly_every_description_names_what_is_described() -> None:
    answerer = Answerer(PACK, PHRASINGS)
    asked = named = 0
    for id_, phrasing in PHRASINGS.entities.items():
        name = next(entity.name for entity in PACK.entities if entity.id == id_)
        for text in phrasing.ask[:SOME]:
            answer = answerer.answer(read_first(text), updates=(), today=TODAY)
            asked += 1
            named += (answer.entity is not None and answer.entity.id == id_) or name in answer.text

    assert named >= 0.9 * asked


def test_nearly_every_unknown_topic_is_declined() -> None:
    answerer = Answerer(PACK, PHRASINGS)
    questions = [
        question
        for topic in PHRASINGS.unknown.values()
        for text in topic.ask
        for question in read_all(text)
    ]
    told = [
        question
        for question in questions
        if not answerer.answer(question, updates=updates_of(PACK), today=TODAY).abstained
    ]

    assert len(told) <= 0.07 * len(questions), told
