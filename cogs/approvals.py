"""``/desk approvals``: a second moderator looks at what waits, approves it or returns it."""

from discord import app_commands
from discord.ext import commands

from bot import newsroom
from bot.client import SequelBot
from bot.controls import Interaction, form_values, number
from bot.desk import approval
from bot.desk.editors import editor_of
from bot.desk.publishing import approve, tell_returned, where_returned
from bot.store import plans
from bot.store.updates import require_own
from cogs.ui import approval_card as cards
from cogs.ui.desk_card import Reply
from cogs.ui.groups import move_commands
from cogs.ui.knowledge_card import show_private


class Approvals(commands.Cog):
    """What waits for a second moderator."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(
            presses={
                "approval:open:1": self.press_open,
                "approval:approve:1": self.press_approve,
                "approval:return:1": self.press_return,
            },
            forms={"approval:return:1": self.submit_verdict},
        )

    @app_commands.command(name="approvals", description="What waits for a second moderator")
    async def approvals(self, interaction: Interaction) -> None:
        """List what waits, oldest first."""
        editor, db = await editor_of(interaction), self.bot.db
        waiting = [
            (request, await require_own(db, editor.guild_id, request.update_id))
            for request in await plans.list_requests(db, editor.guild_id)
        ]
        await show_private(interaction, cards.approvals_card(self.bot.info.colour, waiting))

    async def press_open(self, interaction: Interaction, request_id: str) -> None:
        """Show what was asked about to whoever wants to decide."""
        editor = await editor_of(interaction)
        request = await plans.require_request(self.bot.db, editor.guild_id, number(request_id))
        shown = await cards.approval_preview(self.bot, interaction.guild, editor, request)
        await shown.show(interaction, anew=True)

    async def press_approve(self, interaction: Interaction, request_id: str) -> None:
        """Publish or correct as it was asked about, once."""
        editor = await editor_of(interaction)
        done, _outlook = await approve(self.bot, editor, number(request_id))
        await cards.approved_reply(done).show(interaction)

    async def press_return(self, interaction: Interaction, request_id: str) -> None:
        """Ask why not."""
        editor = await editor_of(interaction)
        request = await plans.require_request(self.bot.db, editor.guild_id, number(request_id))
        await interaction.response.send_modal(cards.verdict_form(request))

    async def submit_verdict(self, interaction: Interaction, request_id: str) -> None:
        """Return what was asked, and say so where moderators look."""
        bot, editor = self.bot, await editor_of(interaction)
        verdict = newsroom.parse_reason(form_values(interaction).get("reason", ""))
        request = await approval.give_back(
            bot.db, editor, number(request_id), verdict=verdict, now=bot.now()
        )
        text = f"Update #{request.update_id} is returned. {where_returned(request)}"
        await Reply(text).show(interaction)
        await tell_returned(bot, request, f"<@{editor.user_id}>")


async def setup(bot: SequelBot) -> None:
    """Add the cog; its command belongs to the desk."""
    await bot.add_cog(Approvals(bot))
    move_commands(bot, "desk", "approvals")
