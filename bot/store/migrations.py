"""Numbered SQL files, each applied together with its version in one transaction."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import aiosqlite

from bot.errors import StoreError

_NAME = re.compile(r"(\d{4})_\w+\.sql")
APPLICATION_ID = 0x5E90E1  # marks the file as ours (sqlite.org/pragma.html#pragma_application_id)


def list_migrations(folder: Path) -> list[tuple[int, Path]]:
    """Return (version, file) in order; StoreError when the numbers have gaps."""
    found = sorted(
        (int(match.group(1)), path)
        for path in folder.glob("*.sql")
        if (match := _NAME.fullmatch(path.name))
    )
    if [number for number, _ in found] != list(range(1, len(found) + 1)):
        raise StoreError(f"The migrations in {folder} are not numbered 1, 2, 3 and so on.")
    return found


def split_statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; triggers, which hold semicolons, stay whole."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""
    if pending.strip() and not all(
        line.strip().startswith("--") for line in pending.splitlines() if line.strip()
    ):
        raise StoreError(f"A migration ends inside a statement: {pending.strip()[:60]!r}.")


async def migrate(connection: aiosqlite.Connection, path: Path, folder: Path) -> None:
    """Bring the database to the newest version; refuse a newer file and another program's.

    An existing database is copied beside itself before it is changed.
    """
    rows = list(
        await connection.execute_fetchall(
            "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master) "
            "FROM pragma_user_version, pragma_application_id"
        )
    )
    version, application_id, tables = rows[0]
    if application_id != APPLICATION_ID and (version or tables):
        raise StoreError(
            f"{path} is the database of another program. Set DATABASE_PATH to a new file."
        )
    steps = list_migrations(folder)
    if version > len(steps):
        raise StoreError(
            f"{path} was written by a newer version of the bot "
            f"(schema {version}, this version knows {len(steps)}). Update the bot."
        )
    todo = [step for step in steps if step[0] > version]
    if todo and version > 0:
        backup = path.with_name(f"{path.name}.before-{todo[0][0]:04}.bak")
        backup.unlink(missing_ok=True)
        await connection.execute("VACUUM INTO ?", (str(backup),))
    for number, file in todo:
        await _apply(connection, number, file.read_text(encoding="utf-8"))


async def _apply(connection: aiosqlite.Connection, number: int, script: str) -> None:
    statements = list(split_statements(script))
    try:
        await connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            await connection.execute(statement)
        await connection.execute(f"PRAGMA user_version = {number}")
        await connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        await connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            await connection.execute("ROLLBACK")
        raise
