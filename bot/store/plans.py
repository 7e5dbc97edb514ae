"""What waits before it is published: for a second moderator, or for its time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from bot.errors import NotFoundError
from bot.store.database import Database, Row, Transaction
from bot.store.rows import write_json


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asked a second moderator to agree to one revision of an update.

    ``fields`` is the wording of a correction, None for a draft. ``verdict`` is why it was returned.
    """

    id: int
    guild_id: int
    update_id: int
    revision: int
    fields: Mapping[str, str] | None
    reason: str | None
    asker_id: int
    asked_at: int
    state: str
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """When a draft is published by itself (UTC seconds), and after when not any more.

    ``held`` says why it is not: "late", "expired", "approval"; None while it waits.
    """

    update_id: int
    guild_id: int
    due_at: int
    until: int | None
    planner_id: int
    held: str | None


_REQUEST = (
    "q.id, q.guild_id, q.update_id, q.revision, q.fields, q.reason, q.asker_id, q.asked_at, "
    "q.state, q.verdict"
)
_PLAN = "p.update_id, p.guild_id, p.due_at, p.until, p.planner_id, p.held"
_UNKNOWN = "This server has no such request any more. /desk approvals lists what waits."


async def insert_request(
    tx: Transaction,
    *,
    guild_id: int,
    update_id: int,
    revision: int,
    fields: Mapping[str, str] | None,
    reason: str | None,
    asker_id: int,
    now: int,
) -> int:
    """Ask for a second moderator; an earlier request about the same update ends. Return its id."""
    await delete_request(tx, update_id)
    return await tx.insert(
        "INSERT INTO requests (guild_id, update_id, revision, fields, reason, asker_id, asked_at, "
        "state) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting')",
        (
            guild_id,
            update_id,
            revision,
            write_json(dict(fields)) if fields is not None else None,
            reason,
            asker_id,
            now,
        ),
    )


async def require_request(
    reader: Database | Transaction, guild_id: int, request_id: int
) -> Request:
    """Return a request of this server, or raise NotFoundError."""
    sql = f"SELECT {_REQUEST} FROM requests AS q WHERE q.id = ? AND q.guild_id = ?"
    found = _request(await _read(reader, sql, (request_id, guild_id)))
    if found is None:
        raise NotFoundError(_UNKNOWN)
    return found


async def get_request(reader: Database | Transaction, update_id: int) -> Request | None:
    """Return what was asked about an update, or None."""
    sql = f"SELECT {_REQUEST} FROM requests AS q WHERE q.update_id = ?"
    return _request(await _read(reader, sql, (update_id,)))


async def list_requests(db: Database, guild_id: int) -> list[Request]:
    """Return what waits for a second moderator in a server and is still current, oldest first."""
    rows = await db.fetch(
        f"SELECT {_REQUEST} FROM requests AS q JOIN updates AS u ON u.id = q.update_id "
        "WHERE q.guild_id = ? AND q.state = 'waiting' AND u.revision = q.revision "
        "AND u.state IN ('draft', 'published') ORDER BY q.id",
        (guild_id,),
    )
    return [found for row in rows if (found := _request([row]))]


async def list_untold(db: Database) -> list[Request]:
    """Return what waits or was returned, of all servers, and the moderators are not told yet."""
    rows = await db.fetch(
        f"SELECT {_REQUEST} FROM requests AS q WHERE q.state <> 'approved' AND q.told = 0 "
        "ORDER BY q.id"
    )
    return [found for row in rows if (found := _request([row]))]


async def set_told(tx: Transaction, request_id: int) -> None:
    """Note that the moderators were told of a request."""
    await tx.execute("UPDATE requests SET told = 1 WHERE id = ?", (request_id,))


async def set_approved(tx: Transaction, request_id: int) -> None:
    """Note that a second moderator agreed to what will be published later."""
    await tx.execute("UPDATE requests SET state = 'approved' WHERE id = ?", (request_id,))


async def set_returned(tx: Transaction, request_id: int, verdict: str) -> None:
    """Note why a second moderator did not agree."""
    await tx.execute(
        "UPDATE requests SET state = 'returned', verdict = ?, told = 0 WHERE id = ?",
        (verdict, request_id),
    )


async def delete_request(tx: Transaction, update_id: int) -> None:
    """Drop what was asked about an update."""
    await tx.execute("DELETE FROM requests WHERE update_id = ?", (update_id,))


async def set_plan(tx: Transaction, plan: Plan) -> None:
    """Plan when a draft is published, instead of what was planned before."""
    await tx.execute(
        "INSERT OR REPLACE INTO plans (update_id, guild_id, due_at, until, planner_id, held) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (plan.update_id, plan.guild_id, plan.due_at, plan.until, plan.planner_id, plan.held),
    )


async def set_held(tx: Transaction, update_id: int, why: str) -> bool:
    """Hold a plan; False when it is held or gone already."""
    sql = "UPDATE plans SET held = ? WHERE update_id = ? AND held IS NULL RETURNING update_id"
    return bool(await tx.execute(sql, (why, update_id)))


async def get_plan(reader: Database | Transaction, update_id: int) -> Plan | None:
    """Return what is planned for a draft, or None."""
    sql = f"SELECT {_PLAN} FROM plans AS p WHERE p.update_id = ?"
    rows = await _read(reader, sql, (update_id,))
    return Plan(*rows[0]) if rows else None


async def require_plan(reader: Database | Transaction, guild_id: int, update_id: int) -> Plan:
    """Return what a server planned for a draft, or raise NotFoundError."""
    found = await get_plan(reader, update_id)
    if found is None or found.guild_id != guild_id:
        raise NotFoundError(
            f"This server has no such plan any more: nothing is scheduled for #{update_id}."
        )
    return found


async def list_plans(db: Database, guild_id: int) -> list[Plan]:
    """Return what a server planned, next first."""
    rows = await db.fetch(
        f"SELECT {_PLAN} FROM plans AS p WHERE p.guild_id = ? ORDER BY p.due_at, p.update_id",
        (guild_id,),
    )
    return [Plan(*row) for row in rows]


async def list_due(db: Database, now: int) -> list[Plan]:
    """Return what all servers planned for now or earlier, and nobody holds, oldest first."""
    rows = await db.fetch(
        f"SELECT {_PLAN} FROM plans AS p WHERE p.held IS NULL AND p.due_at <= ? "
        "ORDER BY p.due_at, p.update_id",
        (now,),
    )
    return [Plan(*row) for row in rows]


async def list_unheard(db: Database) -> list[Plan]:
    """Return what is held in all servers while nobody there could be told; see ``held_topic``."""
    rows = await db.fetch(
        f"SELECT {_PLAN} FROM plans AS p WHERE p.held IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM notices AS n WHERE n.guild_id = p.guild_id AND n.open = 1 "
        "AND n.topic = 'held ' || p.update_id || ' ' || p.due_at) ORDER BY p.update_id"
    )
    return [Plan(*row) for row in rows]


def held_topic(plan: Plan) -> str:
    """Return the topic under which moderators are told that a plan is held."""
    return f"held {plan.update_id} {plan.due_at}"


async def delete_plan(tx: Transaction, update_id: int) -> bool:
    """Drop what was planned for a draft; False when nothing was."""
    sql = "DELETE FROM plans WHERE update_id = ? RETURNING update_id"
    return bool(await tx.execute(sql, (update_id,)))


async def _read(reader: Database | Transaction, sql: str, params: tuple[int, ...]) -> list[Row]:
    if isinstance(reader, Database):
        return await reader.fetch(sql, params)
    return await reader.execute(sql, params)


def _request(rows: list[Row]) -> Request | None:
    if not rows:
        return None
    id_, guild_id, update_id, revision, fields, reason, asker_id, asked_at, state, verdict = rows[0]
    typed = cast("dict[str, str]", json.loads(fields)) if fields else None
    return Request(
        id_, guild_id, update_id, revision, typed, reason, asker_id, asked_at, state, verdict
    )
