"""The log of the database does not grow without bound, whoever reads meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import database
from bot.store.database import Database
from tests.store.factories import MIGRATIONS

ADD = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)"
MEGABYTE = 2**20


async def fill(db: Database, megabytes: int) -> None:
    for number in range(megabytes):
        async with db.transaction() as tx:
            await tx.execute(ADD, (f"big {number}", "x" * MEGABYTE))


def size_of(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size


async def test_the_log_is_worked_off_while_the_bot_writes(db: Database) -> None:
    await fill(db, 40)

    assert size_of(db.path) < 8 * MEGABYTE


async def test_what_a_long_reader_let_grow_shrinks_once_it_has_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAL_MOST", 2 * MEGABYTE)
    path = tmp_path / "store.db"
    async with Database.open(path, MIGRATIONS) as db:
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM meta").fetchall()
            await fill(db, 20)
            assert size_of(path) > 15 * MEGABYTE

        await fill(db, 1)
        await fill(db, 1)

        assert size_of(path) <= 2 * MEGABYTE
