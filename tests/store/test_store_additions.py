"""Facts of moderators stand among the pack's, in the view of those who may see them."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.errors import NotFoundError
from bot.store import additions as store
from bot.store import guilds, knowledge
from bot.store.additions import PUBLIC
from bot.store.database import Database
from bot.store.knowledge import Deck, deal_fact, set_dealt
from bot.store.pack_sync import get_synced, sync_pack
from bot.store.updates import get_news_version
from tests.store.additions import STATEMENT, add, change, hide
from tests.store.factories import MIGRATIONS, NOW, make_fact, make_pack, make_source

PACK = make_pack(
    facts=[
        make_fact(number, entities=("ada",), sources=(make_source(1),)) for number in range(1, 6)
    ]
)


@pytest.fixture(autouse=True)
async def _pack(db: Database) -> None:
    await sync_pack(db, PACK, "hash", NOW)


async def seen(db: Database, guild_id: int, channel_id: int = 50) -> set[str]:
    """Return every fact that a server can be dealt."""
    found: list[str] = []
    for _ in range(12):
        dealt = await deal_fact(db, channel_id + guild_id, Deck(), 0, guild_id)
        assert dealt is not None
        async with db.transaction() as tx:
            await set_dealt(tx, channel_id + guild_id, Deck(), dealt.deal)
        found.append(dealt.fact.id)
    return set(found)


async def profile(db: Database, guild_id: int) -> tuple[set[str], int]:
    found = await knowledge.get_profile(db, "ada", guild_id, 20, 0)
    assert found is not None
    return {fact.id for fact in found.facts}, found.count


async def test_an_addition_is_read_back_word_for_word_as_a_fact(db: Database) -> None:
    added = await add(db, 1)

    assert added.statement == STATEMENT
    assert await knowledge.get_fact(db, added.fact_id, 1) == added.fact
    assert await store.list_own(db, 1) == [added]
    assert await store.list_additions(db) == [added]
    async with db.transaction() as tx:
        assert await store.get_addition(tx, added.id) == added
        assert await store.get_addition(tx, 99) is None


async def test_only_its_server_sees_an_addition(db: Database) -> None:
    added = await add(db, 1)
    pack = {fact.id for fact in PACK.facts}

    assert await seen(db, 1) == {*pack, added.fact_id}
    assert await seen(db, 2) == pack
    assert await profile(db, 1) == ({*pack, added.fact_id}, 6)
    assert await profile(db, 2) == (pack, 5)
    for guild_id in (0, 2):
        assert await knowledge.get_fact(db, added.fact_id, guild_id) is None
        assert await knowledge.find_facts(db, guild_id, "tall", 5) == []
    assert (await knowledge.count_rows(db))["facts"] == 5
    assert (await knowledge.count_rows(db))["sources"] == 1
    assert await knowledge.find_facts(db, 1, "TALL", 5) == [(added.fact_id, "Ada is tall.")]
    assert await knowledge.find_facts(db, 1, "%", 5) == []
    with pytest.raises(NotFoundError, match="no fact"):
        await store.require_own(db, 2, added.id)


async def test_everybody_sees_what_is_on_the_wire(db: Database) -> None:
    added = await add(db, 1, wire=True)

    for guild_id in (0, 1, 2):
        assert added.fact_id in await seen(db, guild_id)
        assert added.fact_id in (await profile(db, guild_id))[0]


async def test_additions_outlive_another_pack_even_where_a_name_is_gone(db: Database) -> None:
    added = await add(db, 1)

    await sync_pack(db, make_pack(facts=[make_fact(9, entities=("bo",))]), "other", NOW)

    fact = await knowledge.get_fact(db, added.fact_id, 1)
    assert fact is not None
    assert (fact.text, fact.entities) == ("Ada is tall.", ())
    assert (await store.require_own(db, 1, added.id)).statement.entities == ("ada",)
    assert await seen(db, 1) == {"fact-9", added.fact_id}
    await sync_pack(db, PACK, "hash", NOW)
    assert added.fact_id in (await profile(db, 1))[0]
    assert await db.fetch("PRAGMA foreign_key_check") == []


async def test_a_retired_addition_leaves_the_facts_and_returns(db: Database) -> None:
    added = await add(db, 1)

    retired = await change(db, added, "retired")
    assert retired.retired
    assert await knowledge.get_fact(db, added.fact_id, 1) is None
    assert await store.list_own(db, 1) == []
    await sync_pack(db, PACK, "again", NOW)
    assert await knowledge.get_fact(db, added.fact_id, 1) is None

    restored = await change(db, retired, "restored")
    assert (restored.retired, restored.revision) == (False, 3)
    assert await knowledge.get_fact(db, added.fact_id, 1) == restored.fact


async def test_a_revision_is_never_overwritten(db: Database) -> None:
    added = await add(db, 1)
    await change(db, added, "corrected", text="Ada is taller.")

    with pytest.raises(sqlite3.IntegrityError, match="never overwritten"):
        await change(db, added, "corrected", text="Ada is short.")
    with pytest.raises(sqlite3.IntegrityError, match="never overwritten"):
        async with db.transaction() as tx:
            await tx.execute("UPDATE addition_revisions SET text = 'x'")
    assert [one.fact.text for one in await store.list_own(db, 1)] == ["Ada is taller."]


async def test_a_hidden_fact_is_seen_by_all_other_servers(db: Database) -> None:
    assert await hide(db, 1, "fact-2")
    assert not await hide(db, 1, "fact-2")

    assert "fact-2" not in await seen(db, 1)
    assert "fact-2" not in (await profile(db, 1))[0]
    assert await knowledge.get_fact(db, "fact-2", 1) is None
    assert "fact-2" in await seen(db, 2)
    assert await store.list_hidden(db) == [(1, "fact-2")]
    assert await hide(db, 1, "fact-2", hidden=False)
    assert not await hide(db, 1, "fact-2", hidden=False)
    assert "fact-2" in (await profile(db, 1))[0]
    log = await db.fetch("SELECT guild_id, fact_id, action, reason FROM hidden_log ORDER BY id")
    assert [row[2] for row in log] == ["retired", "restored"]


async def test_what_the_wire_hides_nobody_sees(db: Database) -> None:
    await hide(db, PUBLIC, "fact-2")

    for guild_id in (0, 1, 2):
        assert "fact-2" not in await seen(db, guild_id)
        assert "fact-2" not in (await profile(db, guild_id))[0]


async def test_every_change_of_what_is_seen_is_told_by_the_news_version(db: Database) -> None:
    versions = [await get_news_version(db)]
    added = await add(db, 1)
    versions.append(await get_news_version(db))
    await change(db, added, "corrected", text="Ada is taller.")
    versions.append(await get_news_version(db))
    for hidden in (True, False):
        await hide(db, 1, "fact-1", hidden=hidden)
        versions.append(await get_news_version(db))

    assert versions == sorted(set(versions))


async def test_a_forgotten_server_takes_its_facts_along_but_for_the_wires(db: Database) -> None:
    own, wire, far = await add(db, 1), await add(db, 1, wire=True), await add(db, 2)
    await hide(db, 1, "fact-1")

    async with db.transaction() as tx:
        await guilds.delete_guild(tx, 1)

    assert [one.id for one in await store.list_additions(db)] == [wire.id, far.id]
    assert await knowledge.get_fact(db, own.fact_id, 1) is None
    assert await knowledge.get_fact(db, "fact-1", 1) is not None
    assert await db.fetch("PRAGMA foreign_key_check") == []
    assert await db.fetch("SELECT id FROM hidden_log") == []


async def test_a_store_of_the_first_version_goes_on_where_its_channels_were(
    tmp_path: Path,
) -> None:
    first = tmp_path / "migrations"
    first.mkdir()
    shutil.copy(MIGRATIONS / "0001_first.sql", first)
    async with Database.open(tmp_path / "old.db", first) as old, old.transaction() as tx:
        await tx.execute("INSERT INTO decks (channel_id, filter, deal) VALUES (10, '', 2)")
        await tx.execute("INSERT INTO meta (key, value) VALUES ('pack_hash', 'hash')")
        await tx.execute(
            "INSERT INTO facts (id, text, category, spoiler, confidence, deal) "
            "VALUES ('fact-9', 'Old.', 'crew', 'none', 'confirmed', 0)"
        )

    async with Database.open(tmp_path / "old.db", MIGRATIONS) as new:
        assert await get_synced(new, "harbour") is None
        await sync_pack(new, PACK, "hash", NOW)
        order = [row[0] for row in await new.fetch("SELECT id FROM facts ORDER BY deal")]
        dealt = await deal_fact(new, 10, Deck(), 0)

    assert dealt is not None
    assert dealt.fact.id == order[3]


async def test_names_of_what_left_the_pack_are_left_out(db: Database) -> None:
    assert await knowledge.list_labels(db, ("ada", "nobody")) == {"ada": "Ada"}
