"""``/lookup``: what the collection holds about a name."""

from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction
from bot.errors import NotFoundError
from bot.store.knowledge import Profile, get_profile
from cogs.ui.cards import Card, page_number, show
from cogs.ui.choices import complete_name, find_name
from cogs.ui.lookup_card import FACTS_A_PAGE, pages_of, render_profile


class Lookup(commands.Cog):
    """Cards of persons, characters, places, organisations, terms and works."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(presses={"lookup:open:1": self.open, "lookup:page:1": self.page})

    @app_commands.command(name="lookup", description="A person, character, place, term or work")
    @app_commands.describe(name="Any of its names; typing errors are fine")
    @app_commands.autocomplete(name=complete_name)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def lookup(self, interaction: Interaction, name: str) -> None:
        """Reply with the card of a name."""
        entity_id = find_name(await self.bot.readings.names(), name)
        await self._show(interaction, entity_id, 0)

    async def open(self, interaction: Interaction, entity_id: str = "", page: str = "0") -> None:
        """Show a card to whoever pressed the button on another card."""
        await self._show(interaction, entity_id, page_number(page), private=True)

    async def page(self, interaction: Interaction, entity_id: str = "", page: str = "0") -> None:
        """Turn to another page of facts."""
        await self._show(interaction, entity_id, page_number(page), turn=True)

    async def _show(
        self,
        interaction: Interaction,
        entity_id: str,
        page: int,
        *,
        private: bool = False,
        turn: bool = False,
    ) -> None:
        news, key = await self.bot.news(), ("lookup", interaction.guild_id, entity_id, page)
        card = news.kept(key, Card)
        if card is None:
            card = news.keep(key, await self._card(interaction, entity_id, page))
        await show(interaction, card, private=private, turn=turn)

    async def _card(self, interaction: Interaction, entity_id: str, page: int) -> Card:
        profile = await self._read(interaction, entity_id, page)
        if page >= pages_of(profile):  # the pack has fewer facts than when the button was made
            page = pages_of(profile) - 1
            profile = await self._read(interaction, entity_id, page)
        return render_profile(profile, page, self.bot.info)

    async def _read(self, interaction: Interaction, entity_id: str, page: int) -> Profile:
        profile = await get_profile(
            self.bot.db, entity_id, interaction.guild_id or 0, FACTS_A_PAGE, page * FACTS_A_PAGE
        )
        if profile is None:
            raise NotFoundError("That name is not in the collection. Try /lookup with another one.")
        return profile


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Lookup(bot))
