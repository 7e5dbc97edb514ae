"""Posts: claimed with a lease before anything is sent, settled with what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.enums import Importance, PostState
from bot.hours import next_digest, quiet_until, waits_for_digest
from bot.models import Update
from bot.places import Claim, Hours, Post
from bot.store.database import Database, Row, Transaction
from bot.store.destinations import (
    CHANNELS,
    CLOSED,
    DESTINATION,
    MAY_ASK,
    PEOPLE,
    WANTING,
    rank_of,
    read_destination,
    wanting,
)
from bot.store.digests import insert_waiting, revise_digests
from bot.store.rows import write_json

Shard = tuple[int, Sequence[int]]  # of how many, and which ones
WHOLE: Shard = (1, (0,))
LEASE_S = 120  # longer than one request with its retries can take
# A forum post is a channel of its own, with the id of its first message.
PLACE = "CASE WHEN d.form = 'forum' THEN coalesce(p.message_id, d.channel_id) ELSE d.channel_id END"
POST = (
    f"p.id, p.update_id, p.destination_id, d.guild_id, {PLACE}, p.wanted_revision, "
    "p.wanted_struck, p.shown_revision, p.shown_struck, p.message_id, p.state, p.attempts, "
    "p.failures, p.attempt_at, p.due_at, p.shown_at, p.reason, p.digest_id, p.milestone_id"
)
FROM_POSTS = "FROM posts AS p JOIN destinations AS d ON d.id = p.destination_id"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a claimed post shows now."""

    post: Post
    message_id: int
    revision: int
    struck: bool


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
        )
        for row in rows
    ]


async def _list_due(
    tx: Transaction, now: int, limit: int, busy: Sequence[int], *, shard: Shard, rank: int
) -> list[Row]:
    marks, (count, own) = ", ".join("?" * len(busy)), shard
    return await tx.execute(
        f"SELECT {POST}, {DESTINATION} FROM posts AS p INDEXED BY posts_to_bring "
        "CROSS JOIN destinations AS d ON d.id = p.destination_id "
        "WHERE p.state IN ('due', 'sending') AND p.rank = ? AND p.due_at <= ? "
        f"AND p.lease_until <= ? AND d.rest_until <= ? AND p.destination_id NOT IN ({marks}) "
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
        "failures = 0, reason = NULL, due_at = :now, "
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


async def settle_put_off(tx: Transaction, post: Post, due_at: int) -> bool:
    """Let a post that nobody has tried to send wait: no failure."""
    rows = await tx.execute(
        "UPDATE posts SET state = 'due', lease_until = 0, due_at = ?, attempt_at = NULL "
        "WHERE id = ? AND attempts = ? AND state = 'sending' RETURNING id",
        (due_at, post.id, post.attempts),
    )
    return bool(rows)


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


async def next_due(db: Database) -> int | None:
    """Return when the next post is to be brought, None when none is."""
    rows = await db.fetch(
        "SELECT min(max(p.due_at, p.lease_until, d.rest_until)) "
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
