"""Decks in memory: written together, and taken up again after a restart."""

import asyncio

from bot.decks import Decks
from bot.store.database import Database
from bot.store.knowledge import Deck, deal_fact
from bot.store.pack_sync import sync_pack
from tests.store.factories import NOW, make_fact, make_pack

CHANNEL = 10
VERSION = 1


async def fill(db: Database, count: int = 30) -> None:
    facts = [make_fact(number) for number in range(count)]
    await sync_pack(db, make_pack(facts=facts), "hash", NOW)


async def draw(decks: Decks, times: int, channel_id: int = CHANNEL) -> list[str]:
    found: list[str] = []
    for _ in range(times):
        dealt = await decks.deal(channel_id, Deck(), 0, 0, VERSION)
        assert dealt is not None
        found.append(dealt.fact.id)
        await decks.prepare(channel_id, Deck(), 0, VERSION)
    return found


async def test_every_fact_comes_once_without_anything_written_in_between(db: Database) -> None:
    await fill(db)

    assert len(set(await draw(Decks(db), 30))) == 30
    assert await db.fetch("SELECT deal FROM decks") == []


async def test_a_restart_goes_on_where_the_channel_stood(db: Database) -> None:
    await fill(db)
    before = Decks(db)
    first = await draw(before, 12)
    await before.flush()

    rest = await draw(Decks(db), 18)

    assert len({*first, *rest}) == 30


async def test_two_channels_do_not_move_each_other(db: Database) -> None:
    await fill(db)
    decks = Decks(db)

    assert await draw(decks, 5) == await draw(decks, 5, channel_id=20)


async def test_what_is_dealt_while_decks_are_written_is_not_lost(db: Database) -> None:
    await fill(db)
    decks = Decks(db)
    first = await draw(decks, 1)

    _, second = await asyncio.gather(decks.flush(), draw(decks, 1))
    await decks.flush()

    third = await draw(Decks(db), 1)
    assert len({*first, *second, *third}) == 3


async def test_stopping_writes_what_is_left(db: Database) -> None:
    await fill(db)
    decks = Decks(db)
    await draw(decks, 3)

    await decks.stop()

    assert len(await db.fetch("SELECT deal FROM decks")) == 1


async def test_a_prepared_fact_is_not_used_once_the_news_have_changed(db: Database) -> None:
    await fill(db)
    decks = Decks(db)
    await draw(decks, 3)
    prepared = await deal_fact(db, CHANNEL, Deck(), 0, after=decks_place(decks))
    assert prepared is not None
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO hidden_facts (guild_id, fact_id) VALUES (0, ?)", (prepared.fact.id,)
        )

    dealt = await decks.deal(CHANNEL, Deck(), 0, 0, VERSION + 1)

    assert dealt is not None
    assert dealt.fact.id != prepared.fact.id


async def test_two_who_ask_at_once_get_different_facts(db: Database) -> None:
    await fill(db)
    decks = Decks(db)
    await draw(decks, 1)

    both = await asyncio.gather(draw(decks, 4), draw(decks, 4))

    assert len({*both[0], *both[1]}) == 8


async def test_a_forgotten_channel_begins_anew(db: Database) -> None:
    await fill(db)
    decks = Decks(db)
    first = await draw(decks, 5)
    await decks.flush()

    await decks.forget([CHANNEL])

    assert await db.fetch("SELECT deal FROM decks") == []
    assert await draw(decks, 5) == first


def decks_place(decks: Decks) -> int:
    return decks._last[CHANNEL, Deck()]  # pyright: ignore[reportPrivateUsage] - what comes next
