"""Members ask how things stand."""

import pytest

from bot.delivery.card import render_alert
from bot.enums import Kind, Stage
from bot.models import PartialDate
from tests.flows.conftest import World
from tests.flows.reading import buttons_of, last_of, post_news, refusal_of, text_of


async def test_the_card_answers_first_and_names_what_it_rests_on(world: World) -> None:
    text = text_of(await world.member.slash(world.general, "status"))

    assert "### A second Lantern Harbour film\nNot announced." in text
    assert "🟦🟦⬜⬜⬜⬜⬜⬜⬜\n-# Idea → **In talks** → Script" in text
    assert "🟦 **In talks**: first-hand, last said 14 March 2023" in text
    assert "**Last first-hand word: The studio marks the anniversary**" in text
    assert "**1 June 2024** · Official announcement · Source: [Harbour Pictures](https" in text
    assert "**Last official announcement:** none so far" in text
    assert "**Release date:** No release date has been announced." in text


async def test_silence_is_counted_and_compared_and_its_limits_are_told(world: World) -> None:
    text = text_of(await world.member.slash(world.general, "status"))

    assert "**Silence since then:** 905 days (about 2 years 6 months)" in text
    assert "Longer than every silence before it; the longest of those lasted 803 days" in text
    assert "Checked for news up to 30 September 2024." in text
    assert "Nobody has checked the 784 days after that" in text


async def test_rumours_are_listed_and_move_nothing(world: World) -> None:
    text = text_of(await world.member.slash(world.general, "status"))

    assert "**1 open rumour**, which counts for nothing here. Newest: A fan site claims" in text
    assert "**February 2024** · Source: [Lamp Wiki]" in text


async def test_a_report_is_named_as_such(world: World) -> None:
    await post_news(world, "Paper sees a script", kind=Kind.TRADE, stage=Stage.SCRIPT, wire=True)

    text = text_of(await world.member.slash(world.general, "status"))

    assert "🟦🟦🔶⬜⬜⬜⬜⬜⬜" in text
    assert "🔶 **Script**: only reported, not first-hand" in text
    assert "Paper sees a script · **20 November 2026** · Source: [quay.example.org]" in text


async def test_news_of_a_server_moves_its_own_status_alone_and_at_once(world: World) -> None:
    before = text_of(await world.member.slash(world.general, "status"))
    await post_news(
        world,
        "It comes in spring",
        kind=Kind.OFFICIAL,
        stage=Stage.DATED,
        release=PartialDate.parse("2027-04"),
    )

    here = text_of(await world.member.slash(world.general, "status"))
    there = text_of(await world.stranger.slash(world.elsewhere, "status"))
    direct = text_of(await world.env.create_user("kim").slash("status"))

    assert "No release date" in before
    assert "**Release date:** April 2027" in here
    assert "**Last official announcement:** It comes in spring" in here
    assert "No release date has been announced." in there
    assert "No release date has been announced." in direct


@pytest.mark.parametrize("as_of", ["2022", "2022-12", "2022-12-31", "December 2022"])
async def test_the_past_is_told_as_it_was_known_then(world: World, as_of: str) -> None:
    text = text_of(await world.member.slash(world.general, "status", as_of=as_of))

    assert "-# Status as of 31 December 2022" in text
    assert "there was no official word" in text
    assert "🟦⬜⬜⬜⬜⬜⬜⬜⬜" in text
    assert "none by then" in text
    assert "No release date had been announced." in text
    assert "rumour" not in text


async def test_before_anything_was_said_the_card_says_so(world: World) -> None:
    text = text_of(await world.member.slash(world.general, "status", as_of="1999"))

    assert "⬜⬜⬜⬜⬜⬜⬜⬜⬜" in text
    assert "**No stage** is supported first-hand" in text
    assert "Silence" not in text


@pytest.mark.parametrize("as_of", ["2022-13", "tomorrowish", "2030", "31.12.2022", "2022-02-30"])
async def test_an_impossible_date_is_answered_with_how_to_write_one(
    world: World, as_of: str
) -> None:
    result = await world.member.slash(world.general, "status", as_of=as_of)

    assert "Write" in refusal_of(result)


async def test_sources_and_timeline_open_privately_after_a_restart(world: World) -> None:
    card = await world.member.slash(world.general, "status")
    await world.restart()

    sources = await world.admin.click(last_of(card).message, label="Sources")
    timeline = await world.admin.click(last_of(card).message, label="Timeline")

    assert last_of(sources).ephemeral
    assert "**First-hand stage:** Varga talks" in text_of(sources)
    assert "**Last first-hand word:** The studio marks" in text_of(sources)
    assert "- Ines Varga on the second film: [The Quay Review](https://quay" in text_of(sources)
    assert "**Open rumour:** A fan site claims" in text_of(sources)
    assert last_of(timeline).ephemeral
    assert "5 updates, newest first" in text_of(timeline)


async def test_buttons_of_a_card_of_the_past_stay_in_the_past(world: World) -> None:
    card = await world.member.slash(world.general, "status", as_of="2023-12")

    sources = await world.member.click(last_of(card).message, label="Sources")
    timeline = await world.member.click(last_of(card).message, label="Timeline")

    assert "rumour" not in text_of(sources)
    assert "### Timeline · 2023" in text_of(timeline)


async def test_the_button_under_an_alert_tells_the_status_of_now(world: World) -> None:
    alert = render_alert(await post_news(world, "A script is done", stage=Stage.SCRIPT))
    channel = world.bot.get_partial_messageable(world.news.id, guild_id=world.guild.id)
    message = await channel.send(alert.content, embed=alert.embed, view=alert.view)
    await world.restart()

    shown = await world.member.click(message, custom_id="status:now:1")

    assert last_of(shown).ephemeral
    assert "🟦🟦🟦⬜⬜⬜⬜⬜⬜" in text_of(shown)
    assert "somebody spoke" not in text_of(shown)
    assert "Timeline" in buttons_of(shown)


async def test_a_denial_takes_back_what_was_claimed_and_is_named(world: World) -> None:
    await post_news(world, "No talks, says Varga", kind=Kind.DENIAL, stage=Stage.IN_TALKS)

    text = text_of(await world.member.slash(world.general, "status"))

    assert "🟦⬜⬜⬜⬜⬜⬜⬜⬜" in text
    assert "🟦 **Idea**: what a later denial leaves of a first-hand word" in text
    assert "✖️ A claim that went further was denied\n-# No talks, says Varga" in text


async def test_a_word_of_today_is_no_silence(world: World) -> None:
    await post_news(world, "Varga speaks", date=PartialDate.of(world.env.now().date()))

    text = text_of(await world.member.slash(world.general, "status"))

    assert "**Silence since then:** none: somebody spoke today" in text
