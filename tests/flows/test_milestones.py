"""Days to remember: posted at local noon, once, where they are wanted, and only while true."""

import datetime as dt

import discord

from bot.enums import Kind
from bot.models import PartialDate
from tests.flows.conftest import World
from tests.flows.desk_acts import alerts, said, seen, send_alerts_to
from tests.flows.follow_acts import follow, inbox, letters, tell
from tests.flows.reading import post_news

# The pack's film opened on 1 June 2019; the world stands in November 2026.


SEND = discord.Permissions(send_messages=True).value


def at(hour: int, minute: int = 0) -> dt.datetime:
    """Return a time of the next anniversary, in UTC."""
    return dt.datetime(2027, 6, 1, hour, minute, tzinfo=dt.UTC)


async def go_to(world: World, moment: dt.datetime) -> None:
    """Stop the bot, let time pass, and start it anew a little before a moment."""
    world.env.backend.advance_clock((moment - world.env.now()).total_seconds())
    await world.restart()
    await world.env.advance_time(120)


async def switch_on(world: World, **options: bool) -> str:
    await send_alerts_to(world, world.news)
    return said(await world.admin.slash(world.mods, "alerts milestones", show=True, **options))


async def test_an_anniversary_is_posted_once_at_noon_with_its_source(world: World) -> None:
    answer = await switch_on(world)
    await follow(world, milestones=["yes"])
    await follow(world, world.moderator)
    await go_to(world, at(9, 30))
    before = [len(alerts(world.news)), len(inbox(world.member))]
    await go_to(world, at(10))  # noon in Berlin
    at_noon_in_berlin = [len(alerts(world.news)), len(inbox(world.member))]
    await go_to(world, at(12))
    await go_to(world, at(14))

    [posted] = alerts(world.news)
    assert "Next of all kinds:" in answer
    assert (before, at_noon_in_berlin) == ([0, 0], [0, 1])
    assert "**8 years ago: The Lantern Harbour opened in cinemas**" in posted
    assert "A day to remember, no news · 1 June 2027" in posted
    assert "That was on 1 June 2019." in posted
    assert "Source: " in posted
    assert "8 years ago" in letters(world.member)[0]
    assert len(inbox(world.member)) == 1
    assert inbox(world.moderator) == []


async def test_the_button_says_why_and_who_switches_it_off(world: World) -> None:
    await switch_on(world)
    await follow(world, milestones=["yes"])
    await go_to(world, at(12))
    [message] = world.news.history()

    here = await world.member.click(message, label="Why this?")
    there = await world.member.user.click(inbox(world.member)[0], label="Why this?")
    status = await world.admin.slash(world.mods, "alerts status")

    assert "every year" in said(here)
    assert "Administrators switch such days off" in said(here)
    assert "“Change or stop” under the message" in said(there)
    assert "8 years ago" in said(status)


async def test_each_kind_can_be_switched_off(world: World) -> None:
    await switch_on(world, anniversaries=False)
    await go_to(world, at(12))
    assert alerts(world.news) == []

    answer = said(await world.admin.slash(world.mods, "alerts milestones", show=False))
    assert "No days to remember are posted here" in answer


async def test_a_year_since_somebody_spoke_is_told_where_that_was_seen(world: World) -> None:
    await switch_on(world, anniversaries=False, silence=False)
    await send_alerts_to(world, world.elsewhere, guild=world.other)
    await world.stranger.slash(world.elsewhere, "alerts milestones", show=True, silence=False)
    await tell(world, "She spoke here")  # dated 20 November 2026, of this server alone

    await go_to(world, dt.datetime(2027, 11, 20, 12, 0, 5, tzinfo=dt.UTC))

    assert any("One year ago: She spoke here" in text for text in alerts(world.news))
    assert alerts(world.elsewhere) == []


async def test_a_silence_is_dropped_when_somebody_spoke_before_it_was_sent(world: World) -> None:
    await switch_on(world, anniversaries=False, events=False)
    await tell(world, "Last words")  # dated 20 November 2026
    shut = {"id": str(world.guild.id), "type": 0, "allow": "0", "deny": str(SEND)}
    world.env.backend.edit_channel(world.news.id, {}, overwrites=[shut])
    noon = dt.datetime(2027, 2, 28, 12, 0, 5, tzinfo=dt.UTC)  # 100 days later
    await go_to(world, noon)
    [queued] = await world.bot.db.fetch("SELECT state FROM posts WHERE milestone_id IS NOT NULL")
    said_now = PartialDate.parse("2027-02-28")
    await post_news(world, "New words", kind=Kind.CAST, date=said_now)
    world.env.backend.edit_channel(world.news.id, {}, overwrites=[])

    await go_to(world, noon + dt.timedelta(minutes=20))

    texts = alerts(world.news)
    assert queued == ("due",)
    assert any("New words" in text for text in texts)
    assert not any("days without" in text for text in texts)


async def test_a_silence_of_100_days_is_told_with_what_is_on_record(world: World) -> None:
    await switch_on(world, anniversaries=False, events=False)
    await tell(world, "Last words")

    await go_to(world, dt.datetime(2027, 2, 28, 12, 0, 5, tzinfo=dt.UTC))

    [text] = [text for text in alerts(world.news) if "days without" in text]
    assert "**100 days without a first-hand word**" in text
    assert "The last one, 20 November 2026: Last words" in text
    assert "Silence is no answer" in text


async def test_a_day_that_the_bot_missed_is_left_out(world: World) -> None:
    await switch_on(world)
    for moment in (at(11), at(12) + dt.timedelta(hours=13), at(12) + dt.timedelta(days=1)):
        await go_to(world, moment)

    assert alerts(world.news) == []


async def test_without_alerts_there_is_no_place_for_days_to_remember(world: World) -> None:
    answer = await world.admin.slash(world.mods, "alerts milestones", show=True)

    assert "/alerts setup" in said(answer)
    assert seen(answer).ephemeral
