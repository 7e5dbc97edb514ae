"""The stories of the news desk and the leads that tell them."""

import datetime as dt
from dataclasses import dataclass

from bot.desk.leads import Lead
from bot.enums import Reliability, StoryState
from bot.errors import NotFoundError
from bot.store.database import Database, Row, Transaction

KEPT_S = 90 * 24 * 3600  # a decided story is kept so long, to know its page again
WAITS_S = 30 * 24 * 3600  # a story that nobody touches waits so long
WAITING_MOST = 300  # of one server; the longest untouched make room
TOO_LATE = "Nobody at the news desk came to it in time."


@dataclass(frozen=True, slots=True)
class Told:
    """One lead of a story; ``sender_id`` stands there until that person was told the outcome."""

    id: int
    title: str
    summary: str
    link: str | None
    outlet: str
    published: dt.date | None
    reliability: Reliability | None
    feed_id: int | None
    sender_id: int | None
    credit: bool
    taken_at: int


@dataclass(frozen=True, slots=True)
class Story:
    """What may be news, with everybody who told it, first one first."""

    id: int
    guild_id: int
    state: StoryState
    opened_at: int
    changed_at: int
    claimed_by: int | None
    claimed_until: int
    asked_by: int | None
    decided_by: int | None
    decided_at: int | None
    reason: str | None
    update_id: int | None
    merged_into: int | None
    leads: tuple[Told, ...]

    @property
    def title(self) -> str:
        """What it is called in lists."""
        return self.leads[0].title


_STORY = (
    "SELECT s.id, s.guild_id, s.state, s.opened_at, s.changed_at, s.claimed_by, "
    "s.claimed_until, s.asked_by, s.decided_by, s.decided_at, s.reason, s.update_id, "
    "s.merged_into FROM stories AS s "
)
_LEAD = (
    "SELECT l.story_id, l.id, l.title, l.summary, l.link, l.outlet, l.published, l.reliability, "
    "l.feed_id, l.sender_id, l.credit, l.taken_at FROM story_leads AS l "
)
_WAITS = "s.state IN ('open', 'second-look')"


async def list_waiting(reader: Database | Transaction, guild_id: int) -> list[Story]:
    """Return what waits for a server's moderators: most leads first, then newest."""
    read = reader.fetch if isinstance(reader, Database) else reader.execute
    rows = await read(f"{_STORY} WHERE s.guild_id = ? AND {_WAITS}", (guild_id,))
    leads = await read(
        f"{_LEAD} JOIN stories AS s ON s.id = l.story_id WHERE s.guild_id = ? AND {_WAITS} "
        "ORDER BY l.id",
        (guild_id,),
    )
    stories = _stories(rows, leads)
    return sorted(stories, key=lambda story: (-len(story.leads), -story.changed_at, -story.id))


async def require_story(reader: Database | Transaction, guild_id: int, story_id: int) -> Story:
    """Return a story of this server in whatever state, or raise NotFoundError."""
    read = reader.fetch if isinstance(reader, Database) else reader.execute
    rows = await read(f"{_STORY} WHERE s.id = ? AND s.guild_id = ?", (story_id, guild_id))
    if not rows:
        raise NotFoundError("This server has no such story any more. /desk queue lists all.")
    leads = await read(f"{_LEAD} WHERE l.story_id = ? ORDER BY l.id", (story_id,))
    return _stories(rows, leads)[0]


async def list_pages(tx: Transaction, guild_id: int, canonical: str) -> list[tuple[int, Told]]:
    """Return (story, lead) of this server about one page, latest first; merged ones have moved."""
    rows = await tx.execute(
        f"{_LEAD} JOIN stories AS s ON s.id = l.story_id "
        "WHERE l.canonical = ? AND s.guild_id = ? ORDER BY l.id DESC",
        (canonical, guild_id),
    )
    return [(row[0], _told(row)) for row in rows]


async def insert_story(tx: Transaction, guild_id: int, now: int) -> int:
    """Open a story, and let go of what is too old; its first lead follows at once."""
    await _close_old(tx, guild_id, now)
    return await tx.insert(
        "INSERT INTO stories (guild_id, state, opened_at, changed_at) VALUES (?, 'open', ?, ?)",
        (guild_id, now, now),
    )


async def _close_old(tx: Transaction, guild_id: int, now: int) -> None:
    await tx.execute(
        "UPDATE stories SET state = 'declined', reason = ?, decided_at = ? WHERE id IN ("
        "SELECT s.id FROM stories AS s WHERE s.guild_id = ? AND s.changed_at < ? "
        f"AND {_WAITS} UNION SELECT id FROM (SELECT s.id FROM stories AS s WHERE s.guild_id = ? "
        f"AND {_WAITS} ORDER BY s.changed_at DESC, s.id DESC LIMIT -1 OFFSET ?))",
        (TOO_LATE, now, guild_id, now - WAITS_S, guild_id, WAITING_MOST - 1),
    )
    for state in ("= 'merged'", "<> 'merged'"):  # first what refers to others
        await tx.execute(
            f"DELETE FROM stories WHERE guild_id = ? AND decided_at < ? AND state {state} "
            "AND NOT EXISTS (SELECT 1 FROM story_leads WHERE story_id = stories.id "
            "AND sender_id IS NOT NULL) "
            "AND NOT EXISTS (SELECT 1 FROM stories AS m WHERE m.merged_into = stories.id)",
            (guild_id, now - KEPT_S),
        )


async def insert_lead(
    tx: Transaction, story_id: int, lead: Lead, canonical: str | None, now: int
) -> None:
    """Add a lead to a story."""
    await tx.execute(
        "INSERT INTO story_leads (story_id, title, summary, link, canonical, outlet, published, "
        "language, reliability, feed_id, sender_id, sender_name, credit, taken_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            story_id,
            lead.title,
            lead.summary,
            lead.link,
            canonical,
            lead.outlet,
            lead.published.isoformat() if lead.published else None,
            lead.language,
            lead.reliability,
            lead.feed_id,
            lead.sender_id,
            lead.sender_name,
            lead.credit,
            now,
        ),
    )
    await tx.execute("UPDATE stories SET changed_at = ? WHERE id = ?", (now, story_id))


async def set_claimed(tx: Transaction, story_id: int, user_id: int, until: int) -> None:
    """Note who writes the news of a story now."""
    await tx.execute(
        "UPDATE stories SET claimed_by = ?, claimed_until = ? WHERE id = ?",
        (user_id, until, story_id),
    )


async def set_second_look(tx: Transaction, story_id: int, user_id: int) -> None:
    """Note who wants somebody else to decide."""
    await tx.execute(
        "UPDATE stories SET state = 'second-look', asked_by = ?, claimed_by = NULL, "
        "claimed_until = 0 WHERE id = ?",
        (user_id, story_id),
    )


async def set_accepted(
    tx: Transaction, story_id: int, update_id: int, *, by: int, now: int
) -> None:
    """Note what a story became, and name there who wants to be credited for it."""
    await tx.execute(
        "UPDATE stories SET state = 'accepted', update_id = ?, decided_by = ?, decided_at = ?, "
        "claimed_by = NULL, claimed_until = 0 WHERE id = ?",
        (update_id, by, now, story_id),
    )
    await tx.execute(
        "INSERT INTO credits (update_id, user_id, name) SELECT ?, sender_id, min(sender_name) "
        "FROM story_leads WHERE story_id = ? AND credit = 1 AND sender_name IS NOT NULL "
        "GROUP BY sender_id",
        (update_id, story_id),
    )


async def set_declined(tx: Transaction, story_id: int, reason: str, *, by: int, now: int) -> None:
    """Note that a story is no news, and why."""
    await tx.execute(
        "UPDATE stories SET state = 'declined', reason = ?, decided_by = ?, decided_at = ?, "
        "claimed_by = NULL, claimed_until = 0 WHERE id = ?",
        (reason, by, now, story_id),
    )


async def set_merged(tx: Transaction, story_id: int, into: int, *, by: int, now: int) -> None:
    """Move a story's leads to another one; their senders are to be told so."""
    await tx.execute(
        "UPDATE story_leads SET story_id = ?, joined = (sender_id IS NOT NULL) WHERE story_id = ?",
        (into, story_id),
    )
    await tx.execute(
        "UPDATE stories SET state = 'merged', merged_into = ?, decided_by = ?, decided_at = ?, "
        "claimed_by = NULL, claimed_until = 0 WHERE id = ?",
        (into, by, now, story_id),
    )
    await tx.execute("UPDATE stories SET changed_at = ? WHERE id = ?", (now, into))


async def delete_guild(tx: Transaction, guild_id: int) -> None:
    """Forget a server's stories and its queue."""
    await tx.execute("DELETE FROM stories WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM queues WHERE guild_id = ?", (guild_id,))


def _stories(rows: list[Row], leads: list[Row]) -> list[Story]:
    told: dict[int, list[Told]] = {}
    for row in leads:
        told.setdefault(row[0], []).append(_told(row))
    return [
        Story(id_, guild_id, StoryState(state), *rest, leads=tuple(told.get(id_, ())))
        for id_, guild_id, state, *rest in rows
    ]


def _told(row: Row) -> Told:
    _story, id_, title, summary, link, outlet, published, reliability, *rest = row
    feed_id, sender_id, credit, taken_at = rest
    return Told(
        id_,
        title,
        summary,
        link,
        outlet,
        dt.date.fromisoformat(published) if published else None,
        Reliability(reliability) if reliability else None,
        feed_id,
        sender_id,
        bool(credit),
        taken_at,
    )
