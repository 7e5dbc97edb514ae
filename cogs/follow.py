"""``/follow`` and ``/unfollow``: members choose themselves what reaches them, how and when."""

import dataclasses

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SequelBot
from bot.controls import Interaction, form_values
from bot.delivery.verdicts import MESSAGES_TOO_FAST, REFUSALS
from bot.enums import Mode
from bot.errors import InputError
from bot.labels import REFUSED
from bot.pingroles import hindrance_of
from bot.places import Destination
from bot.refusals import Refusals
from bot.rights import is_at_home
from bot.store import followers as store
from bot.store.destinations import get_destination
from bot.store.guilds import get_settings
from cogs.ui.cards import show
from cogs.ui.follow_card import (
    Choice,
    ended_card,
    follow_form,
    messages_card,
    read_choice,
    role_card,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Here:
    """What this server offers a member: its alerts with their role, if it has them."""

    member: discord.Member
    destination: Destination
    role: discord.Role

    @property
    def has_role(self) -> bool:
        """Whether this member has the role."""
        return self.member.get_role(self.role.id) is not None


class Follow(commands.Cog):
    """The member's own alerts."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        self._refusals = Refusals()
        bot.router.add(
            presses={"follow:open:1": self.open, "follow:stop:1": self.stop},
            forms={"follow:keep:1": self.keep},
        )

    @app_commands.command(
        name="follow", description="Get news yourself: what, how and when you like"
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def follow(self, interaction: Interaction) -> None:
        """Open the form."""
        await self.open(interaction)

    @app_commands.command(name="unfollow", description="Get no more news by message or role")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def unfollow(self, interaction: Interaction) -> None:
        """End what this person follows."""
        await self.stop(interaction)

    async def open(self, interaction: Interaction) -> None:
        """Open the form, filled in with what holds now."""
        here = await self._here(interaction)
        settings = await get_settings(self.bot.db, interaction.guild_id or 0)
        form = follow_form(
            await store.get_follower(self.bot.db, interaction.user.id),
            role=here.role.name if here else None,
            has_role=here is not None and here.has_role,
            time_zone=settings.time_zone,
        )
        await interaction.response.send_modal(form)

    async def keep(self, interaction: Interaction) -> None:
        """Keep what somebody chose, and say what follows from it."""
        choice = read_choice(form_values(interaction))
        self._refusals.require_patience(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        if choice.by_role:
            await self._follow_by_role(interaction)
        else:
            await self._follow_by_messages(interaction, choice)

    async def stop(self, interaction: Interaction) -> None:
        """End both ways, the role in this server alone."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        ended = list[str]()
        async with self.bot.db.transaction() as tx:
            if await store.set_unfollowed(tx, interaction.user.id):
                ended.append(
                    "I send you no more direct messages. Corrections still reach what you have; "
                    "/privacy deletes what is stored about you, and that with it."
                )
        here = await self._here(interaction)
        if here is not None and here.has_role:
            ended.append(await _take(here))
        await show(interaction, ended_card(self.bot.info, ended), private=True)

    async def _follow_by_role(self, interaction: Interaction) -> None:
        here = await self._here(interaction)
        if here is None:
            raise InputError(
                "This server has chosen no role for pings; its administrators do that with /alerts "
                "setup. /follow works by direct message meanwhile."
            )
        hindrance = hindrance_of(here.role)
        if hindrance is not None:
            raise InputError(f"{hindrance} /follow works by direct message meanwhile.")
        try:
            await here.member.add_roles(here.role, reason="/follow")
        except discord.Forbidden as error:
            self._refusals.note(interaction)
            raise InputError(
                f"Discord does not let me give you {here.role.mention}. An administrator looks at "
                "Server Settings, Roles: my role needs Manage Roles and a place above it."
            ) from error
        async with self.bot.db.transaction() as tx:
            ended = await store.set_unfollowed(tx, interaction.user.id)
        card = role_card(self.bot.info, here.role, here.destination, ended=ended)
        await show(interaction, card, private=True)

    async def _follow_by_messages(self, interaction: Interaction, choice: Choice) -> None:
        bot, user = self.bot, interaction.user
        before = await store.get_follower(bot.db, user.id)
        channel_id = await self._greet(interaction, before)
        async with bot.db.transaction() as tx:
            destination_id = await store.set_follower(
                tx,
                user.id,
                channel_id,
                least=choice.least,
                wants=choice.wants,
                milestones=choice.milestones,
                hours=choice.hours,
                now=bot.now(),
            )
            if interaction.guild_id is not None and is_at_home(interaction):
                await store.insert_follow(tx, destination_id, interaction.guild_id)
        bot.alerts.kick()
        here = await self._here(interaction)
        if here is not None and here.has_role and hindrance_of(here.role) is None:
            await _take(here)
        place = await store.get_follower(bot.db, user.id)
        if place is None:
            raise InputError("Somebody deleted what is stored about you meanwhile: /follow anew.")
        servers = await store.list_follows(bot.db, place.id)
        home = interaction.guild_id in servers and interaction.guild is not None
        server = interaction.guild.name if home and interaction.guild else None
        card = messages_card(bot.info, place, server=server, servers=len(servers), now=bot.now())
        await show(interaction, card, private=True)

    async def _greet(self, interaction: Interaction, before: Destination | None) -> int:
        """Open the direct messages with a first one, which shows at once whether they are open.

        Somebody who only changes what arrives anyway gets none. Return the channel's id.
        """
        if before is not None and before.mode is Mode.ACTIVE:
            return before.channel_id
        try:
            channel = await interaction.user.create_dm()
            await channel.send(
                f"You follow the news about {self.bot.info.subject} here. /unfollow ends it."
            )
        except discord.HTTPException as error:
            self._refusals.note(interaction)
            if error.code in REFUSALS:
                raise InputError(REFUSED[REFUSALS[error.code]]) from error
            if error.code == MESSAGES_TOO_FAST:
                raise InputError(
                    "Discord asks me to open direct messages more slowly. Nothing was changed; "
                    "please use /follow again in an hour."
                ) from error
            raise
        return channel.id

    async def _here(self, interaction: Interaction) -> Here | None:
        """Return what this server offers, None in direct messages and where there is no role."""
        guild, member = interaction.guild, interaction.user
        if guild is None or not is_at_home(interaction) or not isinstance(member, discord.Member):
            return None
        destination = await get_destination(self.bot.db, guild.id)
        role = guild.get_role((destination and destination.ping_role_id) or 0)
        return Here(member, destination, role) if destination and role else None


async def _take(here: Here) -> str:
    kept = f"You still have {here.role.mention}: I may not take it from you. An administrator can."
    if hindrance_of(here.role) is not None:
        return kept
    try:
        await here.member.remove_roles(here.role, reason="/unfollow")
    except discord.Forbidden:
        return kept
    return f"You no longer have {here.role.mention}."


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Follow(bot))
