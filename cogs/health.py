"""``/health``: how the bot is doing, for the moderators of newsroom servers."""

import asyncio

from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction
from bot.desk.editors import editor_of
from bot.errors import NotAllowedError
from bot.store.figures import get_queue
from bot.store.pack_sync import get_synced
from cogs.ui.cards import show
from cogs.ui.health_card import Backup, Health, render_health


class HealthCog(commands.Cog, name="Health"):
    """What those look at who feel responsible for the bot."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(presses={"health:refresh:1": self.refresh})

    @app_commands.command(name="health", description="How the bot is doing (newsroom moderators)")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_messages=True)
    async def health(self, interaction: Interaction) -> None:
        """Show the card to who asked alone."""
        await self._require(interaction)
        await show(interaction, render_health(await self._look(), self.bot.info), private=True)

    async def refresh(self, interaction: Interaction) -> None:
        """Show how it is now."""
        await self._require(interaction)
        await show(interaction, render_health(await self._look(), self.bot.info), turn=True)

    async def _require(self, interaction: Interaction) -> None:
        """Raise NotAllowedError unless this is a moderator of a newsroom server."""
        editor = await editor_of(interaction)
        if not editor.wire:
            raise NotAllowedError(
                "Only moderators of the servers whose news reach every server see this."
            )

    async def _look(self) -> Health:
        bot, now = self.bot, self.bot.now()
        queue = await get_queue(bot.db, now)
        synced = await get_synced(bot.db, bot.info.name)
        backups = bot.backups
        return Health(
            connected_at=bot.connected_at,
            latency=bot.latency,
            shards=(bot.shard_ids, bot.shard_count or 1),
            waiting=queue.depth,
            oldest_s=None if queue.oldest is None else max(0, now - queue.oldest),
            backup=Backup(
                on=backups.on,
                last=await asyncio.to_thread(backups.last),
                failed=backups.failure is not None,
            ),
            database_bytes=bot.db.path.stat().st_size,
            pack=synced[0] if synced is not None else "",
            errors=bot.errors.last_hour(),
        )


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(HealthCog(bot))
