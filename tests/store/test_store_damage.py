"""A damaged database is left alone and not started with; a copy that is sound is named."""

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import backups
from bot.errors import DamagedError
from bot.store.database import Database
from tests.store.factories import MIGRATIONS, left_alone, publish, send_alerts_to

PAGE = 4_096


async def store_of(path: Path, updates: int = 30) -> None:
    async with Database.open(path, MIGRATIONS) as db:
        await send_alerts_to(db, 1, 10)
        for _ in range(updates):
            await publish(db, 1)


def scribble(path: Path, page: int) -> None:
    """Overwrite the head of a page, as a failing disk does."""
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(b"\x5a" * 64)


async def opens(path: Path) -> bool:
    try:
        async with Database.open(path, MIGRATIONS):
            return True
    except DamagedError:
        return False


async def test_no_damaged_page_gets_past_the_start(tmp_path: Path) -> None:
    sound = tmp_path / "sound.db"
    await store_of(sound)
    content = sound.read_bytes()
    overlooked: list[int] = []
    for page in range(1, len(content) // PAGE):
        path = tmp_path / f"{page}.db"
        path.write_bytes(content)
        scribble(path, page)
        with left_alone(path):
            if await opens(path):
                overlooked.append(page)

    assert overlooked == []


@pytest.mark.parametrize("left", [0.3, 0.9])
async def test_a_file_that_was_cut_short_is_refused(tmp_path: Path, left: float) -> None:
    path = tmp_path / "store.db"
    await store_of(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * left) // PAGE * PAGE])

    with left_alone(path), pytest.raises(DamagedError, match="is damaged"):
        async with Database.open(path, MIGRATIONS):
            pass


async def test_the_newest_sound_copy_is_named(tmp_path: Path) -> None:
    path, folder = tmp_path / "store.db", tmp_path / "copies"
    await store_of(path, 1)
    async with Database.open(path, MIGRATIONS) as db:
        for day in (1, 2, 3):
            moment = dt.datetime(2026, 11, day, 4, 5, tzinfo=dt.UTC)
            await backups.Backups(db, folder, 7, lambda moment=moment: moment).make()
    (folder / "store-20261103-040500Z.db").write_bytes(b"no more")

    advice = backups.advise(folder, path)

    assert "2 November 2026, 04:05" in advice
    assert f"restore {folder / 'store-20261102-040500Z.db'}" in advice


def test_without_a_sound_copy_the_way_on_is_said_all_the_same(tmp_path: Path) -> None:
    advice = backups.advise(tmp_path / "none", tmp_path / "store.db")

    assert "no sound backup" in advice
    assert "restore FILE" in advice


async def test_an_index_that_disagrees_with_its_table_is_damage_too(tmp_path: Path) -> None:
    """A quick check would let it through, and a claim by that index would miss alerts."""
    path = tmp_path / "store.db"
    await store_of(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '(destination_id', '(due_at') "
            "WHERE name = 'posts_of_destination'"
        )

    with pytest.raises(DamagedError, match="missing from index"):
        async with Database.open(path, MIGRATIONS):
            pass
