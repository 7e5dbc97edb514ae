"""``/desk questions``: what nobody could answer, and what readers doubt."""

import contextlib
from functools import partial

from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction, number
from bot.curation import fields_of
from bot.desk.editors import editor_of
from bot.desk.forms import begin_form
from bot.enums import Spoiler
from bot.errors import NotFoundError
from bot.newsroom import Editor
from bot.questions import ENTITY, STATUS, QuestionTeller, dismiss_question, dismiss_report
from bot.store import questions as store
from bot.store.additions import require_own
from bot.store.knowledge import get_entity, get_fact, list_labels
from bot.text import cut, escape
from cogs.ui.cards import guarded, page_number
from cogs.ui.groups import move_commands
from cogs.ui.knowledge_card import fact_form, show_private
from cogs.ui.questions_card import (
    SUBJECT_SHOWN,
    entries_of,
    pages_of,
    render_questions,
    render_told,
)


class Questions(commands.Cog):
    """The list, and the ways from it to an answer."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        self._teller = QuestionTeller(bot, bot.db, bot.now, partial(render_told, bot.info))
        bot.router.add(
            presses={
                "questions:page:1": self.press_page,
                "questions:answer:1": self.press_answer,
                "questions:dismiss:1": self.press_dismiss,
                "questions:mend:1": self.press_mend,
                "questions:drop:1": self.press_drop,
            }
        )

    async def cog_load(self) -> None:
        """Begin to tell who asked."""
        self._teller.start()

    async def cog_unload(self) -> None:
        """Tell nobody more."""
        self._teller.stop()

    @app_commands.command(name="questions", description="What /ask could not answer")
    async def questions(self, interaction: Interaction) -> None:
        """List what waits, most asked first."""
        await self._show(interaction, await editor_of(interaction), 0)

    async def press_page(self, interaction: Interaction, page: str) -> None:
        """Turn to another page."""
        await self._show(interaction, await editor_of(interaction), page_number(page))

    async def press_answer(self, interaction: Interaction, question_id: str) -> None:
        """Open the form of a fact that answers a question."""
        editor = await editor_of(interaction)
        question = await store.require_question(self.bot.db, editor.guild_id, number(question_id))
        fields = {"question": str(question.id), "asked": question.text}
        await self._open(interaction, editor, fields)

    async def press_dismiss(self, interaction: Interaction, question_id: str, page: str) -> None:
        """Take a question off the list."""
        editor, id_ = await editor_of(interaction), number(question_id)
        await dismiss_question(self.bot.db, editor, id_, self.bot.now())
        await self._show(interaction, editor, page_number(page))

    async def press_mend(self, interaction: Interaction, report_id: str) -> None:
        """Open the form of the fact that was reported, or of a better answer to its question."""
        bot, editor = self.bot, await editor_of(interaction)
        report = await store.require_report(bot.db, editor.guild_id, number(report_id))
        fields = {"asked": report.question, "report": str(report.id)}
        fact = await get_fact(bot.db, report.subject, editor.guild_id)
        if fact is not None and fact.id.startswith("+"):
            with contextlib.suppress(NotFoundError):  # a newsroom's: answered better, not mended
                own = await require_own(bot.db, editor.guild_id, number(fact.id[1:]))
                fields = fields_of(own, await list_labels(bot.db, own.statement.entities))
        await self._open(interaction, editor, fields)

    async def press_drop(self, interaction: Interaction, report_id: str, page: str) -> None:
        """Take a report off the list."""
        editor, id_ = await editor_of(interaction), number(report_id)
        await dismiss_report(self.bot.db, editor, id_, self.bot.now())
        await self._show(interaction, editor, page_number(page))

    async def _open(self, interaction: Interaction, editor: Editor, fields: dict[str, str]) -> None:
        form_id = await begin_form(self.bot.db, editor, fields, self.bot.now())
        await interaction.response.send_modal(fact_form(form_id, fields))

    async def _show(self, interaction: Interaction, editor: Editor, page: int) -> None:
        bot, guild_id = self.bot, editor.guild_id
        questions = await store.list_open(bot.db, guild_id)
        reports = await store.list_reports(bot.db, guild_id)
        page = min(page, pages_of(questions, reports) - 1)
        subjects: dict[str, str] = {}
        for entry in entries_of(questions, reports, page):
            if isinstance(entry, store.Report):
                subjects[entry.subject] = await self._subject(entry.subject, guild_id)
        useful = await store.count_useful(bot.db, guild_id)
        card = render_questions(
            bot.info, questions, reports, page, subjects=subjects, useful=useful
        )
        await show_private(interaction, card)

    async def _subject(self, subject: str, guild_id: int) -> str:
        if subject == STATUS:
            return "How it stands, as /status says it."
        if subject.startswith("#"):
            update = (await self.bot.news()).find(number(subject[1:]), guild_id)
            return escape(cut(update.headline, SUBJECT_SHOWN)) if update else "It is gone."
        if subject.startswith(ENTITY):
            found = await get_entity(self.bot.db, subject.removeprefix(ENTITY))
            text, level = (found[0].summary, found[0].spoiler) if found else ("", Spoiler.NONE)
        else:
            fact = await get_fact(self.bot.db, subject, guild_id)
            text, level = (fact.text, fact.spoiler) if fact else ("", Spoiler.NONE)
        shown = guarded(cut(text, SUBJECT_SHOWN), level, shown=False)
        return shown or "It is no longer shown here."


async def setup(bot: SequelBot) -> None:
    """Add the cog; its command belongs to the desk."""
    await bot.add_cog(Questions(bot))
    move_commands(bot, "desk", "questions")
