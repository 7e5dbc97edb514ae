"""``/help``, ``/about`` and ``/privacy``: what the bot can do, what it is, what it stores."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any, cast

from discord import AppCommandType, app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction
from bot.rights import may_administer, may_moderate
from bot.settings import ROOT
from bot.store.guilds import get_settings
from bot.store.knowledge import count_rows
from bot.store.meta import get_meta
from cogs.ui.cards import show
from cogs.ui.info_card import Release, Section, render_about, render_help, render_privacy

FOR_MODERATORS = ("desk",)
FOR_ADMINISTRATORS = ("alerts",)
ABOUT_ITSELF = ("help", "about", "privacy")  # listed last
AnyCommand = app_commands.Command[Any, Any, Any] | app_commands.Group


class Info(commands.Cog):
    """What the bot says about itself."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        self.release = read_release()
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
        }
        special = {*FOR_MODERATORS, *FOR_ADMINISTRATORS}
        everyone = [name for name in found if name not in special]
        wanted = [("For everyone", sorted(everyone, key=ABOUT_ITSELF.__contains__))]
        if may_moderate(interaction, settings):
            wanted.append(("For moderators", [name for name in FOR_MODERATORS if name in found]))
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
            release=self.release,
            started=self.started,
        )
        await show(interaction, card)

    @app_commands.command(name="privacy", description="What is stored, and how to have it deleted")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def privacy(self, interaction: Interaction) -> None:
        """Reply with what is stored."""
        app = self.bot.application
        operator = (app.team.owner if app.team else app.owner) if app else None
        await show(interaction, render_privacy(self.bot.info, operator), private=True)


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
