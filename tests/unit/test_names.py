import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.names import NameIndex, fold

ROWS: list[tuple[str, str, list[str]]] = [
    ("mira", "Mira Solverson", ["Solverson", "ミラ・ソルヴァ"]),
    ("tomas", "Tomás Ødegård", ["Tommy"]),
    ("orla", "Orla Solverson", []),
    ("tin-harp", "The Tin Harp", ["ブリキの竪琴", "錻琴", "Harp Z.E.R.O."]),
    ("harp-army", "Harp Army", ["#HarpArmy"]),
    ("fall", "The Fall", []),
    ("stream", "Streamly", []),
    ("stream-plus", "Streamly+", []),
    ("mayor", "Mayor of Grünthal", ["Grünthal"]),
    ("grunthal", "Grunthal", []),
    ("oath", "Iron oath", []),
    ("east", "East Gate", ["Gate"]),
    ("west", "West Gate", ["Gate"]),
    ("nil", "Nil", ["!!!"]),
    ("ab", "Ab", ["777"]),
    ("mirra", "Mirra", []),
    ("amber", "Amber Lock", []),
    ("umber", "Umber Lock", ["Keeper"]),
]
INDEX = NameIndex(ROWS)


def first(text: str) -> str | None:
    hits = INDEX.find(text)
    return hits[0].id if hits else None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Tomás  ØDEGÅRD ", "tomas odegard"),
        ("Z.E.R.O.", "z e r o"),
        ("\uff26\uff35LL\u3000width", "full width"),
        ("Straße", "strasse"),
        ("ﾐﾗ・ソルヴァ", "みら そるゔぁ"),
        ("ガ", "が"),
        ("Streamly+", "streamly plus"),
        ("snake_case", "snake case"),
        ("!!!", ""),
    ],
)
def test_folding_keeps_what_people_mean(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("mira solverson", "mira"),
        ("SOLVERSON", "mira"),
        ("tomas odegard", "tomas"),
        ("harp zero", "tin-harp"),
        ("みらそるゔぁ", "mira"),
        ("streamly", "stream"),
        ("streamly plus", "stream-plus"),
        ("grünthal", "grunthal"),
    ],
)
def test_a_name_is_exact_whatever_its_case_accents_and_spaces(typed: str, id_: str) -> None:
    hit = INDEX.exact(typed)
    assert hit is not None
    assert hit.id == id_
    assert first(typed) == id_


@pytest.mark.parametrize("typed", ["Gate", "mira", "solversen", "", "!!!"])
def test_a_shared_or_partial_name_is_not_exact(typed: str) -> None:
    assert INDEX.exact(typed) is None


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("mira solvresen", "mira"),
        ("solversn", "mira"),
        ("solverson mira", "mira"),
        ("soverson orla", "orla"),
        ("tomas oedgard", "tomas"),
        ("tn harp", "tin-harp"),
        ("ブリキの竪事", "tin-harp"),
        ("streemly", "stream"),
        ("harp armee", "harp-army"),
        ("est gate", "east"),
    ],
)
def test_typing_errors_find_the_name_that_was_meant(typed: str, id_: str) -> None:
    assert first(typed) == id_


@pytest.mark.parametrize(
    "typed", ["zzz", "hello", "weather", "quarterly report", "!!!", "", "東京", "xy"]
)
def test_nothing_is_found_when_no_name_is_near(typed: str) -> None:
    assert INDEX.find(typed) == []


def test_typing_errors_are_looked_for_only_where_few_names_begin_so() -> None:
    assert [hit.id for hit in INDEX.find("mirr")] == ["mirra", "mira"]
    assert [hit.id for hit in INDEX.find("mirra")] == ["mirra"]


def test_of_equals_the_one_with_more_names_comes_first() -> None:
    assert [hit.id for hit in INDEX.find("lock")] == ["umber", "amber"]


def test_an_alias_shows_the_display_name_once() -> None:
    hits = INDEX.find("錻琴")
    assert [(hit.id, hit.label, hit.matched) for hit in hits] == [
        ("tin-harp", "The Tin Harp", "錻琴")
    ]
    assert INDEX.find("Tommy")[0].score == 99
    assert INDEX.find("Orla Solverson")[0].score == 100


def test_scores_fall_from_beginnings_over_later_words_to_typing_errors() -> None:
    harp = {hit.id: hit.score for hit in INDEX.find("harp")}
    assert 90 <= harp["harp-army"] < 99
    assert 90 <= harp["tin-harp"] < harp["harp-army"] + 1
    assert 80 <= {hit.id: hit.score for hit in INDEX.find("odeg")}["tomas"] < 90
    assert 55 <= INDEX.find("odegurd")[0].score < 80


def test_completion_puts_beginnings_before_later_words() -> None:
    assert [hit.id for hit in INDEX.complete("sol")] == ["mira", "orla"]
    assert [hit.id for hit in INDEX.complete("gr")] == ["grunthal", "mayor"]
    assert [hit.id for hit in INDEX.complete("ミラ")] == ["mira"]
    assert [hit.id for hit in INDEX.complete("みら")] == ["mira"]
    assert INDEX.complete("mria solv")[0].id == "mira"


def test_completion_of_nothing_starts_with_the_first_rows() -> None:
    assert [hit.id for hit in INDEX.complete("", limit=3)] == ["mira", "tomas", "orla"]
    assert [hit.id for hit in INDEX.complete(" … ", limit=1)] == ["mira"]


def test_limits_are_kept() -> None:
    assert len(INDEX.find("g", limit=2)) == 2
    assert len(INDEX.complete("g", limit=1)) == 1


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Orla Solverson and Tomás Ødegård's film", ["orla", "tomas"]),
        ("solverson said no", ["mira"]),
        ("Solverson and Mira Solverson", ["mira"]),
        ("In the fall of 2025, Tommy left.", ["tomas"]),
        ("Nobody liked The Fall.", ["fall"]),
        ("THE TIN HARP RETURNS", ["tin-harp"]),
        ("They swore an iron oath. Truly.", ["oath"]),
        ("Join the #HarpArmy on Streamly+ now", ["harp-army", "stream-plus"]),
        ("Ab has 777 Gates and a Gate", []),
        ("Nilsson met Nil by the Tin Harp", ["nil", "tin-harp"]),
        ("ミラ・ソルヴァは錻琴を弾く", ["mira", "tin-harp"]),
        ("ミラ", []),
        ("", []),
    ],
)
def test_running_text_names_its_entities(text: str, ids: list[str]) -> None:
    assert [hit.id for hit in INDEX.mentions(text)] == ids


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    for hits in (INDEX.find(text), INDEX.complete(text), INDEX.mentions(text)):
        assert len({hit.id for hit in hits}) == len(hits)
    scores = [hit.score for hit in INDEX.find(text)]
    assert scores == sorted(scores, reverse=True)


def test_an_empty_index_finds_nothing() -> None:
    empty = NameIndex([])
    assert empty.find("mira") == empty.complete("") == empty.mentions("Mira") == []
