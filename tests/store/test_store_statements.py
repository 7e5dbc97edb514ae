"""Every SQL statement of bot/store runs in the tests of this folder."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.conftest import STORE, Line

RUNS_SQL = {
    "execute",
    "execute_fetchall",
    "execute_insert",
    "execute_many",
    "executemany",
    "fetch",
    "glance",
    "insert",
    "read",  # of a database or in a transaction
}


def statements() -> Iterator[tuple[Path, ast.Call]]:
    """Yield each call in bot/store that hands a statement over.

    A statement that is put together from parts counts once; its forms are told apart by the
    tests of decks, claims and reach.
    """
    for path in sorted(STORE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in RUNS_SQL:
                yield path, node


def called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def unseen(seen: set[Line]) -> list[str]:
    return [
        f"{path.name}:{call.lineno}"
        for path, call in statements()
        if not any(
            (str(path), line) in seen
            for line in range(call.lineno, (call.end_lineno or call.lineno) + 1)
        )
    ]


def test_a_statement_that_nobody_ran_is_named() -> None:
    assert len(unseen(set())) == len(list(statements())) > 60


def test_every_statement_of_the_store_ran(
    request: pytest.FixtureRequest, lines_that_ran_sql: set[Line]
) -> None:
    collected = {item.path for item in request.session.items}
    if not collected.issuperset(Path(__file__).parent.glob("test_*.py")):
        pytest.skip("only the whole folder can show this")

    assert unseen(lines_that_ran_sql) == []
