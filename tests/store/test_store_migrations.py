"""Each migration is applied whole, with its version, on a database that was copied first."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.enums import Importance, Mode
from bot.errors import StoreError
from bot.places import Destination
from bot.store.database import Database
from bot.store.destinations import get_destination
from bot.store.migrations import list_migrations, split_statements
from bot.store.posts import list_posts
from tests.store.factories import MIGRATIONS, left_alone

FIRST = "CREATE TABLE ships (name TEXT) STRICT;\nINSERT INTO ships (name) VALUES ('Swan');\n"
SECOND = "ALTER TABLE ships ADD COLUMN masts INTEGER;\nUPDATE ships SET masts = 3;\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "migrations"
    found.mkdir()
    (found / "0001_ships.sql").write_text(FIRST)
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


async def open_once(path: Path, folder: Path) -> None:
    async with Database.open(path, folder):
        pass


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def listed(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_an_empty_database_gets_every_migration_and_needs_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "store.db"

    await open_once(path, MIGRATIONS)

    newest = list_migrations(MIGRATIONS)[-1][0]
    assert ask(path, "PRAGMA user_version") == [(newest,)]
    assert {"meta", "facts", "updates", "posts"} <= {
        row[0] for row in ask(path, "SELECT name FROM sqlite_master")
    }
    assert [one.name for one in listed(tmp_path) if one.suffix == ".bak"] == []


async def test_every_table_is_strict(path: Path) -> None:
    await open_once(path, MIGRATIONS)

    assert (
        ask(
            path,
            "SELECT name FROM pragma_table_list "
            "WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite%'",
        )
        == []
    )


async def test_a_migration_runs_once(path: Path, folder: Path) -> None:
    await open_once(path, folder)
    await open_once(path, folder)

    assert ask(path, "SELECT name FROM ships") == [("Swan",)]


async def test_an_existing_database_is_copied_before_it_is_changed(
    path: Path, folder: Path
) -> None:
    await open_once(path, folder)
    (folder / "0002_masts.sql").write_text(SECOND)
    copy = path.with_name("store.db.before-0002.bak")
    copy.write_text("left over from an attempt that failed")

    await open_once(path, folder)

    assert ask(path, "SELECT name, masts FROM ships") == [("Swan", 3)]
    assert ask(path, "PRAGMA user_version") == [(2,)]
    assert ask(copy, "SELECT * FROM ships") == [("Swan",)]
    assert ask(copy, "PRAGMA user_version") == [(1,)]


@pytest.mark.parametrize(
    "wrong",
    [
        "DELETE FROM ships;\nUPDATE sihps SET masts = 4;\n",
        "DELETE FROM ships;\nINSERT INTO ships (name) VALUES ('Gull'\n",
    ],
)
async def test_a_failing_migration_leaves_the_version_and_the_rows_as_they_were(
    path: Path, folder: Path, wrong: str
) -> None:
    await open_once(path, folder)
    (folder / "0002_masts.sql").write_text(SECOND)
    (folder / "0003_wrong.sql").write_text(wrong)

    with pytest.raises(StoreError):
        await open_once(path, folder)

    assert ask(path, "SELECT name, masts FROM ships") == [("Swan", 3)]
    assert ask(path, "PRAGMA user_version") == [(2,)]
    (folder / "0003_wrong.sql").write_text("UPDATE ships SET masts = 4;\n")
    await open_once(path, folder)
    assert ask(path, "SELECT name, masts FROM ships") == [("Swan", 4)]


async def test_a_database_that_another_process_writes_to_is_not_migrated(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.database.BUSY_TIMEOUT_MS", 0)
    await open_once(path, folder)
    (folder / "0002_masts.sql").write_text(SECOND)

    with closing(sqlite3.connect(path, isolation_level=None)) as outside:
        outside.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            await open_once(path, folder)

    assert ask(path, "PRAGMA user_version") == [(1,)]


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    path: Path, folder: Path
) -> None:
    (folder / "0002_masts.sql").write_text(SECOND)
    await open_once(path, folder)
    (folder / "0002_masts.sql").unlink()

    with (
        left_alone(path),
        pytest.raises(StoreError, match=r"newer version of the bot .* Update the bot"),
    ):
        await open_once(path, folder)


@pytest.mark.parametrize("version", [0, 1, 9])
async def test_the_database_of_another_program_is_refused_and_left_alone(
    path: Path, folder: Path, version: int
) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
        other.execute(f"PRAGMA user_version = {version}")

    with left_alone(path), pytest.raises(StoreError, match="another program"):
        await open_once(path, folder)


@pytest.mark.parametrize(
    "names", [["0002_late.sql"], ["0003_gap.sql"], ["0001_again.sql"], ["0000_zero.sql"]]
)
def test_migrations_that_are_not_numbered_one_after_the_other_are_refused(
    folder: Path, names: list[str]
) -> None:
    if names == ["0002_late.sql"]:
        (folder / "0001_ships.sql").unlink()
    for name in names:
        (folder / name).write_text("")

    with pytest.raises(StoreError, match="not numbered"):
        list_migrations(folder)


def test_other_files_beside_the_migrations_are_no_migrations(folder: Path) -> None:
    (folder / "notes.sql").write_text("")
    (folder / "README.md").write_text("")

    assert [number for number, _ in list_migrations(folder)] == [1]


def test_a_script_is_split_at_its_statements_and_not_inside_triggers_or_comments() -> None:
    script = (
        "-- One; with a semicolon.\n"
        "CREATE TABLE a (x TEXT DEFAULT 'one; two'); -- and; more\n"
        "\n"
        "CREATE TRIGGER t AFTER INSERT ON a\nBEGIN\n    DELETE FROM a;\n"
        "    -- END;\n    SELECT 1;\nEND;\n"
        "/* a block;\n of text */ DELETE FROM a;\n"
        "-- The end.\n"
    )

    first, second, third = split_statements(script)

    assert first.endswith("'one; two'); -- and; more")
    assert second.startswith("CREATE TRIGGER")
    assert second.endswith("END;")
    assert third.endswith("DELETE FROM a;")


def test_a_script_that_ends_inside_a_statement_is_refused() -> None:
    with pytest.raises(StoreError, match="ends inside a statement: 'DELETE FROM a'"):
        list(split_statements("DELETE FROM b;\nDELETE FROM a\n"))


async def test_channels_and_their_posts_are_kept_when_destinations_learn_of_people(
    tmp_path: Path,
) -> None:
    before = tmp_path / "before"
    before.mkdir()
    for number, file in list_migrations(MIGRATIONS):
        if number < 5:
            shutil.copy(file, before)
    path = tmp_path / "old.db"
    async with Database.open(path, before) as old, old.transaction() as tx:
        await tx.execute(
            "INSERT INTO updates (id, origin, guild_id, wire, state, revision) "
            "VALUES (5, 'desk', 1, 0, 'draft', 1)"
        )
        await tx.execute(
            "INSERT INTO revisions (update_id, number, action, headline, summary, kind, date, "
            "editor_id, edited_at) VALUES (5, 1, 'written', 'h', 's', 'cast', '2023', 7, 1)"
        )
        await tx.execute(
            "INSERT INTO destinations (id, guild_id, channel_id, ping_role_id, least, ping_from, "
            "mode) VALUES (3, 1, 10, 55, 'minor', 'major', 'paused')"
        )
        await tx.execute(
            "INSERT INTO posts (id, update_id, destination_id, wanted_revision, shown_revision, "
            "message_id, state, due_at, attempts) VALUES (4, 5, 3, 2, 1, 900, 'done', 100, 6)"
        )

    async with Database.open(path, MIGRATIONS) as new:
        assert await get_destination(new, 1) == Destination(
            3, 1, 10, 55, Importance.MINOR, Importance.MAJOR, Mode.PAUSED
        )
        [post] = await list_posts(new, 1, 9)
        assert (post.id, post.update_id, post.message_id, post.attempts) == (4, 5, 900, 6)
        assert await new.fetch("PRAGMA foreign_key_check") == []
