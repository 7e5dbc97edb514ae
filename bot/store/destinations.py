"""Destinations: where alerts go, which, and when."""

from bot.enums import Digest, Form, Importance, Kind, Mode, Trouble, Wants
from bot.errors import InputError
from bot.models import Update
from bot.places import Destination, Hours
from bot.store.database import Database, Row, Transaction, Value
from bot.store.moves import drop_waiting, move_waiting

DESTINATION = (
    "d.id, d.guild_id, d.channel_id, d.user_id, d.ping_role_id, d.least, d.ping_from, d.wants, "
    "d.milestones, d.mode, d.form, d.tag_id, d.thread, d.publish, d.silent, d.quiet_from, "
    "d.quiet_until, d.digest, d.digest_at, d.digest_day, coalesce(d.time_zone, "
    "(SELECT g.time_zone FROM guilds AS g WHERE g.guild_id = d.guild_id), 'UTC'), d.trouble"
)

DAY_S = 24 * 3600
# When Discord may be asked again at a destination where it refused: twice a day at most.
MAY_ASK = f"coalesce(refused_before + {DAY_S}, 0)"
FOR_EVER = 2**53  # a destination rests so until something happens
# Until when a post rests with its destination. A permission that is missing is one that a send
# needs: to change what is shown takes less, and is tried all the same. What a process that died
# had under way to a channel that was deleted is taken up to be ended.
RESTS_UNTIL = (
    "CASE WHEN d.trouble = 'missing' AND p.shown_revision IS NOT NULL "
    f"AND d.rest_until < {FOR_EVER} THEN coalesce(d.refused_before + {DAY_S}, 0) "
    "WHEN d.trouble = 'channel' AND p.state = 'sending' THEN 0 ELSE d.rest_until END"
)
# Whether a post is for somebody who takes no messages: nothing is wanted of them.
CLOSED = (
    "EXISTS (SELECT 1 FROM destinations AS d "
    "WHERE d.id = posts.destination_id AND d.user_id IS NOT NULL AND d.mode = 'paused')"
)

CHANNELS, PEOPLE = 0, 1  # ranks: people, of whom there may be very many, come after channels
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


def rank_of(place: Destination) -> int:
    """Return the rank of a destination's posts."""
    return CHANNELS if place.user_id is None else PEOPLE


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


async def count_pinging(db: Database, importance: Importance, update: Update) -> int:
    """Return at how many channels an update would ping a role."""
    rows = await db.fetch(
        f"SELECT count(*) FROM destinations AS d WHERE {WANTING} AND d.ping_role_id IS NOT NULL "
        "AND (d.ping_from = 'minor' OR d.ping_from = 'notable' AND :rank >= 1 OR :rank = 2)",
        wanting(update, importance),
    )
    return int(rows[0][0])


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
    form: Form = Form.TEXT,
) -> None:
    """Send a server's alerts to a channel; its earlier channel still gets corrections.

    The hours, the silence and what waits move along. InputError when another server's alerts go
    to that channel: nothing may be changed then.
    """
    former = await tx.execute(
        "UPDATE destinations SET mode = 'retired' "
        "WHERE guild_id = ? AND channel_id <> ? AND mode <> 'retired' RETURNING id",
        (guild_id, channel_id),
    )
    rows = await tx.execute(
        "INSERT INTO destinations (guild_id, channel_id, ping_role_id, least, ping_from, mode, "
        "form) VALUES (?, ?, ?, ?, ?, 'active', ?) ON CONFLICT (channel_id) DO UPDATE SET "
        "ping_role_id = excluded.ping_role_id, least = excluded.least, "
        "ping_from = excluded.ping_from, mode = 'active', form = excluded.form, "
        "trouble = nullif(trouble, 'channel') "
        "WHERE guild_id = excluded.guild_id RETURNING id",
        (guild_id, channel_id, ping_role_id, least, ping_from, form),
    )
    if not rows:
        raise InputError("That channel belongs to another server. Choose a channel of this one.")
    for (former_id,) in former:
        await _move(tx, former_id, rows[0][0])
    # What failed for want of a permission is worth a try at once, as far as Discord may be asked.
    await tx.execute(
        f"UPDATE destinations SET rest_until = {MAY_ASK} WHERE guild_id = ?", (guild_id,)
    )
    await tx.execute(
        "UPDATE posts SET due_at = 0 WHERE state = 'due' AND destination_id IN "
        "(SELECT id FROM destinations WHERE guild_id = ?)",
        (guild_id,),
    )


async def _move(tx: Transaction, former_id: int, destination_id: int) -> None:
    """Take over the options of a former channel that suit any, and what waits there."""
    await tx.execute(
        "UPDATE destinations SET (silent, thread, milestones, wants, quiet_from, quiet_until, "
        "digest, digest_at, digest_day) = (SELECT f.silent, f.thread, f.milestones, f.wants, "
        "f.quiet_from, f.quiet_until, f.digest, f.digest_at, f.digest_day "
        "FROM destinations AS f WHERE f.id = ?) WHERE id = ?",
        (former_id, destination_id),
    )
    await move_waiting(tx, former_id, destination_id)


async def set_options(tx: Transaction, place: Destination) -> None:
    """Keep how a destination wants its alerts; the time zone of a channel is its server's."""
    hours = place.hours
    await tx.execute(
        "UPDATE destinations SET tag_id = ?, thread = ?, publish = ?, silent = ?, quiet_from = ?, "
        "quiet_until = ?, digest = ?, digest_at = ?, digest_day = ? WHERE id = ?",
        (
            place.tag_id,
            place.thread,
            place.publish,
            place.silent,
            hours.quiet_from,
            hours.quiet_until,
            hours.digest,
            hours.digest_at,
            hours.digest_day,
            place.id,
        ),
    )


async def set_mode(tx: Transaction, guild_id: int, mode: Mode) -> bool:
    """Pause, resume or retire a server's destination; False when it has none.

    What waits is not sent any more, but a digest gathers on through a pause.
    """
    rows = await tx.execute(
        "UPDATE destinations SET mode = ? WHERE guild_id = ? AND mode <> 'retired' RETURNING id",
        (mode, guild_id),
    )
    if mode is not Mode.ACTIVE:
        for (destination_id,) in rows:
            await drop_waiting(tx, destination_id, mode)
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
        trouble=None if row[21] is None else Trouble(row[21]),
    )
