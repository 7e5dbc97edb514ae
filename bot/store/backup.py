"""Putting a copy of the database back so that nothing is sent twice."""

import contextlib
import datetime as dt
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StoreError
from bot.store.copying import check_database, copy_database, read_only

__all__ = ["check_database", "copy_database", "read_places", "restore_database"]

SKIPPED_IDS = 1_000  # more updates than are published between two backups


@dataclass(frozen=True, slots=True)
class Restored:
    """Where the replaced database is kept, the newest time in the copy, in UTC seconds.

    ``dropped`` counts what waited for a digest: whether that went out nobody can tell.
    """

    kept: Path | None
    newest: int | None
    dropped: int


def restore_database(copy: Path, target: Path) -> Restored:
    """Replace the database by a copy.

    Since the copy was made, alerts may have been sent of which it knows nothing. Every post
    that it holds as unsent is therefore marked as possibly sent, so that the channel is
    searched first, and so is what comes of its drafts. Ids of later updates are skipped,
    since alerts in channels carry them.
    """
    check_database(copy)
    if target.exists() and _is_in_use(target):
        raise StoreError(f"{target} is in use. Stop the bot first, then restore.")
    fresh = target.with_name(f"{target.name}.restoring")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        copy_database(copy, fresh)  # unlike a copy of the file, with what is in its log
        newest, dropped = _doubt_unsent(fresh, int(time.time()))
        kept = _put_aside(target)
        fresh.replace(target)
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise StoreError(f"{copy} could not be restored: {error}. Nothing was replaced.") from error
    return Restored(kept, newest, dropped)


def read_places(path: Path) -> list[tuple[int, int]]:
    """Return (guild id, channel id) of every destination, without changing the database."""
    with contextlib.closing(sqlite3.connect(read_only(path), uri=True)) as connection:
        return connection.execute(
            "SELECT guild_id, channel_id FROM destinations WHERE mode <> 'retired'"
        ).fetchall()


def _is_in_use(path: Path) -> bool:
    """Tell whether a process has the database open: in WAL mode only the last one may leave it."""
    connection = sqlite3.connect(path, timeout=0.1)
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False  # too damaged to be in use, and the reason to restore
    finally:
        connection.close()
    return False


def _doubt_unsent(path: Path, now: int) -> tuple[int | None, int]:
    """Doubt since the newest time in the copy: it was made later, whatever its file date says.

    What waited for a digest is dropped, since it cannot be found again: a digest is marked by
    its number, and that was given after the copy was made. ``restored_at`` tells searches how
    long afterwards something may have been sent.
    """
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        newest = connection.execute(
            "SELECT max(time) FROM (SELECT edited_at AS time FROM revisions "
            "UNION ALL SELECT shown_at FROM posts UNION ALL SELECT attempt_at FROM posts)"
        ).fetchone()[0]
        connection.execute(
            "UPDATE posts SET state = 'due', lease_until = 0, attempt_at = coalesce(attempt_at, ?) "
            "WHERE message_id IS NULL AND state IN ('due', 'sending')",
            (newest,),
        )
        connection.execute(
            "INSERT OR REPLACE INTO meta (key, value) SELECT 'doubt:' || id, ? FROM updates "
            "WHERE state NOT IN ('published', 'retracted') AND ? IS NOT NULL",
            (str(newest), newest),
        )
        connection.execute(
            "INSERT OR REPLACE INTO meta (key, value) VALUES ('restored_at', ?)", (str(now),)
        )
        dropped = connection.execute("DELETE FROM digest_items WHERE digest_id IS NULL").rowcount
        connection.execute(
            "UPDATE sqlite_sequence SET seq = seq + ? "
            "WHERE name IN ('updates', 'digests', 'milestones')",
            (SKIPPED_IDS,),
        )
    return newest, dropped


def _put_aside(target: Path) -> Path | None:
    if not target.exists():
        return None
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S")
    kept = target.with_name(f"{target.name}.replaced-{stamp}")
    target.replace(kept)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    return kept
