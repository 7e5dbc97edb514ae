"""Events of servers: permissions that change, channels and roles that go, the bot's own coming."""

import discord
from discord.ext import commands

from bot.client import SequelBot


class Presence(commands.Cog):
    """Hands to the watch what alerts may have waited for; an outage is no removal."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Compare with what is stored: events are lost when a session is."""
        self.bot.watch.look_everywhere()

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Go on where a server has the bot again."""
        self.bot.watch.look(guild.id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Pause; discord.py tells of an outage by another event."""
        await self.bot.watch.leave(guild.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Go on after an outage."""
        self.bot.watch.look(guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Pause what went there."""
        await self.bot.watch.lose_channel(channel.id)

    @commands.Cog.listener()
    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """Look whether it is a channel that could not be seen before."""
        self.bot.watch.look(channel.guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Look whether a missing permission was given."""
        if before.overwrites != after.overwrites:
            self.bot.watch.look(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Look whether a missing permission was given."""
        if before.permissions != after.permissions:
            self.bot.watch.look(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Look whether it was the role that alerts ping."""
        self.bot.watch.look(role.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Look when the bot itself got other roles, or its timeout ended.

        Discord sends a bot's own updates without the intent for members.
        """
        changed = before.roles != after.roles or before.timed_out_until != after.timed_out_until
        if after.id == after.guild.me.id and changed:
            self.bot.watch.look(after.guild.id)


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Presence(bot))
