"""Updates, their revisions, and the day on which somebody last looked for news."""

from collections.abc import Sequence
from typing import Any

from bot.enums import Importance, Kind, Origin, Stage, State
from bot.errors import NotFoundError
from bot.models import PartialDate, Revision, Source, Update, Wording
from bot.store.database import Database, Row, Transaction
from bot.store.decisions import read_rumour, read_slip
from bot.store.rows import read_date, read_sources, read_strings, sources_of, write_date
from bot.text import host_of

WIRE = 0  # in the table checks: the day on which the newsroom servers looked
_WORDING = "r.headline, r.summary, r.kind, r.stage, r.date, r.link, r.release"
SELECT_UPDATE = (
    "SELECT u.id, u.key, u.origin, u.guild_id, u.wire, u.state, u.revision, u.published_at, "
    f"u.corrected_at, u.retraction, u.importance, {_WORDING}, "
    "(SELECT json_group_array(entity_id) FROM (SELECT entity_id FROM update_people "
    "WHERE update_id = u.id ORDER BY position)), "
    f"{sources_of('update_sources', 'update_id', 'u.id')}, "
    "(SELECT json_group_array(name) FROM credits WHERE update_id = u.id), "
    "sl.what, sl.old, sl.new, sl.history, ru.outlet, ru.came_true, ru.settled, ru.state, ru.link, "
    "ru.day, ru.settled_by "
    "FROM updates AS u JOIN revisions AS r ON r.update_id = u.id AND r.number = u.revision "
    "LEFT JOIN slips AS sl ON sl.update_id = u.id LEFT JOIN rumours AS ru ON ru.update_id = u.id "
)


async def get_news_version(db: Database) -> int:
    """Return a number that changes whenever an update or a check does."""
    rows = await db.glance("SELECT value FROM meta WHERE key = 'news_version'")
    return int(rows[0][0])


async def list_published(db: Database) -> list[Update]:
    """Return every published or retracted update of all servers, oldest first."""
    rows = await db.fetch(
        f"{SELECT_UPDATE} WHERE u.state IN ('published', 'retracted') ORDER BY u.id"
    )
    return sorted((read_update(row) for row in rows), key=lambda update: (update.date, update.id))


async def list_seen(tx: Transaction, guild_id: int) -> list[Update]:
    """Return the published updates that a server's readers see."""
    rows = await tx.execute(
        f"{SELECT_UPDATE} WHERE u.state = 'published' AND (u.wire = 1 OR u.guild_id = ?) "
        "ORDER BY u.id",
        (guild_id,),
    )
    return [read_update(row) for row in rows]


async def list_of_guild(db: Database, guild_id: int, state: State, limit: int) -> list[Update]:
    """Return a server's own updates in one state, newest first."""
    rows = await db.fetch(
        f"{SELECT_UPDATE} WHERE u.guild_id = ? AND u.state = ? ORDER BY u.id DESC LIMIT ?",
        (guild_id, state, limit),
    )
    return [read_update(row) for row in rows]


async def get_update(db: Database, update_id: int) -> Update | None:
    """Return an update of any server, or None; for the alert engine."""
    rows = await db.fetch(f"{SELECT_UPDATE} WHERE u.id = ?", (update_id,))
    return read_update(rows[0]) if rows else None


async def require_own(reader: Database | Transaction, guild_id: int, update_id: int) -> Update:
    """Return an update that this server wrote, or raise NotFoundError."""
    read = reader.fetch if isinstance(reader, Database) else reader.execute
    rows = await read(f"{SELECT_UPDATE} WHERE u.id = ? AND u.guild_id = ?", (update_id, guild_id))
    if not rows:
        raise NotFoundError(f"This server has no update #{update_id}.")
    return read_update(rows[0])


async def list_revisions(db: Database, guild_id: int, update_id: int) -> list[Revision]:
    """Return every revision of an update that this server wrote, oldest first."""
    rows = await db.fetch(
        f"SELECT r.update_id, r.number, r.action, r.editor_id, r.edited_at, r.reason, {_WORDING} "
        "FROM revisions AS r JOIN updates AS u ON u.id = r.update_id "
        "WHERE u.id = ? AND u.guild_id = ? ORDER BY r.number",
        (update_id, guild_id),
    )
    return [
        Revision(id_, number, action, _wording(wording), editor_id, edited_at, reason)
        for id_, number, action, editor_id, edited_at, reason, *wording in rows
    ]


async def get_editor(tx: Transaction, update_id: int) -> int:
    """Return who wrote the newest revision of an update."""
    rows = await tx.execute(
        "SELECT r.editor_id FROM revisions AS r JOIN updates AS u ON u.id = r.update_id "
        "AND u.revision = r.number WHERE u.id = ?",
        (update_id,),
    )
    return int(rows[0][0])


async def list_history(db: Database, update_id: int) -> list[tuple[str, int]]:
    """Return (action, time) of what readers saw change, oldest first: no editor, no draft."""
    rows = await db.fetch(
        "SELECT action, edited_at FROM revisions WHERE update_id = ? "
        "AND action IN ('published', 'corrected', 'retracted') ORDER BY number",
        (update_id,),
    )
    return [(action, edited_at) for action, edited_at in rows]


async def insert_draft(tx: Transaction, guild_id: int) -> int:
    """Make an empty draft of a server; its first revision must follow in the same transaction."""
    return await tx.insert(
        "INSERT INTO updates (origin, guild_id, wire, state, revision) "
        "VALUES ('desk', ?, 0, 'draft', 1)",
        (guild_id,),
    )


async def insert_revision(tx: Transaction, revision: Revision) -> None:
    """Append a revision and make it the newest of its update."""
    wording = revision.wording
    await tx.execute(
        "INSERT INTO revisions (update_id, number, action, headline, summary, kind, stage, date, "
        "link, release, editor_id, edited_at, reason) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            revision.update_id,
            revision.number,
            revision.action,
            wording.headline,
            wording.summary,
            wording.kind,
            wording.stage,
            str(wording.date),
            wording.link,
            write_date(wording.release),
            revision.editor_id,
            revision.edited_at,
            revision.reason,
        ),
    )
    await tx.execute(
        "UPDATE updates SET revision = ? WHERE id = ?", (revision.number, revision.update_id)
    )


async def set_published(
    tx: Transaction, update_id: int, *, at: int, wire: bool, importance: Importance | None
) -> None:
    """Turn a draft into a published update; one without importance pings nobody."""
    await tx.execute(
        "UPDATE updates SET state = 'published', published_at = ?, wire = ?, importance = ? "
        "WHERE id = ?",
        (at, wire, importance, update_id),
    )


async def set_corrected(tx: Transaction, update_id: int, *, at: int) -> None:
    """Note when a published update was last corrected."""
    await tx.execute("UPDATE updates SET corrected_at = ? WHERE id = ?", (at, update_id))


async def set_retracted(tx: Transaction, update_id: int, reason: str) -> None:
    """Retract a published update."""
    await tx.execute(
        "UPDATE updates SET state = 'retracted', retraction = ? WHERE id = ?", (reason, update_id)
    )


async def set_discarded(tx: Transaction, update_id: int) -> None:
    """Put a draft away; its revisions stay."""
    await tx.execute("UPDATE updates SET state = 'discarded' WHERE id = ?", (update_id,))


async def set_people(tx: Transaction, update_id: int, entity_ids: tuple[str, ...]) -> None:
    """Replace whom an update names, who speaks first."""
    await tx.execute("DELETE FROM update_people WHERE update_id = ?", (update_id,))
    await tx.execute_many(
        "INSERT INTO update_people (update_id, entity_id, position) VALUES (?, ?, ?)",
        [
            (update_id, entity_id, place)
            for place, entity_id in enumerate(dict.fromkeys(entity_ids))
        ],
    )


async def list_checks(db: Database) -> dict[int, PartialDate]:
    """Return when each server (or the wire, as ``WIRE``) last looked for news."""
    rows = await db.fetch("SELECT guild_id, day FROM checks")
    return {guild_id: PartialDate.parse(day) for guild_id, day in rows}


async def set_checked(tx: Transaction, guild_id: int, day: PartialDate, editor_id: int) -> None:
    """Note that somebody looked for news; REPLACE, so that the insert trigger sees it."""
    await tx.execute(
        "INSERT OR REPLACE INTO checks (guild_id, day, editor_id) VALUES (?, ?, ?)",
        (guild_id, str(day), editor_id),
    )


def _wording(row: Sequence[Any]) -> Wording:
    headline, summary, kind, stage, date, link, release = row
    return Wording(
        headline=headline,
        summary=summary,
        kind=Kind(kind),
        stage=Stage(stage) if stage else None,
        date=PartialDate.parse(date),
        link=link,
        release=read_date(release),
    )


def read_update(row: Row) -> Update:
    """Read a row of ``SELECT_UPDATE``."""
    wording = _wording(row[11:18])
    sources = read_sources(row[19])
    if row[2] == Origin.DESK and wording.link:
        sources = (typed_source(row[0], wording),)
    return Update(
        id=row[0],
        key=row[1],
        origin=Origin(row[2]),
        guild_id=row[3],
        wire=bool(row[4]),
        state=State(row[5]),
        revision=row[6],
        headline=wording.headline,
        summary=wording.summary,
        kind=wording.kind,
        stage=wording.stage,
        date=wording.date,
        people=read_strings(row[18]),
        sources=sources,
        published_at=row[7],
        corrected_at=row[8],
        retraction=row[9],
        release=wording.release,
        importance=Importance(row[10]) if row[10] else None,
        credits=read_strings(row[20]),
        slip=read_slip(row[21:25]),
        rumour=read_rumour(row[25:32]) if wording.kind is Kind.RUMOUR else None,
    )


def typed_source(update_id: int, wording: Wording) -> Source:
    """Return the link that a moderator typed as the source of an update."""
    link = wording.link or ""
    return Source(
        id=f"update-{update_id}",
        title=wording.headline,
        publisher=host_of(link),
        url=link,
        published=wording.date,
        reliability=None,
    )
