"""Days to remember: posted at local noon, once, where they are wanted, and only while true."""

import datetime as dt

import discord
import pytest

from bot.enums import Kind
from bot.models import PartialDate
from bot.store.meta import set_meta
from tests.flows.conftest import World
from tests.flows.desk_acts import alerts, said, seen, send_alerts_to
from tests.flows.follow_acts import follow, inbox, letters, tell
from tests.flows.reading import post_news

# The pack's film opened on 1 June 2019; what is told here is dated 20 November 2026.
ANNIVERSARY = dt.datetime(2027, 6, 1, 11, 58, tzinfo=dt.UTC)
YEAR_LATER = dt.datetime(2027, 11, 20, 11, 58, tzinfo=dt.UTC)
HUNDRED_DAYS = dt.datetime(2027, 2, 28, 11, 58, tzinfo=dt.UTC)
SHUT = discord.PermissionOverwrite(send_messages=False)


def begins(moment: dt.datetime) -> pytest.MarkDecorator:
    """Let the world begin at a moment."""
    return pytest.mark.parametrize("today", [moment])


async def switch_on(world: World, **options: bool) -> str:
    await send_alerts_to(world, world.news)
    return said(await world.admin.slash(world.mods, "alerts milestones", show=True, **options))


@begins(ANNIVERSARY)
async def test_an_anniversary_is_posted_once_at_noon_with_its_source(world: World) -> None:
    answer = await switch_on(world)
    await follow(world, milestones=["yes"], zone="UTC")
    await follow(world, world.moderator, zone="UTC")
    await follow(world, world.admin, milestones=["yes"], zone="New York")
    before = alerts(world.news)
    await world.env.advance_time(180)
    await world.restart()
    await world.env.advance_time(120)

    [posted] = alerts(world.news)
    assert "Next of all kinds: 1 June 2027, 8 years ago" in answer
    assert before == []
    assert "**8 years ago: The Lantern Harbour opened in cinemas**" in posted
    assert "A day to remember, no news · 1 June 2027" in posted
    assert "That was on 1 June 2019." in posted
    assert "Source: " in posted
    assert len(inbox(world.member)) == 1
    assert "8 years ago" in letters(world.member)[0]
    assert inbox(world.moderator) == inbox(world.admin) == []


@begins(ANNIVERSARY)
async def test_the_button_says_why_and_who_switches_it_off(world: World) -> None:
    await switch_on(world)
    await follow(world, milestones=["yes"], zone="UTC")
    await world.env.advance_time(180)
    [message] = world.news.history()

    here = await world.member.click(message, label="Why this?")
    there = await world.member.user.click(inbox(world.member)[0], label="Why this?")
    status = await world.admin.slash(world.mods, "alerts status")

    assert "every year" in said(here)
    assert "Administrators switch such days off" in said(here)
    assert "“Change or stop” under the message" in said(there)
    assert "8 years ago" in said(status)


@begins(ANNIVERSARY)
async def test_each_kind_can_be_switched_off(world: World) -> None:
    await switch_on(world, anniversaries=False)
    await world.env.advance_time(180)
    assert alerts(world.news) == []

    answer = said(await world.admin.slash(world.mods, "alerts milestones", show=False))
    assert "No days to remember are posted here" in answer


@begins(YEAR_LATER)
async def test_a_year_since_somebody_spoke_is_told_where_that_was_seen(world: World) -> None:
    await switch_on(world, anniversaries=False, silence=False)
    await send_alerts_to(world, world.elsewhere, guild=world.other)
    await world.stranger.slash(world.elsewhere, "alerts milestones", show=True, silence=False)
    await post_news(world, "She spoke here")
    await world.env.advance_time(180)

    assert any("One year ago: She spoke here" in text for text in alerts(world.news))
    assert not any("She spoke" in text for text in alerts(world.elsewhere))


@begins(HUNDRED_DAYS)
async def test_a_silence_of_100_days_is_told_with_what_is_on_record(world: World) -> None:
    await switch_on(world, anniversaries=False, events=False)
    await tell(world, "Last words")
    await world.env.advance_time(180)

    [text] = [text for text in alerts(world.news) if "days without" in text]
    assert "**100 days without a first-hand word**" in text
    assert "The last one, 20 November 2026: Last words" in text
    assert "Silence is no answer" in text


@begins(HUNDRED_DAYS)
async def test_a_silence_is_dropped_when_somebody_spoke_before_it_was_sent(world: World) -> None:
    shut = world.guild.create_text_channel("shut", overwrites={world.guild.default_role: SHUT})
    await send_alerts_to(world, shut)
    await world.admin.slash(
        world.mods, "alerts milestones", show=True, anniversaries=False, events=False
    )
    await tell(world, "Last words")
    await world.env.advance_time(180)
    queued = await world.bot.db.fetch("SELECT state FROM posts WHERE milestone_id IS NOT NULL")
    said_now = PartialDate.parse("2027-02-28")
    await post_news(world, "New words", kind=Kind.CAST, date=said_now)
    world.env.backend.edit_channel(shut.id, {}, overwrites=[])

    await world.env.advance_time(1_200)

    texts = alerts(shut)
    assert queued == [("due",)]
    assert any("New words" in text for text in texts)
    assert not any("days without" in text for text in texts)


@begins(ANNIVERSARY + dt.timedelta(hours=12, minutes=5))
async def test_a_day_that_the_bot_missed_is_left_out(world: World) -> None:
    await switch_on(world)
    await world.env.advance_time(180)

    assert alerts(world.news) == []


@begins(ANNIVERSARY + dt.timedelta(hours=6))
async def test_a_bot_that_comes_late_that_day_looks_into_the_channel_first(world: World) -> None:
    await switch_on(world)
    await world.env.advance_time(180)
    reads = [
        entry
        for entry in world.env.http_requests
        if entry.method == "GET" and entry.path == f"/channels/{world.news.id}/messages"
    ]

    assert len(alerts(world.news)) == 1
    assert len(reads) == 1


@begins(ANNIVERSARY + dt.timedelta(minutes=1))
@pytest.mark.parametrize(("restored_s", "posted"), [(0, 1), (120, 0)])
async def test_a_day_whose_noon_was_before_a_backup_was_restored_is_left_out(
    world: World, restored_s: int, posted: int
) -> None:
    await switch_on(world)
    await set_meta(
        world.bot.db, "restored_at", str(round(world.env.now().timestamp()) + restored_s)
    )
    await world.env.advance_time(300)

    assert len(alerts(world.news)) == posted


async def test_without_alerts_there_is_no_place_for_days_to_remember(world: World) -> None:
    answer = await world.admin.slash(world.mods, "alerts milestones", show=True)

    assert "/alerts setup" in said(answer)
    assert seen(answer).ephemeral
