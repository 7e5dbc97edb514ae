"""What is behind the button of a digest: its updates in full, one on each page."""

from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction, custom_id, number
from bot.errors import NotFoundError
from bot.store.digests import list_digest_updates
from bot.store.updates import list_history
from cogs.ui.cards import page_buttons, page_number, show
from cogs.ui.news_card import render_details


class DigestsCog(commands.Cog, name="Digests"):
    """Answers presses; the digests themselves are alerts."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(presses={"alert:digest:1": self.open})

    async def open(self, interaction: Interaction, digest_id: str = "", page: str = "") -> None:
        """Show a page to whoever pressed, in the server or the messages that the digest went to."""
        bot, guild_id, digest = self.bot, interaction.guild_id, number(digest_id)
        ids = await list_digest_updates(bot.db, digest, guild_id or 0, interaction.user.id)
        news = await bot.news()
        updates = [update for id_ in ids if (update := news.find(id_, guild_id)) is not None]
        if not updates:
            raise NotFoundError("There is no such digest here.")
        place = min(page_number(page or "0"), len(updates) - 1)
        history = await list_history(bot.db, updates[place].id)
        card = render_details(updates[place], history, bot.info, await bot.readings.people())
        card.text(f"-# {place + 1} of {len(updates)} in this digest")
        card.row(
            *page_buttons(
                place,
                len(updates),
                lambda to: custom_id("alert:digest:1", digest, to),
                ("Before", "Next"),
            )
        )
        await show(interaction, card, private=True, turn=bool(page))


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(DigestsCog(bot))
