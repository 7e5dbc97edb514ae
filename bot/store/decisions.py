"""What stands beside updates: rumours and what became of them, dates that moved, reminders."""

import json
from collections.abc import Sequence
from typing import Any, cast

from bot.enums import Outcome
from bot.models import PartialDate, Rumour, Slip
from bot.store.database import Database, Row, Transaction
from bot.store.rows import read_date, write_json


async def set_slip(tx: Transaction, update_id: int, slip: Slip | None) -> None:
    """Keep what an update moved, or that it moves nothing."""
    await tx.execute("DELETE FROM slips WHERE update_id = ?", (update_id,))
    if slip is not None:
        await tx.execute(
            "INSERT INTO slips (update_id, what, old, new, history) VALUES (?, ?, ?, ?, ?)",
            (update_id, slip.what, slip.old, slip.new, write_json(slip.history)),
        )


async def set_rumour(tx: Transaction, update_id: int, guild_id: int, outlet: str) -> None:
    """Open a rumour of an outlet with its record so far; of a known one change the outlet."""
    came_true, settled = await _count_settled(tx, guild_id, outlet, update_id)
    await tx.execute(
        "INSERT INTO rumours (update_id, outlet, came_true, settled) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (update_id) DO UPDATE SET outlet = excluded.outlet, "
        "came_true = excluded.came_true, settled = excluded.settled "
        "WHERE outlet <> excluded.outlet",
        (update_id, outlet, came_true, settled),
    )


async def set_outcome(
    tx: Transaction,
    update_id: int,
    outcome: Outcome,
    *,
    link: str | None,
    day: PartialDate | None,
    settled_by: int | None,
) -> None:
    """Note what became of a rumour."""
    await tx.execute(
        "UPDATE rumours SET state = ?, link = ?, day = ?, settled_by = ? WHERE update_id = ?",
        (outcome, link, str(day) if day else None, settled_by, update_id),
    )


async def get_record(db: Database, guild_id: int, outlet: str, update_id: int) -> tuple[int, int]:
    """Return how many of an outlet's other rumours came true, of how many that were settled."""
    return await _count_settled(db, guild_id, outlet, update_id)


async def list_open_rumours(
    db: Database, guild_id: int, limit: int, offset: int
) -> tuple[list[int], int]:
    """Return the ids of a server's open rumours, oldest first, and how many there are."""
    found = (
        "FROM rumours AS ru JOIN updates AS u ON u.id = ru.update_id "
        "JOIN revisions AS r ON r.update_id = u.id AND r.number = u.revision "
        "WHERE u.guild_id = ? AND u.state = 'published' AND r.kind = 'rumour' AND ru.state = 'open'"
    )
    rows = await db.fetch(
        f"SELECT u.id {found} ORDER BY r.date, u.id LIMIT ? OFFSET ?", (guild_id, limit, offset)
    )
    total = await db.fetch(f"SELECT count(*) {found}", (guild_id,))
    return [row[0] for row in rows], int(total[0][0])


async def list_desks(db: Database) -> list[tuple[int, int]]:
    """Return each server with news of its own, and when it last published some (UTC seconds)."""
    rows = await db.fetch(
        "SELECT guild_id, max(published_at) FROM updates WHERE origin = 'desk' "
        "AND published_at IS NOT NULL GROUP BY guild_id ORDER BY guild_id"
    )
    return [(guild_id, at) for guild_id, at in rows]


async def claim_reminder(tx: Transaction, guild_id: int, now: int, *, every: int) -> bool:
    """Note that a server is reminded now; False when it was within ``every`` seconds."""
    rows = await tx.execute(
        "INSERT INTO reminders (guild_id, at) VALUES (?, ?) ON CONFLICT (guild_id) "
        "DO UPDATE SET at = excluded.at WHERE at <= excluded.at - ? RETURNING at",
        (guild_id, now, every),
    )
    return bool(rows)


async def delete_guild(tx: Transaction, guild_id: int) -> None:
    """Forget what a server decided, except about what is on the wire."""
    own = "SELECT id FROM updates WHERE guild_id = ? AND wire = 0"
    await tx.execute("DELETE FROM requests WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM plans WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM reminders WHERE guild_id = ?", (guild_id,))
    await tx.execute(
        f"UPDATE rumours SET settled_by = NULL WHERE settled_by IN ({own})", (guild_id,)
    )
    for table in ("rumours", "slips"):
        await tx.execute(f"DELETE FROM {table} WHERE update_id IN ({own})", (guild_id,))


def read_slip(row: Sequence[Any]) -> Slip | None:
    """Read the columns what, old, new and history of an update, which may have none."""
    what, old, new, history = row
    if what is None:
        return None
    said = cast("list[list[str]]", json.loads(history))
    return Slip(what, old, new, tuple((stated, day) for stated, day in said))


def read_rumour(row: Sequence[Any]) -> Rumour | None:
    """Read the columns outlet to settled_by of an update, which may have none."""
    outlet, came_true, settled, state, link, day, settled_by = row
    if outlet is None:
        return None
    return Rumour(outlet, came_true, settled, Outcome(state), link, read_date(day), settled_by)


async def _count_settled(
    reader: Database | Transaction, guild_id: int, outlet: str, update_id: int
) -> tuple[int, int]:
    sql = (
        "SELECT coalesce(sum(ru.state = 'confirmed'), 0), count(*) FROM rumours AS ru "
        "JOIN updates AS u ON u.id = ru.update_id WHERE ru.outlet = ? AND ru.outlet <> '' "
        "AND ru.state <> 'open' AND u.state = 'published' AND (u.wire OR u.guild_id = ?) "
        "AND u.id <> ?"
    )
    params = (outlet, guild_id, update_id)
    rows: list[Row]
    if isinstance(reader, Database):
        rows = await reader.fetch(sql, params)
    else:
        rows = await reader.execute(sql, params)
    return int(rows[0][0]), int(rows[0][1])
