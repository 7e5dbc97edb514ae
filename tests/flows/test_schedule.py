"""News is published at its time: listed, changed, cancelled, and what was missed is told."""

import datetime as dt

import pytest

from bot.app import open_bot
from bot.client import SequelBot
from bot.desk import publishing
from bot.desk.publishing import publish_due, work_out
from bot.enums import Late
from bot.models import Update, Wording
from bot.newsroom import Editor, Facts
from bot.outlook import Outlook
from bot.store.database import Database
from bot.store.updates import require_own
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
from tests.flows.desk_decisions import decide, look, pass_time, schedule, told

HOUR = 3_600
AT_ONE = "2026-11-23 13:00"  # an hour after the world's noon


async def audited(world: World) -> list[str]:
    rows = await world.bot.db.fetch("SELECT action FROM audit ORDER BY id")
    return [row[0] for row in rows]


async def test_a_draft_is_published_at_its_time_and_not_before(world: World) -> None:
    await send_alerts_to(world, world.news)
    preview = await write_draft(world)
    form = await press(world.moderator, preview, "Schedule it")
    answer = await world.moderator.submit_modal(form, {"due": AT_ONE, "until": ""})

    await pass_time(world, HOUR - 60)
    before = alerts(world.news)
    await pass_time(world, 120)
    await deliver(world)

    at = int(dt.datetime(2026, 11, 23, 13, tzinfo=dt.UTC).timestamp())
    assert f"will be published <t:{at}:F>" in said(answer)
    assert before == []
    assert len(alerts(world.news)) == 1
    assert "Nothing is scheduled" in said(await world.moderator.slash(world.mods, "desk scheduled"))
    assert (await audited(world))[-2:] == ["update.schedule", "update.publish"]


async def test_the_time_is_the_servers_own(world: World) -> None:
    await decide(world, time_zone="Asia/Tokyo")
    preview = await write_draft(world)
    form = await press(world.moderator, preview, "Schedule it")

    answer = await world.moderator.submit_modal(form, {"due": "tomorrow 08:00", "until": ""})

    at = int(dt.datetime(2026, 11, 23, 23, tzinfo=dt.UTC).timestamp())
    assert f"<t:{at}:F>" in said(answer)


async def test_a_time_that_cannot_be_is_told_and_can_be_typed_again(world: World) -> None:
    preview = await write_draft(world)
    form = await press(world.moderator, preview, "Schedule it")

    over = await world.moderator.submit_modal(form, {"due": "2026-11-23 11:00", "until": ""})
    over_text = said(over)
    again = await press(world.moderator, seen(over), "Again")
    wrong = await world.moderator.submit_modal(
        again, {"due": "2026-11-24 11:00", "until": "2026-11-24 10:00"}
    )

    assert "That time is over already" in over_text
    assert "has to be later" in said(wrong)
    assert await world.bot.db.fetch("SELECT update_id FROM plans") == []


async def test_what_is_scheduled_is_listed_changed_and_cancelled(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await schedule(world, AT_ONE, "2026-11-23 15:00")
    await world.restart()
    listed = seen(await world.moderator.slash(world.mods, "desk scheduled"))
    before = shown(listed)
    form = await press(world.moderator, listed, "Change")
    await world.moderator.submit_modal(form, {"due": "2026-11-23 14:00", "until": ""})
    await pass_time(world, HOUR + 60)
    changed = seen(await world.moderator.slash(world.mods, "desk scheduled"))
    at_two = shown(changed)
    await press(world.moderator, changed, "Cancel")
    await pass_time(world, HOUR)
    await deliver(world)

    assert f"**#{number}** Varga hands in a script" in before
    assert "not after <t:" in before
    at = int(dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC).timestamp())
    assert f"<t:{at}:F>" in at_two
    assert "Nothing is scheduled" in shown(changed)
    assert alerts(world.news) == []
    assert "Varga hands in a script" in said(await world.moderator.slash(world.mods, "desk drafts"))


async def test_an_edit_until_then_is_what_is_published(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await schedule(world, AT_ONE)
    form = await world.moderator.slash(world.mods, "desk edit", update=str(number))
    await world.moderator.submit_modal(form, {**FIELDS, "headline": "Newer words"})

    await pass_time(world, HOUR + 60)
    await deliver(world)

    assert "Newer words" in alerts(world.news)[0]


async def test_publishing_or_discarding_by_hand_ends_the_plan(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await schedule(world, AT_ONE)
    await schedule(world, AT_ONE, headline="Another")
    for action in ("Discard", "Publish"):
        listed = seen(await world.moderator.slash(world.mods, "desk drafts"))
        wanted = number if action == "Publish" else await newest_update(world)
        opened = seen(await world.moderator.select(listed, [str(wanted)]))
        await press(world.moderator, opened, action)
    await pass_time(world, HOUR + 60)
    await deliver(world)

    assert len(alerts(world.news)) == 1
    assert await world.bot.db.fetch("SELECT update_id FROM plans") == []


async def miss(world: World, hours: float) -> None:
    """Let time pass while the bot is down, then start it."""
    await world.bot.remove_cog("Schedule")
    world.env.backend.advance_clock(hours * HOUR)
    await world.restart()
    await pass_time(world, 60)
    await deliver(world)


async def test_what_was_missed_is_published_late_and_told(world: World) -> None:
    await send_alerts_to(world, world.news)
    await decide(world)
    number = await schedule(world, AT_ONE)

    await miss(world, 3)

    assert len(alerts(world.news)) == 1
    assert f"Update #{number} was to be published" in told(world)[-1]
    assert "It was published late" in told(world)[-1]


async def test_what_was_missed_is_held_where_the_server_wants_that(world: World) -> None:
    await send_alerts_to(world, world.news)
    await decide(world)
    await world.admin.slash(world.mods, "alerts late", missed=Late.HOLD.value)
    number = await schedule(world, AT_ONE)

    await miss(world, 3)

    assert alerts(world.news) == []
    assert f"Update #{number} was to be published" in told(world)[-1]
    listed = seen(await world.moderator.slash(world.mods, "desk scheduled"))
    assert "Held: its time passed while the bot was down" in shown(listed)
    form = await press(world.moderator, listed, "Change")
    await world.moderator.submit_modal(form, {"due": "2026-11-23 16:00", "until": ""})
    await pass_time(world, HOUR)
    await deliver(world)
    assert len(alerts(world.news)) == 1


async def test_after_its_last_time_nothing_is_published(world: World) -> None:
    await send_alerts_to(world, world.news)
    await decide(world)
    await schedule(world, AT_ONE, "2026-11-23 14:00")

    await miss(world, 3)

    assert alerts(world.news) == []
    assert "its last time passed" in told(world)[-1]
    assert len(told(world)) == 1


async def test_within_its_last_time_it_is_published_late(world: World) -> None:
    await send_alerts_to(world, world.news)
    await decide(world)
    await schedule(world, AT_ONE, "2026-11-23 18:00")

    await miss(world, 3)

    assert len(alerts(world.news)) == 1


async def test_without_an_approval_its_time_passes_and_it_is_held(world: World) -> None:
    await send_alerts_to(world, world.news)
    await decide(world, approval=True)
    second = second_moderator(world)
    await schedule(world, AT_ONE, stage="script")
    opened = await look(world, second)
    await pass_time(world, HOUR + 60)
    held = told(world)[-1]
    before = alerts(world.news)
    await press(second, opened, "Approve")
    await deliver(world)

    assert "no second moderator has approved it" in held
    assert before == []
    assert len(alerts(world.news)) == 1


async def test_with_an_approval_it_is_published_at_its_time(world: World) -> None:
    await send_alerts_to(world, world.news)
    await decide(world, approval=True)
    second = second_moderator(world)
    await schedule(world, AT_ONE, stage="script")
    opened = await look(world, second)
    await press(second, opened, "Approve")
    await deliver(world)
    early = alerts(world.news)
    await world.restart()
    await pass_time(world, HOUR + 60)
    await deliver(world)

    assert "is approved.** It is published <t:" in shown(opened)
    assert early == []
    assert len(alerts(world.news)) == 1


async def test_an_edit_after_the_approval_holds_it(world: World) -> None:
    await send_alerts_to(world, world.news)
    await decide(world, approval=True)
    second = second_moderator(world)
    number = await schedule(world, AT_ONE, stage="script")
    await press(second, await look(world, second), "Approve")
    form = await world.moderator.slash(world.mods, "desk edit", update=str(number))
    await world.moderator.submit_modal(form, {**FIELDS, "headline": "Sneaky words"})

    await pass_time(world, HOUR + 60)
    await deliver(world)

    assert alerts(world.news) == []
    assert "is held" in told(world)[-1]


async def test_two_bots_at_once_publish_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await send_alerts_to(world, world.news)
    await schedule(world, AT_ONE)
    async with open_bot(world.settings) as twin:

        async def overtaken(
            bot: SequelBot, editor: Editor, update: Update, wording: Wording
        ) -> tuple[Outlook, Facts]:
            if bot is world.bot:
                await publish_due(twin)
            return await work_out(bot, editor, update, wording)

        monkeypatch.setattr(publishing, "work_out", overtaken)
        monkeypatch.setattr(twin.alerts, "kick", lambda: None)  # it is not connected
        await pass_time(world, HOUR + 1)
    await deliver(world)

    assert len(alerts(world.news)) == 1
    assert (await audited(world)).count("update.publish") == 1


async def test_one_that_fails_delays_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await send_alerts_to(world, world.news)
    broken = await schedule(world, AT_ONE)
    await schedule(world, AT_ONE, headline="Another story")

    async def read(reader: Database, guild_id: int, update_id: int) -> Update:
        if update_id == broken:
            raise RuntimeError("broken")
        return await require_own(reader, guild_id, update_id)

    monkeypatch.setattr(publishing, "require_own", read)
    await pass_time(world, HOUR + 60)
    await deliver(world)

    [alert] = alerts(world.news)
    assert "Another story" in alert
    assert f"update {broken} was not published as planned" in caplog.text
    caplog.get_records("call").clear()


async def test_a_published_update_cannot_be_scheduled(world: World) -> None:
    number = await publish(world)
    preview = await write_draft(world)
    form = await press(world.moderator, preview, "Schedule it")
    await press(world.moderator, preview, "Publish")

    late = await world.moderator.submit_modal(form, {"due": AT_ONE, "until": ""})

    assert "already published" in said(late)
    assert number < await newest_update(world)
