"""Power cuts, and what has to hold after each."""

import asyncio
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.errors import SequelwatchError
from bot.settings import MIGRATIONS
from bot.store.database import Database
from tests.wire.power_cuts.connection import content_of
from tests.wire.power_cuts.disk import Recording

DAMAGED, ORPHANED, LOST, RESTART = "damaged", "orphaned", "lost or halved", "no restart"
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - flushes are not for the real disk
T = TypeVar("T")


@dataclass(slots=True)
class Findings:
    """What was cut and what was wrong after it."""

    cuts: int = 0
    commits: int = 0
    acts: int = 0
    recordings: int = 0
    restarts: int = 0
    wrong: Counter[str] = field(default_factory=Counter[str])

    def cut(
        self, recording: Recording, count: int, dice: random.Random, *, restart: bool = True
    ) -> None:
        """Cut the power that often, around flushes and commits first, then anywhere.

        ``restart`` starts the store after one more cut; not inside an event loop.
        """
        self.recordings += 1
        self.commits += recording.commits
        self.acts += len(recording.acts)
        chosen = recording.cuts()
        if len(chosen) > count:
            chosen = sorted(dice.sample(chosen, count))
        anywhere = range(len(recording.acts) + 1)
        chosen += [dice.choice(anywhere) for _ in range(count - len(chosen))]
        for index in chosen:
            files, allowed = recording.cut(index, dice)
            self.cuts += 1
            wrong = _on_disk(files, lambda path, allowed=allowed: judge(path, allowed))
            if wrong and not _spoilt(recording):
                self.wrong[wrong] += 1
        if not restart:
            return
        self.restarts += 1
        files, _ = recording.cut(dice.choice(anywhere), dice)
        if not _on_disk(files, _opens) and _on_disk(recording.contents(), _opens):
            self.wrong[RESTART] += 1


def _on_disk(files: dict[str, bytes], look: Callable[[Path], T]) -> T:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder) / "store.db"
        for suffix, data in files.items():
            path.with_name(path.name + suffix).write_bytes(data)
        return look(path)


def _spoilt(recording: Recording) -> bool:
    """Whether a test spoilt its database on purpose: it is no better without a cut."""
    last = recording.states[-1:]
    return _on_disk(recording.contents(), lambda path: judge(path, last)) is not None


def _opens(path: Path) -> bool:
    async def open_store() -> None:
        async with Database.open(path, MIGRATIONS):
            pass

    try:
        asyncio.run(open_store())
    except (SequelwatchError, sqlite3.Error):
        return False
    return True


def judge(path: Path, allowed: list[str]) -> str | None:
    """Return what is wrong with a database after a cut, None when nothing is."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return DAMAGED
            if connection.execute("PRAGMA foreign_key_check").fetchall():
                return ORPHANED
            return None if content_of(connection) in allowed else LOST
    except sqlite3.DatabaseError:
        return DAMAGED
