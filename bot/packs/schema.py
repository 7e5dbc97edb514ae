"""The format of a pack as data: the keys of each row and what each key may hold."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar, cast
from urllib.parse import urlsplit

from bot.enums import Confidence, Kind, Reliability, Spoiler, Stage
from bot.models import PartialDate
from bot.packs.problems import did_you_mean, quoted

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ID_MOST = 60
_NAME_MOST = 100
_URL_MOST = 500

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a value cannot be used and what to write; ``at`` is the key inside a table."""

    message: str
    remedy: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Shape(Generic[T_co]):
    """What a key may hold: ``read`` returns the typed value or a Mistake."""

    read: Callable[[object], T_co | Mistake]
    example: str


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a row; ``refers`` names the rows whose ids it holds."""

    shape: Shape[object]
    needed: bool = True
    refers: str = ""


@dataclass(frozen=True, slots=True)
class RowKind:
    """One kind of row: its table's name and its keys, in the order in which they are written."""

    table: str
    fields: Mapping[str, Field]


def _not_text(value: object) -> Mistake:
    known = isinstance(value, int | float | dt.date) and not isinstance(value, bool)
    return Mistake(
        "must be a text", f'Write "{value if known else "…"}", with the quotation marks.'
    )


def _text(most: int) -> Shape[str]:
    def read(value: object) -> str | Mistake:
        if not isinstance(value, str):
            return _not_text(value)
        if not value.strip():
            return Mistake("is empty", "Write something, or take the line out.")
        hidden = next((letter for letter in value if not letter.isprintable()), None)
        if hidden is not None:
            name = "a line break" if hidden == "\n" else f"U+{ord(hidden):04X}"
            return Mistake(
                f"has a character that cannot be seen ({name})",
                "Type that place again, with plain spaces and on one line.",
            )
        if value != " ".join(value.split()):
            return Mistake(
                "has a space too many", "Leave one space between words and none at either end."
            )
        if len(value) > most:
            return Mistake(
                f"has {len(value)} characters", f"Shorten it: {most} characters are the most."
            )
        return value

    return Shape(read, '"…"')


def _word(pattern: re.Pattern[str], remedy: str, example: str) -> Shape[str]:
    def read(value: object) -> str | Mistake:
        if not isinstance(value, str):
            return _not_text(value)
        if pattern.fullmatch(value) is None or len(value) > _ID_MOST:
            return Mistake(f'"{value}" is badly formed', remedy)
        return value

    return Shape(read, example)


def _colour() -> Shape[int]:
    word = _word(_COLOUR, 'Write a hex colour such as "#2f6f9f".', '"#2f6f9f"')

    def read(value: object) -> int | Mistake:
        text = word.read(value)
        return text if isinstance(text, Mistake) else int(text[1:], 16)

    return Shape(read, word.example)


def _date(*, day: bool = False) -> Shape[PartialDate]:
    example = '"2022-12-14"'
    remedy = f"Write {example}." if day else f'Write "2022", "2022-12" or {example}.'

    def read(value: object) -> PartialDate | Mistake:
        if not isinstance(value, str):
            return _not_text(value)
        try:
            date = PartialDate.parse(value)
        except ValueError:
            return Mistake(f'"{value}" is no date', remedy)
        if day and date.day is None:
            return Mistake(f'"{value}" does not name a day', remedy)
        return date

    return Shape(read, example)


def _choice(choices: type[StrEnum]) -> Shape[StrEnum]:
    words = [str(choice) for choice in choices]
    every = quoted(words)

    def read(value: object) -> StrEnum | Mistake:
        word = str(value)
        if value not in words:
            return Mistake(f'"{word}" is not known', did_you_mean(word, words, f"Write {every}."))
        return choices(word)

    return Shape(read, every)


def _link() -> Shape[str]:
    example = '"https://example.org/page"'
    remedy = f"Write the whole address, such as {example}."

    def read(value: object) -> str | Mistake:
        if not isinstance(value, str):
            return Mistake("must be a text", remedy)
        try:
            parts = urlsplit(value)
            host = parts.hostname or ""
        except ValueError:
            return Mistake(f'"{value}" is no web address', remedy)
        plain = value.isprintable() and " " not in value and len(value) <= _URL_MOST
        if not plain or parts.scheme not in ("http", "https") or "." not in host.strip("."):
            return Mistake(f'"{value[:100]}" is no web address', remedy)
        return value

    return Shape(read, example)


def _flag() -> Shape[bool]:
    def read(value: object) -> bool | Mistake:
        if value is True:
            return True
        return Mistake("can only be true", "Write true, without quotation marks, or take it out.")

    return Shape(read, "true")


def _ident() -> Shape[str]:
    remedy = f"Use small letters a-z, digits and single hyphens, {_ID_MOST} at most."
    return _word(_ID, remedy, '"some-name"')


def _texts() -> Shape[tuple[str, ...]]:
    item, example = _text(_NAME_MOST), '["…", "…"]'

    def read(value: object) -> tuple[str, ...] | Mistake:
        if isinstance(value, str):
            return Mistake("must be a list", f'Write ["{value}"], with the square brackets.')
        if not isinstance(value, list):
            return Mistake("must be a list", f"Write {example}.")
        words: list[str] = []
        for entry in cast("list[object]", value):
            word = item.read(entry)
            if isinstance(word, Mistake):
                return replace(word, message=f"has an entry that {word.message}")
            if word in words:
                return Mistake(f'names "{word}" twice', "Take one of them out.")
            words.append(word)
        return tuple(words)

    return Shape(read, example)


def _titles() -> Shape[dict[str, str]]:
    key, title = _ident(), _text(_NAME_MOST)

    def read(value: object) -> dict[str, str] | Mistake:
        if not isinstance(value, dict):
            return Mistake("must be a table", 'Write [categories], then lines like cast = "Cast".')
        titles: dict[str, str] = {}
        for name, entry in cast("dict[str, object]", value).items():
            for part in (key.read(name), title.read(entry)):
                if isinstance(part, Mistake):
                    return replace(part, message=f"has a line {name} that {part.message}", at=name)
                titles[name] = part
        return titles

    return Shape(read, 'a table [categories] with lines like cast = "Cast"')


HEAD = RowKind(
    "pack",
    {
        "title": Field(_text(_NAME_MOST)),
        "subject": Field(_text(_NAME_MOST)),
        "about": Field(_text(400)),
        "colour": Field(_colour()),
        "checked_on": Field(_date(day=True)),
        "credits": Field(_text(400), needed=False),
        "volatile": Field(_texts(), needed=False),
        "categories": Field(_titles()),
    },
)
SOURCE = RowKind(
    "source",
    {
        "id": Field(_ident()),
        "title": Field(_text(200)),
        "publisher": Field(_text(120), needed=False),
        "url": Field(_link(), needed=False),
        "published": Field(_date(), needed=False),
        "reliability": Field(_choice(Reliability)),
    },
)
ENTITY = RowKind(
    "entity",
    {
        "id": Field(_ident()),
        "name": Field(_text(_NAME_MOST)),
        "aliases": Field(_texts(), needed=False),
        "summary": Field(_text(400)),
        "appears_in": Field(_texts(), needed=False),
        "spoiler": Field(_choice(Spoiler)),
        "sources": Field(_texts(), refers="source"),
    },
)
FACT = RowKind(
    "fact",
    {
        "id": Field(_ident()),
        "text": Field(_text(600)),
        "entities": Field(_texts(), refers="entity"),
        "date": Field(_date(), needed=False),
        "as_of": Field(_date(), needed=False),
        "lasting": Field(_flag(), needed=False),
        "spoiler": Field(_choice(Spoiler)),
        "confidence": Field(_choice(Confidence)),
        "sources": Field(_texts(), refers="source"),
        "notes": Field(_text(400), needed=False),
    },
)
UPDATE = RowKind(
    "update",
    {
        "id": Field(_ident()),
        "date": Field(_date()),
        "kind": Field(_choice(Kind)),
        "stage": Field(_choice(Stage), needed=False),
        "release": Field(_date(day=True), needed=False),
        "headline": Field(_text(200)),
        "summary": Field(_text(400)),
        "people": Field(_texts(), needed=False, refers="entity"),
        "sources": Field(_texts(), refers="source"),
    },
)
MILESTONE = RowKind(
    "milestone",
    {
        "id": Field(_ident()),
        "day": Field(_date(day=True)),
        "headline": Field(_text(150)),
        "sources": Field(_texts(), refers="source"),
    },
)
HOMES = {
    "sources.toml": SOURCE,
    "entities": ENTITY,
    "facts": FACT,
    "timeline.toml": UPDATE,
    "milestones.toml": MILESTONE,
}
