"""Who sent tips: how many lately, who is still to be told what became of one, who is credited.

A person's id stands in story_leads until that person was told, in tip_times for a day, and in
credits for who wants to be named.
"""

from dataclasses import dataclass

from bot.enums import StoryState
from bot.store.database import Database, Row, Transaction

REMEMBERED_S = 24 * 3600
TOLD_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody who is to be told what became of a tip.

    ``joined`` when it was joined with another one and nobody has decided yet.
    """

    story_id: int
    user_id: int
    guild_id: int
    title: str
    credit: bool
    state: StoryState
    reason: str | None
    update_id: int | None
    tries: int

    @property
    def joined(self) -> bool:
        """Whether this is only about where the tip is now."""
        return self.state.waits

    @property
    def about(self) -> str:
        """What it is about, for the log."""
        return f"story {self.story_id}"


async def list_times(tx: Transaction, user_id: int, now: int) -> list[int]:
    """Return when a person sent tips within a day, oldest first; older times are forgotten."""
    await tx.execute("DELETE FROM tip_times WHERE sent_at <= ?", (now - REMEMBERED_S,))
    rows = await tx.execute(
        "SELECT sent_at FROM tip_times WHERE user_id = ? ORDER BY sent_at", (user_id,)
    )
    return [row[0] for row in rows]


async def insert_time(tx: Transaction, user_id: int, now: int) -> None:
    """Note that a person sends a tip now."""
    await tx.execute("INSERT INTO tip_times (user_id, sent_at) VALUES (?, ?)", (user_id, now))


async def list_tellings(db: Database, now: int) -> list[Telling]:
    """Return who is to be told something now, of all servers; each person once for a story."""
    rows = await db.fetch(
        "SELECT l.story_id, l.sender_id, s.guild_id, l.title, max(l.credit), s.state, s.reason, "
        "s.update_id, max(l.tries), min(l.id) FROM story_leads AS l "
        "JOIN stories AS s ON s.id = l.story_id LEFT JOIN updates AS u ON u.id = s.update_id "
        "WHERE l.sender_id IS NOT NULL AND l.tell_at <= ? AND (l.joined = 1 "
        "OR s.state = 'declined' OR u.state IN ('published', 'retracted')) "
        "AND (s.state <> 'accepted' OR u.state IN ('published', 'retracted')) "
        "GROUP BY l.story_id, l.sender_id ORDER BY min(l.id) LIMIT ?",
        (now, TOLD_AT_ONCE),
    )
    return [_telling(row) for row in rows]


def _telling(row: Row) -> Telling:
    story_id, user_id, guild_id, title, credit, state, reason, update_id, tries, _first = row
    return Telling(
        story_id,
        user_id,
        guild_id,
        title,
        bool(credit),
        StoryState(state),
        reason,
        update_id,
        tries,
    )


async def settle_joined(tx: Transaction, telling: Telling) -> None:
    """Note that a person knows that a tip was joined with another one."""
    await tx.execute(
        "UPDATE story_leads SET joined = 0, tries = 0 WHERE story_id = ? AND sender_id = ?",
        (telling.story_id, telling.user_id),
    )


async def settle_later(tx: Transaction, telling: Telling, at: int) -> None:
    """Note that a person could not be told and when to try again."""
    await tx.execute(
        "UPDATE story_leads SET tries = ?, tell_at = ? WHERE story_id = ? AND sender_id = ?",
        (telling.tries + 1, at, telling.story_id, telling.user_id),
    )


async def delete_sender(tx: Transaction, telling: Telling) -> None:
    """Forget who sent a tip once that person was told, or cannot be."""
    await tx.execute(
        "UPDATE story_leads SET sender_id = NULL, sender_name = NULL, credit = 0, joined = 0 "
        "WHERE story_id = ? AND sender_id = ?",
        (telling.story_id, telling.user_id),
    )


async def delete_person(tx: Transaction, user_id: int) -> None:
    """Forget a person who sent tips; alerts that name them are brought up to date without."""
    await tx.execute(
        "UPDATE stories SET changed_at = changed_at WHERE id IN "
        "(SELECT story_id FROM story_leads WHERE sender_id = ?)",
        (user_id,),
    )
    await tx.execute(
        "UPDATE story_leads SET sender_id = NULL, sender_name = NULL, credit = 0, joined = 0 "
        "WHERE sender_id = ?",
        (user_id,),
    )
    await tx.execute("DELETE FROM tip_times WHERE user_id = ?", (user_id,))
    await tx.execute(
        "UPDATE posts SET shown_revision = 0, state = 'due', due_at = 0 WHERE state = 'done' "
        "AND message_id IS NOT NULL "
        "AND update_id IN (SELECT update_id FROM credits WHERE user_id = ?)",
        (user_id,),
    )
    # What is under way with the name loses its claim, so that it is looked for and changed later.
    await tx.execute(
        "UPDATE posts SET attempts = attempts + 1 WHERE state = 'sending' "
        "AND update_id IN (SELECT update_id FROM credits WHERE user_id = ?)",
        (user_id,),
    )
    await tx.execute("DELETE FROM credits WHERE user_id = ?", (user_id,))
