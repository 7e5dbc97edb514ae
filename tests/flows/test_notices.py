"""What moderators should know is said where they look, once a day."""

import discord
import pytest
import simcord
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.models import GuildSettings
from bot.store.guilds import set_settings
from tests.flows.conftest import World

TEXT = "Something is the matter with **alerts**."


async def desk_in(world: World, channel: simcord.ChannelHandle) -> None:
    """Choose the moderators' channel."""
    settings = GuildSettings(world.guild.id, desk_channel_id=channel.id)
    async with world.bot.db.transaction() as tx:
        await set_settings(tx, settings)


async def tell(world: World, topic: str = "alerts:1") -> bool:
    with world.env.time_context():
        told = await world.bot.notices.tell(world.guild.id, topic, TEXT)
    await world.env.settle()
    return told


def texts(channel: simcord.ChannelHandle) -> list[str]:
    """Return what was told in a channel; the queue of tips, which stands there too, is a card."""
    return [message.content for message in channel.history() if message.content]


def asked(world: World, channel: simcord.ChannelHandle) -> int:
    """Return how often the bot asked to write in a channel."""
    path = f"/channels/{channel.id}/messages"
    return sum((entry.method, entry.path) == ("POST", path) for entry in world.env.http_requests)


def owner_reads(world: World) -> list[str]:
    return texts(world.guild.owner.dm_channel)


async def close_channel(world: World, channel: simcord.ChannelHandle) -> None:
    """Take away from everybody the right to write in a channel."""
    denied = discord.Permissions(send_messages=True).value
    overwrite = Overwrite(world.guild.default_role.id, OverwriteType.ROLE, deny=denied)
    world.env.backend.set_overwrite(channel.id, overwrite)
    await world.env.settle()


async def use_system_channel(world: World) -> None:
    world.env.backend.edit_guild(world.guild.id, {"system_channel_id": world.general.id})
    await world.env.settle()


async def test_the_moderators_channel_comes_first(world: World) -> None:
    await desk_in(world, world.mods)
    await use_system_channel(world)

    assert await tell(world)

    assert (texts(world.mods), texts(world.general), owner_reads(world)) == ([TEXT], [], [])


async def test_without_one_the_system_channel_is_told(world: World) -> None:
    await use_system_channel(world)

    assert await tell(world)

    assert (texts(world.mods), texts(world.general), owner_reads(world)) == ([], [TEXT], [])


async def test_where_the_bot_may_write_nowhere_the_owner_is_told_about_which_server(
    world: World,
) -> None:
    await desk_in(world, world.mods)
    await use_system_channel(world)
    await close_channel(world, world.mods)
    await close_channel(world, world.general)

    assert await tell(world)

    assert owner_reads(world) == [f"About your server **Harbour Town**: {TEXT}"]
    for channel in (world.mods, world.general):
        assert asked(world, channel) == 0


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (400, 200000)])
async def test_a_refusal_leads_to_the_next_place_and_is_not_asked_for_again_that_day(
    world: World, status: int, code: int
) -> None:
    await desk_in(world, world.mods)
    await use_system_channel(world)
    path = f"/channels/{world.mods.id}/messages"
    world.env.inject_error("POST", path, status=status, code=code, times=None)

    assert await tell(world)
    assert await tell(world, "another")

    assert texts(world.general) == [TEXT, TEXT]
    assert asked(world, world.mods) == 1


async def test_a_topic_is_told_once_a_day_and_a_restart_does_not_repeat_it(world: World) -> None:
    await desk_in(world, world.mods)

    told = [await tell(world), await tell(world)]
    await world.restart()
    told.append(await tell(world))
    world.env.backend.advance_clock(86_400)
    told.append(await tell(world))

    assert told == [True, False, False, True]
    assert texts(world.mods) == [TEXT, TEXT]


async def test_what_may_have_arrived_is_neither_repeated_nor_told_elsewhere(world: World) -> None:
    await desk_in(world, world.mods)
    await use_system_channel(world)
    world.env.inject_error("POST", f"/channels/{world.mods.id}/messages", status=503)

    assert not await tell(world)
    assert not await tell(world)

    assert (texts(world.mods), texts(world.general)) == ([], [])


@pytest.mark.parametrize("status", [403, 500])
async def test_an_owner_who_takes_no_messages_is_left_alone(world: World, status: int) -> None:
    world.env.inject_error("POST", "/users/@me/channels", status=status, code=50007, times=None)

    assert not await tell(world)


async def test_a_server_that_the_bot_has_left_is_not_told(world: World) -> None:
    world.env.backend.remove_guild(world.other.id)
    await world.env.settle()

    assert not await world.bot.notices.tell(world.other.id, "alerts:1", TEXT)


async def test_the_end_of_a_trouble_is_told_once_and_only_to_who_heard_of_it(world: World) -> None:
    await desk_in(world, world.mods)
    notices = world.bot.notices

    unheard = await notices.all_clear(world.guild.id, "alerts:1", "All is well.")
    await tell(world)
    clear = [await notices.all_clear(world.guild.id, "alerts:1", "All is well.") for _ in range(2)]

    assert (unheard, clear) == (False, [True, False])
    assert sorted(texts(world.mods)) == sorted(["All is well.", TEXT])
