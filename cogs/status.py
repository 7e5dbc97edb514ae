"""``/status``: is it happening, and how is that known."""

import datetime as dt

from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction
from bot.dates import parse_as_of
from cogs.ui.cards import Card, show
from cogs.ui.status_card import render_sources, render_status


class StatusCog(commands.Cog, name="Status"):
    """The status that a server's updates support, now or on a day in the past."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(presses={"status:now:1": self.now, "status:sources:1": self.sources})

    @app_commands.command(name="status", description="Is it happening? What is known, and how")
    @app_commands.describe(as_of="What was known then: 2022, 2022-12 or 2022-12-14")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def status(self, interaction: Interaction, as_of: str | None = None) -> None:
        """Reply with the status."""
        today = self.bot.today()
        day = parse_as_of(as_of, today) if as_of is not None else today
        await show(interaction, await self._card(interaction.guild_id, day))

    async def now(self, interaction: Interaction) -> None:
        """Show the status of this moment to whoever pressed the button under an alert."""
        card = await self._card(interaction.guild_id, self.bot.today())
        await show(interaction, card, private=True)

    async def sources(self, interaction: Interaction, as_of: str = "") -> None:
        """Show every source of a status."""
        today = self.bot.today()
        news = await self.bot.news()
        status = news.status(interaction.guild_id, parse_as_of(as_of, today) if as_of else today)
        await show(interaction, render_sources(status, self.bot.info), private=True)

    async def _card(self, guild_id: int | None, day: dt.date) -> Card:
        bot, today = self.bot, self.bot.today()
        news, people = await bot.news(), await bot.readings.people()
        key = ("status", guild_id, day, today)
        return news.kept(key, Card) or news.keep(
            key,
            render_status(
                news.status(guild_id, day),
                bot.info,
                people,
                checked=news.checked_on(guild_id, bot.info.checked_on),
                today=today,
            ),
        )


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(StatusCog(bot))
