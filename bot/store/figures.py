"""Figures about the store for those who run the bot."""

from dataclasses import dataclass

from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Queue:
    """How many posts are not settled, and since when the oldest could have been brought."""

    depth: int
    oldest: int | None


async def get_queue(db: Database, now: int) -> Queue:
    """Return what waits; ``oldest`` is in UTC seconds, None when nothing is due."""
    rows = await db.fetch(
        "SELECT count(*), min(CASE WHEN max(p.due_at, p.lease_until, d.rest_until) <= ? "
        "THEN max(p.due_at, p.lease_until, d.rest_until) END) FROM posts AS p "
        "JOIN destinations AS d ON d.id = p.destination_id WHERE p.state IN ('due', 'sending')",
        (now,),
    )
    depth, oldest = rows[0]
    return Queue(depth, oldest)
