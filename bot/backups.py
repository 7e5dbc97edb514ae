"""Copies of the database: one each day, made while the bot runs, the oldest deleted.

What an update or a restore put aside goes as old as these: people have themselves deleted.
"""

import asyncio
import contextlib
import datetime as dt
import logging
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from discord.ext import tasks

from bot.errors import StoreError
from bot.store.copying import check_database
from bot.store.database import Database

log = logging.getLogger(__name__)

DAY = dt.timedelta(days=1)
LOOK_M = 30
FIRST_LOOK_S = 60  # a start has better things to do
ROOM = 2  # times the database's size has to be free, so that a copy never fills the disk
_STAMP = "%Y%m%d-%H%M%SZ"


class Backups:
    """Makes a sound copy each day; what fails is logged, shown in /health and tried again."""

    def __init__(
        self, db: Database, folder: Path, keep: int, clock: Callable[[], dt.datetime]
    ) -> None:
        """``keep`` is how many copies stay; 0 makes none."""
        self._db = db
        self._folder = folder
        self._keep = keep
        self._clock = clock
        self.failure: str | None = None

    @property
    def on(self) -> bool:
        """Whether copies are made at all."""
        return self._keep > 0

    def last(self) -> dt.datetime | None:
        """Return when the newest copy was made."""
        found = list_copies(self._folder, self._db.path)
        return found[0][0] if found else None

    def start(self) -> None:
        """Begin to look now and then whether a copy is due."""
        if self.on:
            self._sweep.start()

    async def stop(self) -> None:
        """Make no more; a copy under way is left to end, since a half one is thrown away."""
        self._sweep.cancel()

    @tasks.loop(minutes=LOOK_M)
    async def _sweep(self) -> None:
        try:
            last = await asyncio.to_thread(self.last)
            if last is None or self._clock() - last >= DAY:
                await self.make()
        except Exception:  # the edge of the loop, which would otherwise end for good
            log.exception("a backup failed")

    @_sweep.before_loop
    async def _wait(self) -> None:
        await asyncio.sleep(FIRST_LOOK_S)

    async def make(self) -> Path | None:
        """Make a copy now and delete the oldest; None when it failed."""
        name = f"{self._db.path.stem}-{self._clock().strftime(_STAMP)}.db"
        target = self._folder / name
        half = target.with_name(f"{name}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _require_room(self._folder, self._db.path)
            half.unlink(missing_ok=True)
            await self._db.backup(half)
            half.replace(target)
            self._delete_old()
        except (OSError, StoreError) as error:
            self.failure = str(error)
            log.error("no backup was made: %s", error)  # noqa: TRY400 - the sentence says it all
            return None
        self.failure = None
        log.info("backup made and checked: %s", target)
        return target

    def _delete_old(self) -> None:
        latest = self._clock() - self._keep * DAY
        old = [path for _, path in list_copies(self._folder, self._db.path)[self._keep :]]
        old += [path for made, path in list_put_aside(self._db.path) if made <= latest]
        for path in old:
            path.unlink()
            log.info("deleted, since it is older than %s days: %s", self._keep, path)


def list_put_aside(database: Path) -> list[tuple[dt.datetime, Path]]:
    """Return what was kept beside a database as it was updated or restored, and when."""
    aside = r"\.(before-\d{4}\.bak|replaced-(\d{8}-\d{6}))"
    name = re.compile(re.escape(database.name) + aside)
    found: list[tuple[dt.datetime, Path]] = []
    for path in database.parent.iterdir():
        match = name.fullmatch(path.name)
        if match is None:
            continue
        made = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        if match[2]:  # its own last change may lie far back
            with contextlib.suppress(ValueError):
                made = dt.datetime.strptime(f"{match[2]}Z", _STAMP).replace(tzinfo=dt.UTC)
        found.append((made, path))
    return found


def list_copies(folder: Path, database: Path) -> list[tuple[dt.datetime, Path]]:
    """Return a database's automatic copies with when they were made, newest first."""
    name = re.compile(rf"{re.escape(database.stem)}-(\d{{8}}-\d{{6}}Z)\.db")
    found: list[tuple[dt.datetime, Path]] = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            match = name.fullmatch(path.name)
            if match is not None:
                with contextlib.suppress(ValueError):
                    made = dt.datetime.strptime(match[1], _STAMP).replace(tzinfo=dt.UTC)
                    found.append((made, path))
    return sorted(found, reverse=True)


def advise(folder: Path, database: Path) -> str:
    """Say how to go on after the database was damaged: which copy is sound."""
    for made, path in list_copies(folder, database):
        with contextlib.suppress(StoreError):
            check_database(path)
            return (
                f"The newest sound backup is of {made:%d %B %Y, %H:%M} UTC. Stop the bot and "
                f"restore it: python -m bot restore {path}"
            )
    return (
        f"There is no sound backup in {folder}. If you have a copy elsewhere: "
        "python -m bot restore FILE. Without one, move the damaged file away: the bot then "
        "starts anew, with no news, settings and alerts of before."
    )


def _require_room(folder: Path, database: Path) -> None:
    wanted, free = database.stat().st_size * ROOM, shutil.disk_usage(folder).free
    if free < wanted:
        raise StoreError(
            f"{folder} has {free / 1e6:.0f} MB left, and a backup waits for {wanted / 1e6:.0f} MB."
        )
