"""The pack's way into the store: replaced as a whole, in one transaction, when it changed."""

import dataclasses
import hashlib
import json
from typing import Any, cast

from bot.enums import State
from bot.errors import StoreError
from bot.models import Pack, PackInfo, PackUpdate, PartialDate, Revision, Update
from bot.store.additions import PLACES, list_additions, put_among_facts
from bot.store.database import Database, Transaction
from bot.store.rows import write_date, write_json
from bot.store.updates import (
    SELECT_UPDATE,
    insert_revision,
    read_update,
    set_people,
    set_retracted,
)

_PACK_TABLES = (
    "anniversary_sources",
    "anniversaries",
    "fact_sources",
    "fact_entities",
    "entity_sources",
    "facts",
    "entities",
    "sources",
)


async def get_synced(db: Database, name: str) -> tuple[str, PackInfo] | None:
    """Return the hash and the head of the pack in the store, None before the first sync.

    StoreError when the database belongs to another pack: its news would mix two fandoms.
    """
    rows = await db.fetch(
        "SELECT key, value FROM meta WHERE key IN ('pack', 'pack_hash', 'pack_info')"
    )
    known: dict[str, str] = dict(cast("list[tuple[str, str]]", rows))
    if known.get("pack", name) != name:
        raise StoreError(
            f"The database {db.path} belongs to the pack {known['pack']!r}, not {name!r}. "
            "Set PACK back, or set DATABASE_PATH to a new file."
        )
    if "pack_hash" not in known or "pack_info" not in known:
        return None
    return known["pack_hash"], _read_info(known["pack_info"])


async def sync_pack(db: Database, pack: Pack, pack_hash: str, at: int) -> None:
    """Replace the pack's rows; moderators' rows are untouched, their facts put in again."""
    async with db.transaction() as tx:
        await tx.execute("DELETE FROM update_sources")
        for table in _PACK_TABLES:
            await tx.execute(f"DELETE FROM {table}")
        await _insert_sources(tx, pack)
        await _insert_entities(tx, pack)
        await _insert_facts(tx, pack)
        await _insert_anniversaries(tx, pack)
        for addition in await list_additions(tx):
            await put_among_facts(tx, addition)
        await _sync_updates(tx, pack.timeline, at)
        await tx.execute_many(
            "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
            [
                ("pack", pack.info.name),
                ("pack_hash", pack_hash),
                ("pack_info", _write_info(pack.info)),
            ],
        )


def _write_info(info: PackInfo) -> str:
    return write_json({**dataclasses.asdict(info), "checked_on": str(info.checked_on)})


def _read_info(text: str) -> PackInfo:
    fields = cast("dict[str, Any]", json.loads(text))
    fields["checked_on"] = PartialDate.parse(fields["checked_on"])
    return PackInfo(**fields)


async def _insert_sources(tx: Transaction, pack: Pack) -> None:
    await tx.execute_many(
        "INSERT INTO sources (id, title, publisher, url, published, reliability) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (s.id, s.title, s.publisher, s.url, write_date(s.published), s.reliability)
            for s in pack.sources
        ],
    )


async def _insert_entities(tx: Transaction, pack: Pack) -> None:
    await tx.execute_many(
        "INSERT INTO entities (id, name, kind, aliases, summary, appears_in, spoiler) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                e.id,
                e.name,
                e.kind,
                write_json(e.aliases),
                e.summary,
                write_json(e.appears_in),
                e.spoiler,
            )
            for e in pack.entities
        ],
    )
    await tx.execute_many(
        "INSERT INTO entity_sources (entity_id, position, source_id) VALUES (?, ?, ?)",
        [(e.id, place, s.id) for e in pack.entities for place, s in enumerate(e.sources)],
    )


async def _insert_facts(tx: Transaction, pack: Pack) -> None:
    # The order of a hash is as good as shuffled, and the same again after the next sync.
    shuffled = sorted(pack.facts, key=lambda fact: hashlib.sha256(fact.id.encode()).digest())
    deals = {fact.id: place * PLACES for place, fact in enumerate(shuffled)}
    await tx.execute_many(
        "INSERT INTO facts (id, text, category, date, as_of, spoiler, confidence, notes, deal) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                f.id,
                f.text,
                f.category,
                write_date(f.date),
                write_date(f.as_of),
                f.spoiler,
                f.confidence,
                f.notes,
                deals[f.id],
            )
            for f in pack.facts
        ],
    )
    await tx.execute_many(
        "INSERT INTO fact_entities (entity_id, position, fact_id, deal) VALUES (?, ?, ?, ?)",
        [
            (entity_id, place, f.id, deals[f.id])
            for f in pack.facts
            for place, entity_id in enumerate(f.entities)
        ],
    )
    await tx.execute_many(
        "INSERT INTO fact_sources (fact_id, position, source_id) VALUES (?, ?, ?)",
        [(f.id, place, s.id) for f in pack.facts for place, s in enumerate(f.sources)],
    )


async def _insert_anniversaries(tx: Transaction, pack: Pack) -> None:
    await tx.execute_many(
        "INSERT INTO anniversaries (id, day, headline) VALUES (?, ?, ?)",
        [(one.id, str(one.day), one.headline) for one in pack.anniversaries],
    )
    await tx.execute_many(
        "INSERT INTO anniversary_sources (anniversary_id, position, source_id) VALUES (?, ?, ?)",
        [
            (one.id, place, source.id)
            for one in pack.anniversaries
            for place, source in enumerate(one.sources)
        ],
    )


async def _sync_updates(tx: Transaction, timeline: tuple[PackUpdate, ...], at: int) -> None:
    """Bring the pack's updates to the pack's wording; what left the pack is retracted.

    The rows' ids stay, since buttons and alerts carry them.
    """
    rows = await tx.execute(f"{SELECT_UPDATE} WHERE u.origin = 'pack'")
    known = {update.key: update for update in map(read_update, rows)}
    for entry in timeline:
        current = known.pop(entry.key, None)
        update_id = await _sync_wording(tx, entry, current, at)
        await set_people(tx, update_id, entry.people)
        await tx.execute_many(
            "INSERT INTO update_sources (update_id, position, source_id) VALUES (?, ?, ?)",
            [(update_id, place, source.id) for place, source in enumerate(entry.sources)],
        )
    for gone in known.values():
        if gone.state is State.PUBLISHED:
            await set_retracted(tx, gone.id, "No longer in the pack.")


async def _sync_wording(tx: Transaction, entry: PackUpdate, current: Update | None, at: int) -> int:
    if current is None:
        update_id = await tx.insert(
            "INSERT INTO updates (key, origin, wire, state, revision, published_at) "
            "VALUES (?, 'pack', 1, 'published', 1, ?)",
            (entry.key, at),
        )
        number = 1
    else:
        update_id, number = current.id, current.revision + 1
        if current.state is State.RETRACTED:
            await tx.execute(
                "UPDATE updates SET state = 'published', retraction = NULL WHERE id = ?",
                (update_id,),
            )
        elif _same(current, entry):
            return update_id
    await insert_revision(tx, Revision(update_id, number, "synced", entry.wording, 0, at, None))
    return update_id


def _same(current: Update, entry: PackUpdate) -> bool:
    wording = entry.wording
    return (
        current.headline,
        current.summary,
        current.kind,
        current.stage,
        current.date,
        current.release,
    ) == (
        wording.headline,
        wording.summary,
        wording.kind,
        wording.stage,
        wording.date,
        wording.release,
    )
