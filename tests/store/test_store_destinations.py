"""Where alerts go: which updates a channel is queued for, and what pausing and moving do."""

import dataclasses
import itertools

import pytest

from bot.enums import Importance, Mode, PostState
from bot.errors import InputError
from bot.models import Update
from bot.outlook import unwritten
from bot.places import Destination
from bot.store import destinations, posts
from bot.store.database import Database
from tests.store.factories import (
    NOW,
    claim,
    claim_one,
    only_post,
    publish,
    retry,
    revise,
    send_alerts_to,
    show,
)


async def set_mode(db: Database, guild_id: int, mode: Mode) -> bool:
    async with db.transaction() as tx:
        return await destinations.set_mode(tx, guild_id, mode)


async def test_a_destination_is_read_back_as_it_was_set(db: Database) -> None:
    async with db.transaction() as tx:
        await destinations.set_destination(
            tx,
            1,
            10,
            ping_role_id=55,
            least=Importance.NOTABLE,
            ping_from=Importance.MAJOR,
        )

    found = await destinations.get_destination(db, 1)
    assert found is not None
    assert found == Destination(
        found.id, 1, 10, 55, Importance.NOTABLE, Importance.MAJOR, Mode.ACTIVE
    )
    assert await destinations.get_destination(db, 2) is None


async def test_setting_the_same_channel_again_changes_its_choices(db: Database) -> None:
    await send_alerts_to(db, 1, 10, least=Importance.MINOR)
    before = await destinations.get_destination(db, 1)

    await send_alerts_to(db, 1, 10, least=Importance.MAJOR)

    after = await destinations.get_destination(db, 1)
    assert before is not None
    assert after is not None
    assert (after.id, after.least) == (before.id, Importance.MAJOR)


def unpublished(guild_id: int, *, wire: bool) -> Update:
    """Return an update as a preview shows it."""
    return dataclasses.replace(unwritten(guild_id), wire=wire)


@pytest.mark.parametrize(("importance", "least"), [*itertools.product(Importance, Importance)])
@pytest.mark.parametrize("wire", [False, True])
async def test_an_update_is_queued_where_it_may_and_should_be_seen(
    db: Database, importance: Importance, least: Importance, wire: bool
) -> None:
    for guild_id in (1, 2, 3):
        await send_alerts_to(db, guild_id, guild_id * 10, least)
    expected = [10, 20, 30] if wire else [10]
    if least.rank > importance.rank:
        expected = []

    reach, own = await destinations.count_reach(db, 1, importance, unpublished(1, wire=wire))
    await publish(db, 1, wire=wire, importance=importance)

    queued = [one.post.channel_id for one in await claim(db)]
    assert queued == expected
    assert (reach, [one.channel_id for one in own]) == (len(queued), expected[:1])


@pytest.mark.parametrize("mode", [Mode.PAUSED, Mode.RETIRED])
async def test_a_channel_that_does_not_want_alerts_now_is_queued_for_none(
    db: Database, mode: Mode
) -> None:
    await send_alerts_to(db, 1, 10)
    assert await set_mode(db, 1, mode)

    assert await destinations.count_reach(db, 1, Importance.MAJOR, unpublished(1, wire=True)) == (
        0,
        [],
    )
    await publish(db, 1)

    assert await posts.list_posts(db, 1, 10) == []


async def test_a_resumed_channel_gets_new_alerts(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await set_mode(db, 1, Mode.PAUSED)
    await publish(db, 1)

    assert await set_mode(db, 1, Mode.ACTIVE)
    after = await publish(db, 1)

    assert [post.update_id for post in await posts.list_posts(db, 1, 10)] == [after.id]


async def test_a_server_without_a_channel_has_nothing_to_pause(db: Database) -> None:
    await send_alerts_to(db, 2, 20)

    assert not await set_mode(db, 1, Mode.PAUSED)
    assert await set_mode(db, 2, Mode.RETIRED)
    assert not await set_mode(db, 2, Mode.ACTIVE)

    assert await destinations.get_destination(db, 2) is None


async def test_pausing_one_server_leaves_the_others_alone(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await send_alerts_to(db, 2, 20)

    await set_mode(db, 1, Mode.PAUSED)

    other = await destinations.get_destination(db, 2)
    assert other is not None
    assert other.mode is Mode.ACTIVE


async def test_after_a_move_new_alerts_go_to_the_new_channel_and_corrections_to_the_old(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    old = await publish(db, 1)
    await show(db, await claim_one(db), message_id=901)

    await send_alerts_to(db, 1, 11)
    new = await publish(db, 1)
    await revise(db, old, "A correction")

    claims = {one.post.channel_id: one for one in await claim(db)}
    assert {place: one.post.update_id for place, one in claims.items()} == {10: old.id, 11: new.id}
    assert claims[10].destination.mode is Mode.RETIRED


async def test_moving_back_uses_the_old_place_again(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    first = await destinations.get_destination(db, 1)
    await send_alerts_to(db, 1, 11)

    await send_alerts_to(db, 1, 10)

    assert await destinations.get_destination(db, 1) == first


async def test_the_channel_of_another_server_cannot_be_taken_over(db: Database) -> None:
    await send_alerts_to(db, 1, 10)
    await send_alerts_to(db, 2, 20)
    before = [await destinations.get_destination(db, guild_id) for guild_id in (1, 2)]

    with pytest.raises(InputError, match="belongs to another server"):
        await send_alerts_to(db, 2, 10, least=Importance.MAJOR)

    assert [await destinations.get_destination(db, guild_id) for guild_id in (1, 2)] == before


async def test_setting_a_channel_tries_at_once_what_waits_there(db: Database) -> None:
    for guild_id in (1, 2):
        await send_alerts_to(db, guild_id, guild_id * 10)
    await publish(db, 1, wire=True)
    for one in await claim(db):
        await retry(db, one.post, NOW + 9_000, reason="Missing permission: Send Messages")

    await send_alerts_to(db, 1, 10)

    assert [one.destination.guild_id for one in await claim(db, NOW + 1)] == [1]


async def test_a_claim_that_is_under_way_is_not_taken_away_by_setting_the_channel(
    db: Database,
) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    claimed = await claim_one(db)

    await send_alerts_to(db, 1, 10)

    assert await claim(db, NOW + 1) == []
    assert await show(db, claimed)
    assert (await only_post(db)).state is PostState.DONE


async def test_the_link_to_an_alert_is_that_of_the_newest_place_of_this_server(
    db: Database,
) -> None:
    for guild_id in (1, 2):
        await send_alerts_to(db, guild_id, guild_id * 10)
    shown, waiting = await publish(db, 1, wire=True), await publish(db, 1)
    for one in await claim(db):
        await show(db, one, message_id=900 + one.destination.guild_id)

    asked = [shown.id, waiting.id, 999]
    assert await posts.list_messages(db, 1, asked) == {shown.id: (10, 901)}
    assert await posts.list_messages(db, 2, asked) == {shown.id: (20, 902)}
    assert await posts.list_messages(db, 3, asked) == {}
    assert await posts.list_messages(db, 2, asked) == {shown.id: (20, 902)}
    assert await posts.list_messages(db, 2, []) == {}


async def test_posts_are_listed_newest_first_and_for_one_server_alone(db: Database) -> None:
    for guild_id in (1, 2):
        await send_alerts_to(db, guild_id, guild_id * 10)
    made = [await publish(db, 1, wire=True) for _ in range(3)]

    listed = await posts.list_posts(db, 1, 2)

    assert [post.update_id for post in listed] == [made[2].id, made[1].id]
    assert {post.guild_id for post in listed} == {1}


async def test_only_channels_that_would_ping_are_counted(db: Database) -> None:
    own, wire = await publish(db, 1), await publish(db, 1, wire=True)
    async with db.transaction() as tx:
        for guild_id, role_id, ping_from in (
            (1, 55, Importance.NOTABLE),
            (2, 56, Importance.MAJOR),
            (3, None, Importance.MINOR),
        ):
            await destinations.set_destination(
                tx,
                guild_id,
                guild_id * 100,
                ping_role_id=role_id,
                least=Importance.MINOR,
                ping_from=ping_from,
            )

    counted = [
        await destinations.count_pinging(db, importance, update)
        for importance in Importance
        for update in (own, wire)
    ]
    assert counted == [0, 0, 1, 1, 1, 2]
