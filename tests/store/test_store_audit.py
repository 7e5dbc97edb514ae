"""The audit only grows: chained for each server, searched by filters, forgotten as a whole."""

import sqlite3
from typing import Any

import pytest

from bot.audit import AuditRow, verify_chain
from bot.store import audit, guilds
from bot.store.audit import AuditFilter
from bot.store.database import Database, Transaction
from tests.store.factories import EDITOR, NOW

ANY = AuditFilter()
FORGED = (
    "guild_id, number, actor_id, salt, actor, 'desk.check', subject, before, after, at, hash "
    "FROM audit"
)


async def write(
    tx: Transaction,
    guild_id: int = 1,
    *,
    actor_id: int = EDITOR,
    action: str = "update.publish",
    subject: str = "update:1",
    now: int = NOW,
) -> int:
    return await audit.insert_audit(
        tx,
        guild_id=guild_id,
        actor_id=actor_id,
        action=action,
        subject=subject,
        before={"state": "draft"},
        after={"state": "published", "headline": "Köln"},
        now=now,
    )


async def note(db: Database, guild_id: int = 1, **changes: Any) -> int:  # noqa: ANN401 - passed on
    async with db.transaction() as tx:
        return await write(tx, guild_id, **changes)


async def change(db: Database, sql: str) -> None:
    async with db.transaction() as tx:
        await tx.execute(sql)


async def chain(db: Database, guild_id: int = 1) -> list[AuditRow]:
    return await audit.list_chain(db, guild_id)


async def test_each_server_counts_its_own_rows_in_a_whole_chain(db: Database) -> None:
    numbers = [await note(db), await note(db, 2), await note(db), await note(db, 2)]

    assert numbers == [1, 1, 2, 2]
    assert [verify_chain(await chain(db, guild_id)) for guild_id in (1, 2)] == [None, None]
    [first, _] = await chain(db)
    assert (first.actor_id, first.at, first.before) == (EDITOR, NOW, '{"state":"draft"}')
    assert first.after == '{"headline":"Köln","state":"published"}'


async def test_a_row_stays_out_when_its_transaction_fails(db: Database) -> None:
    await note(db)

    async def fail() -> None:
        async with db.transaction() as tx:
            await write(tx)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert [row.number for row in await chain(db)] == [1]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET after = NULL",
        "UPDATE audit SET actor_id = 5",
        "UPDATE audit SET actor_id = 0, salt = '', subject = 'update:2'",
        "UPDATE audit SET number = 9, actor_id = 0, salt = ''",
        "DELETE FROM audit",
        f"INSERT OR REPLACE INTO audit SELECT id, {FORGED}",
        f"INSERT OR REPLACE INTO audit SELECT id + 9, {FORGED}",
    ],
)
async def test_no_row_is_changed_replaced_or_deleted(db: Database, sql: str) -> None:
    await note(db)
    before = await chain(db)

    with pytest.raises(sqlite3.IntegrityError, match="the audit is never"):
        await change(db, sql)

    assert await chain(db) == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET after = '{}' WHERE number = 2 AND guild_id = 1",
        "UPDATE audit SET at = at + 1 WHERE number = 2 AND guild_id = 1",
        "UPDATE audit SET actor_id = 5 WHERE number = 2 AND guild_id = 1",
        "DELETE FROM audit WHERE number = 2 AND guild_id = 1",
    ],
)
async def test_a_change_past_the_triggers_shows_in_that_server_alone(
    db: Database, sql: str
) -> None:
    for guild_id in (1, 2, 1, 2, 1):
        await note(db, guild_id)
    for name in ("audit_is_kept", "audit_is_not_deleted"):
        await change(db, f"DROP TRIGGER {name}")

    await change(db, sql)

    assert [verify_chain(await chain(db, guild_id)) for guild_id in (1, 2)] == [2, None]


async def test_a_forgotten_person_leaves_every_chain_whole(db: Database) -> None:
    await note(db)
    await note(db, actor_id=8)
    await note(db, 2)

    async with db.transaction() as tx:
        await audit.set_actor_forgotten(tx, EDITOR)

    mine, others = await chain(db), await chain(db, 2)
    assert [row.actor_id for row in [*mine, *others]] == [0, 8, 0]
    assert [row.salt == "" for row in mine] == [True, False]
    assert verify_chain(mine) is None
    assert verify_chain(others) is None
    assert await note(db) == 3
    assert verify_chain(await chain(db)) is None


async def test_a_forgotten_server_begins_a_new_chain_and_leaves_the_others(db: Database) -> None:
    for guild_id in (1, 2, 1, 2):
        await note(db, guild_id)
    others = await chain(db, 2)

    async with db.transaction() as tx:
        await guilds.delete_guild(tx, 1)

    assert await chain(db) == []
    assert await chain(db, 2) == others
    assert await note(db) == 1
    assert verify_chain(await chain(db)) is None
    with pytest.raises(sqlite3.IntegrityError):
        await change(db, "DELETE FROM audit WHERE guild_id = 1")


async def test_filters_narrow_what_is_listed_and_counted(db: Database) -> None:
    await note(db)
    await note(db, actor_id=8, action="update.correct")
    await note(db, subject="update:2", now=NOW + 10)
    await note(db, 2)

    for wanted, numbers in (
        (ANY, [3, 2, 1]),
        (AuditFilter(actor_id=8), [2]),
        (AuditFilter(action="update.publish"), [3, 1]),
        (AuditFilter(since=NOW + 1), [3]),
        (AuditFilter(subject="update:1"), [2, 1]),
        (AuditFilter(actor_id=8, subject="update:2"), []),
    ):
        found = await audit.list_audit(db, 1, wanted, limit=10)
        assert [row.number for row in found] == numbers
        assert await audit.count_audit(db, 1, wanted) == len(numbers)
    [second] = await audit.list_audit(db, 1, ANY, limit=1, offset=1)
    assert second.number == 2


async def test_actions_and_subjects_are_offered_latest_first(db: Database) -> None:
    await note(db)
    await note(db, action="update.correct", subject="update:2")
    await note(db, subject="update:3")
    await note(db, 2, action="desk.check", subject="desk")

    assert await audit.list_audited(db, 1, subjects=False) == ["update.publish", "update.correct"]
    assert await audit.list_audited(db, 1, subjects=True) == ["update:3", "update:2", "update:1"]
