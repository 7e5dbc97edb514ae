"""What waits where alerts are not wanted any more: it goes to the new channel, or ends."""

from bot.enums import Mode
from bot.places import Post
from bot.store.database import Transaction

# Nobody has seen it, and nothing is under way that somebody might yet see.
UNTRIED = "state = 'due' AND shown_revision IS NULL AND attempt_at IS NULL"
MOVED = "Alerts go to another channel now, which had it before"
REASONS = {
    Mode.PAUSED: "Alerts were paused before it was sent",
    Mode.RETIRED: "Alerts were turned off before it was sent",
}


async def move_waiting(tx: Transaction, former_id: int, destination_id: int) -> None:
    """Let what waits at a former channel go to another, except what that has had before."""
    await _unmake_digests(tx, former_id)
    await tx.execute(
        "UPDATE OR IGNORE digest_items SET destination_id = ? WHERE destination_id = ? "
        "AND digest_id IS NULL AND update_id NOT IN "
        "(SELECT p.update_id FROM posts AS p WHERE p.destination_id = ? "
        "AND p.update_id IS NOT NULL)",
        (destination_id, former_id, destination_id),
    )
    await tx.execute(
        "UPDATE OR IGNORE posts SET destination_id = ?, failures = 0, reason = NULL "
        f"WHERE destination_id = ? AND {UNTRIED}",
        (destination_id, former_id),
    )
    await _end(tx, former_id, MOVED)
    await _retire(tx, former_id)


async def drop_waiting(tx: Transaction, destination_id: int, mode: Mode) -> None:
    """End what waits; what was gathered for a digest outlives a pause."""
    await _unmake_digests(tx, destination_id)
    await _end(tx, destination_id, REASONS[mode])
    if mode is Mode.RETIRED:
        await _retire(tx, destination_id)


async def settle_unwanted(tx: Transaction, post: Post) -> bool:
    """Settle what was claimed to be sent where alerts are not wanted any more."""
    rows = await tx.execute(
        "UPDATE posts SET state = 'due', lease_until = 0, attempt_at = NULL "
        "WHERE id = ? AND attempts = ? AND state = 'sending' RETURNING id",
        (post.id, post.attempts),
    )
    found = await tx.execute(
        "SELECT d.mode, (SELECT n.id FROM destinations AS n WHERE n.guild_id = d.guild_id "
        "AND n.mode <> 'retired') FROM destinations AS d WHERE d.id = ?",
        (post.destination_id,),
    )
    for mode, new_id in found if rows else ():
        if mode == Mode.RETIRED and new_id is not None:
            await move_waiting(tx, post.destination_id, new_id)
        elif mode != Mode.ACTIVE:
            await drop_waiting(tx, post.destination_id, Mode(mode))
    return bool(rows)


async def _unmake_digests(tx: Transaction, destination_id: int) -> None:
    """Let what is in digests that were never sent wait for another one."""
    rows = await tx.execute(
        "DELETE FROM posts WHERE destination_id = ? AND digest_id IS NOT NULL "
        f"AND {UNTRIED} RETURNING digest_id",
        (destination_id,),
    )
    await tx.execute_many("UPDATE digest_items SET digest_id = NULL WHERE digest_id = ?", rows)
    await tx.execute_many("DELETE FROM digests WHERE id = ?", rows)


async def _end(tx: Transaction, destination_id: int, reason: str) -> None:
    await tx.execute(
        "UPDATE posts SET state = 'gone', reason = ?, untold = 0 "
        f"WHERE destination_id = ? AND {UNTRIED}",
        (reason, destination_id),
    )


async def _retire(tx: Transaction, destination_id: int) -> None:
    """Let nothing wait for a digest, and nobody for word that alerts work there again."""
    await tx.execute(
        "DELETE FROM digest_items WHERE destination_id = ? AND digest_id IS NULL",
        (destination_id,),
    )
    await tx.execute(
        "UPDATE notices SET open = 0 WHERE topic = 'alerts:' || ? "
        "AND guild_id = (SELECT d.guild_id FROM destinations AS d WHERE d.id = ?)",
        (destination_id, destination_id),
    )
