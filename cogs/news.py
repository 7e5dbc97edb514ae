"""``/news``, and the details behind the button of every alert."""

from collections.abc import Sequence

from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction, number
from bot.enums import Origin
from bot.errors import InputError, NotFoundError
from bot.models import Update
from bot.names import fold
from bot.refusals import Refusals
from bot.store.followers import has_seen
from bot.store.posts import list_messages
from bot.store.updates import get_update, list_history
from bot.text import escape
from cogs.ui.cards import page_number, show
from cogs.ui.news_card import (
    SEARCH_MOST,
    find_news,
    render_details,
    render_news,
)
from cogs.ui.updates import Page


class NewsCog(commands.Cog, name="News"):
    """The updates that this server sees, newest first."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        self._refusals = Refusals()
        bot.router.add(presses={"news:page:1": self.page, "alert:details:1": self.details})

    @app_commands.command(name="news", description="The latest updates, or those about something")
    @app_commands.describe(search="Words that they contain")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def news(
        self,
        interaction: Interaction,
        search: app_commands.Range[str, 1, SEARCH_MOST] | None = None,
    ) -> None:
        """Reply with the newest page."""
        folded = fold(search or "")[:SEARCH_MOST].strip()
        if search is not None and not folded:
            raise InputError("Write a word to search for, such as a name.")
        await self._show(interaction, folded, 0)

    async def page(self, interaction: Interaction, page: str = "0", search: str = "") -> None:
        """Turn to another page."""
        await self._show(interaction, fold(search), page_number(page), turn=True)

    async def details(self, interaction: Interaction, update_id: str = "") -> None:
        """Show an update in full to whoever pressed the button under its alert."""
        news = await self.bot.news()
        update = news.find(number(update_id), interaction.guild_id)
        if update is None and interaction.guild_id is None:
            update = await self._find_sent(interaction, number(update_id))
        if update is None:
            raise NotFoundError("There is no such update in this server.")
        history = await list_history(self.bot.db, update.id)
        card = render_details(update, history, self.bot.info, await self.bot.readings.people())
        await show(interaction, card, private=True)

    async def _find_sent(self, interaction: Interaction, update_id: int) -> Update | None:
        """Return a server's own update that its member has in their direct messages."""
        bot, user_id = self.bot, interaction.user.id
        if not await has_seen(bot.db, user_id, update_id):
            return None
        update = await get_update(bot.db, update_id)
        guild_id = update.guild_id if update else None
        if guild_id is None:
            return None
        self._refusals.require_patience(interaction)
        if not await bot.alerts.people.is_member(guild_id, user_id):
            self._refusals.note(interaction)
            return None
        return update

    async def _show(
        self, interaction: Interaction, search: str, number: int, *, turn: bool = False
    ) -> None:
        bot, guild_id = self.bot, interaction.guild_id
        found = find_news((await bot.news()).visible(guild_id), search)
        if not found:
            about = f" about “{escape(search)}”" if search else ""
            raise InputError(f"There is no update{about}. /timeline shows all of them.")
        page = Page.of(found, number)
        alerts = await self._alerts(guild_id, page.updates) if guild_id else {}
        card = render_news(page, search, info=bot.info, alerts=alerts)
        await show(interaction, card, turn=turn)

    async def _alerts(self, guild_id: int, shown: Sequence[Update]) -> dict[int, str]:
        """Return the addresses of alerts in this server; the pack's own were never posted."""
        posted = [update.id for update in shown if update.origin is Origin.DESK]
        messages = await list_messages(self.bot.db, guild_id, posted) if posted else {}
        return {
            update_id: f"https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"
            for update_id, (channel_id, message_id) in messages.items()
        }


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(NewsCog(bot))
