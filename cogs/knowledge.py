"""``/desk fact``: moderators add facts with their source, mend them, and retire wrong ones."""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import discord
from discord import app_commands

from bot import curation
from bot.client import SequelBot
from bot.controls import Interaction, chosen, form_values, number
from bot.desk.editors import editor_of, editor_or_none
from bot.desk.forms import begin_form
from bot.errors import InputError, NotFoundError
from bot.names import NameIndex
from bot.newsroom import REASON_MOST, Editor, parse_reason
from bot.store import guilds as store
from bot.store.additions import Addition, list_own, require_own
from bot.store.guilds import Form
from bot.store.knowledge import find_facts, get_fact, list_labels
from bot.store.questions import get_question
from bot.text import cut
from cogs.ui import knowledge_card as cards
from cogs.ui.cards import Card
from cogs.ui.choices import CHOICES_MOST, NAME_MOST, choices_of, find_name
from cogs.ui.knowledge_card import show_private

FACT_MOST = 100
LOOKED_FOR = 60  # characters of what is typed that are looked for
Choice = app_commands.Choice[str]


async def complete_own(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over this server's own facts, newest first; nothing for anybody else."""
    editor = await editor_or_none(interaction)
    if editor is None:
        return []
    own = await list_own(cast("SequelBot", interaction.client).db, editor.guild_id)
    return choices_of(((f"{one.fact_id} {one.fact.text}", one.fact_id) for one in own), current)


async def complete_seen(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over every fact that this server sees; nothing for anybody else."""
    editor = await editor_or_none(interaction)
    if editor is None:
        return []
    db = cast("SequelBot", interaction.client).db
    found = await find_facts(db, editor.guild_id, current[:LOOKED_FOR].strip(), CHOICES_MOST)
    return [app_commands.Choice(name=cut(text, NAME_MOST), value=id_) for id_, text in found]


class FactDesk(app_commands.Group):
    """The desk's commands for facts, and the way from a form to a published fact."""

    def __init__(self, bot: SequelBot) -> None:
        super().__init__(name="fact", description="Add facts, mend them, retire wrong ones")
        self.bot = bot
        bot.router.add(
            presses={
                "facts:edit:1": self.press_edit,
                "facts:note:1": self.press_note,
                "facts:choose:1": self.press_choose,
                "facts:publish:1": self.press_publish,
                "facts:discard:1": self.press_discard,
                "facts:restore:1": self.press_restore,
            },
            forms={"facts:write:1": self.submit_fact, "facts:note:1": self.submit_note},
        )

    @app_commands.command(name="add", description="Add a fact with its source: a form, a preview")
    async def add(self, interaction: Interaction) -> None:
        """Open an empty form."""
        await self._open(interaction, await editor_of(interaction), {})

    @app_commands.command(name="edit", description="Change a fact that this server added")
    @app_commands.describe(fact="One of this server's facts", reason="Kept in its history")
    @app_commands.autocomplete(fact=complete_own)
    async def edit(
        self,
        interaction: Interaction,
        fact: app_commands.Range[str, 1, FACT_MOST],
        reason: app_commands.Range[str, 1, REASON_MOST] | None = None,
    ) -> None:
        """Open the form with what a fact says now."""
        editor, own = await editor_of(interaction), fact.strip().removeprefix("+")
        if not (own.isascii() and own.isdigit() and len(own) <= 18):  # noqa: PLR2004 - 64 bits
            raise InputError(
                "Choose one of this server's own facts from the list. A fact of the collection "
                "can be retired here and written anew with /desk fact add."
            )
        addition = await require_own(self.bot.db, editor.guild_id, int(own))
        if addition.retired:
            raise InputError(
                f"Fact {addition.fact_id} is retired. Add it anew with /desk fact add."
            )
        labels = await list_labels(self.bot.db, addition.statement.entities)
        fields = {**curation.fields_of(addition, labels), "reason": reason or ""}
        await self._open(interaction, editor, fields)

    @app_commands.command(name="retire", description="No longer show a fact that is wrong")
    @app_commands.describe(fact="A fact of the collection, or one that was added", reason="Why")
    @app_commands.autocomplete(fact=complete_seen)
    async def retire(
        self,
        interaction: Interaction,
        fact: app_commands.Range[str, 1, FACT_MOST],
        reason: app_commands.Range[str, 1, REASON_MOST],
    ) -> None:
        """Retire a fact at once; a button brings it back."""
        editor = await editor_of(interaction)
        found = await get_fact(self.bot.db, fact.strip(), editor.guild_id)
        if found is None:
            raise NotFoundError("This server has no such fact. Choose one from the list.")
        await self._set_retired(interaction, editor, found.id, parse_reason(reason), retired=True)

    async def submit_fact(self, interaction: Interaction, form_id: str, again: str = "") -> None:
        """Keep what was typed and show it as it will look; bad input is kept and can be mended."""
        editor, form = await self._form(interaction, form_id)
        fields = {**form.fields, **_only(form_values(interaction), curation.TYPED)}
        await self._keep(form, fields)
        find = await self._finder()
        try:
            curation.check_typed(fields, self.bot.today(), find)
        except InputError as error:
            card = cards.render_mistake(self.bot.info, str(error), form.id)
        else:
            card = await self._preview(editor, form.id, fields)
        await show_private(interaction, card, anew=not again)

    async def submit_note(self, interaction: Interaction, form_id: str) -> None:
        """Keep what speaks against a fact."""
        editor, form = await self._form(interaction, form_id)
        fields = {**form.fields, **_only(form_values(interaction), ("notes",))}
        card = await self._preview(editor, form.id, fields)
        await self._keep(form, fields)
        await show_private(interaction, card)

    async def press_edit(self, interaction: Interaction, form_id: str) -> None:
        """Open the form with what there is."""
        _editor, form = await self._form(interaction, form_id)
        await interaction.response.send_modal(cards.fact_form(form.id, form.fields, again=True))

    async def press_note(self, interaction: Interaction, form_id: str) -> None:
        """Open the form for what speaks against a fact."""
        _editor, form = await self._form(interaction, form_id)
        await interaction.response.send_modal(cards.note_form(form.id, form.fields))

    async def press_choose(self, interaction: Interaction, form_id: str, key: str) -> None:
        """Keep what was chosen in one of the menus."""
        editor, form = await self._form(interaction, form_id)
        if key not in curation.CHOICES:
            raise InputError("This menu is not one of ours.")
        fields = {**form.fields, key: "".join(chosen(interaction)[:1])}
        card = await self._preview(editor, form.id, fields)
        await self._keep(form, fields)
        await show_private(interaction, card)

    async def press_publish(self, interaction: Interaction, form_id: str) -> None:
        """Publish a fact as it was previewed, once, and tell who asked."""
        bot, (editor, form) = self.bot, await self._form(interaction, form_id)
        fields = form.fields
        statement = curation.read_statement(
            fields, bot.today(), bot.info.categories, await self._finder()
        )
        if fields.get("addition"):
            addition = await self._correct(editor, form, statement)
            card = cards.render_published(bot.info, addition, mended=True)
        else:
            ids = {key: int(fields[key]) for key in ("question", "report") if fields.get(key)}
            question_id = ids.get("question")
            asked = question_id and await get_question(bot.db, editor.guild_id, question_id)
            addition = await curation.publish(
                bot.db,
                editor,
                statement,
                form_id=form.id,
                question_id=question_id,
                report_id=ids.get("report"),
                now=bot.now(),
            )
            late = question_id is not None and addition.statement.question is None
            waiting = asked.waiting if asked and not late else 0
            card = cards.render_published(bot.info, addition, waiting, late=late)
        await show_private(interaction, card)

    async def press_discard(self, interaction: Interaction, form_id: str) -> None:
        """Change nothing, and forget what was typed."""
        _editor, form = await self._form(interaction, form_id)
        async with self.bot.db.transaction() as tx:
            await store.delete_form(tx, form.id)
        text = "Nothing was published, and what you typed is forgotten."
        await show_private(interaction, Card(self.bot.info.colour).text(text))

    async def press_restore(self, interaction: Interaction, fact_id: str) -> None:
        """Bring a retired fact back."""
        editor = await editor_of(interaction)
        await self._set_retired(interaction, editor, fact_id, None, retired=False)

    async def _set_retired(
        self,
        interaction: Interaction,
        editor: Editor,
        fact_id: str,
        reason: str | None,
        *,
        retired: bool,
    ) -> None:
        bot = self.bot
        done = await curation.set_retired(
            bot.db, editor, fact_id, retired=retired, reason=reason, now=bot.now()
        )
        if not done:
            raise NotFoundError("This server has no such fact to change: it is so already.")
        card = cards.render_retired(
            bot.info, fact_id, own=fact_id.startswith("+"), wire=editor.wire, retired=retired
        )
        await show_private(interaction, card)

    async def _correct(self, editor: Editor, form: Form, statement: curation.Statement) -> Addition:
        fields = form.fields
        return await curation.correct(
            self.bot.db,
            editor,
            int(fields["addition"]),
            int(fields["revision"]),
            statement,
            form_id=form.id,
            reason=fields.get("reason") or None,
            now=self.bot.now(),
        )

    async def _form(self, interaction: Interaction, form_id: str) -> tuple[Editor, Form]:
        editor = await editor_of(interaction)
        form = await store.require_form(
            self.bot.db, number(form_id), editor.guild_id, editor.user_id
        )
        return editor, form

    async def _finder(self) -> curation.FindName:
        names: NameIndex = await self.bot.readings.names()
        return partial(find_name, names)

    async def _open(self, interaction: Interaction, editor: Editor, fields: dict[str, str]) -> None:
        form_id = await begin_form(self.bot.db, editor, fields, self.bot.now())
        await interaction.response.send_modal(cards.fact_form(form_id, fields))

    async def _keep(self, form: Form, fields: dict[str, str]) -> None:
        async with self.bot.db.transaction() as tx:
            await store.set_form(tx, form.id, revision=None, fields=fields)

    async def _preview(self, editor: Editor, form_id: int, fields: Mapping[str, str]) -> Card:
        bot = self.bot
        try:
            fact = curation.as_shown(fields, bot.today(), await self._finder())
        except (KeyError, ValueError):
            raise InputError("This form is not one of ours. Please begin again.") from None
        missing = curation.hindrance(fields, bot.info.categories)
        return cards.render_preview(bot.info, form_id, fields, fact, missing, wire=editor.wire)


def _only(typed: Mapping[str, str], keys: tuple[str, ...]) -> dict[str, str]:
    """Return what a form asks for: anything else in a submission is not ours."""
    return {key: text for key, text in typed.items() if key in keys}


async def setup(bot: SequelBot) -> None:
    """Add the group to the desk, which is loaded before."""
    desk = bot.tree.get_command("desk", type=discord.AppCommandType.chat_input)
    assert isinstance(desk, app_commands.Group)  # noqa: S101 - see above
    desk.add_command(FactDesk(bot))
