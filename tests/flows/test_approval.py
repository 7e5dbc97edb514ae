"""A second moderator agrees to what pings or moves the status, or returns it with a reason."""

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
from tests.flows.desk_decisions import ask, decide, look, notices, told


async def state_of(world: World, update_id: int) -> str:
    rows = await world.bot.db.fetch("SELECT state FROM updates WHERE id = ?", (update_id,))
    return str(rows[0][0])


async def test_what_moves_the_status_waits_until_a_second_moderator_approves(world: World) -> None:
    await send_alerts_to(world, world.news)
    await world.admin.slash(world.mods, "alerts approval", require=True)
    await decide(world)
    second = second_moderator(world)

    preview = await ask(world)
    await deliver(world)
    waiting = alerts(world.news)
    opened = await look(world, second)
    before = shown(opened)
    await press(second, opened, "Approve")
    await deliver(world)

    number = await newest_update(world)
    assert "waits for a second moderator" in shown(preview)
    assert waiting == []
    assert f"Update #{number} waits for a second moderator" in told(world)[-1]
    assert "Status moves from In talks to Script." in before
    assert f"Asked by <@{world.moderator.id}>" in before
    assert f"Update #{number} is approved and out" in shown(opened)
    [alert] = alerts(world.news)
    assert "Varga hands in a script" in alert


async def test_the_notice_says_nothing_of_the_news_to_those_who_may_not_open_it(
    world: World,
) -> None:
    await decide(world, approval=True)
    await ask(world)

    [message] = notices(world)
    refused = await world.member.click(message, label="Look at it")

    assert "Varga" not in told(world)[-1]
    assert "Only moderators can do this" in said(refused)


async def test_nobody_approves_their_own(world: World) -> None:
    await decide(world, approval=True)
    await ask(world)

    opened = await look(world, world.moderator)
    refused = await press(world.moderator, opened, "Approve")

    assert "Somebody else has to approve this" in said(refused)
    assert await state_of(world, await newest_update(world)) == "draft"


async def test_who_wrote_it_does_not_approve_what_another_asked(world: World) -> None:
    await decide(world, approval=True)
    second = second_moderator(world)
    preview = await write_draft(world)
    await world.moderator.select(preview, ["script"])
    number = await newest_update(world)
    listed = seen(await second.slash(world.mods, "desk drafts"))
    opened = seen(await second.select(listed, [str(number)]))
    await press(second, opened, "Ask a second moderator")

    refused = await press(world.moderator, await look(world, world.moderator), "Approve")

    assert "Somebody else has to approve this" in said(refused)


async def test_what_neither_pings_nor_moves_the_status_needs_nobody_else(world: World) -> None:
    await send_alerts_to(world, world.news)
    await decide(world, approval=True)

    await publish(world)

    assert len(alerts(world.news)) == 1


async def test_what_pings_needs_a_second_moderator(world: World) -> None:
    role = world.guild.create_role("News pings", mentionable=True)
    await send_alerts_to(world, world.news, role=role)
    await decide(world, approval=True)

    preview = await write_draft(world, kind=["official"])
    quiet = await write_draft(world, kind=["cast"])

    assert "Ask a second moderator" in shown(preview)
    assert "**Needs** · a second moderator" in shown(preview)
    assert "Ask a second moderator" not in shown(quiet)


async def test_a_returned_draft_tells_why_and_can_be_asked_about_again(world: World) -> None:
    await decide(world, approval=True)
    second = second_moderator(world)
    await ask(world)
    opened, twice = await look(world, second), await look(world, second)
    form = await press(second, opened, "Return it")
    await world.restart()
    await second.submit_modal(form, {"reason": "The link is dead"})
    number = await newest_update(world)

    listed = seen(await world.moderator.slash(world.mods, "desk drafts"))
    draft = seen(await world.moderator.select(listed, [str(number)]))

    assert f"update #{number} was returned" in told(world)[-1]
    assert "The link is dead" not in told(world)[-1]
    assert "**Second moderator** · returned: The link is dead" in shown(draft)
    assert "returned already" in said(await press(second, twice, "Approve"))
    await press(world.moderator, draft, "Ask a second moderator")
    await press(second, await look(world, second), "Approve")
    assert await state_of(world, number) == "published"


async def test_an_edit_after_asking_has_to_be_asked_about_anew(world: World) -> None:
    await decide(world, approval=True)
    second = second_moderator(world)
    await ask(world)
    opened = await look(world, second)
    number = await newest_update(world)
    form = await world.moderator.slash(world.mods, "desk edit", update=str(number))
    await world.moderator.submit_modal(form, {**FIELDS, "headline": "Another story"})

    refused = await press(second, opened, "Approve")
    listed = await second.slash(world.mods, "desk approvals")

    assert "was edited after this was asked" in said(refused)
    assert "Nothing waits for a second moderator" in said(listed)
    assert await state_of(world, number) == "draft"


async def test_two_who_approve_at_once_publish_once(world: World) -> None:
    await send_alerts_to(world, world.news)
    await decide(world, approval=True)
    second = second_moderator(world)
    third = world.guild.add_member(
        world.env.create_user("tess"), roles=[world.guild.roles["Moderators"]]
    )
    await ask(world)
    one, other = await look(world, second), await look(world, third)

    await press(second, one, "Approve")
    late = await press(third, other, "Approve")
    await deliver(world)

    assert "no such request any more" in said(late)
    assert len(alerts(world.news)) == 1


async def test_approving_survives_a_restart_at_each_step(world: World) -> None:
    await send_alerts_to(world, world.news)
    await decide(world, approval=True)
    second = second_moderator(world)
    await ask(world)
    await world.restart()
    opened = await look(world, second)
    await world.restart()
    await press(second, opened, "Approve")
    await world.restart()
    await deliver(world)

    assert len(alerts(world.news)) == 1


async def test_rights_that_are_gone_end_an_approval(world: World) -> None:
    await decide(world, approval=True)
    second = second_moderator(world)
    await ask(world)
    opened = await look(world, second)
    world.env.backend.get_guild(world.guild.id).members[second.id].role_ids.clear()

    refused = await press(second, opened, "Approve")

    assert "Only moderators can do this" in said(refused)
    assert await state_of(world, await newest_update(world)) == "draft"


async def test_a_correction_that_moves_the_status_waits_too(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world)
    await decide(world, approval=True)
    second = second_moderator(world)

    form = await world.moderator.slash(world.mods, "desk edit", update=str(number))
    preview = seen(await world.moderator.submit_modal(form, dict(FIELDS)))
    await world.moderator.select(preview, ["script"])
    asked = await press(world.moderator, preview, "Ask a second moderator")
    await world.moderator.submit_modal(asked, {"reason": "She named the stage"})
    await deliver(world)
    waiting = alerts(world.news)
    await world.restart()
    opened = await look(world, second)
    text = shown(opened)
    await press(second, opened, "Approve")
    await deliver(world)

    assert "Stage that this claims" not in waiting[0]
    assert "- Stage: “nothing” → “Script”" in text
    assert "She named the stage" in text
    assert "Stage that this claims: Script" in alerts(world.news)[0]


async def test_a_retraction_needs_nobody_else(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world, "script")
    await decide(world, approval=True)

    asked = await world.moderator.slash(world.mods, "desk retract", update=str(number), reason="No")
    await press(world.moderator, seen(asked), "Retract it")
    await deliver(world)

    assert "Retracted" in alerts(world.news)[0]


async def test_approvals_lists_what_waits_and_opens_it(world: World) -> None:
    await decide(world, approval=True)
    second = second_moderator(world)
    await ask(world)

    listed = await second.slash(world.mods, "desk approvals")
    opened = await press(second, seen(listed), "Look at it")

    assert "Varga hands in a script" in said(listed)
    assert "Before you approve" in said(opened)


async def test_another_server_reaches_no_request(world: World) -> None:
    await decide(world, approval=True)
    await ask(world)

    listed = await world.stranger.slash(world.elsewhere, "desk approvals")

    assert "Nothing waits" in said(listed)
