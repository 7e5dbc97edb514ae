"""What moderators could not be told is told later: it is kept, and nothing else says it."""

from collections.abc import Awaitable, Callable

import pytest

from bot.enums import Late
from tests.flows.conftest import World
from tests.flows.desk_acts import press, second_moderator, send_alerts_to
from tests.flows.desk_decisions import ask, decide, look, pass_time, schedule, told

HOUR, DAY = 3_600, 86_400
AT_ONE = "2026-11-23 13:00"  # an hour after the world's noon


async def miss_a_plan(world: World, late: Late) -> None:
    await send_alerts_to(world, world.news)
    await decide(world, late=late)
    await schedule(world, AT_ONE)
    await world.bot.remove_cog("Schedule")
    world.env.backend.advance_clock(3 * HOUR)
    discord_fails(world)
    await world.restart()
    await pass_time(world, 60)


async def publish_late(world: World) -> None:
    await miss_a_plan(world, Late.PUBLISH)


async def hold(world: World) -> None:
    await miss_a_plan(world, Late.HOLD)


async def give_back(world: World) -> None:
    await decide(world, approval=True)
    second = second_moderator(world)
    await ask(world)
    form = await press(second, await look(world, second), "Return it")
    discord_fails(world)
    await second.submit_modal(form, {"reason": "The link is dead"})
    await pass_time(world, 60)


def discord_fails(world: World) -> None:
    path = f"/channels/{world.mods.id}/messages"
    world.env.inject_error("POST", path, status=503, times=None)


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (publish_late, "It was published late, <t:1795446"),
        (hold, "and is held: its time passed while the bot was down. /desk scheduled"),
        (give_back, "was returned by a second moderator. Its preview says why"),
    ],
)
async def test_what_nobody_heard_is_told_a_day_later_and_then_never_again(
    world: World, happens: Callable[[World], Awaitable[None]], says: str
) -> None:
    await happens(world)
    unheard = [text for text in told(world) if says in text]
    world.env.backend.faults.clear()
    await pass_time(world, 60)
    soon = [text for text in told(world) if says in text]
    for _ in range(3):
        world.env.backend.advance_clock(DAY)
        await world.restart()  # its loops would make up for each of their turns
        await pass_time(world, 60)

    assert (unheard, soon) == ([], [])
    assert len([text for text in told(world) if says in text]) == 1
