"""How people ask for what a pack knows: the files of its ``answers`` folder."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from bot.ask.english import AUXILIARIES, QUESTION_WORDS
from bot.errors import PackError

_WORDS_FILE = "words.toml"
# What the names of the other files that are not about facts begin with.
_UNKNOWN_FILES, _ENTITY_FILES, _LANGUAGE_FILES = "unknown", "entities-", "language-"


@dataclass(frozen=True, slots=True)
class Asked:
    """How people ask for one fact or update, what it is about and what kinds of answer it is."""

    about: tuple[str, ...]
    attribute: str
    answers: frozenset[str]
    ask: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Phrasings:
    """Phrasings by fact id or update key, with the words, nicknames and languages of a fandom.

    ``entities`` are those by which an entity is described, by its id; ``unknown`` are topics that
    people ask about and a pack says nothing of; ``days`` when an entity came out or an event was,
    for "before X".
    """

    asked: Mapping[str, Asked] = field(default_factory=dict[str, Asked])
    awaited: str | None = None
    scope: frozenset[str] = frozenset()
    same: tuple[tuple[str, ...], ...] = ()
    nicknames: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    implied: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    languages: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    unknown: Mapping[str, Asked] = field(default_factory=dict[str, Asked])
    days: Mapping[str, dt.date] = field(default_factory=dict[str, dt.date])
    entities: Mapping[str, Asked] = field(default_factory=dict[str, Asked])


def endings(text: str) -> Iterator[str]:
    """Return the questions of a phrasing, one for each ending, which takes the last word's place.

    "how tall is Ann Lee / Bob" asks "how tall is Ann Lee" and "how tall is Bob": a name takes the
    place of a name. An ending that is a question itself stands alone.
    """
    first, *others = text.split(" / ")
    yield first
    words = first.split()
    name = len(words)
    while name > 1 and words[name - 1][:1].isupper():
        name -= 1
    for ending in others:
        opening = ending.partition(" ")[0].partition("/")[0].lower()
        if opening in QUESTION_WORDS or opening in AUXILIARIES:
            yield ending
        else:
            named = ending[:1].isupper() and name < len(words)
            yield " ".join([*words[: name if named else -1], ending])


def load_phrasings(folder: Path) -> Phrasings:
    """Read ``data/packs/<pack>/answers``; a missing folder gives none, a broken file PackError."""
    asked: dict[str, Asked] = {}
    unknown: dict[str, Asked] = {}
    entities: dict[str, Asked] = {}
    words: Mapping[str, object] = {}
    languages: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        tables = _read(path)
        if path.name == _WORDS_FILE:
            words = tables
        elif path.name.startswith(_LANGUAGE_FILES):
            languages[path.stem.removeprefix(_LANGUAGE_FILES)] = _foreign(tables)
        elif path.name.startswith(_UNKNOWN_FILES):
            unknown.update(_asked(path, tables))
        elif path.name.startswith(_ENTITY_FILES):
            entities.update(_asked(path, tables))
        else:
            asked.update(_asked(path, tables))
    awaited = words.get("awaited")
    return Phrasings(
        asked,
        awaited if isinstance(awaited, str) else None,
        frozenset(_texts(words.get("scope"))),
        tuple(
            tuple(part.strip() for part in group.split(",")) for group in _texts(words.get("same"))
        ),
        {id_: tuple(_texts(names)) for id_, names in _table(words.get("nicknames"))},
        {category: tuple(_texts(ids)) for category, ids in _table(words.get("implied"))},
        languages,
        unknown,
        {what: day for what, day in _table(words.get("days")) if isinstance(day, dt.date)},
        entities,
    )


def _read(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{path.name} in the folder answers is not valid TOML: {error}") from None


def _asked(path: Path, tables: Mapping[str, object]) -> Iterator[tuple[str, Asked]]:
    for id_, table in tables.items():
        if not isinstance(table, dict):
            raise PackError(f"{path.name}: {id_!r} stands outside a table. Put it under [its-id].")
        row = cast("dict[str, object]", table)
        yield (
            id_,
            Asked(
                tuple(_texts(row.get("about"))),
                str(row.get("attribute", "")),
                frozenset(_texts(row.get("answers"))),
                tuple(_texts(row.get("ask"))),
                str(row.get("words", "")),
            ),
        )


def _foreign(tables: Mapping[str, object]) -> dict[str, str]:
    """Return the words of a language with what they are in English."""
    return {
        word.strip(): english for english, words in tables.items() for word in str(words).split(",")
    }


def _texts(value: object) -> Iterable[str]:
    entries = cast("list[object]", value) if isinstance(value, list) else []
    return (entry for entry in entries if isinstance(entry, str))


def _table(value: object) -> Iterable[tuple[str, object]]:
    return cast("dict[str, object]", value).items() if isinstance(value, dict) else ()
