"""Figures for those who run the bot."""

from bot.enums import Trouble
from bot.store.claims import claim_posts
from bot.store.database import Database
from bot.store.figures import Queue, get_queue
from bot.store.troubles import set_trouble
from tests.store.factories import (
    NOW,
    claim,
    claim_one,
    place_of,
    publish,
    retry,
    send_alerts_to,
    show,
)
from tests.store.follows import follow


async def test_the_queue_counts_what_is_not_settled_and_ages_what_could_be_brought(
    db: Database,
) -> None:
    assert await get_queue(db, NOW) == Queue(0, None)
    await send_alerts_to(db, 1, 10)
    await publish(db, 1, now=NOW - 50)
    await publish(db, 1, now=NOW + 60)

    assert await get_queue(db, NOW) == Queue(2, NOW - 50)
    claimed = await claim_one(db)
    assert await get_queue(db, NOW) == Queue(2, None)
    await retry(db, claimed.post, NOW + 30)
    assert await get_queue(db, NOW + 31) == Queue(2, NOW + 30)
    await show(db, await claim_one(db, NOW + 31), now=NOW + 31)
    assert await get_queue(db, NOW + 61) == Queue(1, NOW + 60)


async def test_what_rests_where_discord_refuses_is_not_late(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    async with db.transaction() as tx:
        place = (await place_of(db)).id
        await set_trouble(tx, place, Trouble.REFUSED, until=NOW + 60, now=NOW - 9)
    await publish(db, 1, now=NOW - 5)

    assert await get_queue(db, NOW) == Queue(1, None)
    assert await get_queue(db, NOW + 60) == Queue(1, NOW + 60)


async def test_a_shard_claims_for_its_own_servers_alone(db: Database) -> None:
    for number in range(6):
        await send_alerts_to(db, (number << 22) + 5, 10 + number)
    await follow(db, 501)  # direct messages belong to shard 0
    await publish(db, 5, wire=True)

    async with db.transaction() as tx:
        own = await claim_posts(tx, NOW, 100, shard=(3, (0, 2)))
    rest = await claim(db)

    assert [found.destination.channel_id for found in own] == [10, 12, 13, 15, 501 * 1_000_003]
    assert [found.destination.channel_id for found in rest] == [11, 14]
