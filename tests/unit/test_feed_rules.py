"""Which items of a feed are news: words, marks by which items are known again, no floods."""

import dataclasses
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InputError
from bot.feeds.rules import (
    AT_ONCE,
    SLACK_S,
    Fate,
    Filter,
    Judged,
    has_word,
    judge,
    marks_of,
    parse_language,
    parse_words,
    passing,
    refusal_of,
)
from bot.fetching.items import Document, FeedItem
from bot.names import fold

NOW = 1_793_613_600
ADDED = NOW - 30 * 24 * 3600


def item(title: str = "The harbour film", text: str = "", **changes: object) -> FeedItem:
    made = FeedItem("1", "https://quay.example.org/1", title, text, NOW, "en", "")
    made = dataclasses.replace(made, **changes)
    return dataclasses.replace(made, words=f" {fold(f'{made.title} {made.summary}')} ")


def document(*items: FeedItem) -> Document:
    return Document("The Quay", "https://quay.example.org/", items)


def many(count: int) -> Document:
    return document(
        *(
            item(
                f"Story number {number} of the harbour",
                f"What is told in number {number}, in a sentence that is long enough.",
                id=f"n{number}",
                link=f"https://quay.example.org/{number}",
            )
            for number in range(count)
        )
    )


def look(page: Document, seen: dict[bytes, Fate], wanted: Filter | None = None) -> list[Judged]:
    """Judge a page and remember what became of it, as a look at a feed does."""
    judged = judge(page, marks_of(page), seen, wanted or Filter(), added_at=ADDED)
    for one in judged:
        for mark in one.marks:
            seen.setdefault(mark, one.fate)
    return judged


def fates(judged: list[Judged]) -> list[Fate]:
    return [one.fate for one in judged]


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("The last outpost returns", "outpost", True),
        ("The last OUTPOST returns", "Outpost", True),
        ("The outposts return", "outpost", False),
        ("Crème brûlée", "creme", True),
        ("creme", "Crème", True),
        ("STRASSE", "straße", True),
        ("The last outpost returns", "last outpost", True),
        ("The last, outpost", "last outpost", True),
        ("The last big outpost", "last outpost", False),
        ("Don't look", "don't", True),
        ("映画続編の発表", "続編", True),
        ("映画", "続編", False),
        ("x", "", False),
        ("x", "...", False),
    ],
)
def test_words_are_found_whole_whatever_case_and_accents(
    text: str, word: str, *, found: bool
) -> None:
    assert has_word(item(text).words, word) is found


@given(st.text(string.ascii_letters + " ", min_size=1), st.text(string.ascii_letters, min_size=1))
def test_a_word_is_found_exactly_where_it_is_one_of_the_words(text: str, word: str) -> None:
    assert has_word(f" {fold(text)} ", word) == (word.casefold() in text.casefold().split())


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_and_word_have_an_answer(text: str, word: str) -> None:
    assert refusal_of(item(text), Filter((word,))) in (None, "none of the include words")
    whole = fold(text)
    if whole:
        assert has_word(f" {whole} ", text)


def test_words_are_read_with_commas_in_between() -> None:
    assert parse_words(' outpost,  "last stand" ; Outpost,, 続編、映画\nsea ') == (
        *("Outpost", "last stand", "続編", "映画", "sea"),
    )
    assert parse_words(" , ;") == ()


@pytest.mark.parametrize("text", [",".join(f"w{n}" for n in range(21)), "x" * 61])
def test_too_many_or_too_long_words_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="At most 20 words"):
        parse_words(text)


def test_languages_are_codes() -> None:
    assert [parse_language(text) for text in ("EN", " ja ", "any", "")] == ["en", "ja", None, None]
    for text in ("English", "e", "e1", "en-GB"):
        with pytest.raises(InputError, match="by its code"):
            parse_language(text)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (Filter(), None),
        (Filter(include=("harbour",)), None),
        (Filter(include=("sea", "film")), None),
        (Filter(include=("sea",)), "none of the include words"),
        (Filter(exclude=("figure",)), None),
        (Filter(include=("harbour",), exclude=("film",)), "exclude word “film”"),
        (Filter(language="en"), None),
        (Filter(language="es"), "its language is en, not es"),
    ],
)
def test_a_refusal_names_its_reason(wanted: Filter, why: str | None) -> None:
    assert refusal_of(item(), wanted) == why
    assert bool(passing(document(item()), wanted)) is (why is None)


def test_an_item_without_a_language_passes() -> None:
    assert refusal_of(item(language=None), Filter(language="es")) is None


def test_the_same_page_twice_brings_nothing_new() -> None:
    seen: dict[bytes, Fate] = {}

    first, second = look(many(3), seen), look(many(3), seen)

    assert fates(first) == [Fate.TAKEN] * 3
    assert all(one.known for one in second)
    assert {one.refusal for one in second} == {"seen before: it went to the desk"}


LONG = "A sentence that is long enough to be told apart from all the others by its text alone."


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "another"},
        {"id": ""},
        {"link": "https://www.quay.example.org/1?utm_source=feed&utm_medium=rss"},
        {"id": "another", "link": "https://quay.example.org/1/?fbclid=7#top"},
        {"id": "another", "link": "https://elsewhere.example.org/9"},
        {"link": "https://elsewhere.example.org/9", "title": "Changed words"},
        {"id": "another", "title": "Changed words"},
        {"published": NOW + 3_600},
        {"id": "another", "link": "", "published": None},
    ],
)
def test_an_item_is_known_again_by_any_of_its_marks(changes: dict[str, object]) -> None:
    seen: dict[bytes, Fate] = {}
    before, other = item(text=LONG), item("Other", id="2", link="https://quay.example.org/2")

    look(document(before, other), seen)
    [again, _] = look(document(dataclasses.replace(item(text=LONG), **changes), other), seen)

    assert again.known


def test_an_item_with_all_its_marks_changed_is_new() -> None:
    seen: dict[bytes, Fate] = {}
    look(document(item(text=LONG)), seen)

    changed = item("Other words", text=LONG + "!!", id="2", link="https://quay.example.org/2")
    changed = dataclasses.replace(changed, words=" quite something else ")

    assert fates(look(document(changed), seen)) == [Fate.TAKEN]


def test_a_mark_that_several_items_share_hides_none_of_them() -> None:
    page = document(
        item("First", id="same", link="https://quay.example.org/"),
        item("Second", id="same", link="https://quay.example.org/live#2"),
        item("Third", id="same", link="https://quay.example.org/live#3"),
    )
    seen: dict[bytes, Fate] = {}

    assert fates(look(page, seen)) == [Fate.TAKEN] * 3
    assert all(one.known for one in look(page, seen))


def test_the_same_item_twice_on_a_page_comes_once() -> None:
    judged = look(document(item(), item()), {})

    assert [one.known for one in judged] == [False, True]


def test_the_front_page_is_no_mark() -> None:
    seen: dict[bytes, Fate] = {}
    look(document(item("First", id="1", link="https://quay.example.org")), seen)

    new = look(document(item("Second", id="2", link="https://quay.example.org/")), seen)

    assert fates(new) == [Fate.TAKEN]


def test_after_an_outage_only_the_newest_few_come() -> None:
    judged = look(many(AT_ONCE + 7), {})

    assert fates(judged) == [Fate.TAKEN] * AT_ONCE + [Fate.LEFT] * 7
    assert judged[-1].refusal == "more than 5 at once"


def test_what_is_older_than_the_feed_here_does_not_come() -> None:
    old = item(published=ADDED - SLACK_S - 1)

    [judged] = look(document(old), {})

    assert (judged.fate, judged.refusal) == (Fate.OLD, "older than the feed here")
    [fresh] = look(document(item(published=ADDED - SLACK_S)), {})
    assert fresh.fate is Fate.TAKEN


def test_what_the_words_kept_out_says_so_as_they_are_now() -> None:
    seen: dict[bytes, Fate] = {}
    page, wanted = document(item()), Filter(exclude=("film",))

    [first] = look(page, seen, wanted)
    [later] = look(page, seen, wanted)
    [changed] = look(page, seen, Filter())

    assert (first.fate, first.refusal) == (Fate.FILTERED, "exclude word “film”")
    assert (later.known, later.refusal) == (True, "exclude word “film”")
    assert changed.refusal == "seen before: the words kept it out then"


def test_what_was_there_before_also_says_what_the_words_do_with_it() -> None:
    page = document(item())
    seen = dict.fromkeys([mark for own in marks_of(page) for mark in own], Fate.BEFORE)

    [kept_out] = look(page, seen, Filter(exclude=("film",)))
    [passes] = look(page, seen)

    assert kept_out.refusal == (
        "seen before: it was there when the feed was added (exclude word “film”)"
    )
    assert str(passes.refusal).endswith("(it would pass otherwise)")


@given(st.lists(st.sampled_from([many(9).items[n] for n in range(9)]), max_size=12))
def test_nothing_comes_twice_whatever_the_page_repeats(items: list[FeedItem]) -> None:
    seen: dict[bytes, Fate] = {}
    judged = [*look(document(*items), seen), *look(document(*reversed(items)), seen)]

    taken = [one.item.title for one in judged if one.fate is Fate.TAKEN and not one.known]

    assert len(taken) == len(set(taken)) <= 2 * AT_ONCE
