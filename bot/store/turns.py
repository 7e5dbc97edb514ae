"""One process at a time writes a database."""

import asyncio
import contextlib
import sqlite3
import time
from pathlib import Path
from typing import Self

try:
    import fcntl
except ImportError:  # Windows, where one process is all there may be
    fcntl = None

PATIENCE_S = 5.0
PAUSE_S = 0.002


class WriteTurns:
    """A lock file beside the database, held for each transaction and for what opens and closes it.

    SQLite orders writers by itself, but its versions before 3.51.3 can lose commits when one
    process writes while another one works the log off (sqlite.org/wal.html#walresetbug). The
    system lets go of the lock when its holder dies.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.with_name(f"{path.name}.lock").open("ab")
        self._held = False

    async def take(self) -> None:
        """Wait for this process's turn; sqlite3.OperationalError after five seconds."""
        until = time.monotonic() + PATIENCE_S
        while not self._held and not self._try():
            if time.monotonic() > until:
                raise sqlite3.OperationalError("another process keeps on writing")
            await asyncio.sleep(PAUSE_S)
        self._held = True

    def give(self) -> None:
        """Let others write."""
        if self._held and fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._held = False

    def close(self) -> None:
        """Give up the lock for good."""
        self._held = False
        self._file.close()

    async def __aenter__(self) -> Self:
        await self.take()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.give()

    def _try(self) -> bool:
        if fcntl is not None:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            return False
        return True
