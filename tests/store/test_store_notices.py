"""A server is told about a topic once a day, and that it is over once."""

import pytest

from bot.store import notices
from bot.store.database import Database
from tests.store.factories import NOW

DAY = 86_400


async def claim(db: Database, now: int, *, guild_id: int = 1, topic: str = "alerts:1") -> bool:
    async with db.transaction() as tx:
        return await notices.claim_notice(tx, guild_id, topic, now)


async def hear(db: Database, *, topic: str = "alerts:1") -> None:
    async with db.transaction() as tx:
        await notices.set_heard(tx, 1, topic)


async def close(db: Database, *, guild_id: int = 1, topic: str = "alerts:1") -> bool:
    async with db.transaction() as tx:
        return await notices.close_notice(tx, guild_id, topic)


async def test_a_topic_is_told_once_a_day(db: Database) -> None:
    times = (NOW, NOW + 1, NOW + DAY - 1, NOW + DAY, NOW + DAY + 5)

    assert [await claim(db, time) for time in times] == [True, False, False, True, False]


@pytest.mark.parametrize(("guild_id", "topic"), [(2, "alerts:1"), (1, "alerts:2")])
async def test_other_topics_and_servers_are_told_for_themselves(
    db: Database, guild_id: int, topic: str
) -> None:
    await claim(db, NOW)

    assert not await notices.was_told(db, guild_id, topic, NOW)
    assert await claim(db, NOW, guild_id=guild_id, topic=topic)
    assert await notices.was_told(db, guild_id, topic, NOW)


async def test_a_clock_that_was_put_back_silences_nobody(db: Database) -> None:
    await claim(db, NOW + 10 * DAY)

    assert not await notices.was_told(db, 1, "alerts:1", NOW)
    assert await claim(db, NOW)
    assert await notices.was_told(db, 1, "alerts:1", NOW)


async def test_the_end_of_a_trouble_is_told_once_and_only_where_it_was_told(db: Database) -> None:
    untold = await close(db)
    await claim(db, NOW)
    unheard = await close(db)
    await hear(db)

    assert (untold, unheard) == (False, False)
    assert [await close(db), await close(db)] == [True, False]
    await claim(db, NOW + DAY)
    await hear(db)
    assert await close(db)


@pytest.mark.parametrize("topic", ["return", "role:5", "late 5 5 5"])
async def test_what_nothing_else_repeats_is_told_again_a_day_later_until_it_is_heard(
    db: Database, topic: str
) -> None:
    await claim(db, NOW, topic=topic)
    await claim(db, NOW)  # a trouble is repeated by itself

    like = topic.replace("5", "%")
    that_day = await notices.list_unheard(db, NOW + DAY - 1, like)
    next_day = await notices.list_unheard(db, NOW + DAY, like)
    await hear(db, topic=topic)

    assert (that_day, next_day) == ([], [(1, topic)])
    assert await notices.list_unheard(db, NOW + DAY, like) == []


@pytest.mark.parametrize("topic", ["alerts:1", "gone:1"])
async def test_a_trouble_that_lasts_is_not_forgotten_before_it_ends(
    db: Database, topic: str
) -> None:
    await claim(db, NOW, topic=topic)
    await hear(db, topic=topic)

    async with db.transaction() as tx:
        await notices.delete_notices(tx, NOW + 1)
    ended = await close(db, topic=topic)
    async with db.transaction() as tx:
        await notices.delete_notices(tx, NOW + 1)

    assert ended
    assert not await notices.was_told(db, 1, topic, NOW)


async def test_what_was_told_long_ago_is_forgotten(db: Database) -> None:
    await claim(db, NOW, topic="late 1")
    await hear(db, topic="late 1")
    await claim(db, NOW + 1, topic="alerts:2")

    async with db.transaction() as tx:
        await notices.delete_notices(tx, NOW + 1)

    assert not await notices.was_told(db, 1, "late 1", NOW + 1)
    assert await notices.was_told(db, 1, "alerts:2", NOW + 1)
