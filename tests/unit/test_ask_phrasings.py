"""The files that say how people ask: read as they stand, refused by name when broken."""

from pathlib import Path

import pytest

from bot.ask import Asked, Phrasings, load_phrasings
from bot.ask.phrasings import endings
from bot.errors import PackError


def test_a_missing_folder_has_no_phrasings(tmp_path: Path) -> None:
    assert load_phrasings(tmp_path / "answers") == Phrasings()


def test_phrasings_are_read_from_their_files(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text(
        'awaited = "next"\nscope = ["film"]\nsame = ["film, movie"]\n'
        '[nicknames]\nfilm = ["flick"]\n'
    )
    (tmp_path / "making.toml").write_text(
        '[director]\nabout = ["film"]\nattribute = "director"\nanswers = ["person"]\n'
        'ask = ["who made it"]\nwords = "helm"\n'
    )

    (tmp_path / "entities-place.toml").write_text('[gate]\nask = ["what is the door called"]\n')

    read = load_phrasings(tmp_path)

    assert read.entities == {"gate": Asked((), "", frozenset(), ("what is the door called",))}
    assert read.asked.keys() == {"director"}
    assert read.awaited == "next"
    assert read.same == (("film", "movie"),)
    assert read.nicknames == {"film": ("flick",)}
    assert read.asked["director"] == Asked(
        ("film",), "director", frozenset({"person"}), ("who made it",), "helm"
    )


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("how tall is Ann / Bob", ["how tall is Ann", "how tall is Bob"]),
        ("how tall is Ann Lee / Bob Ray", ["how tall is Ann Lee", "how tall is Bob Ray"]),
        (
            "what is Ann Lee's height / weight",
            ["what is Ann Lee's height", "what is Ann Lee's weight"],
        ),
        ("who is Ann / where does she live", ["who is Ann", "where does she live"]),
    ],
)
def test_an_ending_takes_the_place_of_a_word_or_of_a_whole_name(
    text: str, questions: list[str]
) -> None:
    assert list(endings(text)) == questions


@pytest.mark.parametrize("text", ["[director\n", 'director = "who"\n'])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "making.toml").write_text(text)

    with pytest.raises(PackError, match=r"making\.toml"):
        load_phrasings(tmp_path)
