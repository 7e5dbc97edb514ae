"""Administrators choose quiet hours, digests and the time zone; members see what comes of it."""

import datetime as dt
from zoneinfo import ZoneInfo

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


async def set_up(world: World, channel: simcord.ChannelHandle) -> None:
    await world.admin.slash(world.mods, "alerts setup", channel=channel, least="minor")


async def pass_to(world: World, moment: dt.datetime) -> None:
    """Let time pass while the bot is off, and what is due then be delivered."""
    world.env.backend.advance_clock((moment - world.env.now()).total_seconds())
    await world.restart()
    await deliver(world)


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
