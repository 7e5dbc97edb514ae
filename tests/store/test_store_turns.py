"""One process at a time writes; the others wait their turn, and not for ever."""

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from bot.store import turns
from bot.store.database import Database
from bot.store.turns import WriteTurns
from tests.store.factories import MIGRATIONS

ADD = "INSERT INTO meta (key, value) VALUES (?, ?)"
HOLD = """
import fcntl, sys
file = open(sys.argv[1], "ab")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


async def test_two_stores_on_one_file_write_in_turns(tmp_path: Path) -> None:
    path = tmp_path / "store.db"

    async def count_up(db: Database) -> None:
        async with db.transaction() as tx:
            [(value,)] = await tx.execute("SELECT value FROM meta WHERE key = 'counter'")
            await asyncio.sleep(0)
            await tx.execute("UPDATE meta SET value = ? WHERE key = 'counter'", (int(value) + 1,))

    async with Database.open(path, MIGRATIONS) as one, Database.open(path, MIGRATIONS) as two:
        async with one.transaction() as tx:
            await tx.execute(ADD, ("counter", "0"))
        await asyncio.gather(*(count_up(db) for _ in range(20) for db in (one, two)))

        assert await two.fetch("SELECT value FROM meta WHERE key = 'counter'") == [("40",)]


async def test_what_another_process_holds_is_waited_for_until_it_dies(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with Database.open(path, MIGRATIONS) as db:
        lock = path.with_name("store.db.lock")
        other = await asyncio.create_subprocess_exec(
            sys.executable, "-c", HOLD, str(lock), stdin=PIPE, stdout=PIPE
        )
        assert other.stdout is not None
        assert await other.stdout.readline() == b"held\n"
        writing = asyncio.create_task(_add(db))
        await asyncio.sleep(0.05)
        assert not writing.done()
        other.kill()
        await other.communicate()
        await writing

        assert await db.fetch("SELECT value FROM meta WHERE key = 'one'") == [("1",)]


async def test_who_holds_the_turn_for_ever_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.05)
    path = tmp_path / "store.db"
    async with Database.open(path, MIGRATIONS) as db:
        other = WriteTurns(path)
        await other.take()
        with pytest.raises(sqlite3.OperationalError, match="another process"):
            await _add(db)
        other.close()

        await _add(db)


async def _add(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(ADD, ("one", "1"))
