"""The message in each server's desk channel that shows its queue: what is wanted, what is shown."""

from dataclasses import dataclass

from bot.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class Queue:
    """A server whose message is to be brought up to date.

    ``shown_in`` and ``message_id`` are where it was shown last; ``posted`` counts its messages.
    """

    guild_id: int
    channel_id: int
    wanted: int
    shown_in: int | None
    message_id: int | None
    posted: int


async def list_due(db: Database, now: int) -> list[Queue]:
    """Return the servers with a desk channel whose message is missing, old or elsewhere."""
    rows = await db.fetch(
        "SELECT g.guild_id, g.desk_channel_id, coalesce(q.wanted, 0), q.channel_id, q.message_id, "
        "coalesce(q.posted, 0) FROM guilds AS g LEFT JOIN queues AS q ON q.guild_id = g.guild_id "
        "WHERE g.desk_channel_id IS NOT NULL AND coalesce(q.due_at, 0) <= ? AND "
        "(q.wanted IS NOT q.shown OR q.channel_id IS NOT g.desk_channel_id) ORDER BY g.guild_id",
        (now,),
    )
    return [Queue(*row) for row in rows]


async def settle_shown(
    tx: Transaction, queue: Queue, message_id: int, *, posted: int, due_at: int
) -> None:
    """Note what is shown where now, and when it may change next."""
    await tx.execute(
        "INSERT INTO queues (guild_id, wanted, shown, channel_id, message_id, posted, due_at) "
        "VALUES (:guild, :wanted, :wanted, :channel, :message, :posted, :due) "
        "ON CONFLICT (guild_id) DO UPDATE SET shown = :wanted, channel_id = :channel, "
        "message_id = :message, posted = :posted, due_at = :due",
        {
            "guild": queue.guild_id,
            "wanted": queue.wanted,
            "channel": queue.channel_id,
            "message": message_id,
            "posted": posted,
            "due": due_at,
        },
    )


async def settle_later(tx: Transaction, guild_id: int, due_at: int) -> None:
    """Note that the message could not be changed, and when to try again."""
    await tx.execute(
        "INSERT INTO queues (guild_id, due_at) VALUES (?, ?) "
        "ON CONFLICT (guild_id) DO UPDATE SET due_at = excluded.due_at",
        (guild_id, due_at),
    )
