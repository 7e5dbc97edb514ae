"""The audit: what moderators and administrators did, appended in the transaction that did it."""

import dataclasses
import secrets
from typing import Any

from bot.audit import FIRST, AuditRow, Fields, canonical, digest_of, hash_of
from bot.store.database import Database, Row, Transaction

_ROW = "guild_id, number, actor_id, salt, actor, action, subject, before, after, at, hash"
_MATCHING = (
    "guild_id = :guild_id AND (:actor_id IS NULL OR actor_id = :actor_id) "
    "AND (:action IS NULL OR action = :action) AND (:since IS NULL OR at >= :since) "
    "AND (:subject IS NULL OR subject = :subject)"
)


@dataclasses.dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows of a server are wanted; None is any. ``since`` is in UTC seconds."""

    actor_id: int | None = None
    action: str | None = None
    since: int | None = None
    subject: str | None = None


async def insert_audit(
    tx: Transaction,
    *,
    guild_id: int,
    actor_id: int,
    action: str,
    subject: str,
    before: Fields | None,
    after: Fields | None,
    now: int,
) -> int:
    """Append to a server's audit what is done in this transaction; return the row's number.

    ``before`` and ``after`` name no persons: a person's erasure reaches ``actor_id`` alone.
    """
    newest = await tx.execute(
        "SELECT number, hash FROM audit WHERE guild_id = ? ORDER BY number DESC LIMIT 1",
        (guild_id,),
    )
    last, previous = newest[0] if newest else (0, FIRST)
    salt = secrets.token_hex(16)
    row = AuditRow(
        guild_id=guild_id,
        number=last + 1,
        actor_id=actor_id,
        salt=salt,
        actor=digest_of(actor_id, salt),
        action=action,
        subject=subject,
        before=canonical(before),
        after=canonical(after),
        at=now,
    )
    row = dataclasses.replace(row, hash=hash_of(row, previous))
    await tx.execute(
        f"INSERT INTO audit ({_ROW}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        dataclasses.astuple(row),
    )
    return row.number


async def list_audit(
    db: Database, guild_id: int, wanted: AuditFilter, *, limit: int, offset: int = 0
) -> list[AuditRow]:
    """Return a server's rows that match, newest first."""
    rows = await db.fetch(
        f"SELECT {_ROW} FROM audit WHERE {_MATCHING} "
        "ORDER BY number DESC LIMIT :limit OFFSET :offset",
        {**_params(guild_id, wanted), "limit": limit, "offset": offset},
    )
    return [_read(row) for row in rows]


async def count_audit(db: Database, guild_id: int, wanted: AuditFilter) -> int:
    """Return how many rows of a server match."""
    rows = await db.fetch(
        f"SELECT count(*) FROM audit WHERE {_MATCHING}", _params(guild_id, wanted)
    )
    return int(rows[0][0])


async def list_chain(db: Database, guild_id: int) -> list[AuditRow]:
    """Return all rows of a server, oldest first, as ``verify_chain`` wants them."""
    rows = await db.fetch(
        f"SELECT {_ROW} FROM audit WHERE guild_id = ? ORDER BY number", (guild_id,)
    )
    return [_read(row) for row in rows]


async def list_audited(db: Database, guild_id: int, *, subjects: bool) -> list[str]:
    """Return what a server's rows are about, or else which actions there are, newest first."""
    column = "subject" if subjects else "action"
    rows = await db.fetch(
        f"SELECT {column} FROM audit WHERE guild_id = ? GROUP BY {column} "
        "ORDER BY max(number) DESC",
        (guild_id,),
    )
    return [row[0] for row in rows]


async def set_actor_forgotten(tx: Transaction, actor_id: int) -> None:
    """Take a person out of all servers' rows; every chain stays whole."""
    await tx.execute("UPDATE audit SET actor_id = 0, salt = '' WHERE actor_id = ?", (actor_id,))


async def delete_guild(tx: Transaction, guild_id: int) -> None:
    """Forget a server's whole chain, which is the only way to delete a row."""
    await tx.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES ('forgetting', ?)", (str(guild_id),)
    )
    await tx.execute("DELETE FROM audit WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM meta WHERE key = 'forgetting'")


def _params(guild_id: int, wanted: AuditFilter) -> dict[str, Any]:
    return {"guild_id": guild_id, **dataclasses.asdict(wanted)}


def _read(row: Row) -> AuditRow:
    return AuditRow(*row)
