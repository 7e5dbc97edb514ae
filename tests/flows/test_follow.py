"""Members follow by direct message: what reaches them, and what happens when they leave."""

import datetime as dt

import pytest

from bot.enums import Kind, Mode, Stage
from bot.store.followers import get_follower
from tests.flows.conftest import World
from tests.flows.desk_acts import deliver, press, said, seen, send_alerts_to, typed
from tests.flows.follow_acts import (
    CHOICE,
    close_messages,
    follow,
    inbox,
    letters,
    open_messages,
    requests_to,
    tell,
)
from tests.flows.reading import correct_news, retract_news, text_of


async def test_the_card_says_what_when_and_how_to_end_it(world: World) -> None:
    answer = await follow(world, what=["notable"], when=["quiet-22-7"], milestones=["yes"])

    assert seen(answer).ephemeral
    assert "You follow the news by direct message" in said(answer)
    assert "You get** · All reports and statements, and each correction" in said(answer)
    assert "newsroom, and what is told in Harbour Town alone, while you are a" in said(answer)
    assert "not from 22:00 to 07:00: what comes then waits until 07:00" in said(answer)
    assert "Europe/Berlin, where it is 13:00 now" in said(answer)
    assert "Days to remember** · yes" in said(answer)
    assert "/unfollow" in said(answer)
    place = await get_follower(world.bot.db, world.member.id)
    assert place is not None
    hours = place.hours
    assert (hours.time_zone, hours.quiet_from, hours.quiet_until) == ("Europe/Berlin", 1320, 420)


async def test_news_of_the_wire_and_of_the_own_server_arrive_once(world: World) -> None:
    await follow(world)

    await tell(world, "From the newsroom", guild_id=world.other.id, wire=True)
    await tell(world, "From this server")
    await tell(world, "From another server", guild_id=world.other.id)

    heads = [message.content for message in inbox(world.member)]
    assert heads == ["**From the newsroom**", "**From this server**"]


async def test_the_choice_of_what_decides_which_news_arrive(world: World) -> None:
    await follow(world, what=["stages"])
    await follow(world, world.moderator, what=["official"])
    await follow(world, world.admin, what=["notable"])

    for headline, importance, changes in (
        ("Rumour", "minor", {"kind": Kind.RUMOUR}),
        ("Statement", "notable", {"kind": Kind.CAST}),
        ("Studio speaks", "major", {"kind": Kind.OFFICIAL}),
        ("Filming began", "major", {"kind": Kind.FILMMAKER, "stage": Stage.FILMING}),
    ):
        await tell(world, headline, importance=importance, **changes)

    def heads(who: object) -> list[str]:
        return [message.content.strip("*") for message in inbox(who)]  # pyright: ignore[reportArgumentType] - an actor

    assert heads(world.member) == ["Filming began"]
    assert heads(world.moderator) == ["Studio speaks", "Filming began"]
    assert heads(world.admin) == ["Statement", "Studio speaks", "Filming began"]


async def test_corrections_and_retractions_reach_the_message(world: World) -> None:
    await follow(world)
    update = await tell(world, "She spoke")
    changed = await correct_news(world, update, "She sang")
    await deliver(world)
    [corrected] = letters(world.member)
    await retract_news(world, changed)
    await deliver(world)

    assert "**She sang** (corrected)" in corrected
    [retracted] = letters(world.member)
    assert "Retracted: ~~She sang~~" in retracted


async def test_the_button_under_an_alert_opens_the_same_form_filled_in(world: World) -> None:
    await send_alerts_to(world, world.news)
    await follow(world, when=["daily-18"])
    await follow(world, what=["official"], when=["now"])
    await tell(world, "Studio speaks", kind=Kind.OFFICIAL, importance="major")
    [alert] = world.news.history()

    opened = await world.member.click(alert, label="Follow")
    in_message = await world.member.user.click(inbox(world.member)[0], label="Change or stop")

    expected = {**{key: "".join(value) for key, value in CHOICE.items()}, "what": "official"}
    expected["zone"] = "Europe/Berlin"
    assert typed(opened) == expected
    assert typed(in_message) == expected


async def test_an_unknown_time_zone_is_met_with_an_offer(world: World) -> None:
    answer = await follow(world, zone="Berlni")

    assert "Europe/Berlin" in said(answer)
    assert await get_follower(world.bot.db, world.member.id) is None


async def test_unfollowing_ends_new_messages_but_not_corrections(world: World) -> None:
    await follow(world)
    update = await tell(world, "Before")

    answer = await world.member.slash(world.general, "unfollow")
    await tell(world, "After")
    await retract_news(world, update)
    await deliver(world)

    assert "no more direct messages" in said(answer)
    assert [message.content for message in inbox(world.member)] == ["Retracted: ~~Before~~"]
    again = await world.member.slash(world.general, "unfollow")
    assert "You follow nothing here" in said(again)


async def test_who_left_a_server_gets_neither_its_news_nor_their_corrections(world: World) -> None:
    await follow(world)
    update = await tell(world, "While a member")
    world.guild.remove_member(world.member)
    await world.env.advance_time(700)  # longer than a membership is believed

    await tell(world, "After leaving")
    await correct_news(world, update, "Corrected")
    await deliver(world)
    await tell(world, "Of the newsroom", guild_id=world.other.id, wire=True)
    details = await world.member.user.click(inbox(world.member)[0], label="Details and history")

    heads = [message.content for message in inbox(world.member)]
    assert heads == ["**While a member**", "**Of the newsroom**"]
    assert "no such update" in said(details)


async def test_details_of_a_servers_own_news_open_in_direct_messages(world: World) -> None:
    await follow(world)
    await tell(world, "Only here")

    details = await world.member.user.click(inbox(world.member)[0], label="Details and history")

    assert "Only here" in text_of(details)


@pytest.mark.parametrize(("code", "words"), [(50007, "messages are closed"), (50278, "share a")])
async def test_a_refused_message_is_told_once_at_the_next_command_and_ends_trying(
    world: World, code: int, words: str
) -> None:
    await follow(world)
    await send_alerts_to(world, world.news)
    close_messages(world, world.member, code)
    before = requests_to(world, world.member)
    await tell(world, "First")
    await tell(world, "Second")
    await world.env.advance_time(900)
    tried = requests_to(world, world.member) - before

    await world.restart()
    other = await world.moderator.slash(world.mods, "status")
    first = await world.member.slash(world.general, "status")
    second = await world.member.slash(world.general, "status")

    assert tried == 1
    assert len(world.news.history()) >= 2
    assert [len(result.followups) for result in (other, first, second)] == [0, 1, 0]
    assert words in said(first)
    assert "/follow tries again" in said(first)
    assert seen(first).ephemeral
    place = await get_follower(world.bot.db, world.member.id)
    assert place is not None
    assert place.mode is Mode.PAUSED


async def test_following_again_brings_what_changed_meanwhile_up_to_date(world: World) -> None:
    await follow(world)
    update = await tell(world, "Old words")
    close_messages(world, world.member)
    await tell(world, "Refused")
    await retract_news(world, update)
    await deliver(world)
    still = [message.content for message in inbox(world.member)]
    closed = await follow(world)
    open_messages(world)

    answer = await follow(world)
    await deliver(world)
    await tell(world, "News again")

    assert still == ["**Old words**"]
    assert "direct messages are closed" in said(closed)
    assert "You follow the news by direct message" in said(answer)
    heads = [message.content for message in inbox(world.member)]
    assert heads == ["Retracted: ~~Old words~~", "**News again**"]
    quiet = await world.member.slash(world.general, "status")
    assert quiet.followups == []


async def test_closed_messages_are_noticed_when_following_and_nothing_is_kept(
    world: World,
) -> None:
    close_messages(world, world.member)

    answer = await follow(world)

    assert "Privacy Settings, Direct Messages" in said(answer)
    assert await get_follower(world.bot.db, world.member.id) is None


async def test_a_pace_that_is_too_fast_for_discord_changes_nothing(world: World) -> None:
    world.env.inject_error("POST", "/users/@me/channels", status=403, code=40003, message="Slow")

    answer = await follow(world)

    assert "in an hour" in said(answer)
    assert await get_follower(world.bot.db, world.member.id) is None


async def test_messages_survive_a_restart_at_each_step(world: World) -> None:
    opened = await world.member.slash(world.general, "follow")
    await world.restart()
    answer = await world.member.submit_modal(opened, CHOICE)
    await world.restart()
    await tell(world, "After a restart")
    await world.restart()
    await deliver(world)
    stopped = await press(world.member, seen(answer), "Stop")
    await world.restart()
    await tell(world, "After the end")

    assert [message.content for message in inbox(world.member)] == ["**After a restart**"]
    assert "no more direct messages" in said(stopped)


async def test_in_direct_messages_the_newsroom_alone_can_be_followed(world: World) -> None:
    opened = await world.member.user.slash("follow")
    answer = await world.member.user.submit_modal(opened, CHOICE)
    await tell(world, "Of a server")
    await tell(world, "Of the newsroom", wire=True)

    assert "From** · the newsroom\n" in said(answer)
    assert [message.content for message in inbox(world.member)] == ["**Of the newsroom**"]


@pytest.mark.parametrize("today", [dt.datetime(2026, 11, 23, 17, 55, tzinfo=dt.UTC)])
async def test_a_daily_digest_comes_at_the_persons_hour_without_what_they_may_not_see(
    world: World,
) -> None:
    await follow(world, when=["daily-18"], zone="UTC")
    await follow(world, world.moderator, when=["daily-18"], zone="UTC")
    await tell(world, "Of the newsroom", guild_id=world.other.id, wire=True)
    await tell(world, "Of this server")
    before = letters(world.member)
    world.guild.remove_member(world.moderator)
    await world.env.advance_time(400)

    [mine], [theirs] = letters(world.member), letters(world.moderator)
    assert before == []
    assert "Of the newsroom" in mine
    assert "Of this server" in mine
    assert "Of the newsroom" in theirs
    assert "Of this server" not in theirs
