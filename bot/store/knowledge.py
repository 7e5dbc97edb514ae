"""Facts, entities and the decks from which channels draw facts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.enums import Confidence, EntityKind, Spoiler
from bot.models import Entity, Fact
from bot.store.additions import PLACES
from bot.store.database import Database, Row, Transaction
from bot.store.rows import read_date, read_sources, read_strings, sources_of

_FACT_COLUMNS = (
    "f.id, f.text, f.category, f.date, f.as_of, f.spoiler, f.confidence, f.notes, f.deal, "
    "(SELECT json_group_array(entity_id) FROM (SELECT entity_id FROM fact_entities "
    "WHERE fact_id = f.id ORDER BY position)), "
    f"{sources_of('fact_sources', 'fact_id', 'f.id')}"
)
_FACT = f"SELECT {_FACT_COLUMNS} FROM facts AS f "
_ENTITY = (
    "SELECT e.id, e.name, e.kind, e.aliases, e.summary, e.appears_in, e.spoiler, "
    f"{sources_of('entity_sources', 'entity_id', 'e.id')} AS sources, "
    "(SELECT count(*) FROM fact_entities WHERE entity_id = e.id) AS facts FROM entities AS e "
)
# Whether a server lifted spoilers, read with what it is needed for: a reply is one read.
_SERVER = (
    "WITH server (guild_id, shown) AS MATERIALIZED "
    "(SELECT :guild, coalesce((SELECT spoilers_shown FROM guilds WHERE guild_id = :guild), 0)) "
)


def _visible(fact_id: str) -> str:
    """Return the condition that ``server`` sees a row of the facts: everybody's or its own."""
    return (
        "(guild_id IS NULL OR guild_id = (SELECT guild_id FROM server)) AND NOT EXISTS "
        f"(SELECT 1 FROM hidden_facts AS h WHERE h.fact_id = {fact_id} "
        "AND h.guild_id IN (0, (SELECT guild_id FROM server)))"
    )


@dataclass(frozen=True, slots=True)
class Deck:
    """The facts that a channel draws from: all, one category's or one entity's."""

    category: str | None = None
    entity_id: str | None = None
    manga: bool = False

    @property
    def key(self) -> str:
        """The deck's name in the store."""
        if self.entity_id is None:
            return "" if self.category is None else f"c:{self.category}"
        return f"e:{self.entity_id}" + (f":{self.category}" if self.category else "")

    def condition(self) -> tuple[str, str]:
        """Return the table and the condition on it, of ``:entity`` and ``:category``."""
        table, wanted = "facts AS d", [_visible("d.id")]
        if self.entity_id is not None:
            table = "fact_entities AS d JOIN facts ON facts.id = d.fact_id"
            wanted = ["d.entity_id = :entity", _visible("d.fact_id")]
        if self.category is not None:
            wanted.append("category = :category")
        if not self.manga:
            wanted.append("(spoiler <> 'manga' OR (SELECT shown FROM server))")
        return table, " AND ".join(wanted)


@dataclass(frozen=True, slots=True)
class Dealt:
    """A fact, its place in the deck, and whether the server that asked lifted spoilers."""

    fact: Fact
    deal: int
    spoilers_shown: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """An entity, one page of the facts about it and how many there are."""

    entity: Entity
    facts: tuple[Fact, ...]
    count: int
    spoilers_shown: bool


async def get_fact(db: Database, fact_id: str, guild_id: int = 0) -> Fact | None:
    """Return a fact if this server sees it, or None; 0 sees what everybody sees."""
    rows = await db.glance(
        f"{_SERVER} {_FACT} WHERE f.id = :fact AND {_visible('f.id')}",
        {"guild": guild_id, "fact": fact_id},
    )
    return _fact(rows[0]) if rows else None


async def find_facts(db: Database, guild_id: int, text: str, limit: int) -> list[tuple[str, str]]:
    """Return (id, text) of facts that a server sees and that hold a text; any for no text."""
    pattern = re.sub(r"([%_\\])", r"\\\1", text)
    rows = await db.fetch(
        f"{_SERVER} SELECT f.id, f.text FROM facts AS f WHERE (f.text LIKE :pattern ESCAPE '\\' "
        f"OR f.id = :text) AND {_visible('f.id')} LIMIT :limit",
        {"guild": guild_id, "pattern": f"%{pattern}%", "text": text, "limit": limit},
    )
    return [(id_, said) for id_, said in rows]


async def deal_fact(
    db: Database,
    channel_id: int,
    deck: Deck,
    start: int,
    guild_id: int = 0,
    *,
    after: int | None = None,
) -> Dealt | None:
    """Return the fact after the channel's last one, beginning anew at the deck's end.

    ``start`` is where a channel begins that never drew: any number. ``after`` is the place of
    the last one, where it is known better than the store knows it. None for an empty deck.
    """
    table, condition = deck.condition()
    column = "d.fact_id" if deck.entity_id is not None else "d.id"
    first = f"SELECT {column} FROM {table} WHERE {condition}"
    rows = await db.glance(
        f"{_SERVER} "
        f"SELECT {_FACT_COLUMNS}, (SELECT shown FROM server) FROM facts AS f WHERE f.id = coalesce("
        f"({first} AND d.deal > coalesce(:after, "
        "(SELECT deal FROM decks WHERE channel_id = :channel AND filter = :filter), "
        f":start * {PLACES} % (SELECT max(deal) + 1 FROM facts)) ORDER BY d.deal LIMIT 1), "
        f"({first} ORDER BY d.deal LIMIT 1))",
        {
            "guild": guild_id,
            "entity": deck.entity_id,
            "category": deck.category,
            "channel": channel_id,
            "filter": deck.key,
            "start": start,
            "after": after,
        },
    )
    return Dealt(_fact(rows[0][:11]), rows[0][8], bool(rows[0][11])) if rows else None


async def set_dealt(tx: Transaction, channel_id: int, deck: Deck, deal: int) -> None:
    """Remember how far a channel has come in a deck."""
    await tx.execute(
        "INSERT INTO decks (channel_id, filter, deal) VALUES (?, ?, ?) "
        "ON CONFLICT (channel_id, filter) DO UPDATE SET deal = excluded.deal",
        (channel_id, deck.key, deal),
    )


async def delete_decks(tx: Transaction, channel_ids: Iterable[int]) -> None:
    """Forget how far channels have come."""
    await tx.execute_many(
        "DELETE FROM decks WHERE channel_id = ?", [(channel_id,) for channel_id in channel_ids]
    )


async def get_entity(db: Database, entity_id: str) -> tuple[Entity, int] | None:
    """Return an entity and the number of facts about it, or None."""
    rows = await db.fetch(f"{_ENTITY} WHERE e.id = ?", (entity_id,))
    return (_entity(rows[0]), int(rows[0][8])) if rows else None


async def get_profile(
    db: Database, entity_id: str, guild_id: int, limit: int, offset: int
) -> Profile | None:
    """Return an entity with a page of facts, those that give something away last, or None."""
    rows = await db.glance(
        f"{_SERVER}, e AS MATERIALIZED ({_ENTITY} WHERE e.id = :entity), "
        "seen AS MATERIALIZED (SELECT fact_id, position, "
        "(spoiler <> 'none') + (spoiler = 'manga') AS telling "
        "FROM fact_entities JOIN facts ON id = fact_id WHERE entity_id = :entity "
        f"AND {_visible('fact_id')}), "
        "page AS MATERIALIZED (SELECT fact_id, position, telling FROM seen "
        "ORDER BY telling, position, fact_id LIMIT :limit OFFSET :offset) "
        "SELECT e.id, e.name, e.kind, e.aliases, e.summary, e.appears_in, e.spoiler, e.sources, "
        f"(SELECT count(*) FROM seen), (SELECT shown FROM server), {_FACT_COLUMNS} "
        "FROM e LEFT JOIN page ON 1 LEFT JOIN facts AS f ON f.id = page.fact_id "
        "ORDER BY page.telling, page.position, page.fact_id",
        {"guild": guild_id, "entity": entity_id, "limit": limit, "offset": offset},
    )
    if not rows:
        return None
    facts = tuple(_fact(row[10:]) for row in rows if row[10] is not None)
    return Profile(_entity(rows[0][:9]), facts, rows[0][8], bool(rows[0][9]))


async def list_people(db: Database) -> dict[str, str]:
    """Return the names of all persons by id."""
    return dict(await db.fetch("SELECT id, name FROM entities WHERE kind = 'person'"))


async def list_labels(db: Database, entity_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of some entities by id; those that left the pack are left out."""
    ids = tuple(entity_ids)
    marks = ", ".join("?" * len(ids))
    return dict(await db.fetch(f"SELECT id, name FROM entities WHERE id IN ({marks})", ids))


async def list_names(db: Database) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (id, name, aliases) of every entity."""
    rows = await db.fetch("SELECT id, name, aliases FROM entities ORDER BY name")
    return [(id_, name, read_strings(aliases)) for id_, name, aliases in rows]


async def count_rows(db: Database) -> dict[str, int]:
    """Return how many facts, entities, sources and updates there are that everybody sees."""
    rows = await db.fetch(
        "SELECT (SELECT count(*) FROM facts WHERE guild_id IS NULL), "
        "(SELECT count(*) FROM entities), "
        "(SELECT count(*) FROM sources WHERE id NOT IN "
        "(SELECT id FROM facts WHERE guild_id IS NOT NULL)), "
        "(SELECT count(*) FROM updates WHERE state = 'published')"
    )
    return dict(zip(("facts", "entities", "sources", "updates"), rows[0], strict=True))


def _fact(row: Row) -> Fact:
    id_, text, category, date, as_of, spoiler, confidence, notes, _, entities, sources = row
    return Fact(
        id=id_,
        text=text,
        category=category,
        entities=read_strings(entities),
        date=read_date(date),
        as_of=read_date(as_of),
        spoiler=Spoiler(spoiler),
        confidence=Confidence(confidence),
        sources=read_sources(sources),
        notes=notes,
    )


def _entity(row: Row) -> Entity:
    id_, name, kind, aliases, summary, appears_in, spoiler, sources, _ = row
    return Entity(
        id=id_,
        name=name,
        kind=EntityKind(kind),
        aliases=read_strings(aliases),
        summary=summary,
        appears_in=read_strings(appears_in),
        spoiler=Spoiler(spoiler),
        sources=read_sources(sources),
    )
