"""``/ask`` and "Answer this": a question in plain words."""

from collections.abc import Iterator

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction, number
from bot.enums import Spoiler
from bot.errors import InputError, NotFoundError
from bot.questions import ENTITY, STATUS, Patience, Verdict, keep_question, keep_verdict, key_of
from bot.rights import is_at_home, require_home
from bot.store.guilds import get_settings
from bot.store.knowledge import Dealt, Deck, get_entity, get_fact
from bot.store.questions import insert_asker
from bot.text import clean
from cogs.ui.ask_card import question_on, render_answer, render_sent
from cogs.ui.cards import hold, show
from cogs.ui.fact_card import render_fact

QUESTION_MOST = 500


class Ask(commands.Cog):
    """Answers from the store with their sources, or that there is none."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        self._patience = Patience()
        bot.router.add(
            presses={
                "ask:fact:1": self.fact,
                "ask:tell:1": self.tell,
                "ask:send:1": self.send,
                "ask:feedback:1": self.feedback,
            }
        )
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
        """Answer somebody's message, for whoever chose the menu entry; nothing of it is kept."""
        await self._reply(interaction, message.content, private=True)

    async def fact(self, interaction: Interaction, fact_id: str = "") -> None:
        """Show a related fact."""
        fact = await get_fact(self.bot.db, fact_id, interaction.guild_id or 0)
        if fact is None:
            raise NotFoundError("That fact is no longer in the collection.")
        shown = await self._spoilers(interaction)
        card = render_fact(Dealt(fact, 0, shown), Deck(fact.category), self.bot.info)
        await show(interaction, card, private=True)

    async def tell(self, interaction: Interaction, question_id: str) -> None:
        """Note who wants to be told when the moderators have an answer."""
        guild_id = require_home(interaction)
        async with self.bot.db.transaction() as tx:
            kept = await insert_asker(tx, guild_id, number(question_id), interaction.user.id)
        if not kept:
            raise NotFoundError("This server has no such question any more. Please ask it again.")
        await interaction.response.send_message(
            "I will send you one message when the moderators have an answer. Your id is kept "
            "only until then, or until the question is dropped: /privacy says when.",
            ephemeral=True,
        )

    async def send(self, interaction: Interaction) -> None:
        """Keep a message for the moderators once who had it answered wants them to see it."""
        bot, guild_id = self.bot, require_home(interaction)
        question = _question_under(interaction)
        if not question:
            raise InputError("This button is not one of ours.")
        kept = await keep_question(bot.db, guild_id, question, bot.now())
        if kept is None:
            raise InputError(
                "This was not sent: the moderators of this server have put this question aside "
                "before, or it cannot be saved just now."
            )
        await show(interaction, render_sent(question, bot.info, kept), turn=True)

    async def feedback(self, interaction: Interaction, verdict: str, *about: str) -> None:
        """Count what a reader says; what is wrong or outdated reaches the moderators."""
        bot, guild_id, subject = self.bot, require_home(interaction), ":".join(about)
        if verdict not in tuple(Verdict):
            raise InputError("This button is not one of ours.")
        if not await self._is_seen(subject, guild_id):
            raise NotFoundError("This server has no such answer any more. Please ask again.")
        if self._patience.take(interaction.user.id, subject, bot.now()):
            await keep_verdict(
                bot.db,
                guild_id,
                subject,
                verdict=Verdict(verdict),
                question=_question_under(interaction),
                now=bot.now(),
            )
        text = "Thank you."
        if verdict != Verdict.USEFUL:
            text = "Thank you. The moderators of this server see it with the question."
        await interaction.response.send_message(text, ephemeral=True)

    async def _is_seen(self, subject: str, guild_id: int) -> bool:
        if subject == STATUS:
            return True
        if subject.startswith(ENTITY):
            return await get_entity(self.bot.db, subject.removeprefix(ENTITY)) is not None
        if subject.startswith("#"):
            return (await self.bot.news()).find(number(subject[1:]), guild_id) is not None
        return await get_fact(self.bot.db, subject, guild_id) is not None

    async def _reply(self, interaction: Interaction, text: str, *, private: bool = False) -> None:
        question = clean(text)[:QUESTION_MOST]
        if not question:
            raise InputError("There is no text in that message that I could answer.")
        bot = self.bot
        if not bot.readings.can_answer_at_once:
            await hold(interaction, private=private)
        answers, news = await bot.readings.answers(), await bot.news()
        answer = await answers.answer(question, news, interaction.guild_id, bot.today())
        shown = answer.spoiler is Spoiler.NONE or await self._spoilers(interaction)
        home, kept = is_at_home(interaction), None
        offered = private and home and bool(key_of(question))  # somebody else's words
        if answer.abstained and home and not private and interaction.guild_id is not None:
            kept = await keep_question(bot.db, interaction.guild_id, question, bot.now())
        card = render_answer(
            question, answer, bot.info, spoilers=shown, kept=kept, offered=offered, judged=home
        )
        await show(interaction, card, private=private)

    async def _spoilers(self, interaction: Interaction) -> bool:
        return (await get_settings(self.bot.db, interaction.guild_id or 0)).spoilers_shown


def _question_under(interaction: Interaction) -> str:
    """Return the question on the card that was pressed; empty where there is none."""
    return clean(question_on(_texts(interaction.message)))[:QUESTION_MOST]


def _texts(message: discord.Message | None) -> Iterator[str]:
    """Yield the texts of a card, in their order."""
    for top in message.components if message else ():
        for part in getattr(top, "children", ()):
            if isinstance(part, discord.TextDisplay):
                yield part.content


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Ask(bot))
