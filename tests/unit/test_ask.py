"""Questions about an invented fandom: what is answered, what is declined, what stays hidden."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ask import Answerer, Asked, Phrasings, render_plain
from bot.enums import Confidence, EntityKind, Kind, Reliability, Spoiler, Stage, State
from bot.models import Entity, Fact, Pack, PackInfo, PartialDate, Source, Update
from tests.unit.updates import update

TODAY = dt.date(2024, 6, 1)
SOURCE = Source(
    "s", "On the film", "Harbour Post", "https://post.example/tin-heart-dies",
    PartialDate(2020, 5), Reliability.PRESS,
)  # fmt: skip


def entity(
    id_: str, name: str, kind: EntityKind, *aliases: str, spoiler: Spoiler = Spoiler.NONE
) -> Entity:
    return Entity(id_, name, kind, aliases, f"What {name} is.", (), spoiler, (SOURCE,))


def fact(id_: str, text: str, *entities: str, spoiler: Spoiler = Spoiler.NONE) -> Fact:
    return Fact(
        id_, text, "making", entities, None, PartialDate(2023), spoiler, Confidence.CONFIRMED,
        (SOURCE,), None,
    )  # fmt: skip


ENTITIES = (
    entity("film", "Paper Moons", EntityKind.WORK),
    entity("series", "Paper Moons: The Series", EntityKind.WORK, "TV series"),
    entity("next", "Paper Moons 2", EntityKind.TERM, "sequel"),
    entity("mara", "Mara Quillon", EntityKind.PERSON),
    entity("otto", "Otto Brandeis", EntityKind.PERSON),
    entity("vex", "Vex", EntityKind.CHARACTER, "Tin Heart"),
    entity("gate", "Hidden Gate", EntityKind.PLACE, spoiler=Spoiler.MANGA),
)
FACTS = (
    fact("director", "Mara Quillon directed Paper Moons.", "mara", "film"),
    fact("length", "Paper Moons runs for 97 minutes.", "film"),
    fact("series-music", "Otto Brandeis wrote the score of the series.", "otto", "series"),
    fact("vex-actor", "Otto Brandeis plays Vex in Paper Moons.", "otto", "vex", "film"),
    fact("heart", "Tin Heart is what Vex was called.", "vex", spoiler=Spoiler.MANGA),
)
ASKED = {
    "director": Asked(("film",), "director", frozenset({"person"}),
                      ("who directed/made the film",)),
    "length": Asked(("film",), "running time", frozenset({"amount"}),
                    ("how long is the film", "how many minutes does it run")),
    "series-music": Asked(("series",), "composer, music", frozenset({"person"}),
                          ("who wrote/composed the music/score of the series",)),
    "vex-actor": Asked(("vex",), "actor", frozenset({"person"}), ("who plays/played Vex",)),
    "heart": Asked(("vex",), "old name", frozenset({"thing"}),
                   ("what was Vex called before", "who is Tin Heart")),
}  # fmt: skip
PHRASINGS = Phrasings(
    ASKED,
    "next",
    frozenset({"film"}),
    (("music", "score", "soundtrack"), ("direct", "directed", "director")),
    {"film": ("film", "movie"), "next": ("second film", "part two")},
    {},
    {"es": {"pelicula": "film", "dirigio": "directed"}},
)
WORDS = tuple(
    word
    for text in ("who what when how is the film sequel in 2022 Vex", "before said last long 9999")
    for word in text.split()
)
INFO = PackInfo(
    "moons", "Paper Moons", "a sequel to Paper Moons", "", 0, PartialDate(2024), {"making": ""}
)
PACK = Pack(INFO, (SOURCE,), ENTITIES, FACTS, ())
UPDATES = (
    replace(
        update(1, Kind.FILMMAKER, "2022-03-04", Stage.IDEA, people=("mara",)),
        headline="Quillon would like another", summary="Mara Quillon tells a radio she would.",
        sources=(SOURCE,),
    ),
    replace(
        update(2, Kind.CAST, "2023-09-10", people=("otto",)),
        headline="Brandeis waits for a call", summary="Otto Brandeis says he has heard nothing.",
    ),
    replace(
        update(3, Kind.RUMOUR, "2024-01-05", people=("mara",)),
        headline="Blog claims a lighthouse was rented", summary="A blog claims it for a shoot.",
    ),
)  # fmt: skip
ANSWERER = Answerer(PACK, PHRASINGS)


@pytest.fixture(scope="module", name="answerer")
def make_answerer() -> Answerer:
    return ANSWERER


def told(answerer: Answerer, question: str, updates: tuple[Update, ...] = UPDATES) -> list[str]:
    """Return the ids of the facts that are told, nothing for a refusal."""
    answer = answerer.answer(question, updates=updates, today=TODAY)
    return [] if answer.abstained else [fact.id for fact in answer.facts]


@pytest.mark.parametrize(
    ("question", "id_"),
    [
        ("Who directed the film?", "director"),
        ("whos the director lol", "director"),
        ("how long is it??", "length"),
        ("who composed the soundtrack of the TV series", "series-music"),
        ("who plays Vex?", "vex-actor"),
        ("who plaed vex", "vex-actor"),
        ("¿Quién dirigió la película?", "director"),
    ],
)
def test_a_question_is_answered_by_the_fact_that_says_it(
    answerer: Answerer, question: str, id_: str
) -> None:
    assert told(answerer, question) == [id_]


@pytest.mark.parametrize(
    "question",
    [
        "who composed the music of the film",
        "how tall is Mara Quillon",
        "who is Otto Brandeis married to",
        "when did Vex learn to swim",
        "how long is the sequel",
        "who won the cup final",
        '" OR 1=1 --',
        "NEAR(a b) AND * OR NOT",
        "😀😀",
        "",
    ],
)
def test_what_no_fact_says_is_declined(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question, updates=UPDATES, today=TODAY)

    assert answer.abstained
    assert answer.facts == ()
    assert "don't know" in answer.text


def test_a_question_in_another_language_is_declined_in_it(answerer: Answerer) -> None:
    answer = answerer.answer("¿Cuántos gatos tiene Mara Quillon?", updates=(), today=TODAY)

    assert answer.abstained
    assert answer.text.startswith("No lo sé")


@pytest.mark.parametrize(
    "question",
    ["is part two confirmed?", "any news on the sequel", "when is the second film coming out",
     "is it happening or not"],
)  # fmt: skip
def test_the_status_is_what_the_updates_support(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question, updates=UPDATES, today=TODAY)

    assert answer.status
    assert "no official release date" in answer.text
    assert "March 2022" in answer.text
    assert "lighthouse" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Has anybody formally announced the sequel, or is it still only Quillon talking about it?",
        "Is the sequel official? On the radio they made it sound done.",
        "who is in the cast of the sequel so far",
        "since the sequel comes out in 2025 will it be shown in Lisbon",
        "when did Quillon start shooting the sequel",
    ],
)
def test_what_rests_on_the_status_is_answered_by_it(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question, updates=UPDATES, today=TODAY)

    assert answer.status
    assert answer.text.startswith("Not announced.")


@pytest.mark.parametrize(
    "question",
    ["hey bot how was your day with the film", "Vex is dull or is it just me", "tell me a joke"],
)
def test_chat_and_taste_are_declined(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question, updates=UPDATES, today=TODAY).abstained


def test_the_status_of_a_past_year_knows_nothing_later(answerer: Answerer) -> None:
    answer = answerer.answer("was the sequel confirmed in 2021", updates=UPDATES, today=TODAY)

    assert answer.status
    assert "2022" not in answer.text


def test_who_spoke_last_and_when_is_told(answerer: Answerer) -> None:
    everyone = answerer.answer("who said what last", updates=UPDATES, today=TODAY)
    mara = answerer.answer("what did Quillon say last", updates=UPDATES, today=TODAY)

    assert [u.id for u in everyone.updates] == [2]
    assert [u.id for u in mara.updates] == [1]
    assert "4 March 2022" in mara.text


def test_a_year_in_the_question_is_used(answerer: Answerer) -> None:
    said = answerer.answer("what did Mara Quillon say in 2022", updates=UPDATES, today=TODAY)
    nothing = answerer.answer("what did Mara Quillon say in 2020", updates=UPDATES, today=TODAY)

    assert [u.id for u in said.updates] == [1]
    assert nothing.text.startswith("No first-hand word from that time is on record here. The first")


def test_silence_is_counted_from_the_last_first_hand_word(answerer: Answerer) -> None:
    answer = answerer.answer("how long has it been quiet", updates=UPDATES, today=TODAY)

    assert "265 days" in answer.text
    assert [u.id for u in answer.updates] == [2]


def test_a_retracted_update_is_not_told(answerer: Answerer) -> None:
    retracted = tuple(replace(u, state=State.RETRACTED) for u in UPDATES)

    answer = answerer.answer("what did Quillon say last", updates=retracted, today=TODAY)

    assert answer.abstained


def test_news_of_the_desk_is_found_by_its_words(answerer: Answerer) -> None:
    answer = answerer.answer("did a blog claim a lighthouse", updates=UPDATES, today=TODAY)

    assert [u.id for u in answer.updates] == [3]
    assert answer.text.startswith("Rumour, unconfirmed")


def test_a_name_is_told_with_what_it_names(answerer: Answerer) -> None:
    answer = answerer.answer("who is Vex?", updates=(), today=TODAY)

    assert answer.entity is not None
    assert answer.text.startswith("Vex: What Vex is.")
    assert answer.spoiler is Spoiler.NONE


def test_a_secret_name_is_answered_behind_bars_and_its_link_hidden(answerer: Answerer) -> None:
    answer = answerer.answer("who is Tin Heart?", updates=(), today=TODAY)
    shown = render_plain(answer, "Paper Moons").split("||")

    assert answer.spoiler is Spoiler.MANGA
    assert not any("Vex" in part or "tin-heart" in part for part in shown[::2])
    assert "Vex" in shown[1]


def test_what_is_offered_instead_gives_nothing_away(answerer: Answerer) -> None:
    answer = answerer.answer("who painted the Hidden Gate near Vex", updates=(), today=TODAY)

    assert answer.abstained
    assert "Hidden Gate" not in answer.nearest


def test_the_source_its_date_and_how_sure_it_is_are_named(answerer: Answerer) -> None:
    answer = answerer.answer("who directed the film", updates=(), today=TODAY)

    assert render_plain(answer, "Paper Moons") == (
        "Mara Quillon directed Paper Moons.\n"
        "Source: Harbour Post, May 2020, https://post.example/tin-heart-dies "
        "(Confirmed; as of 2023)"
    )


def test_a_pack_without_phrasings_still_answers() -> None:
    bare = Answerer(PACK, Phrasings())

    assert told(bare, "who directed Paper Moons") == ["director"]
    assert told(bare, "who is Otto Brandeis married to") == []


# Every code point, lone surrogates included, and pieces that mean something to some parser.
ANYTHING = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=200),
    st.text(max_size=2000),
    st.lists(
        st.sampled_from(
            (
                *("AND", "NOT", "NEAR(", ")", '"', "*", "^", ":", "--", ";", "%s", "{}", "||"),
                *("\0", "\ud83d", "\u202e", "\u200b", "\ufeff", "😀", "👨‍👩‍👧", "🇯🇵", "é" * 300),
                *("من مثّل", "מי ביים", "誰", "監督は誰", "¿Quién", "wer", "Vex", "film", "sequel"),
                *("who", "how many", "when", "since 2022", "before", "9999", "0", "'", "n't", "'s"),
            )
        ),
        max_size=40,
    ).map(" ".join),
)


@given(ANYTHING)
@settings(max_examples=250, deadline=None)
def test_any_text_gives_an_answer_never_an_error(question: str) -> None:
    answer = ANSWERER.answer(question, updates=UPDATES, today=TODAY)

    assert answer.text
    assert render_plain(answer, "Paper Moons")
    assert answer.abstained or answer.facts or answer.updates or answer.entity or answer.status


@pytest.mark.parametrize(
    "question", ["x" * 2000, "who " * 500, "\ud83d" * 2000, "😀" * 1000, '"' * 2000, "\u202e" * 99]
)
def test_a_very_long_question_is_answered_at_once(question: str) -> None:
    answer = ANSWERER.answer(question, updates=UPDATES, today=TODAY)

    assert answer.abstained


@given(st.lists(st.sampled_from(WORDS), max_size=12))
@settings(max_examples=200, deadline=None)
def test_any_order_of_known_words_gives_an_answer(words: list[str]) -> None:
    answer = ANSWERER.answer(" ".join(words), updates=UPDATES, today=TODAY)

    assert answer.text
