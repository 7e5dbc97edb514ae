"""Moderators are reminded when nobody has looked for news for long, and note it in one press."""

import dataclasses

import pytest

from tests.flows.conftest import World
from tests.flows.desk_acts import publish, said
from tests.flows.desk_decisions import decide, notices, told

DAY = 24 * 3_600


async def days_later(world: World, days: float) -> None:
    """Be back some days later; the first sweep looks at who has to be reminded."""
    settings = world.bot.settings
    world.env.backend.advance_clock(days * DAY)
    world.settings = settings
    await world.restart()
    await world.env.settle()


async def test_a_desk_that_nobody_checks_is_reminded_once_a_week(world: World) -> None:
    await decide(world)
    await publish(world)

    await days_later(world, 14)
    early = told(world)
    await days_later(world, 1)
    first = told(world)
    await days_later(world, 1)
    second = told(world)
    await days_later(world, 7)

    assert early == []
    assert first == ["Nobody has looked for news here for 15 days. Is there anything new?"]
    assert second == first
    assert len(told(world)) == 2


async def test_one_press_notes_the_check_after_a_restart_too(world: World) -> None:
    await decide(world)
    await publish(world)
    await days_later(world, 15)
    await world.restart()
    [message] = notices(world)

    refused = await world.member.click(message, label="Checked today, nothing new")
    await world.moderator.click(message, label="Checked today, nothing new")
    status = said(await world.member.slash(world.general, "status"))
    await days_later(world, 14)

    assert "Only moderators can do this" in said(refused)
    [text] = told(world)
    assert text.startswith(f"Checked on 8 December 2026 by <@{world.moderator.id}>")
    assert notices(world)[0].components == []
    assert "8 December 2026" in status


async def test_publishing_counts_as_looking(world: World) -> None:
    await decide(world)
    await publish(world)
    await days_later(world, 10)
    await publish(world, headline="News", date="today")

    await days_later(world, 10)

    assert told(world) == []


@pytest.mark.parametrize(("days", "passed", "count"), [(0, 300, 0), (3, 4, 1), (30, 29, 0)])
async def test_administrators_choose_after_how_many_days(
    world: World, days: int, passed: int, count: int
) -> None:
    await decide(world)
    await publish(world)
    await world.admin.slash(world.mods, "alerts reminder", days=days)

    await days_later(world, passed)

    assert len(told(world)) == count


async def test_a_server_that_only_reads_is_left_alone(world: World) -> None:
    await decide(world)

    await days_later(world, 100)

    assert told(world) == []


async def test_a_newsroom_is_reminded_by_the_wires_check(world: World) -> None:
    world.bot.settings = dataclasses.replace(
        world.bot.settings, newsroom_guild_ids=frozenset({world.guild.id})
    )
    await decide(world)
    await world.moderator.slash(world.mods, "desk checked")

    await days_later(world, 14)
    early = told(world)
    await days_later(world, 1)

    assert early == []
    assert "for 15 days" in told(world)[0]
