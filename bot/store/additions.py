"""Facts that moderators wrote, their revisions, and facts of others that a server does not show."""

import hashlib
from dataclasses import dataclass

from bot.enums import Confidence, Reliability, Spoiler
from bot.errors import NotFoundError
from bot.models import Fact, PartialDate, Source
from bot.store.database import Database, Row, Transaction
from bot.store.rows import read_date, read_strings, write_json

PUBLIC = 0  # in hidden_facts: hidden for everybody, by a newsroom server
PLACES = 1 << 20  # places in the deck between two facts of the pack; additions lie there


@dataclass(frozen=True, slots=True)
class Statement:
    """What a moderator writes of a fact: the part that revisions change.

    ``question`` is the question that it was written to answer.
    """

    text: str
    category: str
    entities: tuple[str, ...]
    as_of: PartialDate
    spoiler: Spoiler
    confidence: Confidence
    notes: str | None
    link: str
    title: str
    reliability: Reliability
    question: str | None


@dataclass(frozen=True, slots=True)
class Addition:
    """A fact that moderators wrote, in its newest revision; on the wire it is everybody's."""

    id: int
    guild_id: int
    wire: bool
    retired: bool
    revision: int
    statement: Statement

    @property
    def fact_id(self) -> str:
        """Its id among the facts: no id in a pack has a plus."""
        return f"+{self.id}"

    @property
    def fact(self) -> Fact:
        """The addition as a fact."""
        said = self.statement
        source = Source(self.fact_id, said.title, None, said.link, None, said.reliability)
        return Fact(
            id=self.fact_id,
            text=said.text,
            category=said.category,
            entities=said.entities,
            date=None,
            as_of=said.as_of,
            spoiler=said.spoiler,
            confidence=said.confidence,
            sources=(source,),
            notes=said.notes,
        )


_SAID = (
    "r.text, r.category, r.entities, r.as_of, r.spoiler, r.confidence, r.notes, r.link, r.title, "
    "r.reliability, r.question"
)
_ADDITION = (
    f"SELECT a.id, a.guild_id, a.wire, a.state, a.revision, {_SAID} FROM additions AS a "
    "JOIN addition_revisions AS r ON r.addition_id = a.id AND r.number = a.revision "
)


async def list_additions(reader: Database | Transaction) -> list[Addition]:
    """Return what the moderators of all servers wrote and did not retire, oldest first."""
    read = reader.fetch if isinstance(reader, Database) else reader.execute
    rows = await read(f"{_ADDITION} WHERE a.state = 'published' ORDER BY a.id")
    return [_addition(row) for row in rows]


async def list_own(db: Database, guild_id: int) -> list[Addition]:
    """Return what a server wrote and did not retire, newest first."""
    rows = await db.fetch(
        f"{_ADDITION} WHERE a.guild_id = ? AND a.state = 'published' ORDER BY a.id DESC",
        (guild_id,),
    )
    return [_addition(row) for row in rows]


async def get_addition(tx: Transaction, addition_id: int) -> Addition | None:
    """Return an addition of any server, or None."""
    rows = await tx.execute(f"{_ADDITION} WHERE a.id = ?", (addition_id,))
    return _addition(rows[0]) if rows else None


async def require_own(reader: Database | Transaction, guild_id: int, addition_id: int) -> Addition:
    """Return an addition that this server wrote, or raise NotFoundError."""
    read = reader.fetch if isinstance(reader, Database) else reader.execute
    rows = await read(f"{_ADDITION} WHERE a.id = ? AND a.guild_id = ?", (addition_id, guild_id))
    if not rows:
        raise NotFoundError(f"This server has no fact +{addition_id} of its own.")
    return _addition(rows[0])


async def insert_addition(tx: Transaction, guild_id: int, *, wire: bool) -> int:
    """Make an addition; its first revision must follow in the same transaction."""
    return await tx.insert(
        "INSERT INTO additions (guild_id, wire, state, revision) VALUES (?, ?, 'published', 1)",
        (guild_id, wire),
    )


async def insert_statement(
    tx: Transaction,
    addition_id: int,
    number: int,
    action: str,
    statement: Statement,
    *,
    editor_id: int,
    now: int,
    reason: str | None,
) -> None:
    """Append a revision, make it the newest, and retire or publish the addition by its action."""
    said = statement
    await tx.execute(
        "INSERT INTO addition_revisions (addition_id, number, action, text, category, entities, "
        "as_of, spoiler, confidence, notes, link, title, reliability, question, editor_id, "
        "edited_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            addition_id,
            number,
            action,
            said.text,
            said.category,
            write_json(said.entities),
            str(said.as_of),
            said.spoiler,
            said.confidence,
            said.notes,
            said.link,
            said.title,
            said.reliability,
            said.question,
            editor_id,
            now,
            reason,
        ),
    )
    await tx.execute(
        "UPDATE additions SET revision = ?, state = ? WHERE id = ?",
        (number, "retired" if action == "retired" else "published", addition_id),
    )


async def put_among_facts(tx: Transaction, addition: Addition) -> None:
    """Show an addition among the facts as it is now: not at all when it is retired.

    Names that left the pack are left out; its revisions keep them.
    """
    fact, id_ = addition.fact, addition.fact_id
    await tx.execute("DELETE FROM fact_sources WHERE fact_id = ?", (id_,))
    await tx.execute("DELETE FROM fact_entities WHERE fact_id = ?", (id_,))
    await tx.execute("DELETE FROM facts WHERE id = ?", (id_,))
    await tx.execute("DELETE FROM sources WHERE id = ?", (id_,))
    if addition.retired:
        return
    said = addition.statement
    slots = await tx.execute("SELECT coalesce(max(deal), 0) / ? + 1 FROM facts", (PLACES,))
    shuffled = int.from_bytes(hashlib.sha256(id_.encode()).digest()[:8], "big")
    deal = shuffled % int(slots[0][0]) * PLACES + addition.id
    await tx.execute(
        "INSERT INTO sources (id, title, url, reliability) VALUES (?, ?, ?, ?)",
        (id_, said.title, said.link, said.reliability),
    )
    await tx.execute(
        "INSERT INTO facts (id, text, category, as_of, spoiler, confidence, notes, deal, guild_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id_,
            fact.text,
            fact.category,
            str(said.as_of),
            fact.spoiler,
            fact.confidence,
            fact.notes,
            deal,
            None if addition.wire else addition.guild_id,
        ),
    )
    await tx.execute_many(
        "INSERT INTO fact_entities (entity_id, position, fact_id, deal) "
        "SELECT id, ?, ?, ? FROM entities WHERE id = ?",
        [(place, id_, deal, entity_id) for place, entity_id in enumerate(said.entities)],
    )
    await tx.execute(
        "INSERT INTO fact_sources (fact_id, position, source_id) VALUES (?, 0, ?)", (id_, id_)
    )


async def list_hidden(db: Database) -> list[tuple[int, str]]:
    """Return (server or ``PUBLIC``, fact id) of everything that is not shown."""
    rows = await db.fetch("SELECT guild_id, fact_id FROM hidden_facts")
    return [(guild_id, fact_id) for guild_id, fact_id in rows]


async def set_hidden(
    tx: Transaction,
    guild_id: int,
    fact_id: str,
    *,
    hidden: bool,
    editor_id: int,
    now: int,
    reason: str | None,
) -> bool:
    """Hide a fact of others in a server (or ``PUBLIC``), or show it again; False if it is so."""
    if hidden:
        sql = "INSERT OR IGNORE INTO hidden_facts (guild_id, fact_id) VALUES (?, ?) RETURNING 1"
    else:
        sql = "DELETE FROM hidden_facts WHERE guild_id = ? AND fact_id = ? RETURNING 1"
    changed = await tx.execute(sql, (guild_id, fact_id))
    if changed:
        await tx.execute(
            "INSERT INTO hidden_log (guild_id, fact_id, action, editor_id, edited_at, reason) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (guild_id, fact_id, "retired" if hidden else "restored", editor_id, now, reason),
        )
    return bool(changed)


async def delete_guild(tx: Transaction, guild_id: int) -> None:
    """Forget what a server asked, reported, wrote and hid, except what is on the wire."""
    own = "SELECT id FROM additions WHERE guild_id = ? AND wire = 0"
    facts = f"SELECT '+' || id FROM additions WHERE id IN ({own})"
    await tx.execute("DELETE FROM questions WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM reports WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM hidden_facts WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM hidden_log WHERE guild_id = ?", (guild_id,))
    for table in ("fact_sources", "fact_entities"):
        await tx.execute(f"DELETE FROM {table} WHERE fact_id IN ({facts})", (guild_id,))
    await tx.execute("DELETE FROM facts WHERE guild_id = ?", (guild_id,))
    await tx.execute(f"DELETE FROM sources WHERE id IN ({facts})", (guild_id,))
    await tx.execute(f"DELETE FROM addition_revisions WHERE addition_id IN ({own})", (guild_id,))
    await tx.execute("DELETE FROM additions WHERE guild_id = ? AND wire = 0", (guild_id,))


def _addition(row: Row) -> Addition:
    id_, guild_id, wire, state, revision, *said = row
    text, category, entities, as_of, spoiler, confidence, notes, link, title, level, asked = said
    day = read_date(as_of)
    assert day is not None  # noqa: S101 - the column is NOT NULL
    statement = Statement(
        text,
        category,
        read_strings(entities),
        day,
        Spoiler(spoiler),
        Confidence(confidence),
        notes,
        link,
        title,
        Reliability(level),
        asked,
    )
    return Addition(id_, guild_id, bool(wire), state == "retired", revision, statement)
