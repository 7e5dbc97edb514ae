"""Moderators read who did what, narrow it down, take it home as a file, and see a changed row."""

import csv
import io

import simcord

from bot.store.audit import list_chain
from tests.flows.conftest import World
from tests.flows.desk_acts import (
    FIELDS,
    newest_update,
    press,
    publish,
    said,
    second_moderator,
    seen,
    shown,
    write_draft,
)


async def tables(result: simcord.InteractionResult) -> list[list[str]]:
    """Return the rows of the file in an answer."""
    [file] = seen(result).attachments
    return list(csv.reader(io.StringIO((await file.read()).decode("utf-8-sig"))))


async def test_the_audit_tells_who_did_what_before_and_after(world: World) -> None:
    number = await publish(world)

    answer = await world.moderator.slash(world.mods, "desk audit")

    text = said(answer)
    assert "### Audit · 2 rows" in text
    assert "Chain whole, 2 rows" in text
    assert f"**2. update.publish** · update:{number}" in text
    assert f"<@{world.moderator.id}>" in text
    assert "- state: draft → published" in text
    assert "- headline: Varga hands in a script" in text
    assert seen(answer).ephemeral


async def test_an_edit_shows_only_what_it_changed(world: World) -> None:
    preview = await write_draft(world)
    opened = await press(world.moderator, preview, "Edit")
    fields = {**FIELDS, "headline": "Varga hands in two scripts"}
    await world.moderator.submit_modal(opened, fields)

    text = said(await world.moderator.slash(world.mods, "desk audit", action="update.edit"))

    assert "- headline: Varga hands in a script → Varga hands in two scripts" in text
    assert "- summary" not in text


async def test_filters_narrow_the_audit(world: World) -> None:
    second = second_moderator(world)
    first_id = await publish(world)
    second_id = await publish(world, who=second, headline="Another one")
    await world.admin.slash(world.mods, "alerts spoilers", show=True)

    async def heads(**options: object) -> str:
        return said(await world.moderator.slash(world.mods, "desk audit", **options))

    everything = await heads()
    by_person = await heads(who=second)
    by_subject = await heads(subject=f"#{first_id}")
    by_action = await heads(action="settings.change")
    by_day = await heads(since="2026-11-23")
    none = await heads(action="update.retract")

    assert "5 rows" in everything
    assert "### Audit · 2 rows" in by_person
    assert f"update:{second_id}" in by_person
    assert "### Audit · 2 rows" in by_subject
    assert "- spoilers shown: no → yes" in by_action
    assert "### Audit · 5 rows" in by_day
    assert "Nothing matches" in none


async def test_pages_and_filters_survive_a_restart(world: World) -> None:
    for count in range(5):
        await publish(world, headline=f"News {count}")
    answer = seen(await world.moderator.slash(world.mods, "desk audit", action="update.publish"))
    await world.moderator.slash(world.mods, "desk checked")
    before = shown(answer)
    await world.restart()
    listed = seen(await world.moderator.slash(world.mods, "desk audit"))

    await press(world.moderator, listed, "Older")

    assert "Older" not in before
    assert "**5." in shown(listed)
    assert "**11." not in shown(listed)


async def test_the_export_is_a_file_that_is_safe_to_open(world: World) -> None:
    await write_draft(world, headline="=1+1")
    listed = seen(await world.moderator.slash(world.mods, "desk audit"))

    exported = await press(world.moderator, listed, "Export as CSV")

    head, row = await tables(exported)
    assert head[0] == "row"
    assert row[2] == f"<@{world.moderator.id}>"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert '"headline":"=1+1"' in row[6]
    assert "Chain whole, 1 row" in said(exported)


async def test_a_changed_row_is_named(world: World) -> None:
    await publish(world)
    await write_draft(world)
    async with world.bot.db.transaction() as tx:
        await tx.execute("DROP TRIGGER audit_is_kept")
        await tx.execute("UPDATE audit SET after = '{}' WHERE number = 2")

    text = said(await world.moderator.slash(world.mods, "desk audit"))

    assert "Row 2 was changed" in text


async def test_each_server_sees_its_own_audit(world: World) -> None:
    await publish(world)
    await publish(world, who=world.stranger)

    text = said(await world.stranger.slash(world.elsewhere, "desk audit"))

    assert "Chain whole, 2 rows" in text
    assert f"<@{world.moderator.id}>" not in text
    assert len(await list_chain(world.bot.db, world.guild.id)) == 2


async def test_completion_offers_what_there_is_and_nothing_to_members(world: World) -> None:
    await publish(world)
    number = await newest_update(world)
    command = world.env.backend.find_command("desk", world.guild.id)
    assert command is not None
    world.guild.set_command_permissions(int(command["id"]), {world.member: True})

    actions = await world.moderator.autocomplete(world.mods, "desk audit", "action", "pub")
    subjects = await world.moderator.autocomplete(world.mods, "desk audit", "subject", "")
    hidden = await world.member.autocomplete(world.general, "desk audit", "action", "")

    assert [choice["value"] for choice in actions] == ["update.publish"]
    assert [choice["value"] for choice in subjects] == [f"update:{number}"]
    assert hidden == []
