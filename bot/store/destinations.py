"""Destinations: where alerts go, which, and when."""

from bot.enums import Digest, Form, Importance, Kind, Mode, Wants
from bot.errors import InputError
from bot.models import Destination, Hours, Update
from bot.store.database import Database, Row, Transaction, Value

DESTINATION = (
    "d.id, d.guild_id, d.channel_id, d.user_id, d.ping_role_id, d.least, d.ping_from, d.wants, "
    "d.milestones, d.mode, d.form, d.tag_id, d.thread, d.publish, d.silent, d.quiet_from, "
    "d.quiet_until, d.digest, d.digest_at, d.digest_day, coalesce(d.time_zone, "
    "(SELECT g.time_zone FROM guilds AS g WHERE g.guild_id = d.guild_id), 'UTC')"
)


# Who may see an update and wants it: of the wire everybody, else the server and its followers.
WANTING = (
    "d.mode = 'active' AND (:wire OR d.guild_id = :guild_id OR EXISTS (SELECT 1 FROM follows AS f "
    "WHERE f.destination_id = d.id AND f.guild_id = :guild_id)) "
    "AND (d.least = 'minor' OR d.least = 'notable' AND :rank >= 1 OR :rank = 2) "
    "AND (d.wants = 'all' OR d.wants = 'official' AND :official OR d.wants = 'stages' AND :stages)"
)


def wanting(update: Update, importance: Importance) -> dict[str, Value]:
    """Return the parameters of ``WANTING``.

    Of the greatest importance are official words and what moves the stage (``importance_of``),
    so that among them what names a stage is a change of it, or an official word about it.
    """
    major = importance is Importance.MAJOR
    return {
        "wire": update.wire,
        "guild_id": update.guild_id,
        "rank": importance.rank,
        "official": major or update.kind is Kind.OFFICIAL,
        "stages": major and update.stage is not None,
    }


async def count_reach(
    db: Database, guild_id: int, importance: Importance, update: Update
) -> tuple[int, list[Destination]]:
    """Return how many channels an update would reach, and this server's among them."""
    rows = await db.fetch(
        f"SELECT {DESTINATION} FROM destinations AS d WHERE {WANTING} AND d.user_id IS NULL",
        wanting(update, importance),
    )
    destinations = [read_destination(row) for row in rows]
    return len(rows), [found for found in destinations if found.guild_id == guild_id]


async def get_destination(db: Database, guild_id: int) -> Destination | None:
    """Return where a server's alerts go, None when it has none."""
    rows = await db.fetch(
        f"SELECT {DESTINATION} FROM destinations AS d WHERE guild_id = ? AND mode <> 'retired'",
        (guild_id,),
    )
    return read_destination(rows[0]) if rows else None


async def set_destination(
    tx: Transaction,
    guild_id: int,
    channel_id: int,
    *,
    ping_role_id: int | None,
    least: Importance,
    ping_from: Importance,
) -> None:
    """Send a server's alerts to a channel; its earlier channel still gets corrections.

    InputError when another server's alerts go to that channel: nothing may be changed then.
    """
    await tx.execute(
        "UPDATE destinations SET mode = 'retired' WHERE guild_id = ? AND channel_id <> ?",
        (guild_id, channel_id),
    )
    rows = await tx.execute(
        "INSERT INTO destinations (guild_id, channel_id, ping_role_id, least, ping_from, mode) "
        "VALUES (?, ?, ?, ?, ?, 'active') ON CONFLICT (channel_id) DO UPDATE SET "
        "ping_role_id = excluded.ping_role_id, least = excluded.least, "
        "ping_from = excluded.ping_from, mode = 'active' WHERE guild_id = excluded.guild_id "
        "RETURNING id",
        (guild_id, channel_id, ping_role_id, least, ping_from),
    )
    if not rows:
        raise InputError("That channel belongs to another server. Choose a channel of this one.")
    # What failed for want of a permission is worth a try at once.
    await tx.execute(
        "UPDATE posts SET due_at = 0 WHERE state = 'due' AND destination_id IN "
        "(SELECT id FROM destinations WHERE guild_id = ?)",
        (guild_id,),
    )


async def set_mode(tx: Transaction, guild_id: int, mode: Mode) -> bool:
    """Pause, resume or retire a server's destination; False when it has none."""
    rows = await tx.execute(
        "UPDATE destinations SET mode = ? WHERE guild_id = ? AND mode <> 'retired' RETURNING id",
        (mode, guild_id),
    )
    return bool(rows)


def read_destination(row: Row) -> Destination:
    """Return the destination in a row of the columns ``DESTINATION``."""
    return Destination(
        id=row[0],
        guild_id=row[1],
        channel_id=row[2],
        user_id=row[3],
        ping_role_id=row[4],
        least=Importance(row[5]),
        ping_from=Importance(row[6]),
        wants=Wants(row[7]),
        milestones=bool(row[8]),
        mode=Mode(row[9]),
        form=Form(row[10]),
        tag_id=row[11],
        thread=bool(row[12]),
        publish=bool(row[13]),
        silent=bool(row[14]),
        hours=Hours(row[20], row[15], row[16], Digest(row[17]), row[18], row[19]),
    )
