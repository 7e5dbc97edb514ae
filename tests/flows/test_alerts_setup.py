"""Administrators set alerts up, try them out and see what went wrong."""

import discord
import pytest
import simcord

from bot.enums import Mode
from bot.store.destinations import get_destination
from bot.store.guilds import get_settings
from tests.flows.conftest import World
from tests.flows.desk_acts import (
    alerts,
    components_of,
    deliver,
    parts,
    press,
    publish,
    said,
    seen,
    send_alerts_to,
    shown,
)


def closed_channel(world: World, **denied: bool) -> simcord.ChannelHandle:
    """Return a channel in which everybody, the bot included, lacks permissions."""
    overwrite = discord.PermissionOverwrite(**denied)  # pyright: ignore[reportArgumentType] - flags by name
    return world.guild.create_text_channel(
        "closed", overwrites={world.guild.default_role: overwrite}
    )


async def test_setting_up_says_where_alerts_go_and_whom_they_ping(world: World) -> None:
    role = world.guild.create_role("News pings", mentionable=True)

    answer = await world.admin.slash(
        world.mods, "alerts setup", channel=world.news, ping_role=role, least="minor"
    )

    assert "### Alerts are set up" in said(answer)
    assert f"<#{world.news.id}>" in said(answer)
    assert f"{role.mention} for: Official announcements" in said(answer)
    assert "Everything, rumours and background included" in said(answer)
    assert "something is missing" not in said(answer)
    assert seen(answer).ephemeral
    await publish(world, kind=["rumour"])
    assert len(alerts(world.news)) == 1


async def test_each_missing_permission_is_named_as_discord_names_it(world: World) -> None:
    channel = closed_channel(world, send_messages=False, embed_links=False)

    answer = await world.admin.slash(world.mods, "alerts setup", channel=channel)

    assert "**Send Messages**, **Embed Links**" in said(answer)
    assert "View Channel" not in said(answer)


async def test_once_a_permission_is_given_the_check_is_content(world: World) -> None:
    channel = closed_channel(world, send_messages=False)
    answer = seen(await world.admin.slash(world.mods, "alerts setup", channel=channel))
    await publish(world)
    waiting = said(await world.admin.slash(world.mods, "alerts status"))
    before = shown(answer)

    await allow_all(world, channel)
    await press(world.admin, answer, "Check again")
    await deliver(world)

    assert "something is missing" in before
    assert "1 waiting" in waiting
    assert "Missing permission: Send Messages" in waiting
    assert "until the permission is there" in waiting
    assert "something is missing" not in shown(answer)
    assert len(alerts(channel)) == 1


async def allow_all(world: World, channel: simcord.ChannelHandle) -> None:
    """Give the bot every permission in a channel."""
    world.env.backend.edit_channel(channel.id, {}, overwrites=[])
    await world.env.settle()


async def test_everyone_cannot_be_the_ping_role(world: World) -> None:
    answer = await world.admin.slash(
        world.mods,
        "alerts setup",
        channel=world.news,
        ping_role=world.guild.default_role,
    )

    assert "@everyone cannot be chosen" in said(answer)
    assert await get_destination(world.bot.db, world.guild.id) is None


@pytest.mark.parametrize("allowed", [True, False])
async def test_a_role_that_nobody_would_hear_of_is_pointed_out(world: World, allowed: bool) -> None:
    role = world.guild.create_role("Silent")
    everybody = discord.PermissionOverwrite(mention_everyone=allowed)
    channel = world.guild.create_text_channel(
        "quiet", overwrites={world.guild.default_role: everybody}
    )

    answer = await world.admin.slash(world.mods, "alerts setup", channel=channel, ping_role=role)

    assert ("nobody would be notified" in said(answer)) is not allowed


async def test_a_voice_channel_is_not_offered(world: World) -> None:
    voice = world.guild.create_voice_channel("voice")

    with pytest.raises(simcord.OptionError):
        await world.admin.slash(world.mods, "alerts setup", channel=voice)


async def test_a_test_alert_says_that_it_is_none_and_pings_nobody(world: World) -> None:
    role = world.guild.create_role("News pings", mentionable=True)
    answer = await world.admin.slash(
        world.mods, "alerts setup", channel=world.news, ping_role=role, ping_from="minor"
    )

    sent = await press(world.admin, seen(answer), "Send a test alert")

    [message] = world.news.history()
    assert message.content.startswith("Test, not news:")
    assert message.role_mentions == []
    assert message.jump_url in said(sent)
    assert "Update #0" not in alerts(world.news)[0]
    buttons = {
        part["label"]: part.get("disabled", False)
        for part in parts(components_of(message))
        if "label" in part
    }
    assert buttons == {"Details and history": True, "Status now": False, "Follow": False}


async def test_a_test_alert_names_what_is_missing(world: World) -> None:
    await send_alerts_to(world, closed_channel(world, embed_links=False))

    answer = await world.admin.slash(world.mods, "alerts test")

    assert "Missing permission: Embed Links." in said(answer)


async def test_a_test_alert_is_one_of_the_two_requests_a_day_where_discord_refuses(
    world: World,
) -> None:
    await send_alerts_to(world, world.news)
    path = f"/channels/{world.news.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50013, times=2)

    refused = [await world.admin.slash(world.mods, "alerts test") for _ in range(3)]

    assert ["Discord refuses it" in said(answer) for answer in refused] == [True, True, False]
    assert "Discord refused twice within a day. Try again <t:" in said(refused[2])
    assert world.news.history() == []


async def test_the_status_shows_the_last_alerts_with_their_links(world: World) -> None:
    await send_alerts_to(world, world.news)
    await publish(world)
    [message] = world.news.history()

    answer = await world.admin.slash(world.mods, "alerts status")

    assert "### Alerts are on" in said(answer)
    assert "Varga hands in a script" in said(answer)
    assert f"[the alert]({message.jump_url})" in said(answer)
    assert "nothing is waiting" in said(answer)


async def test_the_status_is_refreshed_in_place(world: World) -> None:
    await send_alerts_to(world, world.news)
    answer = seen(await world.admin.slash(world.mods, "alerts status"))
    before = shown(answer)
    await publish(world)

    await press(world.admin, answer, "Refresh")

    assert "No alert has been queued here yet." in before
    assert "Varga hands in a script" in shown(answer)


async def test_a_deleted_message_is_shown_with_its_reason(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world)
    [message] = world.news.history()
    world.env.backend.delete_message(world.news.id, message.id)
    asked = await world.moderator.slash(
        world.mods, "desk retract", update=str(number), reason="Wrong"
    )
    await press(world.moderator, seen(asked), "Retract it")
    await deliver(world)

    answer = await world.admin.slash(world.mods, "alerts status")

    assert "Not shown" in said(answer)
    assert "The message was deleted" in said(answer)


async def test_pause_resume_and_off(world: World) -> None:
    await send_alerts_to(world, world.news)
    await world.admin.slash(world.mods, "alerts pause")
    await publish(world, headline="While paused")
    paused = said(await world.admin.slash(world.mods, "alerts status"))
    await world.admin.slash(world.mods, "alerts resume")
    number = await publish(world, headline="While on")
    await world.admin.slash(world.mods, "alerts off")
    await publish(world, headline="While off")

    form = await world.moderator.slash(world.mods, "desk retract", update=str(number), reason="No")
    await press(world.moderator, seen(form), "Retract it")
    await deliver(world)

    assert "### Alerts are paused" in paused
    [alert] = alerts(world.news)
    assert "Retracted: ~~While on~~" in alert
    assert "Alerts are off" in said(await world.admin.slash(world.mods, "alerts status"))


async def test_checking_again_does_not_end_a_pause(world: World) -> None:
    channel = closed_channel(world, send_messages=False)
    answer = seen(await world.admin.slash(world.mods, "alerts setup", channel=channel))
    await world.admin.slash(world.mods, "alerts pause")

    await press(world.admin, answer, "Check again")

    destination = await get_destination(world.bot.db, world.guild.id)
    assert destination is not None
    assert destination.mode is Mode.PAUSED


@pytest.mark.parametrize("command", ["pause", "resume", "off", "test"])
async def test_without_a_channel_there_is_nothing_to_change(world: World, command: str) -> None:
    answer = await world.admin.slash(world.mods, f"alerts {command}")

    assert "not set up here" in said(answer)


async def test_another_channel_gets_new_alerts_and_the_old_one_corrections(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world, headline="First")
    await world.admin.slash(world.mods, "alerts setup", channel=world.general)
    await publish(world, headline="Second")
    asked = await world.moderator.slash(world.mods, "desk retract", update=str(number), reason="No")
    await press(world.moderator, seen(asked), "Retract it")
    await deliver(world)

    assert "~~First~~" in alerts(world.news)[0]
    assert ["Second" in text for text in alerts(world.general)] == [True]


async def test_the_desk_role_lets_its_people_use_the_desk(world: World) -> None:
    role = world.guild.create_role("Reporters")
    reporter = world.guild.add_member(world.env.create_user("rita"), roles=[role])
    command = world.env.backend.find_command("desk", world.guild.id)
    assert command is not None
    world.guild.set_command_permissions(int(command["id"]), {role: True})

    refused = await reporter.slash(world.mods, "desk post")
    answer = await world.admin.slash(world.mods, "alerts desk", role=role)
    allowed = await reporter.slash(world.mods, "desk post")
    await world.admin.slash(world.mods, "alerts desk")
    again = await reporter.slash(world.mods, "desk post")

    assert "Only moderators can do this" in said(refused)
    assert role.mention in said(answer)
    assert allowed.modal is not None
    assert "Only moderators can do this" in said(again)


async def test_everyone_cannot_be_the_desk_role(world: World) -> None:
    answer = await world.admin.slash(world.mods, "alerts desk", role=world.guild.default_role)

    assert "@everyone cannot be chosen" in said(answer)
    assert (await get_settings(world.bot.db, world.guild.id)).desk_role_id is None


async def test_spoilers_are_shown_or_hidden_for_the_server(world: World) -> None:
    shown_now = await world.admin.slash(world.mods, "alerts spoilers", show=True)
    lifted = await get_settings(world.bot.db, world.guild.id)
    await world.admin.slash(world.mods, "alerts spoilers", show=False)

    assert "shown openly" in said(shown_now)
    assert lifted.spoilers_shown
    assert not (await get_settings(world.bot.db, world.guild.id)).spoilers_shown
