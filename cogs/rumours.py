"""``/desk rumours``: what is open, and what became of it."""

import re

from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction, form_values, number
from bot.dates import parse_said
from bot.desk import rumours
from bot.desk.editors import editor_of
from bot.enums import Outcome, State
from bot.errors import ConflictError, InputError, NotFoundError
from bot.models import Update
from bot.newsroom import Editor
from bot.store import decisions
from bot.store.updates import require_own
from bot.text import checked_link
from cogs.ui import rumours_card as cards
from cogs.ui.cards import page_number
from cogs.ui.groups import move_commands
from cogs.ui.knowledge_card import show_private


class Rumours(commands.Cog):
    """The life of rumours after they were posted."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(
            presses={
                "rumour:page:1": self.press_page,
                "rumour:confirm:1": self.press_confirm,
                "rumour:debunk:1": self.press_debunk,
                "rumour:reopen:1": self.press_reopen,
            },
            forms={"rumour:settle:1": self.submit_source},
        )

    @app_commands.command(name="rumours", description="Open rumours: confirm or debunk them")
    async def rumours(self, interaction: Interaction) -> None:
        """List what is open, oldest first."""
        await self._show(interaction, await editor_of(interaction), 0)

    async def press_page(self, interaction: Interaction, page: str) -> None:
        """Turn to another page."""
        await self._show(interaction, await editor_of(interaction), page_number(page))

    async def press_confirm(self, interaction: Interaction, update_id: str, _revision: str) -> None:
        """Ask for the source that confirms a rumour."""
        await self._ask(interaction, update_id, Outcome.CONFIRMED)

    async def press_debunk(self, interaction: Interaction, update_id: str, _revision: str) -> None:
        """Ask for the source that debunks a rumour."""
        await self._ask(interaction, update_id, Outcome.DEBUNKED)

    async def submit_source(
        self, interaction: Interaction, verb: str, update_id: str, revision: str
    ) -> None:
        """Settle a rumour by its source, wherever it is shown."""
        bot, editor = self.bot, await editor_of(interaction)
        update = await require_own(bot.db, editor.guild_id, number(update_id))
        outcomes = {word: outcome for outcome, word in cards.VERBS.items()}
        if verb not in outcomes:
            raise InputError("This button is not one of ours.")
        typed = form_values(interaction)
        settled, places = await rumours.settle(
            bot.db,
            editor,
            update.id,
            number(revision),
            outcomes[verb],
            link=checked_link(typed.get("link", "")),
            day=parse_said(typed.get("day", ""), bot.today()),
            settled_by=await self._settled_by(editor, typed.get("by", "")),
            now=bot.now(),
        )
        bot.alerts.kick()
        await cards.settled_reply(settled, places).show(interaction, anew=True)

    async def press_reopen(self, interaction: Interaction, update_id: str, revision: str) -> None:
        """Take back what was said to have become of a rumour."""
        bot, editor = self.bot, await editor_of(interaction)
        update, places = await rumours.reopen(
            bot.db, editor, number(update_id), number(revision), bot.now()
        )
        bot.alerts.kick()
        await cards.settled_reply(update, places).show(interaction)

    async def _ask(self, interaction: Interaction, update_id: str, outcome: Outcome) -> None:
        editor = await editor_of(interaction)
        update = await require_own(self.bot.db, editor.guild_id, number(update_id))
        if update.rumour is None or update.state is not State.PUBLISHED:
            raise NotFoundError(f"This server has no such rumour: #{update.id} is none.")
        if update.rumour.outcome is not Outcome.OPEN:
            raise ConflictError(f"Rumour #{update.id} is {update.rumour.outcome} already.")
        await interaction.response.send_modal(cards.settle_form(update, outcome))

    async def _settled_by(self, editor: Editor, text: str) -> Update | None:
        if not text.strip():
            return None
        found = re.fullmatch(r"\s*#?([0-9]{1,18})\s*", text)
        if found is None:
            raise InputError("Write the number of the update that settles it, like #12.")
        update = (await self.bot.news()).find(int(found[1]), editor.guild_id)
        if update is None or update.state is not State.PUBLISHED:
            raise NotFoundError(f"This server has no update #{found[1]} that is published.")
        return update

    async def _show(self, interaction: Interaction, editor: Editor, page: int) -> None:
        db, guild_id = self.bot.db, editor.guild_id
        _, total = await decisions.list_open_rumours(db, guild_id, 0, 0)
        page = min(page, max(0, (total - 1) // cards.A_PAGE))
        ids, _ = await decisions.list_open_rumours(db, guild_id, cards.A_PAGE, page * cards.A_PAGE)
        listed = [await self._with_record(guild_id, id_) for id_ in ids]
        await show_private(
            interaction, cards.rumours_card(self.bot.info.colour, listed, total, page)
        )

    async def _with_record(self, guild_id: int, update_id: int) -> tuple[Update, tuple[int, int]]:
        update = await require_own(self.bot.db, guild_id, update_id)
        outlet = update.rumour.outlet if update.rumour else ""
        return update, await decisions.get_record(self.bot.db, guild_id, outlet, update_id)


async def setup(bot: SequelBot) -> None:
    """Add the cog; its command belongs to the desk."""
    await bot.add_cog(Rumours(bot))
    move_commands(bot, "desk", "rumours")
