"""A restored copy replaces the store, and makes nobody see an alert twice."""

import os
import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.enums import Importance, Mode, PostState
from bot.errors import StoreError
from bot.store.backup import SKIPPED_IDS, read_places, restore_database
from bot.store.copying import check_database
from bot.store.database import Database
from bot.store.destinations import set_mode
from bot.store.meta import get_meta
from bot.store.posts import insert_posts
from bot.store.updates import list_published, require_own, set_published
from tests.store.factories import (
    MIGRATIONS,
    NOW,
    claim_one,
    left_alone,
    only_post,
    publish,
    retry,
    send_alerts_to,
    show,
    write_draft,
)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "monday.db"


def spoil(path: Path) -> None:
    path.write_text("Dear reader, " * 1_000)


@asynccontextmanager
async def opened(path: Path) -> AsyncGenerator[Database, None]:
    async with Database.open(path, MIGRATIONS) as db:
        yield db


async def test_a_restored_store_is_that_of_the_copy_and_the_replaced_one_is_kept(
    target: Path, copy: Path
) -> None:
    async with opened(target) as db:
        first = await publish(db, 1)
        await db.backup(copy)
        second = await publish(db, 1)

    kept = restore_database(copy, target).kept

    async with opened(target) as db:
        assert await list_published(db) == [first]
    assert kept is not None
    async with opened(kept) as db:
        assert await list_published(db) == [first, second]


async def test_a_copy_is_restored_where_there_is_no_store_yet(target: Path, copy: Path) -> None:
    async with opened(target) as db:
        update = await publish(db, 1)
        await db.backup(copy)
    elsewhere = target.with_name("new") / "store.db"

    assert restore_database(copy, elsewhere).kept is None

    async with opened(elsewhere) as db:
        assert await list_published(db) == [update]


async def test_what_the_copy_has_as_unsent_may_have_been_sent_since_and_is_doubted(
    target: Path, copy: Path
) -> None:
    """Since the newest time in the copy, even where the copy's own file date is later."""
    async with opened(target) as db:
        await send_alerts_to(db, 1, 10)
        await publish(db, 1)
        await show(db, await claim_one(db, NOW), now=NOW + 20)
        await publish(db, 1)
        await db.backup(copy)
        await show(db, await claim_one(db, NOW + 60), now=NOW + 61)
    os.utime(copy, (NOW + 9_000, NOW + 9_000))

    restore_database(copy, target)

    async with opened(target) as db:
        claimed = await claim_one(db, NOW + 9_000)
    assert claimed.doubtful_since == NOW + 20


async def test_what_was_a_draft_in_the_copy_is_doubted_when_it_is_published_again(
    target: Path, copy: Path
) -> None:
    async with opened(target) as db:
        await send_alerts_to(db, 1, 10)
        draft = await write_draft(db, 1)
        await db.backup(copy)

    assert restore_database(copy, target).newest == NOW

    async with opened(target) as db:
        async with db.transaction() as tx:
            await set_published(tx, draft.id, at=NOW, wire=False, importance=Importance.MAJOR)
            update = await require_own(tx, 1, draft.id)
            await insert_posts(tx, update, Importance.MAJOR, NOW + 500)
        assert (await claim_one(db, NOW + 500)).doubtful_since == NOW
        await publish(db, 1, now=NOW + 600)
        assert (await claim_one(db, NOW + 600)).doubtful_since is None


async def test_what_waited_for_a_digest_is_not_sent_blindly(target: Path, copy: Path) -> None:
    async with opened(target) as db:
        await send_alerts_to(db, 1, 10)
        update = await publish(db, 1)
        async with db.transaction() as tx:
            await tx.execute(
                "INSERT INTO digests (destination_id, made_at) SELECT id, ? FROM destinations",
                (NOW,),
            )
            await tx.execute(
                "INSERT INTO digest_items (update_id, destination_id) "
                "SELECT ?, id FROM destinations",
                (update.id,),
            )
        await db.backup(copy)

    assert restore_database(copy, target).dropped == 1

    async with opened(target) as db:
        assert await db.fetch("SELECT update_id FROM digest_items") == []
        assert await db.fetch("SELECT seq FROM sqlite_sequence WHERE name = 'digests'") == [
            (1 + SKIPPED_IDS,)
        ]


async def test_the_time_of_the_restoration_is_kept_for_searches(target: Path, copy: Path) -> None:
    async with opened(target) as db:
        await db.backup(copy)
    before = int(time.time())

    assert restore_database(copy, target).newest is None

    async with opened(target) as db:
        assert before <= int(await get_meta(db, "restored_at") or 0) <= time.time()


async def test_an_older_doubt_and_a_lease_of_the_copy_do_not_outlive_it(
    target: Path, copy: Path
) -> None:
    async with opened(target) as db:
        await send_alerts_to(db, 1, 10)
        await publish(db, 1)
        first = await claim_one(db)
        await retry(db, first.post, NOW + 30, attempt_at=NOW)
        await claim_one(db, NOW + 30)
        await db.backup(copy)

    restore_database(copy, target)

    async with opened(target) as db:
        assert (await only_post(db)).state is PostState.DUE
        assert (await claim_one(db, NOW + 31)).doubtful_since == NOW


async def test_what_the_copy_has_as_shown_stays_shown(target: Path, copy: Path) -> None:
    async with opened(target) as db:
        await send_alerts_to(db, 1, 10)
        await publish(db, 1)
        await show(db, await claim_one(db), message_id=901)
        before = await only_post(db)
        await db.backup(copy)

    restore_database(copy, target)

    async with opened(target) as db:
        assert await only_post(db) == before


async def test_numbers_of_updates_that_the_copy_does_not_know_are_not_given_again(
    target: Path, copy: Path
) -> None:
    async with opened(target) as db:
        first = await publish(db, 1)
        await db.backup(copy)
        lost = await publish(db, 1)

    restore_database(copy, target)

    async with opened(target) as db:
        fresh = await publish(db, 1)
    assert fresh.id == first.id + SKIPPED_IDS + 1 > lost.id


async def test_a_store_in_use_is_not_replaced(target: Path, copy: Path) -> None:
    async with opened(target) as db:
        await publish(db, 1)
        await db.backup(copy)

        with pytest.raises(StoreError, match=r"in use\. Stop the bot first"):
            restore_database(copy, target)

        await publish(db, 1)
        assert len(await list_published(db)) == 2


async def test_a_damaged_store_can_be_replaced(target: Path, copy: Path) -> None:
    async with opened(target) as db:
        update = await publish(db, 1)
        await db.backup(copy)
    spoil(target)

    kept = restore_database(copy, target).kept

    assert kept is not None
    async with opened(target) as db:
        assert await list_published(db) == [update]


async def test_a_copy_with_changes_in_its_log_is_restored_whole(
    target: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw.db"
    async with opened(target) as db:
        update = await publish(db, 1)
        for suffix in ("", "-wal"):
            found = target.with_name(target.name + suffix).read_bytes()
            raw.with_name(raw.name + suffix).write_bytes(found)

    restore_database(raw, tmp_path / "new.db")

    async with opened(tmp_path / "new.db") as db:
        assert await list_published(db) == [update]


async def test_what_is_no_sound_copy_replaces_nothing(target: Path, copy: Path) -> None:
    async with opened(target) as db:
        await publish(db, 1)
    copy.parent.mkdir()
    with closing(sqlite3.connect(copy)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")

    with left_alone(target), pytest.raises(StoreError, match="not one of this bot"):
        restore_database(copy, target)


async def test_a_store_that_cannot_be_written_is_said_to_be_as_it_was(
    target: Path, copy: Path
) -> None:
    async with opened(target) as db:
        await db.backup(copy)
    (target.parent / "file").write_text("")

    with pytest.raises(StoreError, match="Nothing was replaced"):
        restore_database(copy, target.parent / "file" / "store.db")

    check_database(target)


async def test_the_places_of_alerts_are_read_without_changing_the_store(target: Path) -> None:
    async with opened(target) as db:
        for guild_id in (1, 2, 3):
            await send_alerts_to(db, guild_id, guild_id * 10)
        async with db.transaction() as tx:
            await set_mode(tx, 2, Mode.PAUSED)
            await set_mode(tx, 3, Mode.RETIRED)

    with left_alone(target):
        assert read_places(target) == [(1, 10), (2, 20)]
