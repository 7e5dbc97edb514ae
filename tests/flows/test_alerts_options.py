"""Administrators choose how and when alerts arrive; members see what comes of it."""

from typing import Any

import discord
import pytest
import simcord

from tests.flows.conftest import World
from tests.flows.desk_acts import (
    alerts,
    deliver,
    press,
    publish,
    said,
    seen,
    shown,
)

SILENT = 1 << 12


async def set_up(world: World, channel: simcord.ChannelHandle) -> None:
    await world.admin.slash(world.mods, "alerts setup", channel=channel, least="minor")


def forum_with(world: World, *tags: str, required: bool = False) -> simcord.ChannelHandle:
    """Make a forum with tags."""
    forum = world.guild.create_forum_channel("posts")
    world.env.backend.edit_channel(
        forum.id,
        {
            "available_tags": [
                {"id": str(number), "name": name, "moderated": False, "emoji_name": None}
                for number, name in enumerate(tags, 1)
            ]
        },
    )
    make_as_discord_does(world)
    if required:
        # The simulator's forums have no flags.
        vars(discord.ForumChannel)["_flags"].__set__(channel_of(world, forum), 1 << 4)
    return forum


def make_as_discord_does(world: World) -> None:
    """Give a forum post and its first message one id, as Discord does and the simulator not."""
    backend = world.env.backend
    plain = backend.create_forum_post

    def create(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - handed on
        thread, message = plain(*args, **kwargs)
        del backend.messages[thread.id][message.id]
        message.id = thread.id
        backend.messages[thread.id][thread.id] = message
        return thread, message

    backend.create_forum_post = create


def channel_of(world: World, forum: simcord.ChannelHandle) -> discord.ForumChannel:
    guild = world.bot.get_guild(world.guild.id)
    channel = guild.get_channel(forum.id) if guild else None
    assert isinstance(channel, discord.ForumChannel)
    return channel


def posts_of(world: World, forum: simcord.ChannelHandle) -> list[discord.Thread]:
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    return sorted(
        (thread for thread in guild.threads if thread.parent_id == forum.id),
        key=lambda thread: thread.id,
    )


def is_published(world: World, message: discord.Message) -> bool:
    return bool(
        world.env.backend.get_message(message.channel.id, message.id).flags
        & world.env.backend.CROSSPOSTED_FLAG
    )


async def starter(world: World, post: discord.Thread) -> discord.Message:
    return await world.bot.get_partial_messageable(post.id).fetch_message(post.id)


async def test_options_say_in_plain_words_how_alerts_arrive(world: World) -> None:
    await set_up(world, world.news)

    text = said(await world.admin.slash(world.mods, "alerts options"))

    assert f"<#{world.news.id}>, an announcement channel" in text
    assert "**Discussion** · no threads" in text
    assert "**Followers** · not published to them" in text
    assert "**Sound** · like any message" in text
    assert "**Quiet hours** · none" in text
    assert "**Digest** · off" in text
    assert "UTC, where it is 12:00 now" in text


async def test_silent_alerts_make_no_sound_unless_they_ping(world: World) -> None:
    role = world.guild.create_role("News pings", mentionable=True)
    await world.admin.slash(
        world.mods, "alerts setup", channel=world.news, ping_role=role, least="minor"
    )

    text = said(await world.admin.slash(world.mods, "alerts options", silent=True))
    await publish(world, kind=["rumour"])
    await publish(world, kind=["official"])

    quiet, loud = sorted(world.news.history(), key=lambda message: message.id)
    assert "silent, except for alerts that ping a role" in text
    assert bool(quiet.flags.value & SILENT)
    assert not loud.flags.value & SILENT
    assert [found.id for found in loud.role_mentions] == [role.id]


async def test_a_thread_is_opened_under_an_alert_and_bears_its_newest_headline(
    world: World,
) -> None:
    await set_up(world, world.news)
    await world.admin.slash(world.mods, "alerts options", thread=True)

    number = await publish(world, headline="Varga hands in a script")
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    [before] = [thread.name for thread in guild.threads]
    asked = await world.moderator.slash(
        world.mods, "desk retract", update=str(number), reason="Wrong"
    )
    await press(world.moderator, seen(asked), "Retract it")
    await deliver(world)

    [thread] = guild.threads
    assert thread.id in [message.id for message in world.news.history()]
    assert (before, thread.name) == (
        "Varga hands in a script",
        "Retracted: Varga hands in a script",
    )


async def test_an_alert_in_an_announcement_channel_is_published_to_its_followers(
    world: World,
) -> None:
    await set_up(world, world.news)
    await publish(world, kind=["rumour"])

    text = said(await world.admin.slash(world.mods, "alerts options", publish=True))
    await publish(world, headline="Now with followers")

    first, second = sorted(world.news.history(), key=lambda message: message.id)
    assert "published to the servers that follow the channel" in text
    assert (is_published(world, first), is_published(world, second)) == (False, True)


async def test_only_announcement_channels_have_followers(world: World) -> None:
    await set_up(world, world.general)

    text = said(await world.admin.slash(world.mods, "alerts options", publish=True))

    assert "Only the messages of an announcement channel" in text


async def test_in_a_forum_each_alert_is_a_post_of_its_own(world: World) -> None:
    forum = forum_with(world)
    answer = await world.admin.slash(world.mods, "alerts setup", channel=forum, least="minor")

    number = await publish(world, headline="Varga hands in a script")
    await publish(world, headline="Another report", kind=["rumour"])
    first, second = posts_of(world, forum)
    asked = await world.moderator.slash(world.mods, "desk retract", update=str(number), reason="No")
    await press(world.moderator, seen(asked), "Retract it")
    await deliver(world)
    status = said(await world.admin.slash(world.mods, "alerts status"))

    assert "### Alerts are set up" in said(answer)
    assert "something is missing" not in said(answer)
    assert second.name == "Another report"
    assert posts_of(world, forum)[0].name == "Retracted: Varga hands in a script"
    message = await starter(world, first)
    assert message.content == "Retracted: ~~Varga hands in a script~~"
    assert f"channels/{world.guild.id}/{first.id}/{first.id}" in status


async def test_a_forum_that_requires_a_tag_gets_the_choice(world: World) -> None:
    forum = forum_with(world, "News", "Rumours", required=True)
    answer = seen(await world.admin.slash(world.mods, "alerts setup", channel=forum))
    before = shown(answer)
    await publish(world)
    waiting = posts_of(world, forum)

    await world.admin.select(answer, ["1"])
    await deliver(world)

    assert "takes no posts without a tag" in before
    assert waiting == []
    assert "**Tag** · News" in shown(answer)
    [post] = posts_of(world, forum)
    assert [tag.name for tag in post.applied_tags] == ["News"]


async def test_a_test_alert_comes_as_a_forum_post(world: World) -> None:
    forum = forum_with(world)
    await set_up(world, forum)

    text = said(await world.admin.slash(world.mods, "alerts test"))

    [post] = posts_of(world, forum)
    assert post.name.startswith("Test: ")
    assert "The test alert is in" in text


async def test_retracted_alerts_are_deleted_where_the_server_wants_it(world: World) -> None:
    await set_up(world, world.news)
    text = said(await world.admin.slash(world.mods, "alerts retracted", how="delete"))
    number = await publish(world)
    await publish(world, headline="What stays")
    asked = await world.moderator.slash(world.mods, "desk retract", update=str(number), reason="No")
    await press(world.moderator, seen(asked), "Retract it")
    await deliver(world)

    status = said(await world.admin.slash(world.mods, "alerts status"))

    assert "are deleted" in text
    assert ["What stays" in alert for alert in alerts(world.news)] == [True]
    assert "Retracted and deleted" in status


@pytest.mark.parametrize("command", ["options", "hours"])
async def test_without_a_channel_there_are_no_options(world: World, command: str) -> None:
    answer = await world.admin.slash(world.mods, f"alerts {command}")

    assert "not set up here" in said(answer)
