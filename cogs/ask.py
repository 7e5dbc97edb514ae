"""``/ask`` and "Answer this": a question in plain words."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction
from bot.errors import InputError, NotFoundError
from bot.models import Spoiler
from bot.store.guilds import get_settings
from bot.store.knowledge import Dealt, Deck, get_fact
from bot.text import clean
from cogs.ui.ask_card import render_answer
from cogs.ui.cards import hold, show
from cogs.ui.fact_card import render_fact

QUESTION_MOST = 500


class Ask(commands.Cog):
    """Answers from the store with their sources, or that there is none."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(presses={"ask:fact:1": self.fact})
        self._menu = app_commands.ContextMenu(
            name="Answer this",
            callback=self.answer_this,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the menu entry away with the cog."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(
        name="ask", description="Ask in your own words; it says when it does not know"
    )
    @app_commands.describe(question="Such as: who plays …, is it happening, what was said last")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def ask(
        self, interaction: Interaction, question: app_commands.Range[str, 1, QUESTION_MOST]
    ) -> None:
        """Reply with the best supported answer."""
        await self._reply(interaction, question)

    async def answer_this(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer somebody's message, for whoever chose the menu entry."""
        await self._reply(interaction, message.content, private=True)

    async def fact(self, interaction: Interaction, fact_id: str = "") -> None:
        """Show a related fact."""
        fact = await get_fact(self.bot.db, fact_id)
        if fact is None:
            raise NotFoundError("That fact is no longer in the collection.")
        shown = await self._spoilers(interaction)
        card = render_fact(Dealt(fact, 0, shown), Deck(fact.category), self.bot.info)
        await show(interaction, card, private=True)

    async def _reply(self, interaction: Interaction, text: str, *, private: bool = False) -> None:
        question = clean(text)[:QUESTION_MOST]
        if not question:
            raise InputError("There is no text in that message that I could answer.")
        bot = self.bot
        if not bot.can_answer_at_once:
            await hold(interaction, private=private)
        answerer, news = await bot.answerer(), await bot.news()
        answer = answerer.answer(
            question, updates=news.visible(interaction.guild_id), today=bot.today()
        )
        shown = answer.spoiler is Spoiler.NONE or await self._spoilers(interaction)
        card = render_answer(question, answer, bot.info, spoilers=shown)
        await show(interaction, card, private=private)

    async def _spoilers(self, interaction: Interaction) -> bool:
        return (await get_settings(self.bot.db, interaction.guild_id or 0)).spoilers_shown


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Ask(bot))
