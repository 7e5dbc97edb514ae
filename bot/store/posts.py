"""Posts: claimed with a lease before anything is sent, settled with what came of it."""

from collections.abc import Sequence

from bot.enums import Importance, PostState
from bot.models import Claim, Post, Update
from bot.store.database import Database, Row, Transaction
from bot.store.destinations import DESTINATION, WANTING, read_destination, wanting

CHANNELS, PEOPLE = 0, 1  # ranks
LEASE_S = 120  # longer than one request with its retries can take
_POST = (
    "p.id, p.update_id, p.destination_id, d.guild_id, d.channel_id, p.wanted_revision, "
    "p.wanted_struck, p.shown_revision, p.shown_struck, p.message_id, p.state, p.attempts, "
    "p.failures, p.attempt_at, p.due_at, p.shown_at, p.reason, p.digest_id, p.milestone_id"
)
_FROM = "FROM posts AS p JOIN destinations AS d ON d.id = p.destination_id"


async def insert_posts(tx: Transaction, update: Update, importance: Importance, now: int) -> int:
    """Queue an update wherever it may be seen and is wanted; return at how many channels."""
    rows = await tx.execute(
        "INSERT INTO posts (update_id, destination_id, wanted_revision, due_at, rank) "
        "SELECT :update_id, d.id, :revision, :now, d.user_id IS NOT NULL FROM destinations AS d "
        f"WHERE {WANTING} RETURNING rank",
        {
            **wanting(update, importance),
            "update_id": update.id,
            "revision": update.revision,
            "now": now,
        },
    )
    return sum(row[0] == 0 for row in rows)


async def set_wanted(
    tx: Transaction, update_id: int, revision: int, now: int, *, struck: bool
) -> int:
    """Want another revision wherever the update was queued; return at how many places.

    Milestones that are about it count as well. A place that is being sent to keeps its claim:
    settling it finds that more is wanted. Nothing is wanted of people who take no messages.
    """
    rows = await tx.execute(
        "UPDATE posts SET wanted_revision = ?, wanted_struck = ?, failures = 0, due_at = ?, "
        "state = CASE WHEN state = 'done' THEN 'due' ELSE state END "
        "WHERE (update_id = ? OR milestone_id IN (SELECT id FROM milestones WHERE update_id = ?)) "
        "AND state <> 'gone' AND NOT EXISTS (SELECT 1 FROM destinations AS d "
        "WHERE d.id = destination_id AND d.user_id IS NOT NULL AND d.mode = 'paused') RETURNING id",
        (revision, struck, now, update_id, update_id),
    )
    return len(rows)


async def claim_posts(
    tx: Transaction, now: int, limit: int, busy: Sequence[int] = (), people: int | None = None
) -> list[Claim]:
    """Take due posts, and those whose lease ran out; one for each destination at a time.

    Channels come first, whenever their posts became due: people may be very many. ``people`` is
    how many of the posts may be theirs, any where it is None.
    A first send is marked here as attempted, before it leaves. ``busy`` are destination ids
    to leave alone. Fewer than ``limit`` may come though more are due: of several rows for one
    destination the first is taken. INDEXED BY, so that a claim reads as many rows as it takes
    and does not walk through all that is due.
    """
    first: dict[int, Row] = {}
    for rank, most in ((CHANNELS, limit), (PEOPLE, limit if people is None else people)):
        left = min(limit - len(first), most)
        if left > 0:
            for row in await _list_due(tx, now, left, busy, rank):
                first.setdefault(row[2], row)
    rows = list(first.values())
    await tx.execute_many(
        "UPDATE posts SET state = 'sending', attempts = attempts + 1, lease_until = ?, "
        "attempt_at = CASE WHEN shown_revision IS NULL THEN coalesce(attempt_at, ?) END "
        "WHERE id = ?",
        [(now + LEASE_S, now, row[0]) for row in rows],
    )
    return [
        Claim(_post(row, attempts=row[11] + 1), read_destination(row[19:]), row[13]) for row in rows
    ]


async def _list_due(
    tx: Transaction, now: int, limit: int, busy: Sequence[int], rank: int
) -> list[Row]:
    marks = ", ".join("?" * len(busy))
    return await tx.execute(
        f"SELECT {_POST}, {DESTINATION} FROM posts AS p INDEXED BY posts_to_bring "
        "CROSS JOIN destinations AS d ON d.id = p.destination_id "
        "WHERE p.state IN ('due', 'sending') AND p.rank = ? AND p.due_at <= ? "
        f"AND p.lease_until <= ? AND p.destination_id NOT IN ({marks}) "
        "ORDER BY p.due_at, p.id LIMIT ?",
        (rank, now, now, *busy, limit),
    )


async def settle_shown(
    tx: Transaction, post: Post, *, message_id: int, revision: int, struck: bool, now: int
) -> bool:
    """Record what is shown now; False when the claim was lost meanwhile."""
    rows = await tx.execute(
        "UPDATE posts SET shown_revision = ?, shown_struck = ?, message_id = ?, shown_at = ?, "
        "attempt_at = NULL, lease_until = 0, failures = 0, reason = NULL, due_at = ?, "
        "state = CASE WHEN wanted_revision <= ? AND wanted_struck = ? THEN 'done' ELSE 'due' END "
        "WHERE id = ? AND attempts = ? AND state = 'sending' RETURNING id",
        (revision, struck, message_id, now, now, revision, struck, post.id, post.attempts),
    )
    return bool(rows)


async def settle_retry(
    tx: Transaction,
    post: Post,
    *,
    due_at: int,
    reason: str,
    attempt_at: int | None,
    rest_until: int = 0,
) -> bool:
    """Try again at a time; ``attempt_at`` stays set while a send may have arrived.

    Before ``rest_until`` it is not claimed, even if another revision is wanted meanwhile.
    """
    rows = await tx.execute(
        "UPDATE posts SET state = 'due', lease_until = ?, due_at = ?, reason = ?, attempt_at = ?, "
        "failures = failures + 1 WHERE id = ? AND attempts = ? AND state = 'sending' RETURNING id",
        (rest_until, due_at, reason, attempt_at, post.id, post.attempts),
    )
    return bool(rows)


async def set_held(tx: Transaction, destination_id: int, until: int) -> None:
    """Hold back all that waits for a destination: it would be refused as well."""
    await tx.execute(
        "UPDATE posts SET due_at = max(due_at, ?) WHERE destination_id = ? AND state = 'due'",
        (until, destination_id),
    )


async def settle_ended(tx: Transaction, post: Post, state: PostState, reason: str) -> bool:
    """End the delivery for good: gone, or unknown to anybody but the people in the channel."""
    rows = await tx.execute(
        "UPDATE posts SET state = ?, lease_until = 0, reason = ? "
        "WHERE id = ? AND attempts = ? AND state = 'sending' RETURNING id",
        (state, reason, post.id, post.attempts),
    )
    return bool(rows)


async def next_due(db: Database) -> int | None:
    """Return when the next post is to be brought, None when none is."""
    rows = await db.fetch(
        "SELECT min(max(due_at, lease_until)) FROM posts WHERE state IN ('due', 'sending')"
    )
    return rows[0][0]


async def list_messages(
    db: Database, guild_id: int, update_ids: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Return the newest (channel id, message id) of each update that was posted in a server."""
    marks = ", ".join("?" * len(update_ids))
    rows = await db.fetch(
        f"SELECT p.update_id, d.channel_id, p.message_id {_FROM} WHERE d.guild_id = ? "
        f"AND p.update_id IN ({marks}) AND p.message_id IS NOT NULL ORDER BY p.id",
        (guild_id, *update_ids),
    )
    return {update_id: (channel_id, message_id) for update_id, channel_id, message_id in rows}


async def list_posts(db: Database, guild_id: int, limit: int) -> list[Post]:
    """Return the newest posts of a server, newest first."""
    rows = await db.fetch(
        f"SELECT {_POST} {_FROM} WHERE p.destination_id IN "
        "(SELECT id FROM destinations WHERE guild_id = ?) ORDER BY p.id DESC LIMIT ?",
        (guild_id, limit),
    )
    return [_post(row) for row in rows]


async def count_states(db: Database, update_id: int) -> dict[PostState, int]:
    """Return how many posts of an update stand in each state."""
    rows = await db.fetch(
        "SELECT state, count(*) FROM posts WHERE update_id = ? GROUP BY state", (update_id,)
    )
    return {PostState(state): count for state, count in rows}


def _post(row: Row, *, attempts: int | None = None) -> Post:
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
