"""What moderators were told, so that nothing is told to a server more than once a day."""

from bot.store.database import Database, Transaction

DAY_S = 24 * 3600


async def claim_notice(tx: Transaction, guild_id: int, topic: str, now: int) -> bool:
    """Note that a server is told about a topic now; False when it was told within a day."""
    rows = await tx.execute(
        "INSERT INTO notices (guild_id, topic, told_at) VALUES (?, ?, ?) "
        "ON CONFLICT (guild_id, topic) DO UPDATE SET told_at = excluded.told_at, open = 1 "
        # In the future it lies only when the clock was put back.
        "WHERE told_at NOT BETWEEN ? AND excluded.told_at RETURNING guild_id",
        (guild_id, topic, now, now - DAY_S + 1),
    )
    return bool(rows)


async def close_notice(tx: Transaction, guild_id: int, topic: str) -> bool:
    """Note that a server is told that all is well again; False when it heard of no trouble."""
    rows = await tx.execute(
        "UPDATE notices SET open = 0 WHERE guild_id = ? AND topic = ? AND open = 1 "
        "RETURNING guild_id",
        (guild_id, topic),
    )
    return bool(rows)


async def was_told(db: Database, guild_id: int, topic: str, now: int) -> bool:
    """Whether a server was told about a topic within a day."""
    rows = await db.glance(
        "SELECT 1 FROM notices WHERE guild_id = ? AND topic = ? AND told_at BETWEEN ? AND ?",
        (guild_id, topic, now - DAY_S + 1, now),
    )
    return bool(rows)


async def delete_notices(tx: Transaction, before: int) -> None:
    """Forget what was told long ago."""
    await tx.execute("DELETE FROM notices WHERE told_at < ?", (before,))
