"""``/help``, ``/about`` and ``/privacy``: what the bot can do, what it is, what it stores."""

import json
import logging
import tomllib
from collections.abc import Iterator
from typing import Any, cast

from discord import AppCommandType, app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction, custom_id
from bot.rights import is_at_home, may_administer, may_moderate, require_admin
from bot.settings import ROOT
from bot.store.guilds import delete_guild, get_settings
from bot.store.knowledge import count_rows
from bot.store.meta import get_meta
from bot.store.people import delete_person
from cogs.ui.cards import button, hold, show
from cogs.ui.info_card import (
    Release,
    Section,
    render_about,
    render_deleted,
    render_deletion,
    render_forgetting,
    render_forgotten,
    render_help,
    render_privacy,
)

FOR_MODERATORS = ("desk", "feeds", "health")
FOR_NEWSROOMS = ("health",)
FOR_ADMINISTRATORS = ("alerts",)
IN_SERVERS = ("tip",)  # where the bot is no member, nobody would read it
ABOUT_ITSELF = ("help", "about", "privacy")  # listed last
log = logging.getLogger(__name__)
AnyCommand = app_commands.Command[Any, Any, Any] | app_commands.Group


class Info(commands.Cog):
    """What the bot says about itself."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(
            presses={
                "privacy:delete:1": self.ask_to_delete,
                "privacy:confirm:1": self.delete,
                "privacy:person:1": self.ask_to_forget,
                "privacy:forget:1": self.forget,
            }
        )
        self.started = bot.clock()

    @app_commands.command(name="help", description="What you can do here")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def help(self, interaction: Interaction) -> None:
        """Reply with the commands that this person may use here."""
        settings = await get_settings(self.bot.db, interaction.guild_id or 0)
        ids = json.loads(await get_meta(self.bot.db, "command_ids") or "{}")
        found = {
            command.name: command
            for command in self.bot.tree.get_commands(type=AppCommandType.chat_input)
            if is_at_home(interaction) or command.name not in IN_SERVERS
        }
        special = {*FOR_MODERATORS, *FOR_ADMINISTRATORS}
        everyone = [name for name in found if name not in special]
        wanted = [("For everyone", sorted(everyone, key=ABOUT_ITSELF.__contains__))]
        if may_moderate(interaction, settings):
            newsroom = interaction.guild_id in self.bot.settings.newsroom_guild_ids
            hidden = () if newsroom else FOR_NEWSROOMS
            here = [name for name in FOR_MODERATORS if name in found and name not in hidden]
            wanted.append(("For moderators", here))
        if may_administer(interaction):
            here = [name for name in FOR_ADMINISTRATORS if name in found]
            wanted.append(("For administrators", here))
        sections = [
            Section(title, tuple(line for name in names for line in _lines(found[name], ids)))
            for title, names in wanted
        ]
        card = render_help([part for part in sections if part.commands], self.bot.info)
        await show(interaction, card, private=True)

    @app_commands.command(name="about", description="What this bot is and where its facts are from")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def about(self, interaction: Interaction) -> None:
        """Reply with version, content and source code."""
        bot, news = self.bot, await self.bot.news()
        card = render_about(
            bot.info,
            await count_rows(bot.db),
            news.checked_on(interaction.guild_id, bot.info.checked_on),
            release=read_release(),
            started=self.started,
        )
        await show(interaction, card)

    @app_commands.command(name="privacy", description="What is stored, and how to have it deleted")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.describe(delete="Delete what is stored about you; asks once more before")
    async def privacy(self, interaction: Interaction, delete: bool = False) -> None:
        """Reply with what is stored."""
        if delete:
            await self.ask_to_forget(interaction)
            return
        app = self.bot.application
        operator = (app.team.owner if app.team else app.owner) if app else None
        buttons = [button("Delete what is stored about me", custom_id("privacy:person:1"))]
        if may_administer(interaction):
            buttons.append(button("Delete this server's data", custom_id("privacy:delete:1")))
        card = render_privacy(
            self.bot.info, operator, backup_days=self.bot.settings.backup_keep
        ).row(*buttons)
        await show(interaction, card, private=True)

    async def ask_to_forget(self, interaction: Interaction) -> None:
        """Say what it means to be forgotten before it is done."""
        await show(interaction, render_forgetting(self.bot.info), private=True)

    async def forget(self, interaction: Interaction) -> None:
        """Forget this person in all servers, and send nothing more."""
        bot, user_id = self.bot, interaction.user.id
        await hold(interaction, turn=True)
        async with bot.db.transaction() as tx:
            found = await delete_person(tx, user_id)
        bot.alerts.kick()  # alerts that thank this person for a tip no longer do
        channels = [interaction.channel_id] if interaction.guild_id is None else []
        if found is not None:
            destination_id, channel_id = found
            # A message may be on its way at this moment: after this answer none is.
            await bot.alerts.finish(destination_id)
            channels.append(channel_id)
        await bot.decks.forget([channel for channel in channels if channel is not None])
        log.info("somebody had everything about them deleted")
        await show(interaction, render_forgotten(bot.info), turn=True)

    async def ask_to_delete(self, interaction: Interaction) -> None:
        """Say what deleting means before it is done."""
        require_admin(interaction)
        await show(interaction, render_deletion(self.bot.info), private=True)

    async def delete(self, interaction: Interaction) -> None:
        """Forget what this server told the bot."""
        guild_id = require_admin(interaction)
        channels = (
            [channel.id for channel in interaction.guild.channels] if interaction.guild else []
        )
        async with self.bot.db.transaction() as tx:
            await delete_guild(tx, guild_id)
        await self.bot.decks.forget(channels)
        log.info("the data of server %s were deleted by its administrator", guild_id)
        await show(interaction, render_deleted(self.bot.info), turn=True)


def read_release() -> Release:
    """Read version, licence and address of the source code from the project's metadata."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = cast("dict[str, Any]", tomllib.load(file)["project"])
    urls = cast("dict[str, str]", project.get("urls", {}))
    return Release(str(project["version"]), str(project["license"]), urls.get("Source"))


def _lines(command: AnyCommand, ids: dict[str, int], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each command below a command, clickable where its id is known."""
    name = f"{path} {command.name}".strip()
    if isinstance(command, app_commands.Group):
        for child in command.commands:
            yield from _lines(child, ids, name)
    else:
        id_ = ids.get(name.split()[0])
        yield (f"</{name}:{id_}>" if id_ else f"`/{name}`"), command.description


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Info(bot))
