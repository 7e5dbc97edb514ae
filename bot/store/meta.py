"""Single values that the engine remembers."""

from bot.store.database import Database


async def get_meta(db: Database, key: str) -> str | None:
    """Return a remembered value, or None."""
    rows = await db.fetch("SELECT value FROM meta WHERE key = ?", (key,))
    return rows[0][0] if rows else None


async def set_meta(db: Database, key: str, value: str) -> None:
    """Remember a value."""
    async with db.transaction() as tx:
        await tx.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))
