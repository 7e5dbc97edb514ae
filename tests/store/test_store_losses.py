"""Channels, roles and the bot itself are taken away: alerts rest, and go on when there is a way."""

from bot.enums import Mode, PostState, Trouble
from bot.store import absences, claims, destinations, posts, troubles
from bot.store.database import Database
from tests.store.factories import (
    NOW,
    claim,
    claim_one,
    place_of,
    publish,
    retry,
    revise,
    send_alerts_to,
    show,
)

DAY = 86_400


async def halt(db: Database, guild_id: int, now: int) -> bool:
    async with db.transaction() as tx:
        return await troubles.halt_guild(tx, guild_id, now)


async def resume(db: Database, guild_id: int, now: int) -> bool:
    async with db.transaction() as tx:
        return await troubles.resume_guild(tx, guild_id, now, "away")


async def test_a_deleted_channel_pauses_its_server_and_ends_all_that_it_showed(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await send_alerts_to(db, 2, 20)
    shown = await publish(db, 1, wire=True)
    for one in await claim(db):
        await show(db, one)
    waiting = await publish(db, 1, wire=True)

    async with db.transaction() as tx:
        halted = await troubles.halt_channel(tx, 10, "deleted")
        nowhere = await troubles.halt_channel(tx, 99, "deleted")
    await revise(db, shown, "Other", NOW + 5)

    assert (halted, nowhere) == (True, False)
    place = await place_of(db)
    assert (place.mode, place.trouble) == (Mode.PAUSED, Trouble.CHANNEL)
    states = {post.update_id: post.state for post in await posts.list_posts(db, 1, 9)}
    assert states == {shown.id: PostState.GONE, waiting.id: PostState.DUE}
    assert {one.destination.guild_id for one in await claim(db, NOW + 5)} == {2}


async def test_what_was_under_way_to_a_deleted_channel_is_not_tried_again(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    claimed = await claim_one(db)
    async with db.transaction() as tx:
        await troubles.halt_channel(tx, 10, "deleted")

    await retry(db, claimed.post, NOW + 60)

    assert [post.state for post in await posts.list_posts(db, 1, 9)] == [PostState.DUE]
    assert await claim(db, NOW + 9 * DAY) == []


async def test_an_earlier_channel_that_is_deleted_leaves_the_present_one_alone(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await send_alerts_to(db, 1, 11)

    async with db.transaction() as tx:
        await troubles.halt_channel(tx, 10, "deleted")

    place = await place_of(db)
    assert (place.channel_id, place.mode, place.trouble) == (11, Mode.ACTIVE, None)
    assert await troubles.list_troubles(db, NOW) == []


async def test_a_removed_bot_asks_nothing_and_a_return_goes_on_without_what_came_meanwhile(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await send_alerts_to(db, 2, 20)
    shown = await publish(db, 2, wire=True)
    for one in await claim(db):
        await show(db, one)
    waiting = await publish(db, 1)

    removed = [await halt(db, 1, NOW + 5), await halt(db, 1, NOW + 6)]
    await publish(db, 2, wire=True, now=NOW + 7)
    await revise(db, shown, "Other", NOW + 7)
    while_away = {one.destination.guild_id for one in await claim(db, NOW + 20 * DAY)}
    returned = [await resume(db, 1, NOW + DAY), await resume(db, 1, NOW + DAY)]

    assert (removed, while_away, returned) == ([True, False], {2}, [True, False])
    place = await place_of(db)
    assert (place.mode, place.trouble) == (Mode.ACTIVE, None)
    states = {post.update_id: post.state for post in await posts.list_posts(db, 1, 9)}
    assert states == {shown.id: PostState.DUE, waiting.id: PostState.DUE}
    async with db.transaction() as tx:
        claimed = await claims.claim_posts(tx, NOW + DAY, 9)
    assert [one.post.update_id for one in claimed if one.destination.guild_id == 1] == [shown.id]


async def test_after_more_than_a_day_away_nothing_old_is_sent(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    doubtful, waiting = await publish(db, 1), await publish(db, 1)
    await retry(db, (await claim_one(db)).post, NOW, attempt_at=NOW)
    await halt(db, 1, NOW + 5)

    await resume(db, 1, NOW + 6 + DAY)

    states = {post.update_id: post.state for post in await posts.list_posts(db, 1, 9)}
    assert states == {doubtful.id: PostState.DUE, waiting.id: PostState.GONE}


async def test_a_pause_by_the_administrators_outlasts_a_removal(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    async with db.transaction() as tx:
        await destinations.set_mode(tx, 1, Mode.PAUSED)

    await halt(db, 1, NOW)
    await resume(db, 1, NOW + 5)

    assert (await place_of(db)).mode is Mode.PAUSED


async def test_an_answer_that_comes_after_the_removal_does_not_hide_it(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    claimed = await claim_one(db)
    await halt(db, 1, NOW)

    async with db.transaction() as tx:
        await troubles.set_trouble(
            tx, claimed.destination.id, Trouble.REFUSED, until=NOW + DAY // 2, now=NOW
        )

    assert (await place_of(db)).trouble is Trouble.REMOVED
    assert await claim(db, NOW + 5 * DAY) == []
    await resume(db, 1, NOW + 60)
    assert (await place_of(db)).mode is Mode.ACTIVE


async def test_who_has_removed_the_bot_is_known_with_the_time(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await send_alerts_to(db, 2, 20)
    await halt(db, 2, NOW)

    assert await absences.list_absences(db) == {2: NOW}
    assert await absences.list_guilds(db) == {1, 2}
    assert [await absences.is_absent(db, guild_id) for guild_id in (1, 2)] == [False, True]


async def test_a_deleted_role_is_pinged_nowhere_in_its_server(db: Database) -> None:
    for guild_id in (1, 2):
        await send_alerts_to(db, guild_id, guild_id * 10, ping_role_id=7)

    async with db.transaction() as tx:
        await troubles.delete_ping_role(tx, 1, 7)

    assert [(await place_of(db, guild_id)).ping_role_id for guild_id in (1, 2)] == [None, 7]
