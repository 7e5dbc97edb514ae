"""SQLite in memory without a thread: the store's real statements at no time and in one order."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]


class MemoryConnection:
    """What ``Database`` uses of an aiosqlite connection; nothing here ever waits."""

    def __init__(self, migrations: Path) -> None:
        self.near = self._db = sqlite3.connect(":memory:", isolation_level=None)
        for path in sorted(migrations.glob("*.sql")):
            self._db.executescript(path.read_text(encoding="utf-8"))
        self._db.execute("PRAGMA foreign_keys=ON")

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._db.in_transaction

    async def execute(self, sql: str) -> None:
        """Run a statement for its effect."""
        self._db.execute(sql)

    async def execute_fetchall(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Run a statement and return its rows."""
        return self._db.execute(sql, params).fetchall()

    async def execute_insert(self, sql: str, params: Sequence[Any] = ()) -> Row:
        """Run an INSERT and return the row id."""
        return (self._db.execute(sql, params).lastrowid,)

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each row of parameters."""
        self._db.executemany(sql, rows)

    async def close(self) -> None:
        """Forget everything."""
        self._db.close()
