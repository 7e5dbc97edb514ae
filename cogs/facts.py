"""``/fact``: one sourced fact, at random or about something."""

import random

from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction, custom_id
from bot.errors import InputError
from bot.store.guilds import get_settings
from bot.store.knowledge import Deck, deal_fact, set_dealt
from bot.text import escape
from cogs.ui.cards import Card, button, fact_lines
from cogs.ui.choices import complete_category, complete_topic, find_category, find_topic


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
        deck = Deck()
        if about is not None:
            deck = await find_topic(self.bot, about)
        elif category is not None:
            deck = Deck(category=find_category(self.bot.info, category))
        await self._deal(interaction, deck, edit=False)

    async def another(self, interaction: Interaction, kind: str = "", key: str = "") -> None:
        """Put another fact of the same deck into the message."""
        deck = Deck(category=key if kind == "c" else None, entity_id=key if kind == "e" else None)
        await self._deal(interaction, deck, edit=True)

    async def _deal(self, interaction: Interaction, deck: Deck, *, edit: bool) -> None:
        bot, channel_id = self.bot, interaction.channel_id or interaction.user.id
        settings = await get_settings(bot.db, interaction.guild_id or 0)
        # Asked for by name, manga facts come behind bars; at random they do not come at all.
        manga = settings.spoilers_shown or deck.entity_id is not None
        deck = Deck(deck.category, deck.entity_id, manga=manga)
        dealt = await deal_fact(bot.db, channel_id, deck, start=random.getrandbits(31))
        if dealt is None:
            raise InputError("There is no fact about that yet. Try /lookup, or another topic.")
        fact = dealt.fact
        title = bot.info.categories.get(fact.category, fact.category)
        card = Card(bot.info.colour).text(
            f"-# Fact · {escape(title)}", *fact_lines(fact, spoilers=settings.spoilers_shown)
        )
        buttons = [button("Another one", custom_id("fact:another:1", *deck.key.split(":")))]
        if fact.entities:
            buttons.append(
                button("More about this", custom_id("lookup:open:1", fact.entities[0], 0))
            )
        card.row(*buttons)
        if edit:
            await interaction.response.edit_message(view=card)
        else:
            await interaction.response.send_message(view=card)
        # After the answer, since nobody waits for it: at worst a fact is dealt twice.
        async with bot.db.transaction() as tx:
            await set_dealt(tx, channel_id, deck, dealt.deal)


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Facts(bot))
