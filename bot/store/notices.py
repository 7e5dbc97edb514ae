"""What moderators were told, so that nothing is told to a server more than once a day.

A topic is open from when somebody could read it until all is well again.
"""

from bot.store.database import Database, Transaction
from bot.store.destinations import DAY_S


def closed_topic(place_id: int) -> str:
    """Return the topic under which it is kept that a channel or a person refused a notice."""
    return f"closed:{place_id}"


async def claim_notice(tx: Transaction, guild_id: int, topic: str, now: int) -> bool:
    """Note that a server is to be told about a topic now; False when it was within a day."""
    rows = await tx.execute(
        "INSERT INTO notices (guild_id, topic, told_at, open) VALUES (?, ?, ?, 0) "
        "ON CONFLICT (guild_id, topic) DO UPDATE SET told_at = excluded.told_at "
        # In the future it lies only when the clock was put back.
        "WHERE told_at NOT BETWEEN ? AND excluded.told_at RETURNING guild_id",
        (guild_id, topic, now, now - DAY_S + 1),
    )
    return bool(rows)


async def set_heard(tx: Transaction, guild_id: int, topic: str) -> None:
    """Note that somebody of a server can read what it was told."""
    await tx.execute(
        "UPDATE notices SET open = 1 WHERE guild_id = ? AND topic = ?", (guild_id, topic)
    )


async def list_unheard(db: Database, now: int, topics: str) -> list[tuple[int, str]]:
    """Return the servers that nobody could tell, a day ago, of topics LIKE those."""
    rows = await db.fetch(
        "SELECT guild_id, topic FROM notices WHERE open = 0 AND told_at <= ? AND topic LIKE ?",
        (now - DAY_S, topics),
    )
    return [(row[0], row[1]) for row in rows]


async def close_notice(tx: Transaction, guild_id: int, topic: str) -> bool:
    """Note that a server is told that all is well again; False when it heard of no trouble."""
    rows = await tx.execute(
        "UPDATE notices SET open = 0 WHERE guild_id = ? AND topic = ? AND open = 1 "
        "RETURNING guild_id",
        (guild_id, topic),
    )
    return bool(rows)


async def was_told(db: Database, guild_id: int, topic: str, now: int) -> bool:
    """Whether a server was told about a topic within a day, or that was tried."""
    rows = await db.glance(
        "SELECT 1 FROM notices WHERE guild_id = ? AND topic = ? AND told_at BETWEEN ? AND ?",
        (guild_id, topic, now - DAY_S + 1, now),
    )
    return bool(rows)


async def delete_notices(tx: Transaction, before: int) -> None:
    """Forget what was told long ago, but for troubles that last: they are told anew or ended."""
    await tx.execute(
        "DELETE FROM notices WHERE told_at < ? AND NOT (open = 1 "
        "AND (topic LIKE 'alerts:%' OR topic LIKE 'gone:%'))",
        (before,),
    )


async def delete_person(tx: Transaction, user_id: int) -> None:
    """Forget that a person took no notices."""
    await tx.execute("DELETE FROM notices WHERE topic = ?", (closed_topic(user_id),))
