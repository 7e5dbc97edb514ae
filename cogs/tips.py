"""``/tip`` and "Send to the news desk": what members have found."""

from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction, form_values, number
from bot.desk.leads import SUMMARY_MOST
from bot.errors import InputError
from bot.rights import require_home
from bot.store.guilds import get_settings, insert_form, require_form
from bot.text import clean, cut
from bot.tips import TipTeller, link_in, parse_tip, require_desk_here, send_tip
from cogs.ui.knowledge_card import show_private
from cogs.ui.tips_card import render_mistake, render_outcome, render_taken, tip_form


class Tips(commands.Cog):
    """Takes tips, and tells their senders what became of them."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        self._teller = TipTeller(bot, bot.db, bot.now, partial(render_outcome, bot.info))
        bot.router.add(
            presses={"tips:again:1": self.press_again}, forms={"tips:send:1": self.submit}
        )
        self._menu = app_commands.ContextMenu(
            name="Send to the news desk",
            callback=self.send_this,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        bot.tree.add_command(self._menu)

    async def cog_load(self) -> None:
        """Begin to tell senders."""
        self._teller.start()

    async def cog_unload(self) -> None:
        """Take the menu entry away with the cog, and tell nobody more."""
        self._teller.stop()
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(name="tip", description="You found news? Tell the moderators")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def tip(self, interaction: Interaction) -> None:
        """Open an empty form."""
        await self._open(interaction, {})

    async def send_this(self, interaction: Interaction, message: discord.Message) -> None:
        """Open the form with what a message says."""
        said = cut(clean(message.content, multiline=True), SUMMARY_MOST)
        links = [link_in(message.content), *(embed.url or "" for embed in message.embeds)]
        await self._open(interaction, {"said": said, "link": next(filter(None, links), "")})

    async def press_again(self, interaction: Interaction, form_id: str) -> None:
        """Open the form with what was typed before."""
        guild_id = await self._require_desk(interaction)
        form = await require_form(self.bot.db, number(form_id), guild_id, interaction.user.id)
        await interaction.response.send_modal(tip_form(form.fields))

    async def submit(self, interaction: Interaction) -> None:
        """Put a tip into the queue; what is mistyped is kept and can be mended."""
        bot, guild_id = self.bot, await self._require_desk(interaction)
        fields = form_values(interaction)
        try:
            lead = parse_tip(
                fields,
                guild_id=guild_id,
                user_id=interaction.user.id,
                name=interaction.user.display_name,
            )
            taken = await send_tip(bot.db, lead, bot.now())
        except InputError as error:
            form_id = await self._keep(guild_id, interaction.user.id, fields)
            await show_private(interaction, render_mistake(bot.info, str(error), form_id))
            return
        known = None
        if taken.known_update_id is not None:
            known = (await bot.news()).find(taken.known_update_id, guild_id)
        server = interaction.guild.name if interaction.guild else ""
        await show_private(interaction, render_taken(bot.info, server, taken, known))

    async def _open(self, interaction: Interaction, fields: dict[str, str]) -> None:
        await self._require_desk(interaction)
        await interaction.response.send_modal(tip_form(fields))

    async def _require_desk(self, interaction: Interaction) -> int:
        guild_id = require_home(interaction)
        require_desk_here(await get_settings(self.bot.db, guild_id))
        return guild_id

    async def _keep(self, guild_id: int, user_id: int, fields: dict[str, str]) -> int:
        async with self.bot.db.transaction() as tx:
            return await insert_form(
                tx,
                guild_id=guild_id,
                user_id=user_id,
                update_id=None,
                revision=None,
                fields=fields,
                now=self.bot.now(),
            )


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Tips(bot))
