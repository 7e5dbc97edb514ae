"""Claims on posts: a lease before anything is sent, and the settling of what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.enums import PostState
from bot.places import Claim, Post
from bot.store.database import Row, Transaction
from bot.store.destinations import (
    CHANNELS,
    DESTINATION,
    PEOPLE,
    RESTS_UNTIL,
    read_destination,
)
from bot.store.posts import POST, read_post
from bot.store.rows import write_json

Shard = tuple[int, Sequence[int]]  # of how many, and which ones
WHOLE: Shard = (1, (0,))
LEASE_S = 120  # longer than one request with its retries can take


@dataclass(frozen=True, slots=True)
class Shown:
    """What a claimed post shows now."""

    post: Post
    message_id: int
    revision: int
    struck: bool


async def claim_posts(
    tx: Transaction,
    now: int,
    limit: int,
    busy: Sequence[int] = (),
    *,
    people: int | None = None,
    shard: Shard = WHOLE,
) -> list[Claim]:
    """Take due posts, and those whose lease ran out; one for each destination at a time.

    Channels come first, whenever their posts became due: people may be very many. ``people`` is
    how many of the posts may be theirs, any where it is None.
    A first send is marked here as attempted, before it leaves. ``busy`` are destination ids
    to leave alone, and a server belongs to shard (id >> 22) % count (topics/gateway, Sharding).
    Fewer than ``limit`` may come though more are due: of several rows for one
    destination the first is taken. INDEXED BY, so that a claim reads as many rows as it takes
    and does not walk through all that is due.
    """
    first: dict[int, Row] = {}
    for rank, most in ((CHANNELS, limit), (PEOPLE, limit if people is None else people)):
        left = min(limit - len(first), most)
        if left > 0:
            for row in await _list_due(tx, now, left, busy, shard=shard, rank=rank):
                first.setdefault(row[2], row)
    rows = list(first.values())
    await tx.execute_many(
        "UPDATE posts SET state = 'sending', attempts = attempts + 1, lease_until = ?, "
        "attempt_at = CASE WHEN shown_revision IS NULL THEN coalesce(attempt_at, ?) END "
        "WHERE id = ?",
        [(now + LEASE_S, now, row[0]) for row in rows],
    )
    restored_at = await _restored_at(tx) if any(row[13] for row in rows) else 0
    return [
        Claim(
            read_post(row, attempts=row[11] + 1),
            read_destination(row[19:]),
            row[13],
            restored_at if row[13] is not None and row[13] <= restored_at else None,
            titled=bool(row[-1]),
        )
        for row in rows
    ]


async def _list_due(
    tx: Transaction, now: int, limit: int, busy: Sequence[int], *, shard: Shard, rank: int
) -> list[Row]:
    marks, (count, own) = ", ".join("?" * len(busy)), shard
    return await tx.execute(
        f"SELECT {POST}, {DESTINATION}, EXISTS (SELECT 1 FROM errands AS e "
        "WHERE e.post_id = p.id AND e.kind = 'thread' AND e.state <> 'gone') "
        "FROM posts AS p INDEXED BY posts_to_bring "
        "CROSS JOIN destinations AS d ON d.id = p.destination_id "
        "WHERE p.state IN ('due', 'sending') AND p.rank = ? AND p.due_at <= ? "
        f"AND p.lease_until <= ? AND {RESTS_UNTIL} <= ? AND p.destination_id NOT IN ({marks}) "
        f"AND (d.guild_id >> 22) % ? IN ({', '.join('?' * len(own))}) "
        "ORDER BY p.due_at, p.id LIMIT ?",
        (rank, now, now, now, *busy, count, *own, limit),
    )


async def _restored_at(tx: Transaction) -> int:
    """Return until when something may have been sent of which a restored backup knows nothing."""
    rows = await tx.execute("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'restored_at'")
    return rows[0][0] if rows else 0


async def settle_shown(
    tx: Transaction, post: Post, *, message_id: int, revision: int, struck: bool, now: int
) -> bool:
    """Record what is shown now; False when the claim was lost meanwhile."""
    return bool(await _settle_shown(tx, [Shown(post, message_id, revision, struck)], now))


async def settle_shown_all(tx: Transaction, shown: Sequence[Shown], now: int) -> set[int]:
    """Record what several posts show now; return the ids of those whose claim was not lost."""
    return await _settle_shown(tx, shown, now)


async def _settle_shown(tx: Transaction, shown: Sequence[Shown], now: int) -> set[int]:
    # One statement for all, since each one costs a hop to the connection's thread and back.
    rows = [
        (one.post.id, one.post.attempts, one.revision, int(one.struck), one.message_id)
        for one in shown
    ]
    kept = await tx.execute(
        "UPDATE posts SET shown_revision = s.revision, shown_struck = s.struck, "
        "message_id = s.message_id, shown_at = :now, attempt_at = NULL, lease_until = 0, "
        "failures = 0, reason = NULL, untold = 0, due_at = :now, "
        "state = CASE WHEN wanted_revision <= s.revision AND wanted_struck = s.struck "
        "THEN 'done' ELSE 'due' END "
        "FROM (SELECT json_extract(value, '$[0]') AS post_id, json_extract(value, '$[1]') AS "
        "attempt, json_extract(value, '$[2]') AS revision, json_extract(value, '$[3]') AS struck, "
        "json_extract(value, '$[4]') AS message_id FROM json_each(:shown)) AS s "
        "WHERE posts.id = s.post_id AND posts.attempts = s.attempt AND posts.state = 'sending' "
        "RETURNING posts.id",
        {"now": now, "shown": write_json(rows)},
    )
    return {row[0] for row in kept}


async def settle_retry(
    tx: Transaction,
    post: Post,
    *,
    due_at: int,
    reason: str,
    attempt_at: int | None,
    rest_until: int = 0,
    untold: bool = False,
) -> bool:
    """Try again at a time; ``attempt_at`` stays set while a send may have arrived.

    ``untold`` when the moderators should hear why.

    Before ``rest_until`` it is not claimed, even if another revision is wanted meanwhile. Where
    the channel turned out to be deleted meanwhile, what may be in it is gone as well.
    """
    rows = await tx.execute(
        "UPDATE posts SET state = iif((SELECT d.trouble FROM destinations AS d "
        "WHERE d.id = posts.destination_id) IS 'channel' "
        "AND coalesce(shown_revision, :attempt_at) IS NOT NULL, 'gone', 'due'), "
        "lease_until = :rest, due_at = :due, reason = :reason, attempt_at = :attempt_at, "
        "failures = failures + 1, untold = max(untold, :untold) "
        "WHERE id = :id AND attempts = :attempts AND state = 'sending' RETURNING id",
        {
            "rest": rest_until,
            "due": due_at,
            "reason": reason,
            "attempt_at": attempt_at,
            "untold": untold,
            "id": post.id,
            "attempts": post.attempts,
        },
    )
    return bool(rows)


async def settle_put_off(tx: Transaction, post: Post, due_at: int) -> bool:
    """Let a post wait of which no request is under way or may have arrived: no failure."""
    rows = await tx.execute(
        "UPDATE posts SET state = 'due', lease_until = 0, due_at = ?, attempt_at = NULL "
        "WHERE id = ? AND attempts = ? AND state = 'sending' RETURNING id",
        (due_at, post.id, post.attempts),
    )
    return bool(rows)


async def settle_ended(
    tx: Transaction, post: Post, state: PostState, reason: str, *, untold: bool = False
) -> bool:
    """End the delivery: gone for good, or unknown to anybody but the people in the channel.

    ``untold`` when the moderators have yet to hear of it.
    """
    rows = await tx.execute(
        "UPDATE posts SET state = ?, lease_until = 0, reason = ?, untold = ? "
        "WHERE id = ? AND attempts = ? AND state = 'sending' RETURNING id",
        (state, reason, untold, post.id, post.attempts),
    )
    return bool(rows)
