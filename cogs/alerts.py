"""``/alerts``: administrators choose where alerts go and see how they went."""

from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot import administration
from bot.client import SequelBot
from bot.controls import Interaction
from bot.delivery.card import marker_of, render_alert, title_of
from bot.delivery.places import missing_in, needed_to_send, reason_of
from bot.delivery.trial import GONE, AlertChannel, try_out
from bot.enums import Form, Importance, Mode, Trouble
from bot.errors import InputError
from bot.labels import IMPORTANCE_LABELS
from bot.places import Destination
from bot.rights import require_admin
from bot.store.destinations import get_destination
from bot.store.milestones import list_milestone_headlines
from bot.store.posts import list_posts
from bot.store.troubles import get_health
from cogs.ui.alerts_card import made_up_update, setup_card, status_card

SHOWN = 8  # alerts of a server that its status lists
LEVELS = [
    app_commands.Choice(name=IMPORTANCE_LABELS[level], value=level.value) for level in Importance
]


class ToAlertChannel(app_commands.Transformer):
    """Offers the channels that alerts can go to; media channels take only pictures."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """What Discord lets people choose from."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Which of the channels."""
        kinds = discord.ChannelType
        return [kinds.text, kinds.news, kinds.forum]

    async def transform(self, interaction: Interaction, value: Any, /) -> AlertChannel:  # noqa: ANN401 - discord.py's edge
        """Return the chosen channel; InputError when the bot cannot see it."""
        del interaction
        channel = cast("app_commands.AppCommandChannel", value).resolve()
        if not isinstance(channel, AlertChannel):
            raise InputError("I cannot see that channel. Allow me View Channel there first.")
        return channel


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Alerts(commands.GroupCog, name="alerts", description="Where news alerts go"):
    """The settings of a server, for its administrators."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(
            presses={
                "alerts:test:1": self.send_test,
                "alerts:check:1": self.press_check,
                "alerts:status:1": self.show_status,
            }
        )

    @app_commands.command(
        name="setup", description="Choose the channel for alerts, and who is pinged"
    )
    @app_commands.describe(
        channel="A text or announcement channel, or a forum",
        ping_role="The role to ping; leave it out to ping nobody",
        least="Which news arrive (without: reports and statements)",
        ping_from="Which of them ping (without: official announcements and status changes)",
    )
    @app_commands.choices(least=LEVELS, ping_from=LEVELS)
    async def setup(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[AlertChannel, ToAlertChannel],
        ping_role: discord.Role | None = None,
        least: str = Importance.NOTABLE.value,
        ping_from: str = Importance.MAJOR.value,
    ) -> None:
        """Store where alerts go and say at once what is missing."""
        require_admin(interaction)
        _require_role(ping_role)
        await self._send_to(
            interaction,
            channel.id,
            form_of(channel),
            ping_role_id=ping_role.id if ping_role else None,
            least=Importance(least),
            ping_from=Importance(ping_from),
        )
        guild, destination = await self._destination(interaction)
        card = setup_card(self.bot.info.colour, guild, destination)
        await interaction.response.send_message(view=card, ephemeral=True)

    @app_commands.command(
        name="test", description="Post a test alert, marked as one, without a ping"
    )
    async def test(self, interaction: Interaction) -> None:
        """Post an alert about nothing."""
        await self.send_test(interaction)

    @app_commands.command(name="status", description="Where alerts go, and how the last ones went")
    async def status(self, interaction: Interaction) -> None:
        """Show the settings and the last alerts."""
        await self.show_status(interaction)

    @app_commands.command(name="pause", description="Post no new alerts for a while")
    async def pause(self, interaction: Interaction) -> None:
        """Leave new alerts out; corrections still arrive."""
        await self._set_mode(
            interaction,
            Mode.PAUSED,
            "Alerts are paused. What waits and what is published meanwhile is not posted here "
            "later, but /news shows it. Corrections of earlier alerts still arrive. "
            "/alerts resume ends the pause.",
        )

    @app_commands.command(name="resume", description="Post new alerts again")
    async def resume(self, interaction: Interaction) -> None:
        """Post new alerts from now on."""
        await self._set_mode(interaction, Mode.ACTIVE, "Alerts are on again, for news from now on.")

    @app_commands.command(name="off", description="Stop alerts for good")
    async def off(self, interaction: Interaction) -> None:
        """Post no new alerts; corrections of earlier ones still arrive."""
        await self._set_mode(
            interaction,
            Mode.RETIRED,
            "Alerts are off, and what waits is not posted. Alerts that are already posted stay, "
            "and corrections of them still arrive. /alerts setup turns alerts on again.",
        )

    @app_commands.command(
        name="desk", description="Let a role use the desk, beside Manage Messages"
    )
    @app_commands.describe(role="Who may write and publish news; leave it out for no role")
    async def desk(self, interaction: Interaction, role: discord.Role | None = None) -> None:
        """Choose the desk role."""
        require_admin(interaction)
        _require_role(role)
        await self._change(interaction, desk_role_id=role.id if role else None)
        text = "Only people with the permission Manage Messages may use /desk now."
        if role is not None:
            text = (
                f"{role.mention} may use /desk now, beside people with the permission Manage "
                "Messages. Discord may still hide the command from them: allow /desk for the role "
                "under Server Settings, Integrations."
            )
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(name="spoilers", description="Show or hide what gives the story away")
    @app_commands.describe(show="Show such facts without spoiler bars, at random too")
    async def spoilers(self, interaction: Interaction, show: bool) -> None:
        """Lift or restore the spoiler bars of a server."""
        await self._change(interaction, spoilers_shown=show)
        text = (
            "Spoilers for the film and the manga are behind bars again, and random facts leave "
            "those for the manga out."
        )
        if show:
            text = (
                "Spoilers for the film and the manga are shown openly in this server now, in "
                "random facts too."
            )
        await interaction.response.send_message(text, ephemeral=True)

    async def send_test(self, interaction: Interaction) -> None:
        """Post a test alert where the real ones go."""
        require_admin(interaction)
        guild, destination = await self._destination(interaction)
        channel = guild.get_channel(destination.channel_id)
        if not isinstance(channel, AlertChannel):
            raise InputError(GONE)
        missing = missing_in(self.bot, destination, needed_to_send(destination))
        if missing:
            raise InputError(f"I cannot post in {channel.mention}. {reason_of(missing)}.")
        await interaction.response.defer(ephemeral=True, thinking=True)
        update = made_up_update(guild.id, self.bot.today())
        alert = render_alert(update, test=True)
        for item in alert.view.children:
            if isinstance(item, discord.ui.Button) and item.custom_id == marker_of(update.id):
                item.disabled = True
        url = await try_out(
            self.bot.db, channel, alert, destination, title_of(update), now=self.bot.now
        )
        await interaction.followup.send(f"The test alert is in {channel.mention}: {url}")

    async def press_check(self, interaction: Interaction) -> None:
        """Look at the permissions once more; what waited for them is tried at once."""
        require_admin(interaction)
        guild, destination = await self._destination(interaction)
        if destination.mode is Mode.ACTIVE:
            await self._send_to(
                interaction,
                destination.channel_id,
                destination.form,
                ping_role_id=destination.ping_role_id,
                least=destination.least,
                ping_from=destination.ping_from,
            )
        card = setup_card(self.bot.info.colour, guild, destination)
        await interaction.response.edit_message(view=card)

    async def show_status(self, interaction: Interaction) -> None:
        """Show the settings and the last alerts, anew when refreshed."""
        guild_id = require_admin(interaction)
        posts, news = await list_posts(self.bot.db, guild_id, SHOWN), await self.bot.news()
        card = status_card(
            self.bot.info.colour,
            _guild(interaction),
            await get_destination(self.bot.db, guild_id),
            posts=[(post, news.find(post.update_id or 0, guild_id)) for post in posts],
            milestones=await list_milestone_headlines(
                self.bot.db, [post.milestone_id for post in posts if post.milestone_id]
            ),
            health=await get_health(self.bot.db, guild_id),
        )
        if interaction.message is not None and interaction.message.flags.ephemeral:
            await interaction.response.edit_message(view=card)
        else:
            await interaction.response.send_message(view=card, ephemeral=True)

    async def _send_to(
        self,
        interaction: Interaction,
        channel_id: int,
        form: Form,
        *,
        ping_role_id: int | None,
        least: Importance,
        ping_from: Importance,
    ) -> None:
        """Store where alerts go; what waited for a permission is tried at once."""
        await administration.send_alerts_to(
            self.bot.db,
            require_admin(interaction),
            interaction.user.id,
            channel_id,
            ping_role_id=ping_role_id,
            least=least,
            ping_from=ping_from,
            form=form,
            now=self.bot.now(),
        )
        self.bot.alerts.kick()

    async def _destination(self, interaction: Interaction) -> tuple[discord.Guild, Destination]:
        guild = _guild(interaction)
        destination = await get_destination(self.bot.db, guild.id)
        if destination is None:
            raise InputError("Alerts are not set up here. /alerts setup chooses their channel.")
        return guild, destination

    async def _set_mode(self, interaction: Interaction, mode: Mode, text: str) -> None:
        guild_id = require_admin(interaction)
        _, destination = await self._destination(interaction)
        if mode is Mode.ACTIVE and destination.trouble is Trouble.CHANNEL:
            raise InputError("The channel for alerts is gone. Choose another: /alerts setup.")
        await administration.set_alerts_mode(
            self.bot.db, guild_id, interaction.user.id, mode, self.bot.now()
        )
        await interaction.response.send_message(text, ephemeral=True)

    async def _change(self, interaction: Interaction, **changes: object) -> None:
        await administration.change_settings(
            self.bot.db, require_admin(interaction), interaction.user.id, changes, self.bot.now()
        )


def form_of(channel: AlertChannel) -> Form:
    """Return what kind of place a channel is."""
    if isinstance(channel, discord.ForumChannel):
        return Form.FORUM
    return Form.ANNOUNCEMENT if channel.is_news() else Form.TEXT


def _guild(interaction: Interaction) -> discord.Guild:
    if interaction.guild is None:
        raise InputError("This works only in a server.")
    return interaction.guild


def _require_role(role: discord.Role | None) -> None:
    if role is not None and role.is_default():
        raise InputError(
            "@everyone cannot be chosen, since it is every member. Choose a role that people "
            "take or are given, such as one for news pings."
        )


async def setup(bot: SequelBot) -> None:
    """Add the cog."""
    await bot.add_cog(Alerts(bot))
