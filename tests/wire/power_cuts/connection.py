"""What the store uses of ``sqlite3``, on a recorded file system: our statements run unchanged."""

import hashlib
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self, cast

import apsw

from tests.wire.power_cuts.recorder import Recorder

Row = tuple[Any, ...]
_CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_ERRORS: dict[int, type[sqlite3.Error]] = {
    sqlite3.SQLITE_CONSTRAINT: sqlite3.IntegrityError,
    sqlite3.SQLITE_CORRUPT: sqlite3.DatabaseError,
    sqlite3.SQLITE_NOTADB: sqlite3.DatabaseError,
    sqlite3.SQLITE_MISMATCH: sqlite3.IntegrityError,
}


class Cursor:
    """The rows of a statement that has run."""

    def __init__(self, connection: "Connection", rows: list[Row]) -> None:
        self._connection = connection
        self._rows = iter(rows)
        self.rowcount = connection.changes

    def execute(self, sql: str, params: Any = ()) -> Self:  # noqa: ANN401 - as sqlite3 takes them
        """Run another statement."""
        self._rows = iter(self._connection.run(sql, params))
        return self

    def fetchone(self) -> Row | None:
        """Return the next row."""
        return next(self._rows, None)

    def fetchall(self) -> list[Row]:
        """Return all rows that are left."""
        return list(self._rows)

    def close(self) -> None:
        """Forget the rows."""
        self._rows = iter(())

    def __iter__(self) -> Iterator[Row]:
        return self._rows


class Connection:
    """A connection as ``sqlite3.connect`` returns it."""

    def __init__(
        self,
        recorder: Recorder,
        pragmas: dict[str, str],
        database: str | Path,
        *,
        timeout: float = 5.0,
        isolation_level: str | None = "",
        uri: bool = False,
        **_: object,
    ) -> None:
        self._recorder = recorder
        self._pragmas = pragmas
        self._implicit = isolation_level is not None
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        with _translated():
            # Any: apsw's stub does not know all of its own types before Python 3.12.
            self._apsw: Any = apsw.Connection(
                str(database), flags=flags | (apsw.SQLITE_OPEN_URI if uri else 0), vfs=recorder.name
            )
        self._path = self._apsw.db_filename("main")
        self._apsw.set_busy_timeout(int(timeout * 1000))
        with suppress(apsw.Error):
            self._apsw.execute("PRAGMA synchronous=EXTRA")  # for what tests write past the store
            recorder.begin(self._path, lambda: content_of(self._apsw))

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._apsw.in_transaction

    @property
    def changes(self) -> int:
        """How many rows the last change changed."""
        return self._apsw.changes()

    def run(self, sql: str, params: Any = ()) -> list[Row]:  # noqa: ANN401 - as sqlite3 takes them
        """Run a statement to its end; note a commit when it has ended with one."""
        sql = self._pragmas.get(sql, sql)
        begins = self._implicit and sql.lstrip()[:7].upper().startswith(_CHANGES)
        with _translated():
            if begins and not self._apsw.in_transaction:
                self._apsw.execute("BEGIN")
            rows = list(self._apsw.execute(sql, params))
        self._note()
        return rows

    def execute(self, sql: str, params: Any = ()) -> Cursor:  # noqa: ANN401 - as above
        """Run a statement."""
        return Cursor(self, self.run(sql, params))

    def executemany(self, sql: str, rows: Iterable[Any]) -> Cursor:
        """Run a statement for each row of parameters."""
        for row in rows:
            self.run(sql, row)
        return Cursor(self, [])

    def executescript(self, script: str) -> Cursor:
        """Run several statements."""
        return self.execute(script)

    def cursor(self) -> Cursor:
        """Return a cursor without rows."""
        return Cursor(self, [])

    def commit(self) -> None:
        """Commit what is open."""
        if self.in_transaction:
            self.run("COMMIT")

    def rollback(self) -> None:
        """Undo what is open."""
        if self.in_transaction:
            self.run("ROLLBACK")

    def close(self) -> None:
        """Close; the last one works the log off."""
        with suppress(apsw.Error):  # as SQLite does: what is left is for the next one
            self._apsw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.commit()
        else:
            self.rollback()

    def _note(self) -> None:
        if not self._apsw.in_transaction and not self._apsw.readonly("main"):
            with suppress(apsw.Error):
                self._recorder.note_commit(self._path, lambda: content_of(self._apsw))


@contextmanager
def recording(recorder: Recorder, pragmas: dict[str, str] | None = None) -> Generator[None]:
    """Let ``sqlite3.connect`` open recorded databases; one in memory stays where it is."""
    plain: Callable[..., Any] = sqlite3.connect

    def connect(database: str | Path, **kwargs: Any) -> Any:  # noqa: ANN401 - as sqlite3 does
        if str(database) == ":memory:":
            return plain(database, **kwargs)
        return Connection(recorder, pragmas or {}, database, **kwargs)

    sqlite3.connect = connect
    try:
        yield
    finally:
        sqlite3.connect = plain


def content_of(connection: Any) -> str:  # noqa: ANN401 - of sqlite3 or of apsw
    """Return a fingerprint of all that a database holds."""
    digest = hashlib.sha256()

    def read(sql: str) -> list[Row]:
        return cast("list[Row]", list(connection.execute(sql)))

    tables = read("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
    digest.update(repr((read("PRAGMA user_version"), tables)).encode())
    for kind, name, sql in tables:
        if kind == "table" and not (sql or "").startswith("CREATE VIRTUAL"):
            digest.update(repr((name, read(f'SELECT * FROM "{name}"'))).encode())  # noqa: S608 - a name of our schema
    return digest.hexdigest()


@contextmanager
def _translated() -> Generator[None]:
    """Raise the error that ``sqlite3`` would have raised."""
    try:
        yield
    except apsw.Error as caught:
        error: Any = caught
        raised = _ERRORS.get(error.result, sqlite3.OperationalError)(str(error))
        raised.sqlite_errorcode = error.extendedresult
        raise raised from error
