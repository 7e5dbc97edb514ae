"""Digests: what waits for one message a day or a week, and what went out in which."""

from collections.abc import Sequence

from bot.enums import Digest
from bot.hours import next_digest, quiet_until
from bot.models import Update
from bot.places import Destination
from bot.store.database import Database, Transaction
from bot.store.destinations import CLOSED, DESTINATION, rank_of, read_destination
from bot.store.updates import SELECT_UPDATE, read_update

AT_ONCE = 100  # digests in one transaction, so that nobody else has to wait long to write
_DUE = (
    "FROM destinations AS d WHERE d.mode = 'active' AND d.id IN "
    "(SELECT i.destination_id FROM digest_items AS i WHERE i.digest_id IS NULL AND i.due_at <= ?)"
)
# Nobody has seen it, and nothing is under way.
_UNSENT = (
    "SELECT p.digest_id FROM posts AS p WHERE p.digest_id IS NOT NULL AND p.state = 'due' "
    "AND p.shown_revision IS NULL AND p.attempt_at IS NULL"
)

_STRUCK = (
    "(NOT EXISTS (SELECT 1 FROM digest_items AS i JOIN updates AS u ON u.id = i.update_id "
    "WHERE i.digest_id = posts.digest_id AND u.state <> 'retracted'))"
)


async def insert_waiting(
    tx: Transaction, update_id: int, places: Sequence[tuple[int, int]]
) -> None:
    """Let an update wait for digests; places are (destination id, when its digest is due)."""
    await tx.execute_many(
        "INSERT INTO digest_items (update_id, destination_id, due_at) VALUES (?, ?, ?)",
        [(update_id, *place) for place in places],
    )


async def revise_digests(tx: Transaction, update_id: int, now: int, *, struck: bool) -> int:
    """Want newer words in every digest that tells of an update; return at how many places.

    What is retracted before anybody saw it is left out.
    """
    if struck:
        await tx.execute(
            "DELETE FROM digest_items WHERE update_id = ? "
            f"AND (digest_id IS NULL OR digest_id IN ({_UNSENT}))",
            (update_id,),
        )
    revised = await tx.execute(
        "UPDATE digests SET revision = revision + 1 WHERE id IN (SELECT i.digest_id "
        "FROM digest_items AS i WHERE i.update_id = ? AND i.digest_id IS NOT NULL) "
        "RETURNING revision, id",
        (update_id,),
    )
    await tx.execute_many(
        f"UPDATE posts SET wanted_revision = :revision, wanted_struck = {_STRUCK}, failures = 0, "
        "due_at = CASE WHEN attempts = 0 THEN due_at ELSE :now END, "
        "state = CASE WHEN state = 'done' THEN 'due' ELSE state END "
        f"WHERE digest_id = :id AND state <> 'gone' AND NOT {CLOSED}",
        [{"revision": revision, "id": id_, "now": now} for revision, id_ in revised],
    )
    return len(revised)


async def renew_digests(tx: Transaction, destination_id: int, now: int) -> None:
    """Want the newest words in the digests of somebody whose messages were refused meanwhile."""
    await tx.execute(
        f"UPDATE posts SET wanted_revision = g.revision, wanted_struck = {_STRUCK}, "
        "state = 'due', due_at = ?, failures = 0, reason = NULL FROM digests AS g "
        "WHERE g.id = posts.digest_id AND posts.destination_id = ? AND message_id IS NOT NULL "
        "AND posts.state IN ('done', 'gone') "
        f"AND (shown_revision < g.revision OR shown_struck <> {_STRUCK})",
        (now, destination_id),
    )


async def has_due_digests(db: Database, now: int) -> bool:
    """Whether there are digests to make."""
    return bool(await db.fetch(f"SELECT 1 {_DUE} LIMIT 1", (now,)))


async def make_digests(tx: Transaction, now: int) -> int:
    """Make the digests that are due, each with all that waits and with its post; return how many.

    No more than a hundred at once: there may be more.
    """
    rows = await tx.execute(f"SELECT {DESTINATION} {_DUE} LIMIT ?", (now, AT_ONCE))
    for place in map(read_destination, rows):
        digest_id = await tx.insert(
            "INSERT INTO digests (destination_id, made_at) VALUES (?, ?)", (place.id, now)
        )
        await tx.execute(
            "UPDATE digest_items SET digest_id = ? WHERE destination_id = ? AND digest_id IS NULL",
            (digest_id, place.id),
        )
        await tx.execute(
            "INSERT INTO posts (digest_id, destination_id, wanted_revision, due_at, rank) "
            "VALUES (?, ?, 1, ?, ?)",
            (digest_id, place.id, quiet_until(place.hours, now) or now, rank_of(place)),
        )
    return len(rows)


async def set_waiting(tx: Transaction, place: Destination, now: int) -> None:
    """Let what waits go out by other hours; without digests it goes out at once, as the last."""
    hours = place.hours
    due_at = now if hours.digest is Digest.OFF else next_digest(hours, now)
    await tx.execute(
        "UPDATE digest_items SET due_at = ? WHERE destination_id = ? AND digest_id IS NULL",
        (due_at, place.id),
    )


async def count_waiting(db: Database, destination_id: int) -> int:
    """Return how many updates wait for a destination's next digest."""
    rows = await db.fetch(
        "SELECT count(*) FROM digest_items WHERE destination_id = ? AND digest_id IS NULL",
        (destination_id,),
    )
    return rows[0][0]


async def get_digest(db: Database, digest_id: int) -> tuple[int, int, list[Update]]:
    """Return a digest's revision, when it was made, and its updates; (0, 0, []) for none."""
    rows = await db.fetch("SELECT revision, made_at FROM digests WHERE id = ?", (digest_id,))
    if not rows:
        return 0, 0, []
    items = await db.fetch(
        f"{SELECT_UPDATE} JOIN digest_items AS i ON i.update_id = u.id "
        "WHERE i.digest_id = ? ORDER BY u.id",
        (digest_id,),
    )
    return rows[0][0], rows[0][1], [read_update(row) for row in items]


async def list_digest_updates(
    db: Database, digest_id: int, guild_id: int, user_id: int
) -> list[int]:
    """Return the ids of a digest's updates, if it went to this server or this person."""
    rows = await db.fetch(
        "SELECT i.update_id FROM digest_items AS i "
        "JOIN destinations AS d ON d.id = i.destination_id "
        "WHERE i.digest_id = ? AND d.guild_id = ? AND (d.guild_id <> 0 OR d.user_id = ?) "
        "ORDER BY i.update_id",
        (digest_id, guild_id, user_id),
    )
    return [row[0] for row in rows]


async def next_digest_due(db: Database) -> int | None:
    """Return when the next digest is to be made, None when nothing waits."""
    rows = await db.fetch(
        "SELECT min(i.due_at) FROM digest_items AS i JOIN destinations AS d "
        "ON d.id = i.destination_id WHERE i.digest_id IS NULL AND d.mode = 'active'"
    )
    return rows[0][0]
