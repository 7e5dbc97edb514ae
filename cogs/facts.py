"""``/fact``: one sourced fact, at random or about something."""

import random

from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction
from bot.errors import InputError
from bot.store.knowledge import Deck
from cogs.ui.cards import show
from cogs.ui.choices import complete_category, complete_topic, find_category, find_topic
from cogs.ui.fact_card import render_fact


class Facts(commands.Cog):
    """Facts from the store, dealt so that a channel sees each once before any comes again."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(presses={"fact:another:1": self.another})

    @app_commands.command(name="fact", description="One fact with its source")
    @app_commands.describe(
        about="A person, character, place or topic", category="A part of the collection"
    )
    @app_commands.autocomplete(about=complete_topic, category=complete_category)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def fact(
        self, interaction: Interaction, about: str | None = None, category: str | None = None
    ) -> None:
        """Reply with a fact; without options with one that this channel has not seen lately."""
        deck = await find_topic(self.bot, about) if about is not None else Deck()
        if category is not None:
            deck = Deck(find_category(self.bot.info, category), deck.entity_id)
        await self._deal(interaction, deck)

    async def another(
        self, interaction: Interaction, kind: str = "", key: str = "", category: str = ""
    ) -> None:
        """Put another fact of the same deck into the message."""
        named = Deck(category or None, key)
        deck = named if kind == "e" else Deck(key if kind == "c" else None)
        await self._deal(interaction, deck, turn=True)

    async def _deal(self, interaction: Interaction, deck: Deck, *, turn: bool = False) -> None:
        bot, channel_id = self.bot, interaction.channel_id or interaction.user.id
        # Asked for by name, manga facts come behind bars; at random they do not come at all.
        deck = Deck(deck.category, deck.entity_id, manga=deck.entity_id is not None)
        guild_id, version = interaction.guild_id or 0, (await bot.news()).version
        dealt = await bot.decks.deal(channel_id, deck, random.getrandbits(31), guild_id, version)
        if dealt is None:
            raise InputError("There is no fact about that yet. Try /lookup, or another topic.")
        await show(interaction, render_fact(dealt, deck, bot.info), turn=turn)
        await bot.decks.prepare(channel_id, deck, guild_id, version)


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Facts(bot))
