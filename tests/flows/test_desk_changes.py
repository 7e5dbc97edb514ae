"""Moderators correct and retract what is published, and look at its history."""

import pytest
import simcord

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
    typed,
    write_draft,
)


async def edited(world: World, number: int, **changes: object) -> simcord.ResponseMessage:
    """Fill the form of /desk edit in; return the preview of the correction."""
    form = await world.moderator.slash(world.mods, "desk edit", update=str(number))
    return seen(await world.moderator.submit_modal(form, {**FIELDS, **changes}))


async def correct(world: World, preview: simcord.ResponseMessage, reason: str = "") -> None:
    """Confirm a correction and deliver it."""
    form = await press(world.moderator, preview, "Correct")
    await world.moderator.submit_modal(form, {"reason": reason})
    await deliver(world)


async def test_a_correction_changes_the_same_message(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world, "script")
    [before] = world.news.history()

    preview = await edited(world, number, headline="Varga hands in half a script")
    untouched = alerts(world.news)
    previewed = preview.content.partition("\n")[2], preview.embeds[0].to_dict()
    await correct(world, preview, "She said half")

    [after] = world.news.history()
    assert previewed == (after.content, after.embeds[0].to_dict())
    assert await world.bot.db.fetch("SELECT id FROM forms") == []
    assert "Varga hands in a script" in untouched[0]
    assert after.id == before.id
    assert "**Varga hands in half a script** (corrected)" in after.content
    assert f"Update #{number} is corrected." in shown(preview)


async def test_a_correction_says_what_it_does_to_the_status(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world, "script")

    preview = await edited(world, number)
    await world.moderator.select(preview, ["in-talks"])

    assert "Before you correct" in shown(preview)
    assert "Status moves back from Script to In talks." in shown(preview)
    assert "Correct 1 alert" in shown(preview)
    assert "is not changed yet" in shown(preview)


async def test_a_correction_without_a_difference_cannot_be_confirmed(world: World) -> None:
    number = await publish(world)

    preview = await edited(world, number)

    with pytest.raises(simcord.SetupError, match="disabled"):
        await press(world.moderator, preview, "Correct")


async def test_editing_a_correction_again_keeps_the_stage_chosen_for_it(world: World) -> None:
    number = await publish(world, "script")
    preview = await edited(world, number)
    await world.moderator.select(preview, ["greenlit"])

    form = await press(world.moderator, preview, "Edit")
    await world.moderator.submit_modal(form, {**FIELDS, "headline": "Varga has a go"})

    assert "Status moves from Script to Greenlit." in shown(preview)


async def test_several_corrections_leave_the_newest_text(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world)

    for count in range(1, 4):
        await correct(world, await edited(world, number, headline=f"Wording {count}"))

    [alert] = alerts(world.news)
    assert "**Wording 3** (corrected)" in alert


async def test_an_alert_that_somebody_deleted_is_not_counted(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world)
    [message] = world.news.history()
    world.env.backend.delete_message(world.news.id, message.id)
    await correct(world, await edited(world, number, headline="Once"))

    preview = await edited(world, number, headline="Twice")

    assert "no alert: none is posted" in shown(preview)


async def test_a_correction_is_kept_through_a_restart(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world)
    preview = await edited(world, number, headline="Other words")
    await world.restart()
    form = await press(world.moderator, preview, "Correct")
    await world.restart()

    await world.moderator.submit_modal(form, {"reason": ""})
    await deliver(world)

    assert "**Other words** (corrected)" in alerts(world.news)[0]


async def test_of_two_corrections_at_once_the_second_keeps_its_text(world: World) -> None:
    number = await publish(world)
    mine = await edited(world, number, headline="My words")
    other = second_moderator(world)
    form = await other.slash(world.mods, "desk edit", update=str(number))
    theirs = seen(await other.submit_modal(form, {**FIELDS, "headline": "Their words"}))
    await other.submit_modal(await press(other, theirs, "Correct"), {"reason": ""})

    await correct(world, mine)
    conflict = shown(mine)
    again = await press(world.moderator, mine, "Write again")
    filled = typed(again)
    await world.moderator.submit_modal(again, {**filled, "kind": [filled["kind"]]})
    await correct(world, mine)

    update = (await world.bot.news()).find(number, world.guild.id)
    assert "Somebody changed" in conflict
    assert filled["headline"] == "My words"
    assert update is not None
    assert update.headline == "My words"


async def test_a_form_opened_before_a_correction_does_not_overwrite_it(world: World) -> None:
    number = await publish(world)
    old = await world.moderator.slash(world.mods, "desk edit", update=str(number))
    await correct(world, await edited(world, number, headline="Newer words"))

    answer = await world.moderator.submit_modal(old, {**FIELDS, "headline": "Older words"})

    assert "Somebody changed" in said(answer)
    assert "Write again" in said(answer)


async def test_a_change_can_be_left(world: World) -> None:
    number = await publish(world)
    preview = await edited(world, number, headline="Other words")

    await press(world.moderator, preview, "Leave it as it was")

    update = (await world.bot.news()).find(number, world.guild.id)
    assert "is left as it was" in shown(preview)
    assert update is not None
    assert update.revision == 2
    assert await world.bot.db.fetch("SELECT id FROM forms") == []


async def test_a_retraction_asks_first_and_strikes_the_alert(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world, "script", summary="One.\n\nTwo.")

    preview = seen(
        await world.moderator.slash(
            world.mods, "desk retract", update=f"#{number}", reason="It was *invented*"
        )
    )
    asked, untouched = shown(preview), alerts(world.news)
    await press(world.moderator, preview, "Retract it")
    await deliver(world)

    [alert] = alerts(world.news)
    assert "Status moves back from Script to In talks." in asked
    assert "1 alert" in asked
    assert "Retracted" not in untouched[0]
    assert "Retracted: ~~Varga hands in a script~~" in alert
    assert "~~One.~~\n\n~~Two.~~" in alert
    assert "It was \\*invented\\*" in alert
    assert "In talks" in said(await world.member.slash(world.general, "status"))


async def test_what_is_retracted_cannot_be_retracted_or_edited_again(world: World) -> None:
    number = await publish(world)
    asked = await world.moderator.slash(
        world.mods, "desk retract", update=str(number), reason="Invented"
    )
    again = await world.moderator.slash(
        world.mods, "desk retract", update=str(number), reason="Twice"
    )
    await press(world.moderator, seen(asked), "Retract it")

    second = await press(world.moderator, seen(again), "Retract it")
    edit = await world.moderator.slash(world.mods, "desk edit", update=str(number))
    third = await world.moderator.slash(
        world.mods, "desk retract", update=str(number), reason="Thrice"
    )

    assert "is already retracted" in said(second)
    assert "is retracted" in said(edit)
    assert "is retracted" in said(third)


async def test_the_history_shows_who_changed_what_when_and_why(world: World) -> None:
    number = await publish(world, "script")
    await correct(world, await edited(world, number, headline="Half a script"), "She said half")

    history = await world.moderator.slash(world.mods, "desk history", update=f"#{number}")

    mention, at = f"<@{world.moderator.id}>", int(world.env.now().timestamp()) - 10
    assert f"**4. Corrected** by {mention}, <t:{at}:f>" in said(history)
    assert "Why: She said half" in said(history)
    assert "Headline: “Varga hands in a script” → “Half a script”" in said(history)
    assert "- Stage: “Script”" in said(history)
    assert f"**1. Written** by {mention}" in said(history)
    assert seen(history).ephemeral


async def test_the_history_turns_its_pages(world: World) -> None:
    number = await publish(world)
    for count in range(3):
        await correct(world, await edited(world, number, headline=f"Wording {count}"))
    history = seen(await world.moderator.slash(world.mods, "desk history", update=str(number)))
    newest = shown(history)

    await press(world.moderator, history, "Older")

    assert "**5. Corrected**" in newest
    assert "**1. Written**" in shown(history)
    assert "**5. Corrected**" not in shown(history)


async def test_completion_offers_the_servers_own_updates(world: World) -> None:
    number = await publish(world)
    await write_draft(world, headline="A draft about lamps")
    await write_draft(world, world.stranger, headline="Another server's lamps")

    everything = await world.moderator.autocomplete(world.mods, "desk edit", "update", "")
    lamps = await world.moderator.autocomplete(world.mods, "desk edit", "update", "LAMPS")
    published = await world.moderator.autocomplete(world.mods, "desk retract", "update", "")

    draft = f"#{number + 1} A draft about lamps"
    assert [choice["name"] for choice in everything] == [
        draft,
        f"#{number} Varga hands in a script",
    ]
    assert [choice["name"] for choice in lamps] == [draft]
    assert [choice["value"] for choice in published] == [str(number)]


@pytest.mark.parametrize("command", ["desk edit", "desk history"])
async def test_another_servers_update_does_not_exist(world: World, command: str) -> None:
    await publish(world, who=world.stranger)
    number = await newest_update(world)

    answer = await world.moderator.slash(world.mods, command, update=str(number))

    assert said(answer) == f"This server has no update #{number}."


async def test_an_update_is_named_by_its_number(world: World) -> None:
    answer = await world.moderator.slash(world.mods, "desk edit", update="the lamp one")

    assert "like #12" in said(answer)
