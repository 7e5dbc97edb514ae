"""The desk's controls for what is published: correct it, retract it, look at its history."""

from collections.abc import Sequence

from discord.ext import commands

from bot import newsroom
from bot.client import SequelBot
from bot.controls import Interaction, form_values, number
from bot.desk.approval import ask
from bot.desk.editors import editor_of
from bot.desk.publishing import tell_of_requests, work_out
from bot.errors import ConflictError, InputError
from bot.models import Update
from bot.newsroom import REASON_MOST, Editor
from bot.outlook import look_ahead
from bot.proposals import Proposal, drop_text, keep_text, open_proposal
from bot.store.updates import list_revisions, require_own
from bot.text import clean, cut
from cogs.ui import desk_card
from cogs.ui.forms import reason_form
from cogs.ui.history_card import show_history
from cogs.ui.waiting import asked_text


class DeskChanges(commands.Cog):
    """Answers what is pressed and submitted; the commands are the desk's."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(
            presses={
                "desk:correct:1": self.press_correct,
                "desk:retract:1": self.press_retract,
                "desk:leave:1": self.press_leave,
                "desk:history:1": self.press_history,
            },
            forms={"desk:reason:1": self.submit_reason},
        )

    async def press_correct(self, interaction: Interaction, *ids: str) -> None:
        """Ask why, which confirms the correction."""
        bot, (editor, proposal, update) = self.bot, await self._open(interaction, ids)
        wording = proposal.wording(bot.today())
        if wording == update.wording:
            raise InputError("That is what is published already. Edit it first.")
        outlook = await look_ahead(
            bot.db, await bot.news(), editor, update, wording=wording, now=bot.now()
        )
        await interaction.response.send_modal(reason_form(proposal, outlook.channels))

    async def submit_reason(self, interaction: Interaction, *ids: str) -> None:
        """Correct a published update wherever it is shown."""
        bot, (editor, proposal, update) = self.bot, await self._open(interaction, ids)
        wording = proposal.wording(bot.today())
        outlook, facts = await work_out(bot, editor, update, wording)
        reason = cut(clean(form_values(interaction).get("reason", "")), REASON_MOST)
        try:
            if outlook.second:
                await ask(
                    bot.db,
                    editor,
                    update,
                    proposal.revision,
                    wording=wording,
                    reason=reason or None,
                    now=bot.now(),
                )
                await desk_card.Reply(asked_text(update)).show(interaction)
                await tell_of_requests(bot)
                return
            corrected, places = await newsroom.correct(
                bot.db,
                editor,
                update.id,
                proposal.revision,
                wording,
                reason=reason or None,
                people=facts.people,
                slip=facts.slip,
                now=bot.now(),
            )
        except ConflictError as error:
            kept = await keep_text(bot.db, editor, proposal, proposal.fields, bot.now())
            await desk_card.mistake_reply(str(error), kept).show(interaction)
            return
        bot.alerts.kick()
        await drop_text(bot.db, proposal)
        await desk_card.corrected_reply(corrected, places).show(interaction)

    async def press_retract(self, interaction: Interaction, *ids: str) -> None:
        """Retract a published update wherever it is shown."""
        bot, (editor, proposal, update) = self.bot, await self._open(interaction, ids)
        retracted, places = await newsroom.retract(
            bot.db,
            editor,
            update.id,
            proposal.revision,
            reason=newsroom.parse_reason(proposal.fields.get("reason", "")),
            now=bot.now(),
        )
        bot.alerts.kick()
        await drop_text(bot.db, proposal)
        await desk_card.retracted_reply(retracted, places).show(interaction)

    async def press_leave(self, interaction: Interaction, *ids: str) -> None:
        """Change nothing, and forget what was typed."""
        _editor, proposal, update = await self._open(interaction, ids)
        await drop_text(self.bot.db, proposal)
        await desk_card.Reply(f"Update #{update.id} is left as it was.").show(interaction)

    async def press_history(self, interaction: Interaction, update_id: str, page: str) -> None:
        """Turn the pages of a history."""
        bot, editor = self.bot, await editor_of(interaction)
        update = await require_own(bot.db, editor.guild_id, number(update_id))
        revisions = await list_revisions(bot.db, editor.guild_id, update.id)
        await show_history(interaction, update, revisions, number(page))

    async def _open(
        self, interaction: Interaction, ids: Sequence[str]
    ) -> tuple[Editor, Proposal, Update]:
        """Return what a moderator typed about an update of this server."""
        editor = await editor_of(interaction)
        proposal = await open_proposal(self.bot.db, editor, [number(text) for text in ids])
        if proposal.form_id is None or proposal.update is None:
            raise InputError("This button is not one of ours.")
        return editor, proposal, proposal.update


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(DeskChanges(bot))
