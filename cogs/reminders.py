"""Reminders to look for news, and the one press that notes a check."""

import logging

from discord.ext import commands, tasks

from bot.client import SequelBot
from bot.controls import Interaction
from bot.desk.checks import note_checked, remind
from bot.desk.editors import editor_of
from bot.models import PartialDate

log = logging.getLogger(__name__)

SWEEP_H = 1


class Reminders(commands.Cog):
    """Nobody forgets the desk for long."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(presses={"desk:looked:1": self.press_looked})

    async def cog_load(self) -> None:
        """Begin to look at when somebody looked."""
        self.sweep.start()

    async def cog_unload(self) -> None:
        """Look no more."""
        self.sweep.cancel()

    @tasks.loop(hours=SWEEP_H)
    async def sweep(self) -> None:
        """Remind whoever is due."""
        try:
            await remind(self.bot)
        except Exception:  # a loop that raises once never runs again
            log.exception("reminders wait for the next sweep")

    @sweep.before_loop
    async def _when_ready(self) -> None:
        await self.bot.wait_until_ready()

    async def press_looked(self, interaction: Interaction) -> None:
        """Note that somebody looked today, and say so where the reminder stood."""
        bot, today = self.bot, self.bot.today()
        editor = await editor_of(interaction)
        await note_checked(bot.db, editor, today, bot.now())
        day = PartialDate.of(today).text
        text = f"Checked on {day} by <@{editor.user_id}>: nothing new. /status shows it."
        if interaction.message is None or interaction.message.flags.components_v2:
            await interaction.response.send_message(text, ephemeral=True)  # no reminder of ours
        else:
            await interaction.response.edit_message(content=text, view=None)


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Reminders(bot))
