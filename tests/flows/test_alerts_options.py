"""Administrators choose how and when alerts arrive; members see what comes of it."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import discord
import pytest
import simcord

from bot.store.destinations import get_destination
from bot.store.guilds import get_settings
from tests.flows.conftest import TODAY, World
from tests.flows.desk_acts import (
    alerts,
    deliver,
    press,
    publish,
    said,
    seen,
    send_alerts_to,
    shown,
)

SILENT = 1 << 12


async def set_up(world: World, channel: simcord.ChannelHandle) -> None:
    await world.admin.slash(world.mods, "alerts setup", channel=channel, least="minor")


async def pass_to(world: World, moment: dt.datetime) -> None:
    """Let time pass while the bot is off, and what is due then be delivered."""
    world.env.backend.advance_clock((moment - world.env.now()).total_seconds())
    await world.restart()
    await deliver(world)


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


async def test_quiet_hours_hold_news_back_until_the_local_morning(world: World) -> None:
    zone = ZoneInfo("America/New_York")  # 7:00 in the morning there
    await set_up(world, world.news)
    await world.admin.slash(world.mods, "alerts time-zone", zone="new york")

    text = said(await world.admin.slash(world.mods, "alerts hours", quiet="23:00 - 8:00"))
    number = await publish(world, headline="Before breakfast")
    held = alerts(world.news)
    await pass_to(world, dt.datetime(2026, 11, 23, 8, 0, 10, tzinfo=zone))
    [told] = alerts(world.news)
    await pass_to(world, dt.datetime(2026, 11, 23, 23, 30, tzinfo=zone))
    asked = await world.moderator.slash(world.mods, "desk retract", update=str(number), reason="No")
    await press(world.moderator, seen(asked), "Retract it")
    await deliver(world)

    assert "**Quiet** · from 23:00 to 08:00" in text
    assert "America/New York, where it is 07:00 now" in text
    assert held == []
    assert "Before breakfast" in told
    assert "~~Before breakfast~~" in alerts(world.news)[0]


async def test_a_daily_digest_tells_of_everything_once_and_is_corrected(world: World) -> None:
    await set_up(world, world.news)
    text = said(
        await world.admin.slash(world.mods, "alerts hours", digest="daily", digest_at="18:00")
    )
    first = await publish(world, headline="Varga hands in a script")
    await publish(world, headline="A rumour from the docks", kind=["rumour"])
    await publish(world, headline="The studio announces it", kind=["official"])
    at_once = alerts(world.news)
    waiting = said(await world.admin.slash(world.mods, "alerts options"))
    await pass_to(world, TODAY.replace(hour=18, second=5))
    both = sorted(world.news.history(), key=lambda message: message.id)
    asked = await world.moderator.slash(world.mods, "desk retract", update=str(first), reason="No")
    await press(world.moderator, seen(asked), "Retract it")
    await deliver(world)
    await pass_to(world, TODAY + dt.timedelta(days=1, hours=7))

    assert "every day at 18:00" in text
    assert ["The studio announces it" in told for told in at_once] == [True]
    assert "2 updates wait" in waiting
    assert len(both) == len(world.news.history()) == 2
    digest = max(world.news.history(), key=lambda message: message.id)
    listed = digest.embeds[0].description or ""
    assert digest.content.startswith("**News digest, 23 November 2026** · 2 updates")
    assert "~~Varga hands in a script~~\nRetracted: No" in listed
    assert "**A rumour from the docks**" in listed


async def test_the_button_of_a_digest_opens_each_update_in_full(world: World) -> None:
    await set_up(world, world.news)
    await world.admin.slash(world.mods, "alerts hours", digest="daily", digest_at="18:00")
    await publish(world, headline="Varga hands in a script")
    await publish(world, headline="A rumour from the docks", kind=["rumour"])
    await pass_to(world, TODAY.replace(hour=18, second=5))
    [message] = world.news.history()

    opened = await world.member.click(message, label="All in full")
    page = shown(seen(opened))
    await press(world.member, seen(opened), "Next")

    assert "### Varga hands in a script" in page
    assert "1 of 2 in this digest" in page
    assert "### A rumour from the docks" in shown(seen(opened))


async def test_turning_digests_off_sends_what_waits_as_the_last_one(world: World) -> None:
    await set_up(world, world.news)
    await world.admin.slash(world.mods, "alerts hours", digest="0")
    await publish(world, headline="Varga hands in a script")
    before = alerts(world.news)

    text = said(await world.admin.slash(world.mods, "alerts hours", digest="off"))
    await deliver(world)

    assert before == []
    assert "**Digest** · off" in text
    assert "Varga hands in a script" in alerts(world.news)[0]


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


async def test_a_time_zone_is_completed_and_a_wrong_one_explained(world: World) -> None:
    offered = await world.admin.autocomplete(world.mods, "alerts time-zone", "zone", "tok")

    wrong = said(await world.admin.slash(world.mods, "alerts time-zone", zone="Berlni"))
    right = said(await world.admin.slash(world.mods, "alerts time-zone", zone="tokyo"))

    assert offered[0]["value"] == "Asia/Tokyo"
    assert "Did you mean: " in wrong
    assert "Europe/Berlin" in wrong
    assert "Asia/Tokyo now" in right
    assert (await get_settings(world.bot.db, world.guild.id)).time_zone == "Asia/Tokyo"


@pytest.mark.parametrize("quiet", ["late", "22:00", "25:00-07:00", "7:00-7:00"])
async def test_quiet_hours_that_are_none_are_explained(world: World, quiet: str) -> None:
    await send_alerts_to(world, world.news)

    answer = await world.admin.slash(world.mods, "alerts hours", quiet=quiet)

    assert "22:00" in said(answer)
    place = await get_destination(world.bot.db, world.guild.id)
    assert place is not None
    assert place.hours.quiet_from is None


async def test_quiet_hours_can_be_ended(world: World) -> None:
    await set_up(world, world.news)
    await world.admin.slash(world.mods, "alerts hours", quiet="11:00-13:00")
    await publish(world)
    held = alerts(world.news)

    await world.admin.slash(world.mods, "alerts hours", quiet="none")
    await deliver(world)

    assert (held, len(alerts(world.news))) == ([], 1)


@pytest.mark.parametrize("command", ["options", "hours"])
async def test_without_a_channel_there_are_no_options(world: World, command: str) -> None:
    answer = await world.admin.slash(world.mods, f"alerts {command}")

    assert "not set up here" in said(answer)
