"""What hinders destinations, how long each rests for it, and what moderators have yet to hear."""

from dataclasses import dataclass

from bot.enums import Trouble
from bot.places import Destination, Post
from bot.store.absences import delete_absence, insert_absence
from bot.store.database import Database, Transaction
from bot.store.destinations import (
    DAY_S,
    DESTINATION,
    FOR_EVER,
    MAY_ASK,
    RESTS_UNTIL,
    read_destination,
)
from bot.store.moves import UNTRIED
from bot.store.posts import FROM_POSTS, POST, read_post


async def set_trouble(
    tx: Transaction, destination_id: int, trouble: Trouble, *, until: int, now: int
) -> int:
    """Let a destination rest with all that waits for it; return until when.

    For a permission that is missing only what is to be sent rests (``RESTS_UNTIL``). A refusal
    is counted: there are two at most in any 24 hours.
    """
    refused = trouble is Trouble.REFUSED
    rows = await tx.execute(
        "UPDATE destinations SET trouble = iif(trouble IN ('channel', 'removed'), trouble, ?), "
        f"rest_until = max(?, iif(?, coalesce(refused_at + {DAY_S}, 0), 0), "
        "iif(trouble IN ('channel', 'removed'), rest_until, 0)), "
        "refused_before = CASE WHEN ? THEN refused_at ELSE refused_before END, "
        "refused_at = CASE WHEN ? THEN ? ELSE refused_at END WHERE id = ? RETURNING rest_until",
        (trouble, until, refused, refused, refused, now, destination_id),
    )
    if not rows:  # the server's data was deleted meanwhile
        return until
    rest_until = int(rows[0][0])
    # What is due later has its own reason; what is due now would have to be walked past.
    await tx.execute(
        "UPDATE posts SET due_at = ? WHERE destination_id = ? AND state = 'due' AND due_at <= ? "
        "AND (shown_revision IS NULL OR ?)",
        (rest_until, destination_id, now, trouble is not Trouble.MISSING),
    )
    return rest_until


async def set_edits_later(tx: Transaction, post: Post, due_at: int) -> None:
    """Put off what else is to be changed at a post's destination; another one is tried first."""
    await tx.execute(
        "UPDATE posts SET due_at = max(due_at, ?) WHERE destination_id = ? AND id <> ? "
        "AND state = 'due' AND shown_revision IS NOT NULL",
        (due_at - 1, post.destination_id, post.id),
    )


async def insert_refusal(tx: Transaction, destination_id: int, now: int) -> None:
    """Count a refusal of something else than an alert; one that refuses alerts too rests longer."""
    await tx.execute(
        f"UPDATE destinations SET rest_until = iif(trouble = 'refused', "
        f"max(rest_until, coalesce(refused_at + {DAY_S}, 0)), rest_until), "
        "refused_before = refused_at, refused_at = ? WHERE id = ?",
        (now, destination_id),
    )


async def insert_channel_refusal(tx: Transaction, channel_id: int, now: int) -> None:
    """Count a refusal of a notice where it was to stand in a channel that gets alerts."""
    rows = await tx.execute(
        "SELECT id FROM destinations WHERE channel_id = ? AND user_id IS NULL", (channel_id,)
    )
    for (destination_id,) in rows:
        await insert_refusal(tx, destination_id, now)


async def is_refusing(db: Database, channel_id: int) -> bool:
    """Whether Discord refused the last alert in a channel."""
    rows = await db.fetch(
        "SELECT 1 FROM destinations WHERE channel_id = ? AND user_id IS NULL "
        "AND trouble = 'refused'",
        (channel_id,),
    )
    return bool(rows)


async def may_ask_at(db: Database, destination_id: int) -> int:
    """Return from when on Discord may be asked at a destination, in UTC seconds."""
    rows = await db.fetch(f"SELECT {MAY_ASK} FROM destinations WHERE id = ?", (destination_id,))
    return rows[0][0] if rows else 0


async def clear_trouble(tx: Transaction, destination_id: int, *, sent: bool) -> None:
    """Note that an alert arrived; one that was ``sent`` shows that no permission is missing."""
    await tx.execute(
        "UPDATE destinations SET trouble = NULL "
        "WHERE id = ? AND (trouble = 'refused' OR trouble = 'missing' AND ?)",
        (destination_id, sent),
    )


async def lift_rest(tx: Transaction, destination_id: int, now: int) -> None:
    """Let what waits for a destination be tried, as soon as Discord may be asked there again.

    A permission that was missing is there, as far as the bot knows; a refusal stays on record
    until an alert arrives.
    """
    rows = await tx.execute(
        "SELECT rest_until, trouble IS 'missing' FROM destinations WHERE id = ?", (destination_id,)
    )
    if not rows:  # the server's data was deleted meanwhile
        return
    await tx.execute(
        "UPDATE destinations SET trouble = nullif(trouble, 'missing'), "
        f"rest_until = {MAY_ASK} WHERE id = ?",
        (destination_id,),
    )
    await tx.execute(
        # The same for all that is due, so that older news goes first.
        "UPDATE posts SET due_at = ? WHERE destination_id = ? AND state = 'due' "
        "AND (due_at = ? OR due_at <= ? OR shown_revision IS NOT NULL AND ?)",
        (now, destination_id, rows[0][0], now, rows[0][1]),
    )


async def reopen_unknown(
    tx: Transaction, destination_id: int, prefix: str, now: int
) -> list[int | None]:
    """Look again for what ended as unknown for a reason that begins so.

    Return the updates that it was about, None for what was no update.
    """
    rows = await tx.execute(
        "UPDATE posts SET state = 'due', due_at = ?, untold = 0 WHERE destination_id = ? "
        "AND state = 'unknown' AND substr(reason, 1, ?) = ? RETURNING update_id",
        (now, destination_id, len(prefix), prefix),
    )
    return [row[0] for row in rows]


async def halt_channel(tx: Transaction, channel_id: int, reason: str) -> bool:
    """Pause a server's destination whose channel was deleted; False where there is none.

    A deleted channel does not come back: what it showed is gone with it, and what waits does so
    until another one is chosen.
    """
    rows = await tx.execute(
        "UPDATE destinations SET trouble = 'channel', rest_until = ?, "
        "mode = CASE mode WHEN 'active' THEN 'paused' ELSE mode END "
        "WHERE channel_id = ? AND user_id IS NULL RETURNING id, mode = 'retired'",
        (FOR_EVER, channel_id),
    )
    for destination_id, retired in rows:
        await tx.execute(
            "UPDATE posts SET state = 'gone', lease_until = 0, reason = ? WHERE destination_id = ? "
            f"AND (state IN ('done', 'unknown') OR state = 'due' AND (? OR NOT ({UNTRIED})))",
            (reason, destination_id, retired),
        )
        await tx.execute(
            "UPDATE posts SET due_at = ? WHERE destination_id = ? AND state = 'due'",
            (FOR_EVER, destination_id),
        )
    return bool(rows)


async def halt_guild(tx: Transaction, guild_id: int, now: int) -> bool:
    """Pause a server that removed the bot; False when that is known."""
    if not await insert_absence(tx, guild_id, now):
        return False
    await tx.execute(
        "UPDATE destinations SET trouble = 'removed', mode = 'paused' "
        "WHERE guild_id = ? AND mode = 'active'",
        (guild_id,),
    )
    await tx.execute(
        "UPDATE destinations SET rest_until = ? WHERE guild_id = ?", (FOR_EVER, guild_id)
    )
    await tx.execute(
        "UPDATE posts SET due_at = ? WHERE state = 'due' AND destination_id IN "
        "(SELECT id FROM destinations WHERE guild_id = ?)",
        (FOR_EVER, guild_id),
    )
    return True


async def resume_guild(tx: Transaction, guild_id: int, now: int, reason: str) -> bool:
    """Resume a server that has the bot again; False when it was not away.

    What was published meanwhile was not queued, as in a pause. What waited to be sent before is
    a day old at most or ends for the reason; corrections of what is shown go on.
    """
    since = await delete_absence(tx, guild_id)
    if since is None:
        return False
    own = "destination_id IN (SELECT id FROM destinations WHERE guild_id = ?)"
    if now - since > DAY_S:
        await tx.execute(
            "UPDATE posts SET state = 'gone', reason = ? WHERE state = 'due' "
            f"AND shown_revision IS NULL AND attempt_at IS NULL AND {own}",
            (reason, guild_id),
        )
        # A digest whose hour has passed is as old; what waits for the next one is not.
        await tx.execute(
            f"DELETE FROM digest_items WHERE digest_id IS NULL AND due_at <= ? AND {own}",
            (now, guild_id),
        )
    await tx.execute(
        f"UPDATE posts SET due_at = ? WHERE state = 'due' AND due_at = ? AND {own}",
        (now, FOR_EVER, guild_id),
    )
    await tx.execute(
        "UPDATE destinations SET trouble = NULL, mode = 'active' "
        "WHERE guild_id = ? AND trouble = 'removed'",
        (guild_id,),
    )
    await tx.execute(
        f"UPDATE destinations SET rest_until = {MAY_ASK} "
        "WHERE guild_id = ? AND trouble IS NOT 'channel'",
        (guild_id,),
    )
    return True


async def delete_ping_role(tx: Transaction, guild_id: int, role_id: int) -> None:
    """Ping nobody any more where a role was pinged that was deleted."""
    await tx.execute(
        "UPDATE destinations SET ping_role_id = NULL WHERE guild_id = ? AND ping_role_id = ?",
        (guild_id, role_id),
    )


@dataclass(frozen=True, slots=True)
class Health:
    """How a server's alerts fare: what waits, until when, and when one was shown last."""

    waiting: int
    next_at: int | None
    shown_at: int | None


async def get_health(db: Database, guild_id: int) -> Health:
    """Return how a server's alerts fare, in UTC seconds; former channels count too."""
    rows = await db.fetch(
        "SELECT count(*) FILTER (WHERE p.state IN ('due', 'sending')), "
        f"min(max(p.due_at, {RESTS_UNTIL})) FILTER (WHERE p.state = 'due'), max(p.shown_at) "
        f"{FROM_POSTS} WHERE p.destination_id IN (SELECT id FROM destinations WHERE guild_id = ?)",
        (guild_id,),
    )
    return Health(*rows[0])


async def list_places(db: Database, guild_id: int | None = None) -> list[tuple[Destination, bool]]:
    """Return the destinations of a server, or of all, and whether any of its posts is unknown."""
    rows = await db.fetch(
        f"SELECT {DESTINATION}, EXISTS (SELECT 1 FROM posts AS p "
        "WHERE p.destination_id = d.id AND p.state = 'unknown') FROM destinations AS d "
        "WHERE d.guild_id = coalesce(?, d.guild_id) AND d.guild_id <> 0 ORDER BY d.id",
        (guild_id,),
    )
    return [(read_destination(row), bool(row[-1])) for row in rows]


async def list_hindered(db: Database) -> list[Destination]:
    """Return the destinations that wait for what the bot lacked there."""
    rows = await db.fetch(
        f"SELECT {DESTINATION} FROM destinations AS d WHERE d.trouble = 'missing' "
        "AND d.guild_id <> 0"
    )
    return [read_destination(row) for row in rows]


async def list_troubles(db: Database, now: int) -> list[Destination]:
    """Return the destinations whose moderators are to be told what hinders alerts.

    Of a deleted channel they are told until they heard it, of anything else once a day while
    something waits; of a former channel only while something does.
    """
    rows = await db.fetch(
        f"SELECT {DESTINATION} FROM destinations AS d LEFT JOIN notices AS n "
        "ON n.guild_id = d.guild_id AND n.topic = 'alerts:' || d.id "
        "WHERE d.trouble IN ('missing', 'refused') AND d.guild_id <> 0 "
        "AND (n.told_at IS NULL OR n.told_at <= ?) "
        "AND (n.open IS NOT 1 AND d.mode <> 'retired' OR EXISTS "
        "(SELECT 1 FROM posts AS p WHERE p.destination_id = d.id AND p.state = 'due')) "
        f"UNION ALL SELECT {DESTINATION} FROM destinations AS d LEFT JOIN notices AS n "
        "ON n.guild_id = d.guild_id AND n.topic = 'gone:' || d.id "
        "WHERE d.trouble = 'channel' AND d.mode <> 'retired' AND n.open IS NOT 1 "
        "AND (n.told_at IS NULL OR n.told_at <= ?)",
        (now - DAY_S, now - DAY_S),
    )
    return [read_destination(row) for row in rows]


async def list_cleared(db: Database) -> list[Destination]:
    """Return the destinations whose moderators know of a trouble that is over."""
    rows = await db.fetch(
        f"SELECT {DESTINATION} FROM notices AS n JOIN destinations AS d "
        "ON d.guild_id = n.guild_id AND n.topic = 'alerts:' || d.id "
        "WHERE n.open = 1 AND d.trouble IS NULL"
    )
    return [read_destination(row) for row in rows]


async def list_untold(db: Database, now: int) -> list[Post]:
    """Return the posts of servers whose end is to be told, unless the place was told within a day.

    The order is that of destinations.
    """
    rows = await db.fetch(
        f"SELECT {POST} {FROM_POSTS} LEFT JOIN notices AS n ON n.guild_id = d.guild_id "
        "AND n.topic = 'ends:' || d.id WHERE p.untold = 1 AND d.guild_id <> 0 "
        "AND (n.told_at IS NULL OR n.told_at <= ?) ORDER BY p.destination_id, p.id",
        (now - DAY_S,),
    )
    return [read_post(row) for row in rows]


async def set_told(tx: Transaction, post_ids: list[int]) -> None:
    """Note that the ends of posts are told."""
    await tx.execute_many("UPDATE posts SET untold = 0 WHERE id = ?", [(id_,) for id_ in post_ids])
