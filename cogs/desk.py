"""``/desk``: moderators write, preview and publish news."""

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot import newsroom
from bot.client import SequelBot
from bot.controls import Interaction, chosen, form_values, number
from bot.desk.approval import ask
from bot.desk.checks import note_checked
from bot.desk.editors import editor_of, editor_or_none
from bot.desk.publishing import tell_of_requests, work_out
from bot.enums import Stage, State
from bot.errors import ConflictError, InputError
from bot.models import PartialDate, Update
from bot.newsroom import REASON_MOST, Editor
from bot.proposals import (
    EDITABLE,
    Proposal,
    keep_text,
    keep_wording,
    open_proposal,
    parse_release,
    with_stage,
)
from bot.store.updates import list_of_guild, list_revisions, require_own
from cogs.ui import desk_card
from cogs.ui.choices import choices_of
from cogs.ui.forms import release_form, wording_form
from cogs.ui.history_card import show_history
from cogs.ui.waiting import asked_text

LOOKED_THROUGH = 200  # updates of each state that are offered for completion
TYPED_MOST = 100
_NUMBER = re.compile(r"\s*#?\s*([0-9]{1,18})\b")
Choice = app_commands.Choice[str]


async def _complete(
    interaction: Interaction, current: str, states: Sequence[State]
) -> list[Choice]:
    """Complete over this server's own updates, newest first; nothing for anybody else."""
    editor = await editor_or_none(interaction)
    if editor is None:
        return []
    db = cast("SequelBot", interaction.client).db
    found = [await list_of_guild(db, editor.guild_id, state, LOOKED_THROUGH) for state in states]
    names = [
        (f"#{update.id} {update.headline}", str(update.id))
        for update in sorted(chain(*found), key=lambda update: -update.id)
    ]
    return choices_of(names, current)


async def complete_editable(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over what can be edited."""
    return await _complete(interaction, current, EDITABLE)


async def complete_published(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over what can be retracted."""
    return await _complete(interaction, current, (State.PUBLISHED,))


async def complete_any(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over everything that has a history."""
    return await _complete(interaction, current, tuple(State))


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_messages=True)
class Desk(commands.GroupCog, name="desk", description="Write, publish and correct news"):
    """The commands of the desk, and the way from a form to a published update."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(
            presses={
                "desk:edit:1": self.press_edit,
                "desk:stage:1": self.press_stage,
                "desk:date:1": self.press_date,
                "desk:publish:1": self.press_publish,
                "desk:keep:1": self.press_keep,
                "desk:discard:1": self.press_discard,
                "desk:open:1": self.press_open,
            },
            forms={"desk:write:1": self.submit_wording, "desk:release:1": self.submit_release},
        )

    @app_commands.command(name="post", description="Write news: a form, then a preview")
    async def post(self, interaction: Interaction) -> None:
        """Open an empty form."""
        await editor_of(interaction)
        await interaction.response.send_modal(wording_form(Proposal(), self.bot.today()))

    @app_commands.command(name="drafts", description="Drafts that wait to be published")
    async def drafts(self, interaction: Interaction) -> None:
        """List this server's drafts."""
        editor = await editor_of(interaction)
        drafts = await list_of_guild(
            self.bot.db, editor.guild_id, State.DRAFT, desk_card.LISTED_MOST
        )
        await desk_card.drafts_reply(self.bot.info.colour, drafts).show(interaction)

    @app_commands.command(name="edit", description="Change a draft, or correct what is published")
    @app_commands.describe(update="One of this server's updates")
    @app_commands.autocomplete(update=complete_editable)
    async def edit(
        self, interaction: Interaction, update: app_commands.Range[str, 1, TYPED_MOST]
    ) -> None:
        """Open the form with what an update says now."""
        _editor, found = await self._find(interaction, update)
        proposal = Proposal(found, found.revision, newsroom.fields_of(found.wording))
        proposal.require_open()
        await interaction.response.send_modal(wording_form(proposal, self.bot.today()))

    @app_commands.command(name="retract", description="Strike through what turned out to be wrong")
    @app_commands.describe(update="One of this server's updates", reason="Readers will see it")
    @app_commands.autocomplete(update=complete_published)
    async def retract(
        self,
        interaction: Interaction,
        update: app_commands.Range[str, 1, TYPED_MOST],
        reason: app_commands.Range[str, 1, REASON_MOST],
    ) -> None:
        """Show what would follow, and ask once more."""
        editor, found = await self._find(interaction, update)
        if found.state is not State.PUBLISHED:
            raise ConflictError(
                f"Update #{found.id} is {found.state}: there is nothing to retract."
            )
        proposal = Proposal(found, found.revision)
        typed = {"reason": newsroom.parse_reason(reason)}
        kept = await keep_text(self.bot.db, editor, proposal, typed, self.bot.now())
        await (await desk_card.retraction_preview(self.bot, editor, found, kept)).show(interaction)

    @app_commands.command(name="history", description="Who changed an update, when and why")
    @app_commands.describe(update="One of this server's updates")
    @app_commands.autocomplete(update=complete_any)
    async def history(
        self, interaction: Interaction, update: app_commands.Range[str, 1, TYPED_MOST]
    ) -> None:
        """Show every revision of an update."""
        editor, found = await self._find(interaction, update)
        revisions = await list_revisions(self.bot.db, editor.guild_id, found.id)
        await show_history(interaction, found, revisions, 0)

    @app_commands.command(name="checked", description="I looked today: there is nothing new")
    async def checked(self, interaction: Interaction) -> None:
        """Note that somebody looked for news, which ``/status`` shows."""
        editor, today = await editor_of(interaction), self.bot.today()
        await note_checked(self.bot.db, editor, today, self.bot.now())
        whose = "in every server" if editor.wire else "in this server"
        day = PartialDate.of(today).text
        await interaction.response.send_message(
            f"Noted, thank you: checked on {day}, nothing new. /status shows it {whose}.",
            ephemeral=True,
        )

    async def submit_wording(self, interaction: Interaction, *ids: str) -> None:
        """Store what was typed and show it as it will look; bad input is kept and can be mended."""
        bot, editor = self.bot, await editor_of(interaction)
        proposal = await open_proposal(bot.db, editor, [number(text) for text in ids])
        fields = {**proposal.fields, **form_values(interaction)}
        try:
            wording = newsroom.parse_wording(fields, bot.today())
            kept = await keep_wording(bot.db, editor, proposal, wording, bot.now())
        except (InputError, ConflictError) as error:
            kept = await keep_text(bot.db, editor, proposal, fields, bot.now())
            await desk_card.mistake_reply(str(error), kept).show(interaction)
        else:
            await self._preview(interaction, editor, kept)

    async def submit_release(self, interaction: Interaction, *ids: str) -> None:
        """Store the release date that an official update states."""
        editor, proposal = await self._open(interaction, ids)
        release = parse_release(form_values(interaction).get("release", ""), self.bot.today())
        fields = {**proposal.fields, "release": str(release) if release else ""}
        await self._keep(interaction, editor, proposal, fields)

    async def press_edit(self, interaction: Interaction, *ids: str) -> None:
        """Open the form with what there is."""
        _editor, proposal = await self._open(interaction, ids)
        if proposal.form_id is None:
            proposal.require_open()
        form = wording_form(proposal.at_newest(), self.bot.today())
        await interaction.response.send_modal(form)

    async def press_date(self, interaction: Interaction, *ids: str) -> None:
        """Open the small form for the release date."""
        _editor, proposal = await self._open(interaction, ids)
        await interaction.response.send_modal(release_form(proposal))

    async def press_stage(self, interaction: Interaction, *ids: str) -> None:
        """Store the stage that was chosen, and show what follows from it."""
        editor, proposal = await self._open(interaction, ids)
        value = "".join(chosen(interaction)[:1])
        if value != desk_card.NO_STAGE and value not in tuple(Stage):
            raise InputError("There is no such stage.")
        stage = Stage(value) if value != desk_card.NO_STAGE else None
        wording = with_stage(proposal.wording(self.bot.today()), stage)
        await self._keep(interaction, editor, proposal, newsroom.fields_of(wording))

    async def press_publish(self, interaction: Interaction, *ids: str) -> None:
        """Publish a draft as it was previewed, once; or ask a second moderator to agree."""
        bot, (editor, proposal) = self.bot, await self._open(interaction, ids)
        draft = proposal.require_open()
        outlook, facts = await work_out(bot, editor, draft, draft.wording)
        if outlook.second:
            await ask(bot.db, editor, draft, proposal.revision, now=bot.now())
            await desk_card.Reply(asked_text(draft)).show(interaction)
            await tell_of_requests(bot)
            return
        update, places = await newsroom.publish(
            bot.db,
            editor,
            draft.id,
            proposal.revision,
            importance=outlook.shown.importance or newsroom.Importance.NOTABLE,
            people=facts.people,
            slip=facts.slip,
            now=bot.now(),
        )
        bot.alerts.kick()
        shown = desk_card.published_reply(interaction.guild, update, outlook.here, places)
        await shown.show(interaction)

    async def press_keep(self, interaction: Interaction, *ids: str) -> None:
        """Put the preview away; the draft has been stored all the time."""
        _editor, proposal = await self._open(interaction, ids)
        draft = proposal.require_open()
        text = f"Draft #{draft.id} is kept. /desk drafts opens it again."
        if draft.state is State.PUBLISHED:
            text = f"Update #{draft.id} is published by now. /desk edit opens it again."
        await desk_card.Reply(text).show(interaction)

    async def press_discard(self, interaction: Interaction, *ids: str) -> None:
        """Put a draft away; its text can be had back for a day."""
        bot, (editor, proposal) = self.bot, await self._open(interaction, ids)
        draft = proposal.require_open()
        await newsroom.discard(bot.db, editor, draft.id, proposal.revision, bot.now())
        kept = await keep_text(bot.db, editor, Proposal(draft), proposal.fields, bot.now())
        await desk_card.discarded_reply(draft, kept).show(interaction)

    async def press_open(self, interaction: Interaction) -> None:
        """Show the draft that was chosen in the list."""
        update_id = number("".join(chosen(interaction)[:1]))
        editor, proposal = await self._open(interaction, (str(update_id), "0"))
        if proposal.update is None or proposal.update.state is not State.DRAFT:
            raise ConflictError(f"#{update_id} is no draft any more. /desk edit opens it.")
        await self._preview(interaction, editor, proposal.at_newest(), anew=True)

    async def _find(self, interaction: Interaction, text: str) -> tuple[Editor, Update]:
        editor, match = await editor_of(interaction), _NUMBER.match(text)
        if match is None:
            raise InputError("Choose an update from the list, or write its number, like #12.")
        return editor, await require_own(self.bot.db, editor.guild_id, int(match[1]))

    async def _open(self, interaction: Interaction, ids: Sequence[str]) -> tuple[Editor, Proposal]:
        editor = await editor_of(interaction)
        return editor, await open_proposal(self.bot.db, editor, [number(text) for text in ids])

    async def _keep(
        self, interaction: Interaction, editor: Editor, proposal: Proposal, fields: dict[str, str]
    ) -> None:
        proposal.require_open()
        wording = newsroom.parse_wording(fields, self.bot.today())
        kept = await keep_wording(self.bot.db, editor, proposal, wording, self.bot.now())
        await self._preview(interaction, editor, kept)

    async def _preview(
        self, interaction: Interaction, editor: Editor, kept: Proposal, *, anew: bool = False
    ) -> None:
        shown = await desk_card.preview(self.bot, interaction.guild, editor, kept)
        await shown.show(interaction, anew=anew)


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Desk(bot))
