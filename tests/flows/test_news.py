"""Members read the news and the details behind an alert."""

import discord
import pytest

from bot.delivery.card import render_alert
from bot.enums import Kind, Stage
from bot.models import PartialDate, Update
from bot.store.claims import claim_posts, settle_shown
from tests.flows.conftest import World
from tests.flows.desk_acts import send_alerts_to
from tests.flows.reading import (
    correct_news,
    last_of,
    parts_of,
    post_news,
    refusal_of,
    retract_news,
    text_of,
)


async def post_in_channel(world: World, headline: str, *, wire: bool = False) -> Update:
    """Publish news whose alert stands in the first server's news channel as message 4711."""
    await send_alerts_to(world, world.news)
    update = await post_news(world, headline, wire=wire)
    now = world.bot.now()
    async with world.bot.db.transaction() as tx:
        [claim] = await claim_posts(tx, now, 1)
        await settle_shown(
            tx, claim.post, message_id=4711, revision=update.revision, struck=False, now=now
        )
    return update


async def show_alert(world: World, update: Update) -> discord.Message:
    """Post an update's alert by hand in the news channel."""
    alert = render_alert(update)
    channel = world.bot.get_partial_messageable(world.news.id, guild_id=world.guild.id)
    return await channel.send(alert.content, embed=alert.embed, view=alert.view)


async def test_the_latest_comes_first_with_a_link_to_its_alert(world: World) -> None:
    update = await post_in_channel(world, "Varga writes")

    text = text_of(await world.member.slash(world.general, "news"))

    address = f"https://discord.com/channels/{world.guild.id}/{world.news.id}/4711"
    assert f"[See the alert]({address})" in text
    assert text.index(update.headline) < text.index("The film returns to the cinema")
    assert (
        "From the filmmakers · Source: [quay.example.org](https://quay.example.org/latest)" in text
    )


async def test_a_link_to_an_alert_leads_into_this_server_alone(world: World) -> None:
    await post_in_channel(world, "Varga writes", wire=True)

    there = text_of(await world.stranger.slash(world.elsewhere, "news"))
    direct = text_of(await world.env.create_user("kim").slash("news"))

    assert "Varga writes" in there
    assert "See the alert" not in there
    assert "See the alert" not in direct


async def test_news_of_another_server_is_not_seen(world: World) -> None:
    await post_news(world, "Only far away", guild_id=world.other.id)

    assert "Only far away" not in text_of(await world.member.slash(world.general, "news"))
    assert "Only far away" in text_of(await world.stranger.slash(world.elsewhere, "news"))


async def test_retracted_news_is_gone_from_the_list(world: World) -> None:
    update = await post_news(world, "Varga denies everything")
    await retract_news(world, update)

    assert "denies everything" not in text_of(await world.member.slash(world.general, "news"))


@pytest.mark.parametrize("search", ["STUDIO film", "vargá talks", "second-film studio"])
async def test_search_takes_words_in_any_case_and_order(world: World, search: str) -> None:
    text = text_of(await world.member.slash(world.general, "news", search=search))

    assert "### Latest news about" in text
    assert "Varga talks to the studio" in text
    assert "returns to the cinema" not in text


async def test_pages_keep_the_search_after_a_restart(world: World) -> None:
    for day in range(1, 8):
        await post_news(world, f"Report {day}: the quay", date=PartialDate(2025, 5, day))
    first = await world.member.slash(world.general, "news", search="Report: quay")
    assert "page 1 of 2" in text_of(first)
    await world.restart()

    older = await world.member.click(last_of(first).message, label="Older")

    assert "page 2 of 2" in text_of(older)
    assert "Report 2: the quay" in text_of(older)
    assert "Report 3" not in text_of(older)


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        ("submarine", "There is no update about “submarine”. /timeline shows all of them."),
        ("**!?**", "Write a word to search for"),
        ("[x](https://evil.example) @everyone", "There is no update about “x https evil example"),
    ],
)
async def test_a_search_without_a_find_says_so(world: World, search: str, sentence: str) -> None:
    result = await world.member.slash(world.general, "news", search=search)

    assert sentence in refusal_of(result)


async def test_details_tell_everything_about_an_update(world: World) -> None:
    update = await post_news(
        world,
        "It comes in spring",
        kind=Kind.OFFICIAL,
        stage=Stage.DATED,
        release=PartialDate.parse("2027-04"),
    )
    alert = await show_alert(world, update)
    await world.restart()

    details = await world.member.click(alert, label="Details and history")

    text = text_of(details)
    assert last_of(details).ephemeral
    assert f"-# Update #{update.id} · Official announcement" in text
    assert "### It comes in spring\nIt comes in spring. That is all." in text
    assert "**Stage that it names:** Dated" in text
    assert "**Release date that it states:** April 2027" in text
    assert "[quay.example.org](https://quay.example.org/latest), 20 November 2026" in text
    assert f"- Published <t:{update.published_at}:f>" in text
    assert "**History**: never corrected" in text


async def test_details_tell_of_corrections_without_who_made_them(world: World) -> None:
    update = await post_news(world, "Varga wrote")
    alert = await show_alert(world, update)
    await correct_news(world, update, "Varga writes", reason="a slip of Noor's pen")

    text = text_of(await world.member.click(alert, label="Details and history"))

    assert "### Varga writes" in text
    assert "- Corrected <t:" in text
    assert "**History**: corrected once" in text
    assert "Noor" not in text
    assert str(world.moderator.id) not in text


async def test_details_of_a_retracted_update_say_why(world: World) -> None:
    update = await post_news(world, "Varga denies everything")
    alert = await show_alert(world, update)
    await retract_news(world, update)

    text = text_of(await world.member.click(alert, label="Details and history"))

    assert "### ~~Varga denies everything~~\n**Retracted:** It was a parody." in text
    assert "- Retracted <t:" in text


async def test_details_of_another_servers_update_stay_there(world: World) -> None:
    update = await post_news(world, "Only far away", guild_id=world.other.id)
    alert = await show_alert(world, update)

    result = await world.member.click(alert, label="Details and history")

    assert "no such update in this server" in refusal_of(result)


async def test_what_moderators_typed_does_nothing(world: World) -> None:
    nasty = "@everyone [x](https://evil.example) <@&5> discord.gg/abc"
    update = await post_news(world, nasty, wire=True)
    alert = await show_alert(world, update)

    for result in (
        await world.member.slash(world.general, "news"),
        await world.member.slash(world.general, "timeline"),
        await world.member.slash(world.general, "status"),
        await world.member.click(alert, label="Details and history"),
    ):
        text = text_of(result)
        assert "evil" in text
        assert "\\@everyone \\[x](https\\://evil.example) \\<\\@&5> discord\\.gg/abc" in text


async def test_a_long_page_stays_within_discords_limits(world: World) -> None:
    for day in range(1, 6):
        await post_news(
            world,
            "W" * 150,
            summary="wordy " * 160,
            date=PartialDate(2026, 5, day),
            link=f"https://quay.example.org/{'x' * 400}",
        )

    for command in ("news", "timeline"):
        result = await world.member.slash(world.general, command)
        parts = list(parts_of(last_of(result).components))
        assert sum(len(part.get("content", "")) for part in parts) <= 4_000
        assert len(parts) <= 40
        assert text_of(result).count("[quay.example.org](https://quay.example.org/xxx") == 5
        assert "page 1 of 2" in text_of(result)
