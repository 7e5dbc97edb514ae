"""Servers that removed the bot: what they told it is kept for a while, should they come back."""

from bot.store.database import Database, Transaction


async def insert_absence(tx: Transaction, guild_id: int, now: int) -> bool:
    """Note that a server removed the bot; False when that is known."""
    rows = await tx.execute(
        "INSERT INTO absences (guild_id, since) VALUES (?, ?) "
        "ON CONFLICT (guild_id) DO NOTHING RETURNING guild_id",
        (guild_id, now),
    )
    return bool(rows)


async def delete_absence(tx: Transaction, guild_id: int) -> int | None:
    """Note that a server has the bot again; return since when it was away, None if it was not."""
    rows = await tx.execute("DELETE FROM absences WHERE guild_id = ? RETURNING since", (guild_id,))
    return rows[0][0] if rows else None


async def is_absent(db: Database, guild_id: int) -> bool:
    """Whether a server removed the bot, as far as is known."""
    return bool(await db.glance("SELECT 1 FROM absences WHERE guild_id = ?", (guild_id,)))


async def list_absences(db: Database) -> dict[int, int]:
    """Return the servers that removed the bot, and since when, in UTC seconds."""
    return dict(await db.fetch("SELECT guild_id, since FROM absences"))


async def list_guilds(db: Database) -> set[int]:
    """Return every server of which something is stored."""
    rows = await db.fetch(
        "SELECT guild_id FROM guilds UNION SELECT guild_id FROM destinations "
        "UNION SELECT guild_id FROM checks UNION SELECT guild_id FROM forms "
        "UNION SELECT guild_id FROM questions UNION SELECT guild_id FROM reports "
        "UNION SELECT guild_id FROM stories UNION SELECT guild_id FROM queues "
        "UNION SELECT guild_id FROM follows "
        "UNION SELECT guild_id FROM feeds "
        "UNION SELECT guild_id FROM additions WHERE wire = 0 "
        "UNION SELECT guild_id FROM updates WHERE wire = 0 AND guild_id IS NOT NULL"
    )
    return {row[0] for row in rows} - {0}  # 0 stands for the wire, and for people
