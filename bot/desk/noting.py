"""The audit of the desk: every use case notes in its own transaction what it does."""

from typing import TYPE_CHECKING

from bot.audit import Fields
from bot.store.audit import insert_audit
from bot.store.database import Transaction

if TYPE_CHECKING:
    from bot.newsroom import Editor

Said = tuple[Fields | None, Fields | None]  # what stood before, and what stands after


async def note(
    tx: Transaction, editor: "Editor", action: str, subject: str, said: Said, *, now: int
) -> None:
    """Note what a moderator does in this transaction, such as ``update.publish``, ``update:12``."""
    before, after = said
    await insert_audit(
        tx,
        guild_id=editor.guild_id,
        actor_id=editor.user_id,
        action=action,
        subject=subject,
        before=before,
        after=after,
        now=now,
    )
