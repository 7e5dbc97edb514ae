"""``/alerts milestones``, and the button under each milestone."""

from discord import app_commands
from discord.ext import commands

from bot.administration import change_milestones
from bot.client import SequelBot
from bot.controls import Interaction
from bot.enums import MilestoneKind
from bot.errors import InputError, NotFoundError
from bot.hours import local_time
from bot.labels import MILESTONE_LABELS
from bot.models import PartialDate
from bot.rights import require_admin
from bot.store.guilds import get_settings
from bot.store.milestones import find_milestone
from bot.text import escape
from cogs.ui.cards import Card, show
from cogs.ui.groups import move_commands

WHY = {
    MilestoneKind.ANNIVERSARY: "A day that the bot remembers every year.",
    MilestoneKind.SILENCE: "Counted from the last first-hand word on record: every 100 days up to "
    "1,000, then every 500.",
    MilestoneKind.EVENT: "A year has passed since somebody who makes it spoke.",
}


class Milestones(commands.Cog):
    """Days to remember: which are posted, and why."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(presses={"milestone:why:1": self.why})

    @app_commands.command(name="milestones", description="Post days to remember at noon, or none")
    @app_commands.describe(
        show="Whether any are posted in the channel for alerts",
        anniversaries="Days that come round every year",
        silence="Round numbers of days without a first-hand word",
        events="A year since somebody who makes it spoke",
    )
    async def milestones(
        self,
        interaction: Interaction,
        show: bool,
        anniversaries: bool = True,
        silence: bool = True,
        events: bool = True,
    ) -> None:
        """Choose which milestones the server's channel gets."""
        bot, guild_id = self.bot, require_admin(interaction)
        wanted = dict(zip(MilestoneKind, (anniversaries, silence, events), strict=True))
        unwanted = [kind for kind, shown in wanted.items() if not shown]
        if not await change_milestones(
            bot.db, guild_id, interaction.user.id, shown=show, unwanted=unwanted, now=bot.now()
        ):
            raise InputError("Alerts are not set up here. /alerts setup chooses their channel.")
        kinds = [MILESTONE_LABELS[kind] for kind, shown in wanted.items() if shown]
        if not show or not kinds:
            text = "No days to remember are posted here. News arrive as before."
        else:
            settings = await get_settings(bot.db, guild_id)
            today = local_time(settings.time_zone, bot.now()).date()
            coming = await bot.round_days.next_on(today, guild_id)
            text = (
                f"Days to remember are posted at noon ({escape(settings.time_zone)}), without a "
                f"ping and marked as no news: {', '.join(kinds)}. A day that the bot misses is "
                "left out."
            )
            if coming is not None:
                day = PartialDate.of(coming.day).text
                text += f"\nNext of all kinds: {day}, {escape(coming.headline)}."
        await interaction.response.send_message(text, ephemeral=True)

    async def why(self, interaction: Interaction, *key: str) -> None:
        """Say what a milestone is counted from, and who can switch them off."""
        kept = await find_milestone(
            self.bot.db, ":".join(key), interaction.guild_id, interaction.user.id
        )
        if kept is None:
            raise NotFoundError("There is no such day to remember in this server.")
        off = "Administrators switch such days off with /alerts milestones."
        if interaction.guild_id is None:
            off = "“Change or stop” under the message switches such days off."
        card = Card(self.bot.info.colour).text(
            f"### {escape(kept.headline)}",
            escape(kept.summary),
            f"-# {WHY[MilestoneKind(key[0])]} {off}",
        )
        await show(interaction, card, private=True)


async def setup(bot: SequelBot) -> None:
    """Add the cog, and its command to the group of the alerts."""
    await bot.add_cog(Milestones(bot))
    move_commands(bot, "alerts", "milestones")
