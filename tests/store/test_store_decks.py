"""Decks: a channel sees every fact of a deck before any comes again."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

import pytest

from bot.enums import Spoiler
from bot.models import Fact, GuildSettings, Pack
from bot.store.database import Database, Params, Row
from bot.store.guilds import set_settings
from bot.store.knowledge import Deck, deal_fact, delete_decks, set_dealt
from bot.store.pack_sync import sync_pack
from tests.store.factories import NOW, make_fact, make_pack

CHANNEL, OTHER_CHANNEL = 10, 20


def shelf(count: int = 60) -> list[Fact]:
    """Return facts of three categories about three people; each seventh gives the manga away."""
    return [
        make_fact(
            number,
            ("crew", "music", "places")[number % 3],
            entities=(("ada", "bo"), ("bo",), ("cleo", "ada"))[number % 4 % 3],
            spoiler=Spoiler.MANGA if number % 7 == 0 else Spoiler.NONE,
        )
        for number in range(count)
    ]


async def draw(
    db: Database, deck: Deck, channel_id: int = CHANNEL, start: int = 0, guild_id: int = 0
) -> str | None:
    """Deal one fact as a command does: show it, then remember the place."""
    dealt = await deal_fact(db, channel_id, deck, start, guild_id)
    if dealt is None:
        return None
    async with db.transaction() as tx:
        await set_dealt(tx, channel_id, deck, dealt.deal)
    return dealt.fact.id


def expected(deck: Deck, facts: list[Fact]) -> set[str]:
    return {
        fact.id
        for fact in facts
        if (deck.manga or fact.spoiler is not Spoiler.MANGA)
        and (deck.entity_id is None or deck.entity_id in fact.entities)
        and (deck.category is None or deck.category == fact.category)
    }


@pytest.mark.parametrize("start", [0, 37, 59, 1_000_003])
@pytest.mark.parametrize("manga", [False, True])
@pytest.mark.parametrize(
    "of",
    [
        {},
        {"category": "music"},
        {"entity_id": "ada"},
        {"category": "crew", "entity_id": "bo"},
    ],
)
async def test_every_fact_of_a_deck_comes_once_before_any_comes_again(
    db: Database, of: dict[str, str], manga: bool, start: int
) -> None:
    deck, facts = Deck(**of, manga=manga), shelf()
    await sync_pack(db, make_pack(facts=facts), "hash", NOW)
    wanted = expected(deck, facts)

    rounds = [[await draw(db, deck, start=start) for _ in wanted] for _ in range(2)]

    assert set(rounds[0]) == wanted
    assert len(wanted) > 5
    assert rounds[1] == rounds[0]


async def test_a_server_that_lifted_spoilers_is_dealt_every_fact(db: Database) -> None:
    await sync_pack(db, make_pack(facts=shelf()), "hash", NOW)
    async with db.transaction() as tx:
        await set_settings(tx, GuildSettings(1, spoilers_shown=True))

    lifted = [await draw(db, Deck(), 11, guild_id=1) for _ in shelf()]
    usual = [await draw(db, Deck(), 12, guild_id=2) for _ in shelf()]

    assert len(set(lifted)) == 60
    assert set(usual) == expected(Deck(), shelf())
    for guild_id in (1, 2):
        dealt = await deal_fact(db, CHANNEL, Deck(), 0, guild_id)
        assert dealt is not None
        assert dealt.spoilers_shown is (guild_id == 1)


async def test_two_channels_and_two_decks_of_a_channel_do_not_disturb_each_other(
    db: Database,
) -> None:
    await sync_pack(db, make_pack(facts=shelf()), "hash", NOW)
    alone = [await draw(db, Deck(), 99) for _ in range(10)]

    mixed: list[str | None] = []
    for _ in range(10):
        mixed.append(await draw(db, Deck(), CHANNEL))
        await draw(db, Deck(), OTHER_CHANNEL, start=30)
        await draw(db, Deck(category="crew"), CHANNEL)
        await draw(db, Deck(entity_id="ada"), CHANNEL)

    assert mixed == alone


async def test_channels_begin_at_different_places(db: Database) -> None:
    await sync_pack(db, make_pack(facts=shelf()), "hash", NOW)

    assert len({await draw(db, Deck(), start, start) for start in range(50)}) > 20


async def test_a_deck_goes_on_after_the_pack_was_read_again(db: Database) -> None:
    await sync_pack(db, make_pack(facts=shelf()), "hash", NOW)
    first = [await draw(db, Deck(manga=True)) for _ in range(30)]

    await sync_pack(db, make_pack(facts=shelf()), "other", NOW)

    second = [await draw(db, Deck(manga=True)) for _ in range(30)]
    assert len({*first, *second}) == 60


@pytest.mark.parametrize(
    "deck", [Deck(), Deck(category="none"), Deck(entity_id="nobody"), Deck(manga=True)]
)
async def test_an_empty_deck_deals_nothing(db: Database, deck: Deck) -> None:
    assert await deal_fact(db, CHANNEL, deck, 5) is None


async def test_facts_that_give_the_manga_away_are_no_deck_of_their_own(db: Database) -> None:
    facts = [make_fact(1, spoiler=Spoiler.MANGA), make_fact(2, spoiler=Spoiler.MANGA)]
    await sync_pack(db, make_pack(facts=facts), "hash", NOW)

    assert await draw(db, Deck()) is None
    assert await draw(db, Deck(manga=True)) is not None


def big_pack(count: int) -> Pack:
    return make_pack(facts=[make_fact(n, f"c{n % 5}", entities=("ada",)) for n in range(count)])


async def statement_of(
    db: Database, deck: Deck, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Params]:
    """Return what ``deal_fact`` asks of the database."""
    asked: list[tuple[str, Params]] = []

    async def note(sql: str, params: Params = ()) -> Sequence[Row]:
        asked.append((sql, params))
        return []

    with monkeypatch.context() as patch:
        patch.setattr(db, "glance", note)
        await deal_fact(db, CHANNEL, deck, 5)
    [statement] = asked
    return statement


def steps(db: Database, sql: str, params: Params) -> int:
    """Return how many instructions of its machine SQLite needs for a statement."""
    with closing(sqlite3.connect(db.path)) as connection:
        taken = 0

        def count() -> None:
            nonlocal taken
            taken += 1

        connection.set_progress_handler(count, 1)
        connection.execute(sql, params).fetchall()
    return taken


@pytest.mark.parametrize("deck", [Deck(), Deck(category="c1"), Deck(entity_id="ada")])
async def test_dealing_from_twenty_thousand_facts_costs_no_more_than_from_twenty(
    db: Database, deck: Deck, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = await statement_of(db, deck, monkeypatch)
    costs: list[int] = []
    for count in (20, 20_000):
        await sync_pack(db, big_pack(count), str(count), NOW)
        async with db.transaction() as tx:
            for place in (0, count - 1):
                await set_dealt(tx, CHANNEL, deck, place)
        costs.append(steps(db, *statement))

    plan = [row[3] for row in await db.fetch(f"EXPLAIN QUERY PLAN {statement[0]}", statement[1])]

    assert costs[0] > 50
    assert costs[1] <= 2 * costs[0]
    read_whole = [line for line in plan if line.startswith("SCAN") and "INDEX" not in line]
    assert [line for line in read_whole if line.split()[1] in ("f", "d", "facts")] == []
    assert not any("TEMP B-TREE" in line for line in plan)


async def test_forgotten_channels_begin_anew_and_others_go_on(db: Database) -> None:
    await sync_pack(db, make_pack(facts=shelf()), "hash", NOW)
    first = await draw(db, Deck())
    assert await draw(db, Deck(), OTHER_CHANNEL) == first

    async with db.transaction() as tx:
        await delete_decks(tx, [CHANNEL])

    assert await draw(db, Deck()) == first
    assert await draw(db, Deck(), OTHER_CHANNEL) != first
