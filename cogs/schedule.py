"""Publishing at a time: the form, ``/desk scheduled``, and the sweep that keeps to it."""

import logging

from discord import app_commands
from discord.ext import commands, tasks

from bot.client import SequelBot
from bot.controls import Interaction, form_values, number
from bot.desk import schedule
from bot.desk.editors import editor_of
from bot.desk.publishing import publish_due, tell_moderators, tell_of_requests, work_out
from bot.desk.when import parse_times
from bot.enums import State
from bot.errors import ConflictError, InputError
from bot.newsroom import Editor
from bot.store import plans
from bot.store.guilds import get_settings
from bot.store.updates import require_own
from cogs.ui import schedule_card as cards
from cogs.ui.cards import page_number
from cogs.ui.groups import move_commands
from cogs.ui.knowledge_card import show_private

log = logging.getLogger(__name__)

SWEEP_S = 20


class Schedule(commands.Cog):
    """What is published later."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(
            presses={
                "schedule:open:1": self.press_open,
                "schedule:cancel:1": self.press_cancel,
                "schedule:page:1": self.press_page,
            },
            forms={"schedule:set:1": self.submit_time},
        )

    async def cog_load(self) -> None:
        """Begin to look at what is due."""
        self.sweep.start()

    async def cog_unload(self) -> None:
        """Look no more."""
        self.sweep.cancel()

    @tasks.loop(seconds=SWEEP_S)
    async def sweep(self) -> None:
        """Publish what is due, and tell moderators of what waits for them."""
        try:
            await publish_due(self.bot)
            await tell_moderators(self.bot)
        except Exception:  # a loop that raises once never runs again
            log.exception("what is scheduled waits for the next sweep")

    @sweep.before_loop
    async def _when_ready(self) -> None:
        await self.bot.wait_until_ready()

    @app_commands.command(name="scheduled", description="What will be published, and when")
    async def scheduled(self, interaction: Interaction) -> None:
        """List what is planned."""
        await self._show(interaction, await editor_of(interaction), 0)

    async def press_page(self, interaction: Interaction, page: str) -> None:
        """Turn to another page."""
        await self._show(interaction, await editor_of(interaction), page_number(page))

    async def press_open(self, interaction: Interaction, update_id: str, _revision: str) -> None:
        """Open the form for a draft's time."""
        editor, db = await editor_of(interaction), self.bot.db
        update = await require_own(db, editor.guild_id, number(update_id))
        if update.state is not State.DRAFT:
            raise ConflictError(f"Update #{update.id} is already {update.state}.")
        zone = (await get_settings(db, editor.guild_id)).time_zone
        form = cards.time_form(update, await plans.get_plan(db, update.id), zone)
        await interaction.response.send_modal(form)

    async def submit_time(self, interaction: Interaction, update_id: str, revision: str) -> None:
        """Plan when a draft is published."""
        bot, editor = self.bot, await editor_of(interaction)
        update = await require_own(bot.db, editor.guild_id, number(update_id))
        zone = (await get_settings(bot.db, editor.guild_id)).time_zone
        typed, now = form_values(interaction), bot.now()
        try:
            due_at, until = parse_times(typed.get("due", ""), typed.get("until", ""), zone, now)
        except InputError as error:
            await cards.mistake_reply(str(error), update).show(interaction)
            return
        outlook, _facts = await work_out(bot, editor, update, update.wording)
        planned = await schedule.plan(
            bot.db,
            editor,
            update.id,
            number(revision),
            due_at=due_at,
            until=until,
            second=outlook.second,
            now=now,
        )
        shown = cards.planned_reply(planned, due_at, second=outlook.second)
        message = interaction.message
        listed = message is not None and message.flags.components_v2
        await shown.show(interaction, anew=listed)
        await tell_of_requests(bot)

    async def press_cancel(self, interaction: Interaction, update_id: str, page: str) -> None:
        """Plan nothing for a draft any more."""
        editor = await editor_of(interaction)
        await schedule.cancel(self.bot.db, editor, number(update_id), self.bot.now())
        await self._show(interaction, editor, page_number(page))

    async def _show(self, interaction: Interaction, editor: Editor, page: int) -> None:
        db, guild_id = self.bot.db, editor.guild_id
        waiting = {request.update_id for request in await plans.list_requests(db, guild_id)}
        planned = [
            (plan, await require_own(db, guild_id, plan.update_id), plan.update_id in waiting)
            for plan in await plans.list_plans(db, guild_id)
        ]
        card = cards.scheduled_card(self.bot.info.colour, planned, page)
        await show_private(interaction, card)


async def setup(bot: SequelBot) -> None:
    """Add the cog; its command belongs to the desk."""
    await bot.add_cog(Schedule(bot))
    move_commands(bot, "desk", "scheduled")
