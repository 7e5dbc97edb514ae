"""Facts and entities as the commands look them up."""

import dataclasses

import pytest

from bot.enums import EntityKind, Spoiler
from bot.models import Fact, GuildSettings
from bot.store import knowledge
from bot.store.database import Database
from bot.store.guilds import set_settings
from bot.store.pack_sync import sync_pack
from tests.store.factories import NOW, make_fact, make_pack, make_source

ABOUT_ADA = ["fact-2", "fact-4", "fact-1"]


@pytest.fixture
def facts() -> list[Fact]:
    return [
        make_fact(1, entities=("bo", "ada")),
        make_fact(2, entities=("ada",), sources=(make_source(2), make_source(1))),
        make_fact(3, entities=("bo",)),
        make_fact(4, entities=("ada", "bo")),
    ]


@pytest.fixture(autouse=True)
async def _pack(db: Database, facts: list[Fact]) -> None:
    await sync_pack(db, make_pack(facts=facts), "hash", NOW)


async def test_a_profile_is_the_entity_with_a_page_of_facts(
    db: Database, facts: list[Fact]
) -> None:
    first = await knowledge.get_profile(db, "ada", 1, 2, 0)
    second = await knowledge.get_profile(db, "ada", 1, 2, 2)

    assert first is not None
    assert second is not None
    assert (first.entity, first.count) == await knowledge.get_entity(db, "ada")
    assert first.facts == (facts[1], facts[3])
    assert second.facts == (facts[0],)
    assert (second.entity, second.count) == (first.entity, 3)


async def test_facts_that_give_the_film_or_the_manga_away_come_last_in_a_profile(
    db: Database, facts: list[Fact]
) -> None:
    facts[1] = dataclasses.replace(facts[1], spoiler=Spoiler.MANGA)
    facts[3] = dataclasses.replace(facts[3], spoiler=Spoiler.FILM)
    await sync_pack(db, make_pack(facts=facts), "other", NOW)

    pages = [await knowledge.get_profile(db, "ada", 1, 2, offset) for offset in (0, 2)]

    assert [[fact.id for fact in page.facts] for page in pages if page is not None] == [
        ["fact-1", "fact-4"],
        ["fact-2"],
    ]


async def test_a_profile_past_the_last_page_has_no_facts(db: Database) -> None:
    profile = await knowledge.get_profile(db, "ada", 1, 2, 4)

    assert profile is not None
    assert (profile.facts, profile.count) == ((), 3)


async def test_a_profile_says_whether_the_server_lifted_spoilers(db: Database) -> None:
    async with db.transaction() as tx:
        await set_settings(tx, GuildSettings(1, spoilers_shown=True))

    shown = [await knowledge.get_profile(db, "ada", guild_id, 1, 0) for guild_id in (0, 1, 2)]

    assert [one.spoilers_shown for one in shown if one is not None] == [False, True, False]


async def test_a_name_that_left_the_pack_is_said_to_be_gone(db: Database) -> None:
    assert await knowledge.get_profile(db, "cleo", 1, 2, 0) is None
    assert await knowledge.get_entity(db, "cleo") is None


async def test_names_are_listed_with_their_aliases(db: Database) -> None:
    assert await knowledge.list_names(db) == [
        ("ada", "Ada", ("Captain ada", "船長")),
        ("bo", "Bo", ("Captain bo", "船長")),
    ]


async def test_only_persons_are_listed_as_people(db: Database, facts: list[Fact]) -> None:
    pack = make_pack(facts=facts)
    ship = dataclasses.replace(pack.entities[1], kind=EntityKind.PLACE)

    await sync_pack(db, dataclasses.replace(pack, entities=(pack.entities[0], ship)), "x", NOW)

    assert await knowledge.list_people(db) == {"ada": "Ada"}
