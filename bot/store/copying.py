"""Copies of a database, and whether a file is a sound one."""

import contextlib
import os
import sqlite3
from pathlib import Path

from bot.errors import StoreError


def read_only(path: Path) -> str:
    """Return the address under which SQLite opens a file for reading alone."""
    return f"{path.resolve().as_uri()}?mode=ro"


def copy_database(source: Path, target: Path) -> None:
    """Copy a database by VACUUM INTO and check the copy; never overwrites, keeps no bad copy."""
    if not source.exists():
        raise StoreError(f"There is no database at {source}.")
    if target.exists():
        raise StoreError(f"{target} is already there; name a new file.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(read_only(source), uri=True)
        try:
            connection.execute("VACUUM INTO ?", (str(target),))
        finally:
            connection.close()
        check_database(target)
        with target.open("rb") as file:
            os.fsync(file.fileno())  # SQLite leaves that to us (sqlite.org/lang_vacuum.html)
    except (sqlite3.Error, OSError, StoreError) as error:
        with contextlib.suppress(OSError):
            target.unlink()
        raise StoreError(f"The backup of {source} to {target} failed: {error}") from error


def check_database(path: Path) -> None:
    """Raise StoreError unless the file is a sound SQLite database of this application."""
    try:
        connection = sqlite3.connect(read_only(path), uri=True)
        try:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            known = connection.execute(
                "SELECT count(*) FROM sqlite_master WHERE name IN ('meta', 'updates', 'posts')"
            ).fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(f"{path} is not a usable database: {error}.") from error
    if verdict != "ok" or orphans:
        raise StoreError(f"{path} is damaged ({verdict}); restore an older backup.")
    if known != len(("meta", "updates", "posts")):
        raise StoreError(f"{path} is a database, but not one of this bot.")
