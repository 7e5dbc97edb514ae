"""Whoever is cancelled while writing leaves all of it or nothing, and an open road."""

import asyncio
import random
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from bot.enums import Importance
from bot.models import Revision
from bot.store import posts, updates
from bot.store.database import Database
from tests.store.factories import EDITOR, NOW, assert_nobody_writes, make_wording, send_alerts_to

CANCELLATIONS = 10_000
AT_ONCE = 4  # one writes and the others wait, so that every kind of waiting is cut short
STEPS = ("lock or begin", "draft", "revision", "people", "publish", "read", "post", "commit")
PARTIAL = (
    "SELECT u.id FROM updates AS u WHERE u.state <> 'published' "
    "OR (SELECT count(*) FROM revisions WHERE update_id = u.id) <> 1 "
    "OR (SELECT count(*) FROM update_people WHERE update_id = u.id) <> 2 "
    "OR (SELECT count(*) FROM posts WHERE update_id = u.id) <> 2"
)


async def publish_at_once(db: Database, doing: list[str]) -> int:
    """Write one update with its revision, two people and two posts; say what it is doing."""
    doing[0] = "lock or begin"
    async with db.transaction() as tx:
        doing[0] = "draft"
        update_id = await updates.insert_draft(tx, 1)
        doing[0] = "revision"
        revision = Revision(update_id, 1, "published", make_wording(), EDITOR, NOW, None)
        await updates.insert_revision(tx, revision)
        doing[0] = "people"
        await updates.set_people(tx, update_id, ("ada", "bo"))
        doing[0] = "publish"
        await updates.set_published(tx, update_id, at=NOW, wire=True, importance=Importance.MAJOR)
        doing[0] = "read"
        update = await updates.require_own(tx, 1, update_id)
        doing[0] = "post"
        await posts.insert_posts(tx, update, Importance.MAJOR, NOW)
        doing[0] = "commit"
    doing[0] = "done"
    return update_id


async def test_ten_thousand_cancellations_leave_whole_updates_and_no_open_transaction(
    db: Database,
) -> None:
    """Random is how long after its start each task is cancelled.

    The dice are seeded; what a task is doing at that moment differs with the machine, so the
    test counts it and demands that every step was cut short.
    """
    for guild_id in (1, 2):
        await send_alerts_to(db, guild_id, guild_id * 10)
    dice, loop = random.Random(2019), asyncio.get_running_loop()
    cut: Counter[str] = Counter()
    finished: set[int] = set()
    took: list[float] = []
    for _ in range(10):
        began = loop.time()
        finished.add(await publish_at_once(db, [""]))
        took.append(loop.time() - began)
    longest = 2 * min(took)

    while cut.total() < CANCELLATIONS:
        doing = [[""] for _ in range(AT_ONCE)]
        tasks = [loop.create_task(publish_at_once(db, place)) for place in doing]
        for task in tasks:
            loop.call_later(dice.uniform(0, longest), task.cancel)
        await asyncio.wait(tasks)
        assert_nobody_writes(db.path)
        cut.update(place[0] for task, place in zip(tasks, doing, strict=True) if task.cancelled())
        finished.update(task.result() for task in tasks if not task.cancelled())

    assert min(cut[step] for step in STEPS) >= CANCELLATIONS // 1_000, cut
    assert await db.fetch(PARTIAL) == []
    assert await db.fetch("PRAGMA foreign_key_check") == []
    assert finished <= {row[0] for row in await db.fetch("SELECT id FROM updates")}
    last = await publish_at_once(db, [""])
    assert await updates.get_update(db, last) is not None


async def test_further_cancellations_do_not_cut_the_rollback_short(db: Database) -> None:
    with closing(sqlite3.connect(db.path, isolation_level=None)) as outside:
        outside.execute("BEGIN IMMEDIATE")
        first = asyncio.create_task(publish_at_once(db, doing := [""]))
        await _turns(5)
        second = asyncio.create_task(publish_at_once(db, [""]))
        for _ in range(4):
            first.cancel()
            await _turns(3)
        # The thread still waits for the lock of the outside connection: nobody may write yet.
        assert not first.done()
        assert doing == ["lock or begin"]
        outside.execute("ROLLBACK")

        with pytest.raises(asyncio.CancelledError):
            await first
        kept = await second

    assert await db.fetch("SELECT id FROM updates") == [(kept,)]
    assert_nobody_writes(db.path)


async def test_a_cancellation_during_the_rollback_of_an_error_is_not_swallowed(
    db: Database,
) -> None:
    reached, asked = asyncio.Event(), asyncio.Event()

    async def fail() -> None:
        async with db.transaction() as tx:
            await updates.insert_draft(tx, 1)
            reached.set()
            await asked.wait()
            raise LookupError

    task = asyncio.create_task(fail())
    await reached.wait()
    asked.set()
    await _turns(1)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert await db.fetch("SELECT id FROM updates") == []
    assert_nobody_writes(db.path)


async def test_whoever_is_cancelled_while_waiting_for_the_lock_disturbs_nobody(
    db: Database,
) -> None:
    async with db.transaction() as tx:
        waiting = asyncio.create_task(publish_at_once(db, [""]))
        await _turns(3)
        waiting.cancel()
        await asyncio.wait([waiting])
        await tx.execute("INSERT INTO meta (key, value) VALUES ('one', '1')")

    assert waiting.cancelled()
    assert await db.fetch("SELECT value FROM meta WHERE key = 'one'") == [("1",)]


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)
