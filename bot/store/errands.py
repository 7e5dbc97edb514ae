"""Errands: what follows once a post is shown, taken up with a lease and repeated until done."""

from collections.abc import Collection

from bot.enums import ErrandKind, Importance
from bot.places import Destination, Errand, Post
from bot.store.claims import LEASE_S, WHOLE, Shard
from bot.store.database import Database, Row, Transaction
from bot.store.destinations import DAY_S, DESTINATION, read_destination
from bot.store.posts import POST, read_post

_KEY = "post_id = ? AND kind = ? AND attempts = ? AND state = 'due'"
_FROM = (
    "FROM errands AS e INDEXED BY errands_to_run CROSS JOIN posts AS p ON p.id = e.post_id "
    "AND p.state NOT IN ('due', 'sending')"
)
_PLACES = "JOIN destinations AS d ON d.id = p.destination_id"
# Of the two refusals a day at a destination they take one, so that one is left for alerts.
_FREE_AT = f"max(d.rest_until, coalesce(d.refused_at + {DAY_S}, 0))"
_RANK = (
    "CASE WHEN u.importance = 'major' THEN 0 "
    "WHEN u.importance = 'notable' OR p.digest_id IS NOT NULL THEN 1 ELSE 2 END"
)
_RANKS = (Importance.MAJOR, Importance.NOTABLE, Importance.MINOR)


async def insert_errand(
    tx: Transaction, post: Post, kind: ErrandKind, now: int, *, title: str | None = None
) -> None:
    """Have something done about a post; with a title its thread has been made already."""
    await tx.execute(
        "INSERT OR IGNORE INTO errands (post_id, kind, state, due_at, title) "
        "VALUES (?, ?, ?, ?, ?)",
        (post.id, kind, "due" if title is None else "done", now, title),
    )


async def set_title(tx: Transaction, post: Post, title: str, now: int) -> None:
    """Want another title for a post's thread, if it has one; who is at it has lost the claim.

    A request under way, or one that may arrive late, is waited for: it bears an older title. So
    is the moment from which on it may be asked for again.
    """
    await tx.execute(
        "UPDATE errands SET due_at = max(due_at, :now), state = 'due', failures = 0, "
        "attempts = attempts + 1 "
        "WHERE post_id = :post_id AND kind = 'thread' AND state <> 'gone' AND title IS NOT :title",
        {"now": now, "post_id": post.id, "title": title},
    )


async def claim_errands(
    tx: Transaction,
    now: int,
    limit: int,
    busy: Collection[int],
    shard: Shard = WHOLE,
) -> list[Errand]:
    """Take up what is due about posts that are at rest, what matters most first.

    One for each destination at a time, so that where Discord refuses it is asked once; ``busy``
    are destination ids to leave alone. Fewer than ``limit`` may come though more are due.
    """
    count, own = shard
    found = await tx.execute(
        f"SELECT {POST}, {DESTINATION}, e.kind, e.attempts, e.failures, e.title, {_RANK} "
        f"{_FROM} {_PLACES} LEFT JOIN updates AS u ON u.id = p.update_id "
        f"WHERE e.state = 'due' AND e.due_at <= ? AND {_FREE_AT} <= ? "
        f"AND (d.guild_id >> 22) % ? IN ({', '.join('?' * len(own))}) "
        f"ORDER BY {_RANK}, e.due_at, e.post_id, e.kind LIMIT ?",
        (now, now, count, *own, limit + len(busy)),
    )
    first: dict[int, Errand] = {}
    for errand in map(_errand, found):
        if errand.destination.id not in busy:
            first.setdefault(errand.destination.id, errand)
    errands = list(first.values())[:limit]
    await tx.execute_many(
        "UPDATE errands SET due_at = ?, attempts = attempts + 1 WHERE post_id = ? AND kind = ?",
        [(now + LEASE_S, errand.post.id, errand.kind) for errand in errands],
    )
    return errands


async def settle_done(
    tx: Transaction, errand: Errand, title: str | None, *, again_at: int = 0
) -> bool:
    """Record that it is done, and from when on another title may be asked for.

    False when the claim was lost meanwhile.
    """
    change = "state = 'done', title = ?, due_at = ?, reason = NULL, untold = 0"
    return await _settle(tx, change, errand, title, again_at)


async def settle_gone(
    tx: Transaction, errand: Errand, reason: str, *, untold: bool = False
) -> bool:
    """End it for good; ``untold`` when the moderators have yet to hear of it."""
    return await _settle(tx, "state = 'gone', reason = ?, untold = ?", errand, reason, untold)


async def settle_later(
    tx: Transaction,
    errand: Errand,
    due_at: int,
    reason: str,
    *,
    all_alike: bool = False,
    untold: bool = False,
) -> bool:
    """Try again at a time; ``all_alike`` puts off what else is to be done of that kind there."""
    if all_alike:
        await tx.execute(
            "UPDATE errands SET due_at = max(due_at, ?) WHERE kind = ? AND state = 'due' "
            "AND post_id <> ? AND post_id IN (SELECT id FROM posts WHERE destination_id = ?)",
            (due_at, errand.kind, errand.post.id, errand.destination.id),
        )
    change = "due_at = ?, reason = ?, untold = max(untold, ?), failures = failures + 1"
    return await _settle(tx, change, errand, due_at, reason, untold)


async def list_publishings(tx: Transaction, destination_id: int, since: int) -> list[int]:
    """Return when a channel's messages were published since a moment, oldest first."""
    rows = await tx.execute(
        "SELECT at FROM publishings WHERE destination_id = ? AND at > ? ORDER BY at",
        (destination_id, since),
    )
    return [row[0] for row in rows]


async def insert_publishing(tx: Transaction, destination_id: int, now: int, kept_s: int) -> None:
    """Note a request that publishes, and forget those older than so many seconds."""
    await tx.execute(
        "DELETE FROM publishings WHERE destination_id = ? AND at <= ?",
        (destination_id, now - kept_s),
    )
    await tx.execute(
        "INSERT INTO publishings (destination_id, at) VALUES (?, ?)", (destination_id, now)
    )


async def has_due_errands(db: Database, now: int) -> bool:
    """Whether anything is to be done."""
    return bool(
        await db.fetch(
            f"SELECT 1 {_FROM} {_PLACES} "
            f"WHERE e.state = 'due' AND e.due_at <= ? AND {_FREE_AT} <= ? LIMIT 1",
            (now, now),
        )
    )


async def list_untold(db: Database, now: int) -> list[tuple[Destination, ErrandKind, str]]:
    """Return what hinders errands and is to be told, unless the place was told within a day."""
    rows = await db.fetch(
        f"SELECT DISTINCT {DESTINATION}, e.kind, coalesce(e.reason, '') FROM errands AS e "
        f"JOIN posts AS p ON p.id = e.post_id {_PLACES} "
        "LEFT JOIN notices AS n ON n.guild_id = d.guild_id AND n.topic = e.kind || ':' || d.id "
        "WHERE e.untold = 1 AND (n.told_at IS NULL OR n.told_at <= ?) ORDER BY d.id, e.kind",
        (now - DAY_S,),
    )
    return [(read_destination(row), ErrandKind(row[-2]), row[-1]) for row in rows]


async def set_told(tx: Transaction, destination_id: int, kind: ErrandKind) -> None:
    """Note that what hinders a destination's errands of a kind is told."""
    await tx.execute(
        "UPDATE errands SET untold = 0 WHERE untold = 1 AND kind = ? "
        "AND post_id IN (SELECT id FROM posts WHERE destination_id = ?)",
        (kind, destination_id),
    )


async def next_errand_due(db: Database) -> int | None:
    """Return when something is to be done about a post at rest, None when nothing is."""
    rows = await db.fetch(
        f"SELECT min(max(e.due_at, {_FREE_AT})) {_FROM} {_PLACES} WHERE e.state = 'due'"
    )
    return rows[0][0]


async def _settle(tx: Transaction, change: str, errand: Errand, *values: int | str | None) -> bool:
    rows = await tx.execute(
        f"UPDATE errands SET {change} WHERE {_KEY} RETURNING post_id",
        (*values, errand.post.id, errand.kind, errand.attempts),
    )
    return bool(rows)


def _errand(row: Row) -> Errand:
    kind, attempts, failures, title, rank = row[41:]
    return Errand(
        post=read_post(row[:19]),
        destination=read_destination(row[19:41]),
        kind=ErrandKind(kind),
        importance=_RANKS[int(rank)],
        attempts=attempts + 1,
        failures=failures,
        title=title,
    )
