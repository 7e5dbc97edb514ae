"""Days worth a word: those of the pack, those that came, and where they are posted."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.enums import MilestoneKind
from bot.milestones import Milestone
from bot.models import Anniversary, PartialDate
from bot.store.database import Database, Transaction
from bot.store.rows import read_sources, sources_of


@dataclass(frozen=True, slots=True)
class Place:
    """A destination that gets milestones; ``time_zone`` is an IANA name."""

    destination_id: int
    guild_id: int
    time_zone: str
    unwanted: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeptMilestone:
    """A milestone as it was when it came; ``day`` is YYYY-MM-DD."""

    id: int
    key: str
    day: str
    headline: str
    summary: str
    update_id: int | None


_KEPT = "m.id, m.key, m.day, m.headline, m.summary, m.update_id"


async def list_anniversaries(db: Database) -> list[Anniversary]:
    """Return the pack's days, oldest first."""
    rows = await db.fetch(
        "SELECT a.id, a.day, a.headline, "
        f"{sources_of('anniversary_sources', 'anniversary_id', 'a.id')} "
        "FROM anniversaries AS a ORDER BY a.day, a.id"
    )
    return [
        Anniversary(id_, PartialDate.parse(day), headline, read_sources(sources))
        for id_, day, headline, sources in rows
    ]


async def list_places(db: Database) -> list[Place]:
    """Return where milestones are wanted."""
    rows = await db.fetch(
        "SELECT d.id, d.guild_id, coalesce(d.time_zone, g.time_zone, 'UTC'), "
        "(SELECT group_concat(kind, ' ') FROM unwanted_milestones AS w "
        "WHERE w.destination_id = d.id) FROM destinations AS d "
        "LEFT JOIN guilds AS g ON g.guild_id = d.guild_id "
        "WHERE d.mode = 'active' AND d.milestones = 1 ORDER BY d.id"
    )
    return [
        Place(id_, guild_id, zone, frozenset((unwanted or "").split()))
        for id_, guild_id, zone, unwanted in rows
    ]


async def insert_milestone(tx: Transaction, milestone: Milestone) -> int:
    """Keep a milestone, once for each key; return its id."""
    update = milestone.update
    rows = await tx.execute(
        "INSERT INTO milestones (key, kind, day, headline, summary, update_id) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET headline = excluded.headline, "
        "summary = excluded.summary RETURNING id",
        (
            milestone.key,
            milestone.kind,
            milestone.day.isoformat(),
            milestone.headline,
            milestone.summary,
            update.id if update else None,
        ),
    )
    return int(rows[0][0])


async def insert_milestone_posts(
    tx: Transaction,
    milestone_id: int,
    revision: int,
    destination_ids: Sequence[int],
    now: int,
    *,
    doubtful_since: int | None,
) -> None:
    """Queue a milestone at destinations that have not had it.

    ``doubtful_since`` is from when on it may have been sent by a bot whose database was lost.
    """
    await tx.execute_many(
        "INSERT OR IGNORE INTO posts "
        "(milestone_id, destination_id, wanted_revision, due_at, attempt_at, rank) "
        "SELECT ?, id, ?, ?, ?, user_id IS NOT NULL FROM destinations WHERE id = ?",
        [(milestone_id, revision, now, doubtful_since, id_) for id_ in destination_ids],
    )


async def get_milestone(db: Database, milestone_id: int) -> KeptMilestone | None:
    """Return a milestone that came, or None."""
    rows = await db.fetch(f"SELECT {_KEPT} FROM milestones AS m WHERE m.id = ?", (milestone_id,))
    return KeptMilestone(*rows[0]) if rows else None


async def find_milestone(
    db: Database, key: str, guild_id: int | None, user_id: int
) -> KeptMilestone | None:
    """Return a milestone by its key if this server had it, in direct messages this person."""
    rows = await db.fetch(
        f"SELECT {_KEPT} FROM milestones AS m JOIN posts AS p ON p.milestone_id = m.id "
        "JOIN destinations AS d ON d.id = p.destination_id "
        "WHERE m.key = ? AND (d.guild_id = ? OR d.user_id = ?) LIMIT 1",
        (key, guild_id, None if guild_id else user_id),
    )
    return KeptMilestone(*rows[0]) if rows else None


async def list_milestone_headlines(db: Database, ids: Sequence[int]) -> dict[int, str]:
    """Return the headlines of milestones by id."""
    marks = ", ".join("?" * len(ids))
    rows = await db.fetch(f"SELECT id, headline FROM milestones WHERE id IN ({marks})", tuple(ids))
    return dict(rows)


async def set_milestones(
    tx: Transaction, guild_id: int, *, shown: bool, unwanted: Sequence[MilestoneKind]
) -> bool:
    """Choose whether a server's channel gets milestones and which; False when it has no channel."""
    rows = await tx.execute(
        "UPDATE destinations SET milestones = ? WHERE guild_id = ? AND mode <> 'retired' "
        "RETURNING id",
        (shown, guild_id),
    )
    for (destination_id,) in rows:
        await tx.execute(
            "DELETE FROM unwanted_milestones WHERE destination_id = ?", (destination_id,)
        )
        await tx.execute_many(
            "INSERT INTO unwanted_milestones (destination_id, kind) VALUES (?, ?)",
            [(destination_id, kind) for kind in unwanted],
        )
    return bool(rows)
