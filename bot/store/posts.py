"""Posts: what is wanted where, and what is shown there."""

from collections.abc import Sequence

from bot.enums import Importance, PostState
from bot.hours import next_digest, quiet_until, waits_for_digest
from bot.models import Update
from bot.places import Hours, Post
from bot.store.database import Database, Row, Transaction
from bot.store.destinations import (
    CHANNELS,
    CLOSED,
    DESTINATION,
    MAY_ASK,
    RESTS_UNTIL,
    WANTING,
    rank_of,
    read_destination,
    wanting,
)
from bot.store.digests import insert_waiting, revise_digests

# A forum post is a channel of its own, with the id of its first message.
PLACE = "CASE WHEN d.form = 'forum' THEN coalesce(p.message_id, d.channel_id) ELSE d.channel_id END"
POST = (
    f"p.id, p.update_id, p.destination_id, d.guild_id, {PLACE}, p.wanted_revision, "
    "p.wanted_struck, p.shown_revision, p.shown_struck, p.message_id, p.state, p.attempts, "
    "p.failures, p.attempt_at, p.due_at, p.shown_at, p.reason, p.digest_id, p.milestone_id"
)
FROM_POSTS = "FROM posts AS p JOIN destinations AS d ON d.id = p.destination_id"


async def insert_posts(tx: Transaction, update: Update, importance: Importance, now: int) -> int:
    """Queue an update wherever it may be seen and is wanted; return at how many channels.

    Quiet hours put it off; where it waits for a digest it gets no post of its own. What was a
    draft when a backup was restored may have been sent before: it is doubted.
    """
    doubt, wanted = await _doubt(tx, update.id), wanting(update, importance)
    rows = await tx.execute(
        "INSERT INTO posts (update_id, destination_id, wanted_revision, due_at, attempt_at, rank) "
        "SELECT :update_id, d.id, :revision, :now, :doubt, d.user_id IS NOT NULL "
        f"FROM destinations AS d WHERE {WANTING} "
        "AND d.quiet_from IS NULL AND d.digest = 'off' RETURNING rank",
        {
            **wanted,
            "update_id": update.id,
            "revision": update.revision,
            "now": now,
            "doubt": doubt,
        },
    )
    found = await tx.execute(
        f"SELECT {DESTINATION} FROM destinations AS d WHERE {WANTING} "
        "AND (d.quiet_from IS NOT NULL OR d.digest <> 'off')",
        wanted,
    )
    places = [read_destination(row) for row in found]
    posted: list[tuple[int, int, int]] = []
    waiting: list[tuple[int, int]] = []
    moments: dict[Hours, int] = {}
    for place in places:
        hours, waits = place.hours, waits_for_digest(place.hours, importance)
        if hours not in moments:
            moments[hours] = next_digest(hours, now) if waits else quiet_until(hours, now) or now
        if waits:
            waiting.append((place.id, moments[hours]))
        else:
            posted.append((place.id, moments[hours], rank_of(place)))
    await tx.execute_many(
        "INSERT INTO posts (update_id, destination_id, wanted_revision, due_at, attempt_at, rank) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [(update.id, id_, update.revision, due_at, doubt, rank) for id_, due_at, rank in posted],
    )
    await insert_waiting(tx, update.id, waiting)
    channels = [rank for (rank,) in rows] + [rank_of(place) for place in places]
    return channels.count(CHANNELS)


async def _doubt(tx: Transaction, update_id: int) -> int | None:
    rows = await tx.execute(
        "SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?", (f"doubt:{update_id}",)
    )
    return rows[0][0] if rows else None


async def set_wanted(
    tx: Transaction, update_id: int, revision: int, now: int, *, struck: bool
) -> int:
    """Want another revision wherever the update was queued; return at how many places.

    Milestones that are about it count as well. A place that is being sent to keeps its claim:
    settling it finds that more is wanted. What was never tried keeps its time: it waits for the
    end of quiet hours. Nothing is wanted of people who take no messages.
    """
    rows = await tx.execute(
        "UPDATE posts SET wanted_revision = ?, wanted_struck = ?, failures = 0, "
        "due_at = CASE WHEN attempts = 0 THEN due_at ELSE ? END, "
        "state = CASE WHEN state = 'done' THEN 'due' ELSE state END "
        "WHERE (update_id = ? OR milestone_id IN (SELECT id FROM milestones WHERE update_id = ?)) "
        f"AND state <> 'gone' AND NOT {CLOSED} RETURNING id",
        (revision, struck, now, update_id, update_id),
    )
    return len(rows) + await revise_digests(tx, update_id, now, struck=struck)


async def set_due(tx: Transaction, destination_id: int, now: int) -> None:
    """Look at what waits for the end of quiet hours: those are other ones now."""
    await tx.execute(
        "UPDATE posts SET due_at = min(due_at, ?) WHERE destination_id = ? AND state = 'due' "
        "AND shown_revision IS NULL AND attempt_at IS NULL AND failures = 0",
        (now, destination_id),
    )


async def set_retried(tx: Transaction, destination_id: int) -> None:
    """Try at once what waits for a destination, as far as Discord may be asked there again."""
    await tx.execute(
        f"UPDATE destinations SET rest_until = {MAY_ASK} WHERE id = ?", (destination_id,)
    )
    await tx.execute(
        "UPDATE posts SET due_at = 0 WHERE destination_id = ? AND state = 'due'", (destination_id,)
    )


async def next_due(db: Database) -> int | None:
    """Return when the next post is to be brought, None when none is."""
    rows = await db.fetch(
        f"SELECT min(max(p.due_at, p.lease_until, {RESTS_UNTIL})) "
        f"{FROM_POSTS} WHERE p.state IN ('due', 'sending')"
    )
    return rows[0][0]


async def list_messages(
    db: Database, guild_id: int, update_ids: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Return the newest (channel id, message id) of each update that was posted in a server."""
    marks = ", ".join("?" * len(update_ids))
    rows = await db.fetch(
        f"SELECT p.update_id, {PLACE}, p.message_id {FROM_POSTS} WHERE d.guild_id = ? "
        f"AND p.update_id IN ({marks}) AND p.message_id IS NOT NULL ORDER BY p.id",
        (guild_id, *update_ids),
    )
    return {update_id: (channel_id, message_id) for update_id, channel_id, message_id in rows}


async def list_posts(db: Database, guild_id: int, limit: int) -> list[Post]:
    """Return the newest posts of a server, newest first."""
    rows = await db.fetch(
        f"SELECT {POST} {FROM_POSTS} WHERE p.destination_id IN "
        "(SELECT id FROM destinations WHERE guild_id = ?) ORDER BY p.id DESC LIMIT ?",
        (guild_id, limit),
    )
    return [read_post(row) for row in rows]


async def count_states(db: Database, update_id: int) -> dict[PostState, int]:
    """Return how many posts that tell of an update, digests included, stand in each state."""
    rows = await db.fetch(
        "SELECT state, count(*) FROM posts WHERE update_id = :id OR digest_id IN "
        "(SELECT i.digest_id FROM digest_items AS i WHERE i.update_id = :id) GROUP BY state",
        {"id": update_id},
    )
    return {PostState(state): count for state, count in rows}


def read_post(row: Row, *, attempts: int | None = None) -> Post:
    """Return the post in a row of the columns ``POST``."""
    return Post(
        id=row[0],
        update_id=row[1],
        destination_id=row[2],
        guild_id=row[3],
        channel_id=row[4],
        wanted_revision=row[5],
        wanted_struck=bool(row[6]),
        shown_revision=row[7],
        shown_struck=bool(row[8]),
        message_id=row[9],
        state=PostState(row[10]),
        attempts=row[11] if attempts is None else attempts,
        failures=row[12],
        attempt_at=row[13],
        due_at=row[14],
        shown_at=row[15],
        reason=row[16],
        digest_id=row[17],
        milestone_id=row[18],
    )
