"""Members who follow by direct message: what they chose, and whose messages are refused."""

from bot.enums import Importance, Mode, Refusal, Wants
from bot.places import Claim, Destination, Hours
from bot.store.database import Database, Transaction
from bot.store.destinations import DESTINATION, MAY_ASK, read_destination
from bot.store.digests import renew_digests, set_waiting
from bot.store.posts import set_due

ENDED = "No longer followed"


async def get_follower(db: Database, user_id: int) -> Destination | None:
    """Return what a person follows by direct message, ended or paused ones included."""
    rows = await db.glance(
        f"SELECT {DESTINATION} FROM destinations AS d WHERE d.user_id = ?", (user_id,)
    )
    return read_destination(rows[0]) if rows else None


async def set_follower(
    tx: Transaction,
    user_id: int,
    channel_id: int,
    *,
    least: Importance,
    wants: Wants,
    milestones: bool,
    hours: Hours,
    now: int,
) -> int:
    """Keep what a person wants by direct message from now on; return the destination's id.

    What changed while messages were refused is brought up to date.
    """
    chosen = (
        channel_id,
        least,
        wants,
        milestones,
        hours.quiet_from,
        hours.quiet_until,
        hours.digest,
        hours.digest_at,
        hours.time_zone,
    )
    rows = await tx.execute(
        "UPDATE destinations SET mode = 'active', channel_id = ?, least = ?, wants = ?, "
        "milestones = ?, quiet_from = ?, quiet_until = ?, digest = ?, digest_at = ?, "
        f"time_zone = ?, rest_until = {MAY_ASK} WHERE user_id = ? RETURNING id",
        (*chosen, user_id),
    )
    if not rows:
        return await tx.insert(
            "INSERT INTO destinations (guild_id, ping_from, mode, form, channel_id, least, wants, "
            "milestones, quiet_from, quiet_until, digest, digest_at, time_zone, user_id) "
            "VALUES (0, 'major', 'active', 'person', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*chosen, user_id),
        )
    await tx.execute("DELETE FROM refusals WHERE user_id = ?", (user_id,))
    found = await tx.execute(f"SELECT {DESTINATION} FROM destinations AS d WHERE d.id = ?", rows[0])
    await set_waiting(tx, read_destination(found[0]), now)
    await set_due(tx, rows[0][0], now)
    await tx.execute(
        "UPDATE posts SET state = 'due', due_at = ?, failures = 0, reason = NULL, "
        "wanted_revision = u.revision, wanted_struck = u.state = 'retracted' FROM updates AS u "
        "WHERE u.id = coalesce(posts.update_id, (SELECT m.update_id FROM milestones AS m "
        "WHERE m.id = posts.milestone_id)) AND destination_id = ? AND message_id IS NOT NULL "
        "AND posts.state IN ('done', 'gone') "
        "AND (shown_revision < u.revision OR shown_struck <> (u.state = 'retracted'))",
        (now, rows[0][0]),
    )
    await renew_digests(tx, rows[0][0], now)
    return int(rows[0][0])


async def set_unfollowed(tx: Transaction, user_id: int) -> bool:
    """Send a person nothing new; corrections of what was sent still come. False if none were on."""
    rows = await tx.execute(
        "UPDATE destinations SET mode = 'retired' WHERE user_id = ? AND mode <> 'retired' "
        "RETURNING id",
        (user_id,),
    )
    if rows:
        await _drop_unsent(tx, rows[0][0], ENDED)
        await tx.execute("DELETE FROM follows WHERE destination_id = ?", rows[0])
        await tx.execute("DELETE FROM refusals WHERE user_id = ?", (user_id,))
    return bool(rows)


async def set_refused(
    tx: Transaction, destination_id: int, user_id: int, refusal: Refusal, reason: str
) -> None:
    """Try nothing more for a person whose messages are refused, and note to say so."""
    await tx.execute(
        "UPDATE destinations SET mode = 'paused' WHERE id = ? AND mode = 'active'",
        (destination_id,),
    )
    await _drop_unsent(tx, destination_id, reason)
    await tx.execute(
        "UPDATE posts SET state = 'gone', lease_until = 0, reason = ? "
        "WHERE destination_id = ? AND state IN ('due', 'sending')",
        (reason, destination_id),
    )
    await tx.execute(
        "INSERT OR REPLACE INTO refusals (user_id, reason) SELECT ?, ? "
        "WHERE EXISTS (SELECT 1 FROM destinations WHERE id = ?)",
        (user_id, refusal, destination_id),
    )


async def get_refusal(db: Database, user_id: int) -> Refusal | None:
    """Return why a person's messages are refused who has yet to be told."""
    rows = await db.glance("SELECT reason FROM refusals WHERE user_id = ?", (user_id,))
    return Refusal(rows[0][0]) if rows else None


async def delete_refusal(tx: Transaction, user_id: int) -> None:
    """Note that a person was told."""
    await tx.execute("DELETE FROM refusals WHERE user_id = ?", (user_id,))


async def insert_follow(tx: Transaction, destination_id: int, guild_id: int) -> None:
    """Let a server's own news reach a person who followed there."""
    await tx.execute(
        "INSERT OR IGNORE INTO follows (destination_id, guild_id) VALUES (?, ?)",
        (destination_id, guild_id),
    )


async def delete_follow(tx: Transaction, destination_id: int, guild_id: int) -> None:
    """Let nothing more of a server reach a person who left it, corrections neither."""
    own = "SELECT id FROM updates WHERE guild_id = ? AND wire = 0"
    await tx.execute(
        "DELETE FROM follows WHERE destination_id = ? AND guild_id = ?", (destination_id, guild_id)
    )
    await tx.execute(
        f"DELETE FROM digest_items WHERE destination_id = ? AND update_id IN ({own})",
        (destination_id, guild_id),
    )
    await tx.execute(
        "UPDATE posts SET state = 'gone', lease_until = 0, reason = 'No longer in that server' "
        f"WHERE destination_id = ? AND state <> 'gone' AND update_id IN ({own})",
        (destination_id, guild_id),
    )


async def list_follows(db: Database, destination_id: int) -> list[int]:
    """Return the servers whose own news a person follows."""
    rows = await db.fetch(
        "SELECT guild_id FROM follows WHERE destination_id = ? ORDER BY guild_id",
        (destination_id,),
    )
    return [row[0] for row in rows]


async def list_internal(db: Database, claim: Claim) -> list[int]:
    """Return the servers whose own news a post shows, which only their members may see."""
    rows = await db.fetch(
        "SELECT DISTINCT guild_id FROM updates WHERE wire = 0 AND guild_id IS NOT NULL "
        "AND (id = ? OR id IN (SELECT update_id FROM digest_items WHERE digest_id = ?))",
        (claim.post.update_id, claim.post.digest_id),
    )
    return [row[0] for row in rows]


async def get_mode(db: Database, claim: Claim) -> Mode | None:
    """Return the mode of a claimed post's destination, None when the claim is no longer ours."""
    rows = await db.fetch(
        "SELECT d.mode FROM posts AS p JOIN destinations AS d ON d.id = p.destination_id "
        "WHERE p.id = ? AND p.attempts = ? AND p.state = 'sending'",
        (claim.post.id, claim.post.attempts),
    )
    return Mode(rows[0][0]) if rows else None


async def has_seen(db: Database, user_id: int, update_id: int) -> bool:
    """Whether an update was queued for a person, alone or in a digest."""
    rows = await db.fetch(
        "SELECT 1 FROM destinations AS d WHERE d.user_id = ? AND ("
        "EXISTS (SELECT 1 FROM posts WHERE destination_id = d.id AND update_id = ?) OR "
        "EXISTS (SELECT 1 FROM digest_items WHERE destination_id = d.id AND update_id = ?))",
        (user_id, update_id, update_id),
    )
    return bool(rows)


async def _drop_unsent(tx: Transaction, destination_id: int, reason: str) -> None:
    # What is being sent at this moment is left: its sender looks at the mode first.
    await tx.execute(
        "UPDATE posts SET state = 'gone', reason = ? "
        "WHERE destination_id = ? AND state = 'due' AND message_id IS NULL",
        (reason, destination_id),
    )
    await tx.execute(
        "DELETE FROM digest_items WHERE destination_id = ? AND digest_id IS NULL",
        (destination_id,),
    )
