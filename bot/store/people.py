"""Forgetting a person: what is about them goes, what they wrote stays without their name."""

from bot.store import audit, notices, tips
from bot.store.database import Transaction

NOBODY = 0  # as an editor: a former moderator, or the pack
_OF_PERSON = ("askers", "forms", "refusals")
# Where the id of who wrote or decided something stands, which stays.
_WRITTEN = (
    ("revisions", "editor_id"),
    ("addition_revisions", "editor_id"),
    ("hidden_log", "editor_id"),
    ("checks", "editor_id"),
    ("stories", "claimed_by"),
    ("stories", "asked_by"),
    ("stories", "decided_by"),
    ("requests", "asker_id"),
    ("plans", "planner_id"),
)
_OF_DESTINATION = ("digest_items", "posts", "digests", "follows", "unwanted_milestones")


async def delete_person(tx: Transaction, user_id: int) -> tuple[int, int] | None:
    """Forget a person in all servers; return destination id and channel id of their messages.

    News and facts of theirs stay, with time and reason, as those of a former moderator: they
    are the server's record, and corrections have to stay traceable.
    """
    await tips.delete_person(tx, user_id)
    await audit.set_actor_forgotten(tx, user_id)
    await notices.delete_person(tx, user_id)
    for table in _OF_PERSON:
        await tx.execute(f"DELETE FROM {table} WHERE user_id = ?", (user_id,))
    for table, column in _WRITTEN:
        await tx.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (NOBODY, user_id))
    found = await tx.execute(
        "SELECT id, channel_id FROM destinations WHERE user_id = ?", (user_id,)
    )
    if not found:
        return None
    destination_id, channel_id = found[0]
    for table in _OF_DESTINATION:
        await tx.execute(f"DELETE FROM {table} WHERE destination_id = ?", (destination_id,))
    await tx.execute("DELETE FROM destinations WHERE id = ?", (destination_id,))
    return destination_id, channel_id
