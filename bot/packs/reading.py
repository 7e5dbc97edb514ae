"""The files of a pack read into rows that know where they stand."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar, cast

from bot.models import PartialDate
from bot.packs.files import HEAD_FILE, list_files
from bot.packs.lines import Keys, Lines, find_lines
from bot.packs.problems import Problem, did_you_mean
from bot.packs.schema import HEAD, HOMES, Mistake, RowKind

# What people ask and how it is answered has a format and a reader of its own.
_READ_ELSEWHERE = "answers"
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
_REMEDIES = {
    "Illegal character '\\n'": "Close the text with a quotation mark on the same line.",
    "Unterminated string": "Close the text with the same quotation marks that open it.",
    "Invalid value": 'Put texts and dates in straight quotation marks: key = "value".',
    "Unclosed array": "Put commas between the entries of the list and a ] at its end.",
    "Cannot overwrite a value": "This key stands twice here: take one of the lines out.",
    "Cannot declare": "Write the table's name in double square brackets, as in [[fact]].",
    "Expected newline or end": (
        "Put the whole value in double quotation marks, and use single ones inside it."
    ),
    "Unescaped '\\'": "Write a backslash twice.",
    "Expected ']": "Close the table's name with as many square brackets as open it.",
    "Expected '='": 'Write key = "value", with an equals sign; keys have no spaces.',
}
_OTHER_REMEDY = 'Compare the line with its neighbours: one key = "value" a line.'

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of each key, and the value of each known key, a Mistake if it is wrong."""

    file: str
    kind: RowKind
    lines: Keys
    values: dict[str, object]

    @property
    def stem(self) -> str:
        """The file's name: the category of a fact, the kind of an entity."""
        return PurePosixPath(self.file).stem

    @property
    def id(self) -> str:
        """The row's id, empty when it has none that can be read."""
        return self.get("id", str) or ""

    def get(self, key: str, kind: type[T]) -> T | None:
        """Return the value of a key that may be missing."""
        value = self.values.get(key)
        return value if isinstance(value, kind) else None

    def need(self, key: str, kind: type[T]) -> T:
        """Return a value that the schema promises; KeyError or TypeError in an unchecked row."""
        value = self.values[key]
        if not isinstance(value, kind):
            raise TypeError(f"{self.file}: {key}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the entries of a list, none when the key is missing."""
        return cast("tuple[str, ...]", self.get(key, tuple) or ())

    def titles(self) -> dict[str, str]:
        """Return the categories of a head, none when they cannot be read."""
        return cast("dict[str, str]", self.get("categories", dict) or {})

    def date(self, key: str) -> PartialDate | None:
        """Return a date that may be missing."""
        return self.get(key, PartialDate)

    def problem(self, key: str, message: str, remedy: str) -> Problem:
        """Return a problem at the line of a key, or of the row where the key is missing."""
        line = self.lines.get(key) or self.lines.get("") or 1
        return Problem(self.file, line, message, remedy)


@dataclass(slots=True)
class Contents:
    """Everything that could be read of a pack, and what is wrong with each row by itself.

    It is whole unless a file is no TOML: then nothing can be said about references.
    """

    head: Row | None = None
    whole: bool = True
    rows: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    problems: list[Problem] = field(default_factory=list[Problem])

    def of(self, kind: RowKind) -> list[Row]:
        """Return the rows of one kind, in the order of their files."""
        return self.rows.get(kind.table, [])


def _syntax_problem(file: str, text: str, error: ValueError) -> Problem:
    message = str(error)
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else len(text.splitlines()) or 1
    remedy = next((said for start, said in _REMEDIES.items() if start in message), _OTHER_REMEDY)
    return Problem(file, line, f"this is not valid TOML: {_PLACE.sub('', message)}", remedy)


def _read_toml(folder: Path, file: str) -> tuple[str, dict[str, object]] | Problem:
    """Return a file's text and its tables."""
    try:
        text = (folder / file).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Problem(file, line, "this is not UTF-8 text", "Save the file with encoding UTF-8.")
    except OSError as error:
        return Problem(file, 1, f"cannot be read: {error.strerror}", "Check the file.")
    try:
        return text, cast("dict[str, object]", tomllib.loads(text))
    except ValueError as error:
        return _syntax_problem(file, text, error)


def _read_row(
    file: str, kind: RowKind, raw: Mapping[str, object], lines: Keys
) -> tuple[Row, list[Problem]]:
    """Read each key by its field."""
    row = Row(file, kind, lines, {})
    problems: list[Problem] = []
    for key in raw.keys() - kind.fields.keys():
        missing = [known for known in kind.fields if known not in raw]
        remedy = did_you_mean(key, missing, f"Known keys are {', '.join(kind.fields)}.")
        problems.append(row.problem(key, f'unknown key "{key}"', remedy))
    for key, part in kind.fields.items():
        if key not in raw:
            if part.needed:
                remedy = f"Add a line: {key} = {part.shape.example}."
                problems.append(row.problem("", f"this {kind.table} has no {key}", remedy))
            continue
        value = part.shape.read(raw[key])
        if isinstance(value, Mistake):
            at = f"{key}.{value.at}" if value.at else key
            problems.append(row.problem(at, f"{key} {value.message}", value.remedy))
        elif value == () and part.needed:
            problems.append(row.problem(key, f"{key} is empty", "Name at least one."))
        row.values[key] = value
    return row, problems


def _misplaced(file: str, kind: RowKind, keys: Iterable[str], lines: Lines) -> Iterator[Problem]:
    """Yield a problem for each key that stands outside the rows."""
    for key in keys:
        at = lines.root.get(key) or lines.rows.get(key, [{}])[0].get("", 1)
        above = f"Write [[{kind.table}]] on a line above it."
        remedy = above if key in kind.fields else f"Rows begin with [[{kind.table}]]."
        yield Problem(file, at, f'"{key}" does not belong here', remedy)


def _read_rows(
    file: str, kind: RowKind, raw: Mapping[str, object], lines: Lines
) -> Iterator[tuple[Row | None, list[Problem]]]:
    """Yield the rows of one file, each with what is wrong with it."""
    table = kind.table
    yield None, list(_misplaced(file, kind, raw.keys() - {table}, lines))
    rows, at = raw.get(table, []), lines.root.get(table, 1)
    places = lines.rows.get(table, [])
    remedy = f"Write [[{table}]], with double brackets, and the keys below it."
    if not isinstance(rows, list):
        yield None, [Problem(file, at, f'"{table}" is no list of rows', remedy)]
        return
    for number, entry in enumerate(cast("list[object]", rows)):
        if isinstance(entry, dict):
            keys = places[number] if number < len(places) else {"": at}
            yield _read_row(file, kind, cast("dict[str, object]", entry), keys)
        else:
            yield None, [Problem(file, at, f'"{table}" has an entry that is no row', remedy)]


def _home(file: str) -> str:
    return file if "/" not in file else file.rpartition("/")[0]


def _stray(file: str) -> Problem:
    folder, _, name = file.rpartition("/")
    homes = [home for home in (HEAD_FILE, *HOMES) if home.endswith(".toml") != bool(folder)]
    told = "Rows stand in sources.toml, timeline.toml, milestones.toml, entities/ and facts/."
    what = f'the folder "{folder}"' if folder else "this file"
    return Problem(file, 1, f"nothing reads {what}", did_you_mean(folder or name, homes, told))


def read_head(folder: Path) -> Contents:
    """Read pack.toml alone."""
    found = _read_toml(folder, HEAD_FILE)
    if isinstance(found, Problem):
        return Contents(whole=False, problems=[found])
    text, raw = found
    head, problems = _read_row(HEAD_FILE, HEAD, raw, find_lines(text).root)
    return Contents(head, problems=problems)


def _add_file(contents: Contents, folder: Path, file: str) -> None:
    kind = HOMES.get(_home(file))
    if kind is None:
        contents.problems.append(_stray(file))
        return
    found = _read_toml(folder, file)
    if isinstance(found, Problem):
        contents.whole = False
        contents.problems.append(found)
        return
    text, raw = found
    for row, problems in _read_rows(file, kind, raw, find_lines(text)):
        contents.problems += problems
        if row is not None:
            contents.rows.setdefault(kind.table, []).append(row)


def read_contents(folder: Path) -> Contents:
    """Read every file of a pack."""
    contents = read_head(folder)
    for file in list_files(folder):
        if file != HEAD_FILE and not file.startswith(_READ_ELSEWHERE + "/"):
            _add_file(contents, folder, file)
    return contents
