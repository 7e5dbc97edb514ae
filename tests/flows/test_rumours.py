"""A rumour is open until a source confirms or debunks it, and every copy of its alert says so."""

import dataclasses
from typing import Any

import simcord
from simcord.results import ResponseMessage

from tests.flows.conftest import World
from tests.flows.desk_acts import (
    FIELDS,
    alerts,
    deliver,
    newest_update,
    press,
    publish,
    said,
    second_moderator,
    seen,
    send_alerts_to,
    shown,
    write_draft,
)

SETTLED = {"link": "https://studio.example.com/no", "day": "2026-11-23", "by": ""}


async def rumour(world: World, headline: str, **changes: str) -> int:
    fields: dict[str, Any] = {"kind": ["rumour"], "headline": headline, **changes}
    return await publish(world, **fields)


async def listed(world: World, who: simcord.MemberActor | None = None) -> ResponseMessage:
    return seen(await (who or world.moderator).slash(world.mods, "desk rumours"))


async def settle(
    world: World, label: str, number: int, **changes: str
) -> simcord.InteractionResult:
    """Confirm or debunk a rumour from the list."""
    card = await listed(world)
    verb = {"Confirmed": "confirm", "Debunked": "debunk"}[label]
    rows = await world.bot.db.fetch("SELECT revision FROM updates WHERE id = ?", (number,))
    form = await world.moderator.click(card, custom_id=f"rumour:{verb}:1:{number}:{rows[0][0]}")
    result = await world.moderator.submit_modal(form, {**SETTLED, **changes})
    await deliver(world)
    return result


async def test_open_rumours_are_listed_oldest_first(world: World) -> None:
    await rumour(world, "Second", date="2026-11-20")
    await rumour(world, "First", date="2026-11-02")

    text = shown(await listed(world))

    assert "### Open rumours · 2" in text
    assert text.index("First") < text.index("Second")


async def test_a_confirmed_rumour_says_so_in_every_copy_and_stays_a_rumour(world: World) -> None:
    world.bot.settings = dataclasses.replace(
        world.bot.settings, newsroom_guild_ids=frozenset({world.guild.id})
    )
    await send_alerts_to(world, world.news)
    await send_alerts_to(world, world.elsewhere, guild=world.other)
    number = await rumour(world, "They film in spring")
    before = said(await world.member.slash(world.general, "status"))
    statement = await publish(world, headline="The studio says so", kind=["official"])

    answer = await settle(world, "Confirmed", number, by=f"#{statement}")

    for channel in (world.news, world.elsewhere):
        alert = alerts(channel)[0]
        assert "Confirmed: **They film in spring**" in alert
        assert (
            "What became of it: Confirmed on 23 November 2026 by "
            f"[studio.example.com](https://studio.example.com/no) · update #{statement}"
        ) in alert
        assert "Rumour, confirmed since" in alert
    assert f"Rumour #{number} is confirmed.** 2 alerts show that" in said(answer)
    assert "No rumour is open" in shown(await listed(world))
    after = said(await world.member.slash(world.general, "status"))
    assert "They film in spring" in before
    assert "They film in spring" not in after


async def test_the_details_and_the_news_say_what_became_of_it(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await rumour(world, "They film in spring")
    await settle(world, "Debunked", number)
    [message] = world.news.history()

    details = said(await world.member.click(message, label="Details and history"))
    news = said(await world.member.slash(world.general, "news"))

    assert "Debunked on 23 November 2026 by [studio.example.com]" in details
    assert "Rumour, debunked since" in details
    assert "Rumour, debunked since" in news


async def test_a_debunked_rumour_survives_restarts_on_its_way(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await rumour(world, "They film in spring")
    await world.restart()
    card = await listed(world)
    form = await press(world.moderator, card, "Debunked")
    await world.restart()
    await world.moderator.submit_modal(form, SETTLED)
    await world.restart()
    await deliver(world)

    assert "Debunked: **They film in spring**" in alerts(world.news)[0]
    history = said(await world.moderator.slash(world.mods, "desk history", update=str(number)))
    assert "Why: Debunked" in history


async def test_the_record_of_an_outlet_is_shown_on_its_next_rumour(world: World) -> None:
    await send_alerts_to(world, world.news)
    for count, label in enumerate(("Confirmed", "Debunked", "Debunked", "Debunked")):
        await settle(world, label, await rumour(world, f"Rumour {count}"))
    await settle(world, "Debunked", await rumour(world, "Else", link="https://far.example.com/1"))

    preview = await write_draft(world, kind=["rumour"], headline="The next one")
    await press(world.moderator, preview, "Publish")
    await deliver(world)

    record = "The outlet so far: quay.example.org: 1 of 4 rumours came true so far."
    assert record in alerts(world.news)[-1]
    assert "1 of 4 rumours came true so far." in shown(await listed(world))
    assert "The outlet so far" not in alerts(world.news)[0]
    assert "its one settled rumour so far came true" in alerts(world.news)[1]


async def test_the_preview_shows_the_record_before_it_is_posted(world: World) -> None:
    await settle(world, "Debunked", await rumour(world, "Rumour"))

    preview = await write_draft(world, kind=["rumour"], headline="The next one")

    assert "its one settled rumour so far did not come true. Too few" in shown(preview)


async def test_a_retracted_rumour_counts_for_nobody(world: World) -> None:
    number = await rumour(world, "Rumour")
    await settle(world, "Debunked", number)
    asked = await world.moderator.slash(world.mods, "desk retract", update=str(number), reason="No")
    await press(world.moderator, seen(asked), "Retract it")

    preview = await write_draft(world, kind=["rumour"])

    assert "The outlet so far" not in shown(preview)


async def test_what_was_settled_can_be_taken_back(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await rumour(world, "They film in spring")
    answer = seen(await settle(world, "Confirmed", number))

    await press(world.moderator, answer, "Take it back")
    await deliver(world)

    assert f"Rumour #{number} is open again" in shown(answer)
    assert "Confirmed" not in alerts(world.news)[0]
    assert "They film in spring" in shown(await listed(world))


async def test_two_who_settle_at_once_settle_once(world: World) -> None:
    await send_alerts_to(world, world.news)
    second = second_moderator(world)
    await rumour(world, "They film in spring")
    one = await press(world.moderator, await listed(world), "Confirmed")
    other = await press(second, await listed(world, second), "Debunked")
    await world.moderator.submit_modal(one, SETTLED)

    late = await second.submit_modal(other, SETTLED)
    await deliver(world)

    assert "Somebody changed update" in said(late)
    assert "Confirmed: " in alerts(world.news)[0]


async def test_a_source_is_needed_and_a_rumour_settles_no_rumour(world: World) -> None:
    first, second = await rumour(world, "First"), await rumour(world, "Second")

    without = await settle(world, "Confirmed", first, link="everybody says so")
    by_rumour = await settle(world, "Confirmed", first, by=f"#{second}")
    unknown = await settle(world, "Confirmed", first, by="#999")

    assert "A link starts with https://" in said(without)
    assert "no rumour itself" in said(by_rumour)
    assert "This server has no update #999" in said(unknown)
    assert "### Open rumours · 2" in shown(await listed(world))


async def test_a_rumour_corrected_into_a_statement_is_none_any_more(world: World) -> None:
    number = await rumour(world, "They film in spring")
    form = await world.moderator.slash(world.mods, "desk edit", update=str(number))
    preview = seen(await world.moderator.submit_modal(form, dict(FIELDS)))
    asked = await press(world.moderator, preview, "Correct")
    await world.moderator.submit_modal(asked, {"reason": "It was she herself"})

    assert "No rumour is open" in shown(await listed(world))
    assert number == await newest_update(world)
