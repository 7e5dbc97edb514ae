"""A copy each day: checked, the oldest deleted, and a failure seen by people and not fatal."""

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.backups import Backups, list_copies
from bot.errors import StoreError
from bot.store.copying import check_database
from bot.store.database import Database
from tests.store.factories import publish

NOW = dt.datetime(2026, 11, 23, 4, 5, 6, tzinfo=dt.UTC)


class Days:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "copies"


async def look(backups: Backups) -> None:
    """Do what the loop does each half hour."""
    await backups._sweep.coro(backups)  # pyright: ignore[reportPrivateUsage]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_copy_is_made_each_day_and_the_newest_are_kept(
    db: Database, folder: Path, days: Days
) -> None:
    backups = Backups(db, folder, 2, days)
    for _ in range(4):
        await publish(db, 1)
        for hours in (0, 5, 19):
            days.now += dt.timedelta(hours=hours)
            await look(backups)

    assert names(folder) == ["store-20261126-040506Z.db", "store-20261127-040506Z.db"]
    assert backups.last() == dt.datetime(2026, 11, 27, 4, 5, 6, tzinfo=dt.UTC)
    for _, path in list_copies(folder, db.path):
        check_database(path)


async def test_what_is_no_copy_of_this_database_is_never_deleted(
    db: Database, folder: Path, days: Days
) -> None:
    others = ["store-mine.db", "store-99999999-040506Z.db", "another-20200101-000000Z.db", "a.txt"]
    put(folder, *others)
    backups = Backups(db, folder, 1, days)

    for _ in range(3):
        days.now += dt.timedelta(days=1)
        await look(backups)

    assert names(folder) == sorted([*others, "store-20261126-040506Z.db"])


async def test_what_was_put_aside_goes_once_it_is_older_than_the_copies(
    db: Database, folder: Path, days: Days
) -> None:
    lately, long_ago = NOW - dt.timedelta(days=1), NOW - dt.timedelta(days=3)
    aside = {
        f"{db.path.name}.before-0003.bak": long_ago,
        f"{db.path.name}.before-0004.bak": lately,
        f"{db.path.name}.replaced-20261120-040506": lately,
        f"{db.path.name}.replaced-20261122-040506": long_ago,  # last written to long before
        "mine.before-0003.bak": long_ago,
    }
    for name, changed in aside.items():
        path = db.path.with_name(name)
        path.write_text("people")
        os.utime(path, (changed.timestamp(), changed.timestamp()))

    await look(Backups(db, folder, 2, days))

    assert {name for name in aside if db.path.with_name(name).exists()} == {
        f"{db.path.name}.before-0004.bak",
        f"{db.path.name}.replaced-20261122-040506",
        "mine.before-0003.bak",
    }


def no_folder(folder: Path, _: pytest.MonkeyPatch) -> None:
    folder.write_text("a file is in the way")


def no_room(_: Path, patch: pytest.MonkeyPatch) -> None:
    def usage(path: Path) -> SimpleNamespace:
        del path
        return SimpleNamespace(free=1_000)

    patch.setattr(shutil, "disk_usage", usage)


def clear(folder: Path) -> None:
    if folder.is_file():
        folder.unlink()


def put(folder: Path, *names: str) -> None:
    folder.mkdir()
    for name in names:
        (folder / name).write_text("not yours")


@pytest.mark.parametrize(("hinder", "told"), [(no_folder, "copies"), (no_room, "MB left")])
async def test_a_failure_is_remembered_until_the_next_copy_succeeds(
    db: Database,
    folder: Path,
    days: Days,
    hinder: Callable[[Path, pytest.MonkeyPatch], None],
    told: str,
) -> None:
    backups = Backups(db, folder, 2, days)
    with pytest.MonkeyPatch.context() as patch:
        hinder(folder, patch)
        await look(backups)
        assert told in (backups.failure or "")
        assert backups.last() is None
        clear(folder)

    await look(backups)

    assert backups.failure is None
    assert backups.last() == NOW


async def test_a_copy_that_is_not_sound_is_thrown_away(
    db: Database, folder: Path, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsound(path: Path) -> None:
        raise StoreError(f"{path.name} is damaged")

    monkeypatch.setattr("bot.store.copying.check_database", unsound)
    backups = Backups(db, folder, 2, days)

    await look(backups)

    assert "is damaged" in (backups.failure or "")
    assert names(folder) == []


async def test_half_a_copy_of_a_killed_process_is_no_copy_and_in_nobodys_way(
    db: Database, folder: Path, days: Days
) -> None:
    put(folder, "store-20261123-040506Z.db.part")
    backups = Backups(db, folder, 2, days)
    assert backups.last() is None

    await look(backups)

    assert names(folder) == ["store-20261123-040506Z.db"]
