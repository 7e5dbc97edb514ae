"""Who may do what: every command, button, menu and form, for every rank, on both servers' objects.

The tables say what is expected. A command, control or form that they lack fails a test.
Presses are forged: the control stands on a public message, where everybody can press it.
"""

from collections.abc import Iterator
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands
from simcord.actors import _dispatch_actor_interaction  # pyright: ignore[reportPrivateUsage] - forms nobody opened
from simcord.enums import InteractionType

from bot.newsroom import Editor
from bot.proposals import Proposal, keep_text
from cogs.ui.cards import Card, button
from tests.flows.authorisation_cases import Case, judge
from tests.flows.authorisation_objects import make_objects
from tests.flows.authorisation_table import COMMANDS, FORMS, MENUS, PRESSES, Row
from tests.flows.conftest import World
from tests.flows.desk_acts import said, second_moderator, typed


def forged(row: Row, custom_id: str, case: Case) -> Card:
    """Return a public card with the control on it."""
    card = Card(0).text("Forged")
    choice = row.values.get("choose")
    if choice is None:
        return card.row(button("Press", custom_id))
    value = picked(choice, case)
    menu = discord.ui.Select[Any](
        custom_id=custom_id, options=[discord.SelectOption(label="x", value=value)]
    )
    return card.row(menu)


def picked(choice: str, case: Case) -> str:
    """Return what is chosen in a menu."""
    objects = {"draft": case.objects.draft.id, "story": case.objects.other_story}
    return str(objects.get(choice, choice))


def leaves(world: World) -> Iterator[str]:
    for command in world.bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield command.qualified_name


async def test_the_tables_name_every_command_control_and_form(world: World) -> None:
    menus = [
        command.name
        for kind in (discord.AppCommandType.user, discord.AppCommandType.message)
        for command in world.bot.tree.get_commands(type=kind)
    ]
    assert set(leaves(world)) == set(COMMANDS)
    assert set(menus) == set(MENUS)
    assert set(world.bot.router.presses) == set(PRESSES)
    assert set(world.bot.router.forms) == set(FORMS)


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_serves_only_whom_it_may(world: World, name: str) -> None:
    row = COMMANDS[name]
    for guild, people in (
        (world.guild, (world.member, world.moderator, world.admin)),
        (world.other, (world.stranger,)),
    ):
        command = world.env.backend.find_command(name.split(maxsplit=1)[0], guild.id)
        assert command is not None
        # What Discord hides is shown to them here, so that only the bot's own check is left.
        guild.set_command_permissions(int(command["id"]), dict.fromkeys(people, True))

    async def act(case: Case) -> simcord.InteractionResult:
        options = dict(row.values)
        if row.ids is not None:
            about = "fact" if name.startswith("desk fact") else "update"
            about = "feed" if name.startswith("feeds") else about
            options[about] = str(row.ids(case.objects)[0])
        if name == "alerts setup":
            options["channel"] = case.channel
        return await case.who.slash(case.channel, name, **options)

    await judge(world, row, act, name)


@pytest.mark.parametrize("name", MENUS)
async def test_a_menu_of_messages_serves_only_whom_it_may(world: World, name: str) -> None:
    async def act(case: Case) -> simcord.InteractionResult:
        message = await case.who.send(case.channel, "Who is Ines Varga?")
        return await case.who.context_menu(case.channel, name, message)

    await judge(world, MENUS[name], act, name)


@pytest.mark.parametrize("name", PRESSES)
async def test_a_control_serves_only_whom_it_may(world: World, name: str) -> None:
    row = PRESSES[name]

    async def act(case: Case) -> simcord.InteractionResult:
        ids = row.ids(case.objects) if row.ids else row.values.get("ids", ())
        custom_id = ":".join([name, *map(str, ids)])
        card = forged(row, custom_id, case)
        channel = world.bot.get_partial_messageable(case.channel.id)
        with world.env.time_context():
            message = await channel.send(view=card)
        if row.values.get("choose") is None:
            return await case.who.click(message, custom_id=custom_id)
        value = picked(str(row.values["choose"]), case)
        return await case.who.select(message, [value], custom_id=custom_id)

    await judge(world, row, act, name)


@pytest.mark.parametrize("name", FORMS)
async def test_a_form_serves_only_whom_it_may(world: World, name: str) -> None:
    row = FORMS[name]

    async def act(case: Case) -> simcord.InteractionResult:
        ids = row.ids(case.objects) if row.ids else ()
        components = [
            {"type": 18, "component": {"type": 4, "custom_id": key, "value": value}}
            for key, value in row.values.items()
        ]
        data = {"custom_id": ":".join([name, *map(str, ids)]), "components": components}
        return await _dispatch_actor_interaction(
            case.who, InteractionType.MODAL_SUBMIT, case.channel, data
        )

    await judge(world, row, act, name)


async def test_only_who_typed_a_text_can_open_it(world: World) -> None:
    editor = Editor(world.guild.id, world.moderator.id, wire=False)
    kept = await keep_text(
        world.bot.db, editor, Proposal(), {"headline": "Secret"}, world.bot.now()
    )
    custom_id = f"desk:edit:1:{kept.form_id}"
    answers: dict[str, simcord.InteractionResult] = {}
    for who, channel in (
        (world.moderator, world.general),
        (second_moderator(world), world.general),
        (world.stranger, world.elsewhere),
    ):
        message = await world.bot.get_partial_messageable(channel.id).send(
            view=Card(0).row(button("Edit", custom_id))
        )
        answers[who.name] = await who.click(message, custom_id=custom_id)

    mine, *others = answers.values()
    assert typed(mine)["headline"] == "Secret"
    assert ["That form was kept" in said(other) for other in others] == [True, True]


async def test_the_desk_and_the_alerts_exist_in_servers_alone(world: World) -> None:
    for name, permissions in (("desk", "manage_messages"), ("alerts", "manage_guild")):
        command = world.env.backend.find_command(name, world.guild.id)
        assert command is not None
        wanted = discord.Permissions(**{permissions: True}).value
        assert command["contexts"] == [0]
        assert command["integration_types"] == [0]
        assert int(command["default_member_permissions"]) == wanted


async def test_rights_that_are_taken_away_end_at_the_next_press(world: World) -> None:
    objects = await make_objects(world, world.guild, world.moderator.id)
    card = Card(0).row(button("Publish", f"desk:publish:1:{objects.draft.id}:1"))
    message = await world.bot.get_partial_messageable(world.mods.id).send(view=card)
    member = world.env.backend.get_guild(world.guild.id).members[world.moderator.id]
    member.role_ids.clear()

    answer = await world.moderator.click(message, label="Publish")

    assert "Only moderators can do this" in said(answer)


async def test_where_the_bot_is_no_member_nobody_has_rights(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_guild_id: int) -> None:
        return None

    monkeypatch.setattr(world.bot, "get_guild", unknown)
    desk = await world.moderator.slash(world.mods, "desk drafts")
    alerts = await world.admin.slash(world.mods, "alerts status")

    assert "Only moderators can do this" in said(desk)
    assert "Only people with the permission Manage Server" in said(alerts)


async def test_completion_offers_nothing_to_members(world: World) -> None:
    await make_objects(world, world.guild, world.moderator.id)
    command = world.env.backend.find_command("desk", world.guild.id)
    assert command is not None
    world.guild.set_command_permissions(int(command["id"]), {world.member: True})

    offered = await world.member.autocomplete(world.general, "desk edit", "update", "")

    assert offered == []
