"""Members ask the bot about itself."""

import discord
import pytest
from discord import AppCommandType, app_commands

from bot.models import GuildSettings
from bot.store.guilds import get_settings, set_settings
from cogs.info import FOR_ADMINISTRATORS, FOR_MODERATORS, IN_SERVERS, read_release
from cogs.ui.info_card import render_privacy
from tests.flows.conftest import World
from tests.flows.reading import last_of, text_of

MEMBERS = ("about", "fact", "help", "lookup", "news", "privacy", "status", "timeline")


async def test_help_lists_what_members_may_use_as_clickable_commands(world: World) -> None:
    result = await world.member.slash(world.general, "help")

    text = text_of(result)
    assert last_of(result).ephemeral
    for name in MEMBERS:
        assert f"</{name}:" in text
    assert "For moderators" not in text
    assert "/desk" not in text
    assert "/alerts" not in text


async def test_help_lists_the_desk_for_moderators_and_alerts_for_administrators(
    world: World,
) -> None:
    moderator = text_of(await world.moderator.slash(world.general, "help"))
    admin = text_of(await world.admin.slash(world.general, "help"))

    assert "**For moderators**" in moderator
    assert "</desk post:" in moderator
    assert "</feeds add:" in moderator
    assert "alerts" not in moderator
    assert "</desk post:" in admin
    assert "</alerts setup:" in admin


async def test_help_knows_the_desk_role(world: World) -> None:
    role = world.guild.create_role("Reporters")
    reporter = world.guild.add_member(world.env.create_user("rae"), roles=[role])
    async with world.bot.db.transaction() as tx:
        await set_settings(tx, GuildSettings(world.guild.id, desk_role_id=role.id))

    assert "</desk post:" in text_of(await reporter.slash(world.general, "help"))


async def test_help_in_a_direct_message_lists_what_works_there(world: World) -> None:
    text = text_of(await world.env.create_user("kim").slash("help"))

    assert "</status:" in text
    assert "desk" not in text
    assert "alerts" not in text
    assert "</tip:" not in text
    assert "</tip:" in text_of(await world.member.slash(world.general, "help"))


async def test_commands_stay_clickable_when_a_start_syncs_nothing(world: World) -> None:
    before = text_of(await world.member.slash(world.general, "help"))
    await world.restart()

    assert text_of(await world.member.slash(world.general, "help")) == before


async def test_every_command_for_everyone_works_everywhere(world: World) -> None:
    special = {*FOR_MODERATORS, *FOR_ADMINISTRATORS, *IN_SERVERS}
    commands = world.bot.tree.get_commands(type=AppCommandType.chat_input)
    member = [command for command in commands if command.name not in special]

    assert {command.name for command in member} >= set(MEMBERS)
    for command in member:
        assert isinstance(command, app_commands.Command)
        installs, contexts = command.allowed_installs, command.allowed_contexts
        assert installs is not None
        assert (installs.guild, installs.user) == (True, True)
        assert contexts is not None
        assert (contexts.guild, contexts.dm_channel, contexts.private_channel) == (True,) * 3


async def test_about_counts_and_names_version_and_licence(world: World) -> None:
    text = text_of(await world.member.slash(world.general, "about"))

    assert "### The Lantern Harbour" in text
    assert "**6** facts, **4** names, **5** dated updates, from **4** sources." in text
    assert "Checked for news up to 30 September 2024." in text
    assert f"sequelwatch {read_release().version}" in text
    assert "MIT licence" in text


@pytest.mark.parametrize("who", ["member", "user"])
async def test_privacy_says_what_is_stored_and_how_to_have_it_deleted(
    world: World, who: str
) -> None:
    if who == "member":
        result = await world.member.slash(world.general, "privacy")
    else:
        result = await world.env.create_user("kim").slash("privacy")

    text = text_of(result)
    assert last_of(result).ephemeral
    assert "No messages, no names" in text
    assert "How to have it deleted" in text


@pytest.mark.parametrize(("days", "said"), [(7, True), (0, False)])
async def test_privacy_says_how_long_copies_hold_what_was_deleted(
    world: World, days: int, *, said: bool
) -> None:
    card = render_privacy(world.bot.info, None, backup_days=days)

    text = "\n".join(
        item.content for item in card.walk_children() if isinstance(item, discord.ui.TextDisplay)
    )
    assert (f"hold it for {days} days more" in text) == said
    assert text.endswith("write to the person who runs this bot.")


async def test_an_administrator_deletes_what_the_server_told_the_bot(world: World) -> None:
    async with world.bot.db.transaction() as tx:
        await set_settings(tx, GuildSettings(world.guild.id, desk_role_id=7))
        await set_settings(tx, GuildSettings(world.other.id, desk_role_id=8))
    shown = await world.admin.slash(world.general, "privacy")

    asked = await world.admin.click(last_of(shown).message, label="Delete this server's data")
    assert "for good" in text_of(asked)
    done = await world.admin.click(last_of(asked).message, label="Delete it for good")

    assert "are deleted" in text_of(done)
    assert (await get_settings(world.bot.db, world.guild.id)).desk_role_id is None
    assert (await get_settings(world.bot.db, world.other.id)).desk_role_id == 8


async def test_members_are_offered_no_deletion(world: World) -> None:
    shown = await world.member.slash(world.general, "privacy")

    assert "Delete this" not in str(last_of(shown).components)
