"""What administrators decide about the desk, among the commands of ``/alerts``."""

from discord import app_commands
from discord.ext import commands

from bot import administration
from bot.client import SequelBot
from bot.controls import Interaction
from bot.enums import Late
from bot.rights import require_admin
from cogs.ui.groups import move_commands

STALE_MOST = 365
LATE = [
    app_commands.Choice(name="Publish them late, and tell the moderators", value=Late.PUBLISH),
    app_commands.Choice(name="Hold them until a moderator decides", value=Late.HOLD),
]


class DeskSettings(commands.Cog):
    """Approval, what was missed, and reminders."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot

    @app_commands.command(
        name="approval",
        description="Whether a second moderator agrees to what pings or moves status",
    )
    @app_commands.describe(require="A second moderator has to agree before it is out")
    async def approval(self, interaction: Interaction, require: bool) -> None:
        """Require a second moderator, or not."""
        await self._change(interaction, approval=require)
        text = (
            "Every moderator publishes alone again. What waits for approval can still be approved."
        )
        if require:
            text = (
                "From now on a second moderator has to approve what pings a role or moves the "
                "status, corrections included. Retractions need nobody else. /desk approvals "
                "lists what waits."
            )
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(
        name="late",
        description="What happens to scheduled news that was missed while the bot was down",
    )
    @app_commands.describe(missed="What to do with them once the bot is back")
    @app_commands.choices(missed=LATE)
    async def late(self, interaction: Interaction, missed: str) -> None:
        """Choose what becomes of what was missed."""
        await self._change(interaction, late=Late(missed))
        text = "Scheduled news that is missed is published late, and the moderators are told."
        if missed == Late.HOLD:
            text = "Scheduled news that is missed is held, and the moderators are told to decide."
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(
        name="reminder", description="After how many days without a check moderators are reminded"
    )
    @app_commands.describe(days="0 for no reminder; without a choice it is 14")
    async def reminder(
        self, interaction: Interaction, days: app_commands.Range[int, 0, STALE_MOST]
    ) -> None:
        """Choose when moderators are reminded to look for news."""
        await self._change(interaction, stale_days=days)
        text = "Moderators are not reminded to look for news any more."
        if days:
            text = (
                "Moderators are reminded when nobody has looked for news for "
                f"{'a day' if days == 1 else f'{days} days'}. /desk checked notes that "
                "somebody has."
            )
        await interaction.response.send_message(text, ephemeral=True)

    async def _change(self, interaction: Interaction, **changes: object) -> None:
        await administration.change_settings(
            self.bot.db, require_admin(interaction), interaction.user.id, changes, self.bot.now()
        )


async def setup(bot: SequelBot) -> None:
    """Add the cog; its commands belong to the alerts."""
    await bot.add_cog(DeskSettings(bot))
    move_commands(bot, "alerts", "approval", "late", "reminder")
