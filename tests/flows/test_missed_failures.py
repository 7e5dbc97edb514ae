"""What the bot could not hear, look at or tell in time is made good later."""

import pytest

from tests.flows.conftest import World
from tests.flows.desk_acts import publish, send_alerts_to
from tests.flows.test_notices import desk_in
from tests.flows.test_visible_failure import deny, heard, pass_a_day, prepare


@pytest.mark.parametrize("gone", ["role", "channel"])
async def test_what_moderators_could_not_be_told_is_told_a_day_later_and_once(
    world: World, gone: str
) -> None:
    role = world.guild.create_role("News pings", mentionable=True)
    await desk_in(world, world.mods)
    await send_alerts_to(world, world.news, role=role)
    path = f"/channels/{world.mods.id}/messages"
    world.env.inject_error("POST", path, status=503, times=None)

    if gone == "role":
        world.env.backend.delete_role(world.guild.id, role.id)
    else:
        world.env.backend.delete_channel(world.news.id)
    await world.env.settle()
    before = await heard(world)
    world.env.backend.faults.clear()
    await pass_a_day(world)
    told = await heard(world)
    await pass_a_day(world)

    assert (before, [f"The {gone}" in text for text in told]) == ([], [True])
    assert await heard(world) == told


async def test_an_end_that_moderators_could_not_be_told_is_told_a_day_later(world: World) -> None:
    await prepare(world)
    await deny(world, world.news, read_message_history=True)
    for channel in (world.news, world.mods):
        path = f"/channels/{channel.id}/messages"
        world.env.inject_error("POST", path, status=503, times=None)
    await publish(world)
    await world.env.advance_time(200)
    before = await heard(world)

    world.env.backend.faults.clear()
    await pass_a_day(world)

    assert before == []
    assert "I do not know whether alert #" in (await heard(world))[0]
