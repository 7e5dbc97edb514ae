"""An empty store for each test, and a record of the statements that ran."""

import asyncio
import functools
import shutil
import sqlite3
import sys
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import aiosqlite
import pytest

from bot.store.database import Database
from tests.store.factories import MIGRATIONS

P = ParamSpec("P")
R = TypeVar("R")
Line = tuple[str, int]

STORE = Path(__file__).parents[2] / "bot" / "store"
JUDGED_LAST = "test_every_statement_of_the_store_ran"


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated database to copy, which is quicker than migrating for each test."""
    path = tmp_path_factory.mktemp("store") / "empty.db"

    async def migrate() -> None:
        async with Database.open(path, MIGRATIONS):
            pass

    asyncio.run(migrate())
    return path


@pytest.fixture
async def db(empty_store: Path, tmp_path: Path) -> AsyncGenerator[Database, None]:
    path = tmp_path / "store.db"
    shutil.copyfile(empty_store, path)
    async with Database.open(path, MIGRATIONS) as database:
        yield database


def _noting(seen: set[Line], function: Callable[P, R]) -> Callable[P, R]:
    """Note each line of bot/store that is being executed when a statement is handed over."""

    @functools.wraps(function)
    def noting(*args: P.args, **kwargs: P.kwargs) -> R:
        frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage] - inspect.stack() is slow
        while frame is not None:
            if frame.f_code.co_filename.startswith(str(STORE)):
                seen.add((frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back
        return function(*args, **kwargs)

    return noting


@pytest.fixture(scope="session", autouse=True)
def lines_that_ran_sql() -> Iterator[set[Line]]:
    seen: set[Line] = set()

    class NotedConnection(sqlite3.Connection):
        def execute(self, *args: Any) -> sqlite3.Cursor:  # noqa: ANN401 - passed on
            return _noting(seen, super().execute)(*args)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("execute", "execute_fetchall", "execute_insert", "executemany"):
            plain = getattr(aiosqlite.Connection, name)
            patch.setattr(aiosqlite.Connection, name, _noting(seen, plain))
        connect = functools.partial(sqlite3.connect, factory=NotedConnection)
        patch.setattr(sqlite3, "connect", connect)
        yield seen


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.name == JUDGED_LAST)
