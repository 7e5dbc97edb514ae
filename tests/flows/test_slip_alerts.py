"""A date or a stage that moved gives an alert of its own kind, with what was stated before."""

from tests.flows.conftest import World
from tests.flows.desk_acts import (
    FIELDS,
    alerts,
    deliver,
    press,
    publish,
    said,
    seen,
    send_alerts_to,
    shown,
    write_draft,
)


async def announce(world: World, release: str, headline: str, date: str = "2026-11-22") -> int:
    """Publish an official release date."""
    preview = await write_draft(world, kind=["official"], headline=headline, date=date)
    await world.moderator.select(preview, ["dated"])
    form = await press(world.moderator, preview, "Add release date")
    await world.moderator.submit_modal(form, {"release": release})
    await press(world.moderator, preview, "Publish")
    await deliver(world)
    return int((await world.bot.db.fetch("SELECT max(id) FROM updates"))[0][0])


async def correct_date(world: World, number: int, release: str) -> None:
    form = await world.moderator.slash(world.mods, "desk edit", update=str(number))
    fields = {**FIELDS, "kind": ["official"], "headline": "Dated"}
    preview = seen(await world.moderator.submit_modal(form, fields))
    form = await press(world.moderator, preview, "Change release date")
    await world.moderator.submit_modal(form, {"release": release})
    asked = await press(world.moderator, preview, "Correct")
    await world.moderator.submit_modal(asked, {"reason": ""})
    await deliver(world)


async def test_a_moved_date_is_told_in_the_preview_and_in_the_alert(world: World) -> None:
    await send_alerts_to(world, world.news)
    await announce(world, "2028-05-19", "First", date="2026-11-01")
    preview = await write_draft(world, kind=["official"], headline="Later")
    await world.moderator.select(preview, ["dated"])
    form = await press(world.moderator, preview, "Add release date")
    await world.moderator.submit_modal(form, {"release": "2028-12"})
    text = shown(preview)
    await press(world.moderator, preview, "Publish")
    await deliver(world)

    first, second = alerts(world.news)
    title = "Release date moved from 19 May 2028 to December 2028"
    assert "release date moved" not in first.casefold()
    for told in (text, second):
        assert title in told
        assert "Moved from **19 May 2028** to **December 2028**, said [quay.example.org]" in told
        assert "- 19 May 2028, said 1 November 2026" in told
    [message] = [one for one in world.news.history() if "Later" in one.content]
    assert message.content.endswith(f"**Later**\n{title}")


async def test_a_moved_stage_is_told_too(world: World) -> None:
    await send_alerts_to(world, world.news)

    await publish(world, "script")

    [alert] = alerts(world.news)
    assert "Stage moved from In talks to Script" in alert
    assert "release date" not in alert.casefold()


async def test_what_repeats_a_stage_is_an_ordinary_alert(world: World) -> None:
    await send_alerts_to(world, world.news)
    await publish(world, "script")
    await publish(world, "script", headline="Again")

    assert "moved" not in alerts(world.news)[-1].casefold()


async def test_a_correction_of_the_date_is_told_as_one_and_not_as_a_move(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await announce(world, "2028-05-19", "Dated")

    await correct_date(world, number, "2028-05-20")

    [alert] = alerts(world.news)
    assert "Date corrected from 19 May 2028 to 20 May 2028" in alert
    assert "This alert gave 19 May 2028 before." in alert
    assert "moved from" not in alert.casefold()


async def test_a_correction_of_a_moved_date_corrects_the_move(world: World) -> None:
    await send_alerts_to(world, world.news)
    await announce(world, "2028-05-19", "First", date="2026-11-01")
    number = await announce(world, "2028-12", "Dated")

    await correct_date(world, number, "2029-01")
    status = said(await world.member.slash(world.general, "status"))

    assert "Release date moved from 19 May 2028 to January 2029" in alerts(world.news)[-1]
    assert "January 2029" in status


async def test_a_retracted_move_says_no_longer_that_it_moved(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world, "script")
    asked = await world.moderator.slash(world.mods, "desk retract", update=str(number), reason="No")
    await press(world.moderator, seen(asked), "Retract it")
    await deliver(world)

    assert "Stage moved" not in alerts(world.news)[0]
