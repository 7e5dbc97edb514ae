"""Backups are whole, and what is no sound database of this bot is told apart."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.copying import check_database, copy_database
from bot.store.database import Database
from bot.store.posts import list_posts
from bot.store.updates import list_published, list_revisions
from tests.store.factories import MIGRATIONS, publish, send_alerts_to


async def test_a_restored_backup_says_the_same_as_the_store(db: Database, tmp_path: Path) -> None:
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1, people=("ada",))
    target = tmp_path / "copies" / "monday.db"

    await db.backup(target)

    async with Database.open(target, MIGRATIONS) as restored:
        assert await list_published(restored) == [update]
        assert await list_revisions(restored, 1, update.id) == await list_revisions(
            db, 1, update.id
        )
        assert await list_posts(restored, 1, 10) == await list_posts(db, 1, 10)


async def test_a_backup_made_while_others_write_holds_whole_updates(
    db: Database, tmp_path: Path
) -> None:
    await send_alerts_to(db, 1, 10)
    writers = [asyncio.create_task(publish(db, 1)) for _ in range(20)]
    targets = [tmp_path / f"{number}.db" for number in range(5)]

    for target in targets:
        await db.backup(target)
    await asyncio.gather(*writers)

    counts: list[int] = []
    for target in targets:
        with closing(sqlite3.connect(target)) as copy:
            [(published, posts)] = copy.execute(
                "SELECT count(*) FILTER (WHERE state = 'published'), "
                "(SELECT count(*) FROM posts) FROM updates"
            )
        assert published == posts
        counts.append(published)
    assert counts == sorted(counts)


async def test_a_backup_never_overwrites_a_file(db: Database, tmp_path: Path) -> None:
    target = tmp_path / "diary.txt"
    target.write_text("Monday")

    with pytest.raises(StoreError, match="already there"):
        await db.backup(target)

    assert target.read_text() == "Monday"


def test_there_is_nothing_to_back_up_without_a_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database at"):
        copy_database(tmp_path / "none.db", tmp_path / "copy.db")

    assert list(tmp_path.iterdir()) == []


async def test_a_backup_that_cannot_be_written_says_so(db: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match=r"backup of .* to .* failed"):
        await db.backup(tmp_path / "file" / "copy.db")


async def test_a_copy_that_is_not_sound_is_not_kept(tmp_path: Path) -> None:
    source, target = tmp_path / "other.db", tmp_path / "copy.db"
    another_program(source)

    with pytest.raises(StoreError, match="not one of this bot"):
        copy_database(source, target)

    assert not target.exists()


async def test_a_closed_store_can_be_copied_and_is_sound(tmp_path: Path) -> None:
    source, target = tmp_path / "store.db", tmp_path / "copy.db"
    async with Database.open(source, MIGRATIONS) as db:
        await publish(db, 1)

    copy_database(source, target)

    check_database(source)
    check_database(target)
    assert not target.with_name("copy.db-wal").exists()


def another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")


def letter(path: Path) -> None:
    path.write_text("Dear reader, " * 1_000)


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribbled(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for offset in range(8_192, len(content), 4_096):
        content[offset : offset + 64] = b"\x5a" * 64
    path.write_bytes(content)


def misled(path: Path) -> None:
    """Let an index claim to hold another column than it does."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '(destination_id', '(due_at') "
            "WHERE name = 'posts_of_destination'"
        )


def orphaned(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM destinations")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (Path.unlink, "not a usable database"),
        (letter, "not a usable database"),
        (nothing, "not one of this bot"),
        (half, "not a usable database|damaged"),
        (scribbled, "not a usable database|damaged"),
        (misled, "damaged .*missing from index"),
        (orphaned, "damaged"),
    ],
)
async def test_what_is_no_sound_database_of_this_bot_is_refused(
    db: Database, tmp_path: Path, spoil: Callable[[Path], object], reason: str
) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    path = tmp_path / "copy.db"
    await db.backup(path)
    check_database(path)

    spoil(path)

    with pytest.raises(StoreError, match=reason):
        check_database(path)


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "songs.db"
    another_program(path)

    with pytest.raises(StoreError, match="not one of this bot"):
        check_database(path)
