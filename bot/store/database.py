"""Connections, transactions and backups of the SQLite store."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, cast

import aiosqlite

from bot.errors import DamagedError, DiskError, StoreError
from bot.store.copying import copy_database, read_only
from bot.store.migrations import migrate
from bot.store.turns import WriteTurns

log = logging.getLogger(__name__)

Value = str | int | float | bytes | None
Row = tuple[Any, ...]
Params = Sequence[Value] | Mapping[str, Value]

BUSY_TIMEOUT_MS = 5_000
WAL_MOST = 16 * 2**20  # bytes that the log keeps on disk once it has been worked off
_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Transaction:
    """The right to write, from ``Database.transaction()`` alone; it ends with that block."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection: aiosqlite.Connection | None = connection

    def end(self) -> None:
        """Take the right back: a later write would belong to nobody's transaction."""
        self._connection = None

    @property
    def _open(self) -> aiosqlite.Connection:
        if self._connection is None:
            raise RuntimeError("this transaction has ended")
        return self._connection

    async def execute(self, sql: str, params: Params = ()) -> list[Row]:
        """Run one statement and return its rows, such as those of RETURNING."""
        return cast("list[Row]", await self._open.execute_fetchall(sql, params))

    async def execute_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement for each row of parameters."""
        await self._open.executemany(sql, rows)

    async def insert(self, sql: str, params: Params = ()) -> int:
        """Run one INSERT and return the new row's id."""
        row = await self._open.execute_insert(sql, params)
        if row is None:
            raise StoreError("the database did not name the row that it wrote")
        return int(row[0])


class Database:
    """One writer behind a lock, one read-only reader, and one for glances, on the same file."""

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        near: sqlite3.Connection,
        turns: AbstractAsyncContextManager[object] | None = None,
    ) -> None:
        """Order this process's writing among that of others by ``turns``."""
        self.path = path
        self._turns = turns or contextlib.nullcontext()
        self._writer = writer
        self._reader = reader
        self._near = near
        self._lock = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, migrations: Path) -> AsyncGenerator["Database", None]:
        """Open and migrate the store; StoreError when the file cannot be used.

        DamagedError when it is no sound database: then nothing was changed in it.
        """
        async with AsyncExitStack() as stack:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                # Fails here and not in aiosqlite, whose thread would then outlive the event loop.
                sqlite3.connect(path).close()
                turns = stack.enter_context(contextlib.closing(WriteTurns(path)))
                await turns.take()
                writer = await stack.enter_async_context(
                    aiosqlite.connect(path, isolation_level=None)
                )
                stack.push_async_callback(turns.take)  # the last one to close works the log off
                # EXTRA, since FULL does not flush the deletion of a journal, of which the first
                # migrations have one; in WAL mode both are the same.
                await _configure(writer, "synchronous=EXTRA", f"journal_size_limit={WAL_MOST}")
                await _require_sound(writer, path)
                await migrate(writer, path, migrations)
                # Only now, since it changes the file, and migrate() knows whether that is ours.
                await writer.execute_fetchall("PRAGMA journal_mode=WAL")
                reader = await stack.enter_async_context(
                    aiosqlite.connect(read_only(path), uri=True, isolation_level=None)
                )
                await _configure(reader, "query_only=ON")
                near = stack.enter_context(contextlib.closing(_connect_near(path)))
                turns.give()
            except (sqlite3.Error, OSError) as error:
                raise _unusable(path, error) from error
            yield cls(path, writer, reader, near, turns)

    async def fetch(self, sql: str, params: Params = ()) -> list[Row]:
        """Read rows; never waits for a writer."""
        return cast("list[Row]", await self._reader.execute_fetchall(sql, params))

    async def glance(self, sql: str, params: Params = ()) -> list[Row]:
        """Read a few rows by their keys, without a hop to another thread.

        Such a read takes 0.01 to 0.2 ms, the hop there and back as long again or longer. It is
        for point reads on a command's way alone: the event loop stands still meanwhile.
        """
        try:
            return cast("list[Row]", self._near.execute(sql, params).fetchall())
        except sqlite3.OperationalError:
            # Busy, as in the moment of a checkpoint: wait for it elsewhere.
            return await self.fetch(sql, params)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction, None]:
        """Hold the write lock; all is kept at the end of the block, or nothing of it.

        A cancelled statement still runs on the connection's thread. BEGIN is therefore inside
        the ``try``, and the rollback is queued behind whatever is still running and awaited
        whatever happens, before anybody else may write. DiskError when the disk is full.
        """
        async with self._lock, self._turns:
            tx = Transaction(self._writer)
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield tx
                finally:
                    tx.end()
                await self._writer.execute("COMMIT")
            except BaseException as error:
                await _finish(asyncio.ensure_future(self._rollback()))
                if isinstance(error, sqlite3.Error) and _code(error) in _DISK:
                    raise DiskError from error
                raise

    async def _rollback(self) -> None:
        # The queue of the connection is first in, first out: what was cancelled has ended by now.
        await self._writer.execute_fetchall("SELECT 1")
        if self._writer.in_transaction:
            await self._writer.execute("ROLLBACK")

    async def backup(self, target: Path) -> None:
        """Write a compact, consistent copy; StoreError when the copy is not sound."""
        await asyncio.to_thread(copy_database, self.path, target)


async def _configure(connection: aiosqlite.Connection, *pragmas: str) -> None:
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        *pragmas,
    ):
        await connection.execute_fetchall(f"PRAGMA {pragma}")


async def _require_sound(connection: aiosqlite.Connection, path: Path) -> None:
    """Raise DamagedError unless SQLite finds nothing wrong; 0.3 s for 100,000 facts."""
    rows = list(await connection.execute_fetchall("PRAGMA integrity_check(1)"))
    if rows != [("ok",)]:
        raise DamagedError(path, str(rows[0][0]))


def _code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code; our own and Python's errors have none."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _unusable(path: Path, error: sqlite3.Error | OSError) -> StoreError:
    if isinstance(error, sqlite3.Error) and _code(error) in _DAMAGE:
        return DamagedError(path, str(error))
    return StoreError(
        f"The database {path} cannot be opened: {error}. "
        "Check DATABASE_PATH, the rights on its folder and the space on its disk."
    )


def _connect_near(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(read_only(path), uri=True, isolation_level=None, timeout=0)
    for pragma in ("trusted_schema=OFF", "query_only=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


async def _finish(task: asyncio.Future[None]) -> None:
    """Wait for a task to its end, however often the waiting is cancelled."""
    interrupted = False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            interrupted = True
    task.result()
    if interrupted:
        raise asyncio.CancelledError
