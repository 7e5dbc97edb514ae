"""Transactions and the two connections."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.database import Database, Transaction
from bot.store.meta import get_meta, set_meta
from tests.store.factories import MIGRATIONS, assert_nobody_writes, left_alone

ADD = "INSERT INTO meta (key, value) VALUES (?, ?)"
KEYS = "SELECT key FROM meta WHERE key <> 'news_version' ORDER BY key"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 3),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("busy_timeout", 5_000),
    ],
)
async def test_the_writer_is_set_up_to_survive_a_power_cut_and_to_check_references(
    db: Database, pragma: str, value: str | int
) -> None:
    async with db.transaction() as tx:
        assert await tx.execute(f"PRAGMA {pragma}") == [(value,)]


async def test_what_a_transaction_wrote_is_there_after_it(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(ADD, ("one", "1"))

    assert await db.fetch(KEYS) == [("one",)]


async def test_an_exception_undoes_everything_and_is_passed_on(db: Database) -> None:
    async def fail() -> None:
        async with db.transaction() as tx:
            await tx.execute(ADD, ("one", "1"))
            raise LookupError("not today")

    with pytest.raises(LookupError, match="not today"):
        await fail()

    assert await db.fetch(KEYS) == []
    assert_nobody_writes(db.path)


async def test_a_refused_row_can_be_answered_inside_the_transaction(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(ADD, ("one", "1"))
        with pytest.raises(sqlite3.IntegrityError):
            await tx.execute(ADD, ("one", "again"))
        await tx.execute(ADD, ("two", "2"))

    assert await db.fetch(KEYS) == [("one",), ("two",)]


async def test_a_commit_that_the_schema_refuses_undoes_everything(db: Database) -> None:
    async def cite_nothing() -> None:
        async with db.transaction() as tx:
            await tx.execute(ADD, ("one", "1"))
            await tx.execute(
                "INSERT INTO fact_sources (fact_id, position, source_id) VALUES ('no', 0, 'no')"
            )

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await cite_nothing()

    assert await db.fetch(KEYS) == []
    assert_nobody_writes(db.path)
    async with db.transaction() as tx:
        await tx.execute(ADD, ("two", "2"))
    assert await db.fetch(KEYS) == [("two",)]


async def test_nothing_can_be_written_with_a_transaction_that_has_ended(db: Database) -> None:
    async with db.transaction() as kept:
        pass
    attempts = (
        kept.execute(ADD, ("one", "1")),
        kept.insert(ADD, ("one", "1")),
        kept.execute_many(ADD, [("one", "1")]),
    )

    for attempt in attempts:
        with pytest.raises(RuntimeError, match="has ended"):
            await attempt

    assert await db.fetch(KEYS) == []


async def test_the_reader_cannot_write(db: Database) -> None:
    assert await db.fetch("PRAGMA query_only") == [(1,)]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await db.fetch(ADD, ("one", "1"))


async def test_the_reader_neither_waits_for_a_writer_nor_sees_what_is_not_kept(
    db: Database,
) -> None:
    async with db.transaction() as tx:
        await tx.execute(ADD, ("one", "1"))
        assert await db.fetch(KEYS) == []

    assert await db.fetch(KEYS) == [("one",)]


async def test_writers_take_turns(db: Database) -> None:
    async def count_up() -> None:
        async with db.transaction() as tx:
            [(value,)] = await tx.execute("SELECT value FROM meta WHERE key = 'counter'")
            await asyncio.sleep(0)
            await tx.execute("UPDATE meta SET value = ? WHERE key = 'counter'", (int(value) + 1,))

    async with db.transaction() as tx:
        await tx.execute(ADD, ("counter", "0"))
    await asyncio.gather(*(count_up() for _ in range(50)))

    assert await db.fetch("SELECT value FROM meta WHERE key = 'counter'") == [("50",)]


async def test_an_insert_that_writes_nothing_has_no_id(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: object) -> None:
        return None

    async with db.transaction() as tx:
        monkeypatch.setattr("aiosqlite.Connection.execute_insert", nothing)
        with pytest.raises(StoreError, match="did not name the row"):
            await tx.insert(ADD, ("one", "1"))


async def test_single_values_are_remembered(db: Database) -> None:
    assert await get_meta(db, "commands") is None

    await set_meta(db, "commands", "first")
    await set_meta(db, "commands", "second")

    assert await get_meta(db, "commands") == "second"


async def test_what_was_kept_is_there_when_the_store_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "store.db"
    async with Database.open(path, MIGRATIONS) as db, db.transaction() as tx:
        await tx.execute(ADD, ("one", "1"))

    async with Database.open(path, MIGRATIONS) as db:
        assert await db.fetch(KEYS) == [("one",)]


async def test_a_path_that_cannot_hold_a_database_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Check DATABASE_PATH"):
        async with Database.open(tmp_path, MIGRATIONS):
            pass
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Check DATABASE_PATH"):
        async with Database.open(tmp_path / "file" / "store.db", MIGRATIONS):
            pass


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, " * 1_000)

    with left_alone(path), pytest.raises(StoreError, match="not a database"):
        async with Database.open(path, MIGRATIONS):
            pass


def test_only_a_database_hands_out_transactions() -> None:
    makers = [
        path.name
        for path in Path(__file__).parents[2].glob("[bc]o*/**/*.py")
        if f"{Transaction.__name__}(" in path.read_text(encoding="utf-8")
    ]

    assert makers == ["database.py"]


async def test_a_glance_sees_what_was_committed_and_cannot_write(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("INSERT INTO meta (key, value) VALUES ('a', 'b')")
        assert await db.glance("SELECT value FROM meta WHERE key = ?", ("a",)) == []

    assert await db.glance("SELECT value FROM meta WHERE key = :key", {"key": "a"}) == [("b",)]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await db.glance("DELETE FROM meta")


async def test_a_glance_that_finds_the_file_busy_reads_elsewhere(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Busy:
        def execute(self, *_: object) -> None:
            raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(db, "_near", Busy())

    assert await db.glance("SELECT 1") == [(1,)]
