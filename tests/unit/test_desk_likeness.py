"""Headlines that tell one story are found, and headlines about the same names are kept apart."""

import dataclasses
import datetime as dt
import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.likeness import SAME_FROM, likeness, usual_words
from bot.desk.matching import NEAR_DAYS, find_alike, find_known
from bot.enums import Kind
from bot.models import Source, Update
from tests.bench.duplicates import judge, read_pairs
from tests.unit.updates import update as make_update

DAY = dt.date(2026, 11, 20)
USUAL = frozenset({"harbour", "2"})
SCRIPT = "Varga hands in the script of Harbour Two"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SCRIPT, "Harbour Two: Ines Varga hands in her script"),
        (SCRIPT, "VARGA HANDS IN THE SCRIPT OF HARBOUR TWO - The Quay Post"),
        ("Lena Okoro joins Harbour Two", "Lena Okoro cast in 'Harbour 2'"),
        ("Harbour returns to cinemas", "Harbor returns to theatres"),
    ],
)
def test_one_story_in_other_words(one: str, other: str) -> None:
    assert likeness(one, other, USUAL) >= SAME_FROM


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour passes 400 million at the box office", "Harbour passes 500 million"),
        ("Lena Okoro joins Harbour Two", "Lena Okoro leaves Harbour Two"),
        ("Pell Studios confirms Harbour Two", "Pell Studios denies Harbour Two"),
        ("Harbour concert tour comes to Porto", "Harbour concert tour comes to Gdansk"),
        ("Live: the awards", "Live: the quarterly results"),
        ("", ""),
    ],
)
def test_other_stories_about_the_same_names(one: str, other: str) -> None:
    assert likeness(one, other, USUAL) < SAME_FROM


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_are_compared_alike_in_both_directions(one: str, other: str) -> None:
    there, back = likeness(one, other), likeness(other, one)

    assert 0 <= there <= 100.001
    assert there == pytest.approx(back)


def test_what_every_headline_has_says_little() -> None:
    headlines = [f"Harbour Two: {word}" for word in map("".join, itertools.product("abcde", "xyz"))]

    assert usual_words([*headlines, *headlines]) == {"harbour", "2"}
    assert usual_words(headlines[:10]) == frozenset()


def test_the_labelled_pairs_are_judged_as_well_as_the_benchmark_says() -> None:
    choosing, held_out = read_pairs()
    usual = usual_words([text for pair in choosing for text in (pair.one, pair.other)])

    assert len(choosing) == len(held_out) == 100
    assert judge(choosing, usual).precision >= 0.9
    assert judge(held_out, usual).precision >= 0.85
    assert judge(held_out, usual).recall >= 0.7


def test_the_longest_headlines_are_compared_in_a_moment() -> None:
    one, other = ("".join(map(chr, range(start, start + 2))) + " " for start in (97, 99))
    began = time.perf_counter()
    likeness((one * 100)[:200], (other * 100)[:200])

    assert time.perf_counter() - began < 0.05


def test_the_most_like_story_is_found_within_a_week() -> None:
    told = [
        (1, "Iron Lantern poster unveiled", DAY),
        (2, "Ines Varga hands in the script of Harbour Two", DAY - dt.timedelta(NEAR_DAYS)),
        (3, SCRIPT, DAY - dt.timedelta(NEAR_DAYS + 1)),
    ]

    assert find_alike(SCRIPT, DAY, told, USUAL) == 2
    assert find_alike("Nightferry restored in 4K", DAY, told, USUAL) is None


def update(id_: int, headline: str, date: str, url: str) -> Update:
    source = Source("s", "A title", None, url, None, None)
    made = make_update(id_, Kind.TRADE, date)
    return dataclasses.replace(made, headline=headline, sources=(source,))


@pytest.mark.parametrize(
    ("title", "link", "known"),
    [
        ("Look here", "https://www.quay.example.org/old/?utm_source=x", 1),
        (SCRIPT, "https://tide.example.org/1", 2),
        ("Nightferry restored in 4K", "https://tide.example.org/1", None),
    ],
)
def test_an_update_says_it_already_by_its_link_or_by_its_headline_and_day(
    title: str, link: str, known: int | None
) -> None:
    updates = [
        update(1, "Somebody hopes", "2020", "https://quay.example.org/old"),
        update(2, "Harbour Two: Ines Varga hands in her script", "2026-11", "https://a.example/2"),
        update(3, SCRIPT, "2025-11-20", "https://a.example/3"),
    ]

    found = find_known([title], [link], DAY, updates, USUAL)

    assert (found.id if found else None) == known
