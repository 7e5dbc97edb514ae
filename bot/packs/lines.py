"""On which line each key of a TOML text stands: tomllib does not say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)
_HEADER = re.compile(r"\s*(\[\[?)([^\]]+)\]")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[^="'#])+)=""")

Keys = dict[str, int]


@dataclass(slots=True)
class Lines:
    """Line numbers, from 1, by key; a row's own header stands under the empty key.

    Keys of a plain table are found in the row or root above it as ``table.key``.
    """

    root: Keys = field(default_factory=dict[str, int])
    rows: dict[str, list[Keys]] = field(default_factory=dict[str, list[Keys]])


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Split a valid TOML text into headers and assignments, each with its first line."""
    start = depth = 0
    line = first = 1
    for token in _TOKEN.finditer(text + "\n"):
        mark = token.group()
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        line += mark.count("\n")
        if mark == "\n" and depth == 0:
            yield first, text[start : token.start()]
            start, first = token.end(), line


def _name(path: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in path.split("."))


def find_lines(text: str) -> Lines:
    """Return where each key stands in a text that tomllib has accepted."""
    lines = Lines()
    keys, prefix = lines.root, ""
    for line, statement in _statements(text.replace("\r\n", "\n")):
        if header := _HEADER.match(statement):
            name = _name(header[2])
            above, _, rest = name.partition(".")
            if header[1] == "[[":
                keys, prefix = {"": line}, ""
                lines.rows.setdefault(name, []).append(keys)
            elif rest and above in lines.rows:
                keys, prefix = lines.rows[above][-1], rest + "."
                keys.setdefault(rest, line)
            else:
                keys, prefix = lines.root, name + "."
                keys.setdefault(name, line)
        elif found := _KEY.match(statement):
            path = _name(found[1])
            keys.setdefault(prefix + path, line)
            keys.setdefault(prefix + path.partition(".")[0], line)
    return lines
