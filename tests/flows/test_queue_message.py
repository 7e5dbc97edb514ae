"""The queue's message in the desk channel follows the queue."""

import discord
import simcord

from bot.delivery.verdicts import MISSING_RETRY_S
from bot.desk.board import RETRY_S
from bot.enums import Trouble
from bot.models import GuildSettings
from bot.store.guilds import set_settings
from bot.store.troubles import set_trouble
from tests.flows.conftest import World
from tests.flows.desk_acts import (
    alerts,
    said,
    seen,
    send_alerts_to,
    shown,
)
from tests.flows.tip_acts import (
    open_desk,
    press_story,
    tip,
    waiting,
)


async def test_the_queue_message_follows_the_queue(world: World) -> None:
    await world.admin.slash(world.mods, "alerts desk-channel", channel=world.mods)
    await world.env.advance_time(10)
    assert "The queue is empty" in alerts(world.mods)[-1]
    count = len(alerts(world.mods))
    for number in range(6):
        who = world.member if number % 2 else world.moderator
        await tip(world, who, link="", said=f"Box {number} stands on the quay.")
    await world.env.advance_time(20)
    await world.restart()

    message = world.mods.last_message
    assert message is not None
    assert len(alerts(world.mods)) == count
    assert "6 stories wait" in alerts(world.mods)[-1]
    noted = said(await press_story(world.moderator, message, "second"))
    assert "another moderator decides" in noted
    listing = seen(await world.moderator.click(message, label="See all 6"))
    assert "6 stories wait" in shown(listing)
    await world.env.advance_time(20)
    assert "wants a second look" in alerts(world.mods)[-1]
    assert len(alerts(world.mods)) == count


async def test_the_queue_message_is_posted_anew_when_it_was_deleted_or_has_to_move(
    world: World,
) -> None:
    await open_desk(world, world.mods)
    await world.env.advance_time(10)
    message = world.mods.last_message
    assert message is not None
    await message.delete()
    await tip(world)
    await world.env.advance_time(20)
    assert "1 story waits" in alerts(world.mods)[-1]

    await world.admin.slash(world.mods, "alerts desk-channel", channel=world.general)
    await world.env.advance_time(20)

    assert alerts(world.mods) == []
    assert "1 story waits" in alerts(world.general)[-1]
    answer = said(await world.admin.slash(world.mods, "alerts desk-channel"))
    assert "no channel now" in answer


async def test_many_changes_cost_few_edits(world: World) -> None:
    await open_desk(world, world.mods)
    await world.env.advance_time(20)
    before = len(requests(world))
    for number in range(10):
        who = world.member if number % 2 else world.moderator
        await tip(world, who, link="", said=f"Box {number} stands on the quay.")
    await world.env.advance_time(30)

    assert "10 stories wait" in alerts(world.mods)[-1]
    assert len(requests(world)) - before <= 2


def requests(world: World) -> list[simcord.HttpLogEntry]:
    path = f"/channels/{world.mods.id}/messages"
    return [call for call in world.env.http_requests if call.path.startswith(path)]


async def test_a_desk_channel_that_refuses_is_tried_later_and_the_administrator_told(
    world: World,
) -> None:
    closed = world.guild.create_text_channel(
        "closed",
        overwrites={world.guild.default_role: discord.PermissionOverwrite(send_messages=False)},
    )
    answer = said(await world.admin.slash(world.mods, "alerts desk-channel", channel=closed))
    await world.env.advance_time(20)

    assert "Missing permission: Send Messages" in answer
    assert closed.history() == []
    world.env.backend.edit_channel(closed.id, {}, overwrites=[])
    await world.env.advance_time(MISSING_RETRY_S)
    assert "The queue is empty" in alerts(closed)[-1]


async def test_where_an_alert_was_refused_the_queue_asks_for_nothing_and_the_reverse(
    world: World,
) -> None:
    await send_alerts_to(world, world.mods)
    path = f"/channels/{world.mods.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50013, times=None)
    await open_desk(world, world.mods)
    await world.env.advance_time(20)
    [(refused_at,)] = await world.bot.db.fetch("SELECT refused_at FROM destinations")
    async with world.bot.db.transaction() as tx:
        until = refused_at + 3_600
        await set_trouble(tx, 1, Trouble.REFUSED, until=until, now=refused_at)
        await set_settings(tx, GuildSettings(world.guild.id, desk_channel_id=None))
    before = len(requests(world))

    await open_desk(world, world.mods)
    await world.env.advance_time(20)

    assert (before, len(requests(world))) == (1, 1)


async def test_what_discord_fails_at_is_shown_a_little_later(world: World) -> None:
    world.env.inject_error("POST", f"/channels/{world.mods.id}/messages", status=503)
    await open_desk(world, world.mods)
    async with world.bot.db.transaction() as tx:
        await set_settings(tx, GuildSettings(world.other.id, desk_channel_id=world.elsewhere.id))
    await world.env.advance_time(20)
    assert alerts(world.mods) == []
    assert "The queue is empty" in alerts(world.elsewhere)[-1]

    await world.env.advance_time(RETRY_S)

    assert len(alerts(world.mods)) == 1


async def test_a_press_on_the_queue_message_by_a_member_is_refused(world: World) -> None:
    await open_desk(world, world.general)
    await tip(world)
    await world.env.advance_time(20)
    message = world.general.last_message
    assert message is not None

    for verb in ("accept", "second", "decline"):
        refused = said(await press_story(world.member, message, verb))
        assert "Only moderators can do this" in refused
    assert (await waiting(world))[0].state == "open"
