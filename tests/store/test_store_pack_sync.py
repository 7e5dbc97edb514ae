"""The pack is the truth about the pack's rows, and touches nobody else's."""

import sqlite3
from dataclasses import replace

import pytest

from bot.enums import Origin, State
from bot.errors import StoreError
from bot.models import Pack, PackUpdate
from bot.store.database import Database
from bot.store.guilds import get_settings
from bot.store.knowledge import count_rows, get_entity, get_fact
from bot.store.pack_sync import get_synced, sync_pack
from bot.store.posts import list_posts
from bot.store.updates import get_news_version, get_update, list_published, list_revisions
from tests.store.factories import (
    NOW,
    make_entry,
    make_fact,
    make_pack,
    make_source,
    make_wording,
    publish,
    published_of,
    send_alerts_to,
)

LATER = NOW + 3600


async def sync_timeline(db: Database, *timeline: PackUpdate, at: int = NOW) -> None:
    await sync_pack(db, make_pack(timeline=timeline), "hash", at)


async def revisions_of(db: Database, update_id: int) -> list[tuple[int, str, str, int]]:
    rows = await db.fetch(
        "SELECT number, action, headline, edited_at FROM revisions WHERE update_id = ? "
        "ORDER BY number",
        (update_id,),
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def rich_pack() -> Pack:
    sources = tuple(make_source(number) for number in (3, 1, 2))
    fact = make_fact(1, entities=("cleo", "ada"), sources=sources)
    noted = replace(make_fact(2, "songs"), notes="Heard once.", date=None, as_of=fact.date)
    entry = make_entry("entry-1", people=("ada", "cleo"), sources=sources)
    pack = make_pack(facts=[fact, noted], timeline=[entry])
    return replace(
        pack, entities=tuple(replace(entity, sources=sources) for entity in pack.entities)
    )


async def test_what_the_pack_says_is_read_back_word_for_word(db: Database) -> None:
    pack = rich_pack()

    await sync_pack(db, pack, "hash", NOW)

    assert [await get_fact(db, fact.id) for fact in pack.facts] == list(pack.facts)
    for entity in pack.entities:
        assert await get_entity(db, entity.id) == (entity, 1)
    assert await count_rows(db) == {"facts": 2, "entities": 2, "sources": 3, "updates": 1}


async def test_a_timeline_entry_becomes_a_published_update_on_the_wire(db: Database) -> None:
    entry = rich_pack().timeline[0]

    await sync_pack(db, rich_pack(), "hash", NOW)

    [update] = await list_published(db)
    assert (update.origin, update.key, update.guild_id, update.wire) == (
        Origin.PACK,
        "entry-1",
        None,
        True,
    )
    assert (update.state, update.published_at, update.revision) == (State.PUBLISHED, NOW, 1)
    assert (update.people, update.sources) == (entry.people, entry.sources)
    assert (update.headline, update.summary) == (entry.wording.headline, entry.wording.summary)
    assert (update.kind, update.stage, update.date) == (
        entry.wording.kind,
        entry.wording.stage,
        entry.wording.date,
    )


async def test_the_same_pack_again_changes_no_update(db: Database) -> None:
    await sync_pack(db, rich_pack(), "hash", NOW)
    before = await list_published(db)

    await sync_pack(db, rich_pack(), "hash", LATER)

    assert await list_published(db) == before
    assert len(await revisions_of(db, before[0].id)) == 1


async def test_another_wording_is_another_revision_of_the_same_update(db: Database) -> None:
    await sync_timeline(db, make_entry("entry-1", "The script is done"))
    before = await published_of(db, "entry-1")

    await sync_timeline(db, make_entry("entry-1", "The script is nearly done"), at=LATER)

    after = await published_of(db, "entry-1")
    assert (after.id, after.revision, after.published_at) == (before.id, 2, NOW)
    assert await revisions_of(db, after.id) == [
        (1, "synced", "The script is done", NOW),
        (2, "synced", "The script is nearly done", LATER),
    ]


async def test_other_people_and_sources_show_without_a_revision(db: Database) -> None:
    first, second = make_source(1), make_source(2)
    await sync_timeline(db, make_entry("entry-1", people=("ada",), sources=(first,)))
    version = await get_news_version(db)

    await sync_timeline(db, make_entry("entry-1", people=("bo",), sources=(second, first)))

    update = await published_of(db, "entry-1")
    assert (update.people, update.sources, update.revision) == (("bo",), (second, first), 1)
    assert await get_news_version(db) > version


async def test_a_retitled_source_is_news_too(db: Database) -> None:
    source = make_source(1)
    await sync_timeline(db, make_entry("entry-1", sources=(source,)))
    version = await get_news_version(db)

    await sync_timeline(db, make_entry("entry-1", sources=(replace(source, title="Corrected"),)))

    assert [one.title for one in (await published_of(db, "entry-1")).sources] == ["Corrected"]
    assert await get_news_version(db) > version


async def test_an_entry_that_leaves_the_pack_is_retracted(db: Database) -> None:
    await sync_timeline(db, make_entry("entry-1", sources=(make_source(),)), make_entry("entry-2"))
    left = await published_of(db, "entry-1")

    await sync_timeline(db, make_entry("entry-2"), at=LATER)
    await sync_timeline(db, make_entry("entry-2"), at=LATER)

    gone = await published_of(db, "entry-1")
    assert (gone.id, gone.state, gone.retraction) == (
        left.id,
        State.RETRACTED,
        "No longer in the pack.",
    )
    assert (await published_of(db, "entry-2")).state is State.PUBLISHED


async def test_an_entry_that_returns_is_published_again_under_its_old_number(
    db: Database,
) -> None:
    entry = make_entry("entry-1", sources=(make_source(),))
    await sync_timeline(db, entry)
    left = await published_of(db, "entry-1")
    await sync_timeline(db)

    await sync_timeline(db, entry, at=LATER)

    back = await published_of(db, "entry-1")
    assert (back.id, back.state, back.retraction) == (left.id, State.PUBLISHED, None)
    assert back.sources == entry.sources
    assert [number for number, *_ in await revisions_of(db, back.id)] == [1, 2]


async def test_facts_that_left_the_pack_are_gone(db: Database) -> None:
    await sync_pack(db, rich_pack(), "hash", NOW)

    await sync_pack(db, make_pack(facts=[make_fact(2, "songs")]), "other", LATER)

    assert await get_fact(db, "fact-1") is None
    assert await get_entity(db, "ada") is None
    assert (await count_rows(db))["sources"] == 0
    assert await db.fetch("PRAGMA foreign_key_check") == []


async def test_what_moderators_wrote_is_untouched(db: Database) -> None:
    await sync_pack(db, rich_pack(), "hash", NOW)
    await send_alerts_to(db, 1, 10)
    update = await publish(db, 1, wire=True, people=("ada",))
    before = (await list_revisions(db, 1, update.id), await list_posts(db, 1, 10))

    await sync_pack(db, make_pack(), "other", LATER)

    assert await get_update(db, update.id) == update
    assert (await list_revisions(db, 1, update.id), await list_posts(db, 1, 10)) == before
    assert (await get_settings(db, 1)).guild_id == 1


async def test_a_pack_that_contradicts_itself_leaves_the_old_one_whole(db: Database) -> None:
    await sync_pack(db, rich_pack(), "hash", NOW)
    before = await list_published(db)
    broken = make_pack(
        facts=[make_fact(9, entities=("nobody",))], timeline=[make_entry("entry-1", "Other")]
    )

    with pytest.raises(sqlite3.IntegrityError):
        await sync_pack(db, replace(broken, entities=()), "other", LATER)

    assert await list_published(db) == before
    assert await get_fact(db, "fact-1") == rich_pack().facts[0]
    assert await get_synced(db, "harbour") == ("hash", rich_pack().info)


async def test_the_store_knows_which_pack_it_holds(db: Database) -> None:
    assert await get_synced(db, "harbour") is None

    await sync_pack(db, make_pack(), "hash-1", NOW)
    assert await get_synced(db, "harbour") == ("hash-1", make_pack().info)

    await sync_pack(db, make_pack(), "hash-2", NOW)
    assert await get_synced(db, "harbour") == ("hash-2", make_pack().info)


async def test_the_database_of_another_pack_is_refused(db: Database) -> None:
    await sync_pack(db, make_pack(name="harbour"), "hash", NOW)

    with pytest.raises(StoreError, match="belongs to the pack 'harbour', not 'island'"):
        await get_synced(db, "island")


async def test_every_part_of_a_wording_makes_a_revision(db: Database) -> None:
    base = make_wording()
    changes = [
        replace(base, summary="Another summary."),
        replace(base, kind=base.kind.CAST),
        replace(base, stage=None),
        replace(base, date=replace(base.date, day=1)),
        replace(base, kind=base.kind.OFFICIAL, stage=base.stage.DATED if base.stage else None),
    ]
    changes.append(replace(changes[-1], release=base.date))

    for number, wording in enumerate([base, *changes], start=1):
        await sync_timeline(db, PackUpdate("entry-1", wording, (), ()))

        update = await published_of(db, "entry-1")
        assert (update.revision, replace(update.wording, link=base.link)) == (number, wording)


async def test_whom_an_update_names_stays_in_the_packs_order(db: Database) -> None:
    entry = replace(make_entry("entry-1"), people=("cleo", "ada", "bo"))

    await sync_pack(db, make_pack(timeline=[entry]), "hash", NOW)

    assert [update.people for update in await list_published(db)] == [("cleo", "ada", "bo")]
