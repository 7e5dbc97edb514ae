"""The yardstick of the benchmarks: the least that discord.py needs to answer three commands."""

import os
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

ANSWER = "A constant answer."


class BareBot(discord.Client):
    """Knows nothing, stores nothing; syncs its commands at every start."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        commands: list[app_commands.Command[Any, ..., Any]] = [status, fact, lookup]
        for command in commands:
            self.tree.add_command(command)

    async def on_ready(self) -> None:
        """Tell the benchmark."""
        print("ready", flush=True)

    async def setup_hook(self) -> None:
        """Sync before connecting, as bots do."""
        await self.tree.sync()


@app_commands.command(description="A constant answer")
async def status(interaction: discord.Interaction) -> None:
    await interaction.response.send_message(ANSWER)


@app_commands.command(description="A constant answer")
async def fact(interaction: discord.Interaction) -> None:
    await interaction.response.send_message(ANSWER)


@app_commands.command(description="A constant answer")
async def lookup(interaction: discord.Interaction, name: str) -> None:
    del name
    await interaction.response.send_message(ANSWER)


@lookup.autocomplete("name")
async def complete(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{current} {number}", value=str(number)) for number in "123"]


def main() -> None:
    """Run until killed."""
    Route.BASE = os.environ["DISCORD_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
    BareBot().run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
