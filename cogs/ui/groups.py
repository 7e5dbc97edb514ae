"""Commands of one cog that stand in the group of another."""

from typing import Any

import discord
from discord import app_commands

from bot.client import SequelBot


def move_commands(bot: SequelBot, group_name: str, *names: str) -> None:
    """Put commands that were just added into a group whose cog was loaded before."""
    group = bot.tree.get_command(group_name, type=discord.AppCommandType.chat_input)
    assert isinstance(group, app_commands.Group)  # noqa: S101 - see above
    for name in names:
        command: Any = bot.tree.remove_command(name)
        group.add_command(command)
