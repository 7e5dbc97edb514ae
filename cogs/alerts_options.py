"""How alerts arrive: ``/alerts options``, ``hours``, ``time-zone`` and ``retracted``."""

import dataclasses
import re
from typing import cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.administration import change_options, change_settings
from bot.client import SequelBot
from bot.controls import Interaction, chosen, number
from bot.enums import Digest, Form
from bot.errors import InputError
from bot.hours import close_zones, parse_time, parse_zone
from bot.places import Destination, Hours
from bot.rights import may_administer, require_admin
from bot.store import digests
from bot.store.destinations import get_destination
from bot.store.guilds import get_settings
from cogs.ui.groups import move_commands
from cogs.ui.options_card import WEEKDAYS, Options, options_card

OFFERED = 25
NO_HOURS = "none"
_SPAN = re.compile(r"\s*([\d:]+)\s*(?:-|\u2013|to)\s*([\d:]+)\s*", re.ASCII | re.IGNORECASE)
DIGESTS = [
    app_commands.Choice(name="Off: each alert by itself", value="off"),
    app_commands.Choice(name="Every day", value="daily"),
    *(
        app_commands.Choice(name=f"Every {name}", value=str(day))
        for day, name in enumerate(WEEKDAYS)
    ),
]
RETRACTED = [
    app_commands.Choice(name="Struck through, with the reason", value="strike"),
    app_commands.Choice(name="Deleted", value="delete"),
]


class AlertsOptions(commands.Cog):
    """The settings of how a server's alerts arrive; they join the group ``/alerts``."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(presses={"alerts:tag:1": self.choose_tag})

    @app_commands.command(
        name="options", description="Silent alerts, discussion threads, publishing to followers"
    )
    @app_commands.describe(
        silent="Whether alerts that ping nobody make no sound",
        thread="Whether a discussion thread is opened under each alert",
        publish="Whether alerts in an announcement channel go to the servers that follow it",
    )
    async def options(
        self,
        interaction: Interaction,
        silent: bool | None = None,
        thread: bool | None = None,
        publish: bool | None = None,
    ) -> None:
        """Change what is named and show everything."""
        place = await self._place(interaction)
        wanted = dataclasses.replace(
            place,
            silent=place.silent if silent is None else silent,
            thread=place.thread if thread is None else thread,
            publish=place.publish if publish is None else publish,
        )
        if publish and place.form is not Form.ANNOUNCEMENT:
            raise InputError(
                "Only the messages of an announcement channel can be published to followers. "
                "/alerts setup chooses such a channel."
            )
        if thread and place.form is Form.FORUM:
            raise InputError("In a forum each alert is a post already, with room for discussion.")
        await self._change(interaction, place, wanted)

    @app_commands.command(name="hours", description="Quiet hours and digests, in local time")
    @app_commands.describe(
        quiet="From when to when nothing new comes, such as 22:00-07:00; none for no quiet hours",
        digest="Whether news wait for one message a day or a week",
        digest_at="When the digest comes, such as 18:00",
    )
    @app_commands.choices(digest=DIGESTS)
    async def hours(
        self,
        interaction: Interaction,
        quiet: str | None = None,
        digest: str | None = None,
        digest_at: str | None = None,
    ) -> None:
        """Change what is named and show everything."""
        place = await self._place(interaction)
        hours = place.hours
        if quiet is not None:
            start, stop = parse_span(quiet)
            hours = dataclasses.replace(hours, quiet_from=start, quiet_until=stop)
        if digest is not None:
            hours = with_digest(hours, digest)
        if digest_at is not None:
            hours = dataclasses.replace(hours, digest_at=parse_time(digest_at))
        await self._change(interaction, place, dataclasses.replace(place, hours=hours))

    @app_commands.command(
        name="time-zone", description="The time zone in which quiet hours and digests are meant"
    )
    @app_commands.describe(zone="Region and largest city, such as Europe/Berlin")
    async def time_zone(self, interaction: Interaction, zone: str) -> None:
        """Keep the server's time zone."""
        guild_id = require_admin(interaction)
        wanted = parse_zone(zone)
        await self._settings(interaction, time_zone=wanted)
        place = await get_destination(self.bot.db, guild_id)
        if place is None:
            text = f"The time zone of this server is {wanted} now. /alerts setup turns alerts on."
            await interaction.response.send_message(text, ephemeral=True)
            return
        self.bot.alerts.kick()
        await self._show(interaction)

    @time_zone.autocomplete("zone")
    async def complete_zone(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Offer the zones that are meant."""
        if not may_administer(interaction):
            return []
        return [
            app_commands.Choice(name=zone.replace("_", " "), value=zone)
            for zone in close_zones(current, OFFERED)
        ]

    @app_commands.command(name="retracted", description="What becomes of alerts that are retracted")
    @app_commands.describe(how="Struck through with the reason, or deleted")
    @app_commands.choices(how=RETRACTED)
    async def retracted(self, interaction: Interaction, how: str) -> None:
        """Keep what is done about retractions from now on."""
        await self._settings(interaction, strike_retracted=how == "strike")
        text = "Alerts that are retracted stay, struck through and with the reason."
        if how == "delete":
            text = (
                "Alerts that are retracted from now on are deleted. /news still tells that they "
                "were retracted, and why. Posts in a forum, and a digest as long as anything in "
                "it stands, are struck through."
            )
        await interaction.response.send_message(text, ephemeral=True)

    async def choose_tag(self, interaction: Interaction) -> None:
        """Keep the tag of the posts in a forum."""
        place = await self._place(interaction)
        guild, tag_id = interaction.guild, number("".join(chosen(interaction)[:1]))
        forum = guild.get_channel(place.channel_id) if guild is not None else None
        if not isinstance(forum, discord.ForumChannel):
            raise InputError("Alerts do not go to a forum any more.")
        if tag_id and forum.get_tag(tag_id) is None:
            raise InputError("That tag is gone. Choose another one: /alerts options.")
        wanted = dataclasses.replace(place, tag_id=tag_id or None)
        await self._keep(interaction, place, wanted)
        await self._show(interaction, edit=True)

    async def _change(
        self, interaction: Interaction, place: Destination, wanted: Destination
    ) -> None:
        if wanted != place:
            await self._keep(interaction, place, wanted)
        await self._show(interaction)

    async def _keep(
        self, interaction: Interaction, place: Destination, wanted: Destination
    ) -> None:
        """Keep options; what waits for hours is looked at by the new ones."""
        await change_options(self.bot.db, interaction.user.id, place, wanted, self.bot.now())
        self.bot.alerts.kick()

    async def _settings(self, interaction: Interaction, **changes: object) -> None:
        guild_id = require_admin(interaction)
        await change_settings(self.bot.db, guild_id, interaction.user.id, changes, self.bot.now())

    async def _show(self, interaction: Interaction, *, edit: bool = False) -> None:
        bot, place = self.bot, await self._place(interaction)
        settings = await get_settings(bot.db, place.guild_id)
        options = Options(
            place=place,
            strike=settings.strike_retracted,
            waiting=await digests.count_waiting(bot.db, place.id),
            now=bot.now(),
        )
        card = options_card(bot.info.colour, cast("discord.Guild", interaction.guild), options)
        if edit:
            await interaction.response.edit_message(view=card)
        else:
            await interaction.response.send_message(view=card, ephemeral=True)

    async def _place(self, interaction: Interaction) -> Destination:
        place = await get_destination(self.bot.db, require_admin(interaction))
        if place is None:
            raise InputError("Alerts are not set up here. /alerts setup chooses their channel.")
        return place


def parse_span(text: str) -> tuple[int | None, int | None]:
    """Read quiet hours such as 22:00-07:00, or none; InputError for anything else."""
    if text.strip().casefold() in (NO_HOURS, "off"):
        return None, None
    match = _SPAN.fullmatch(text)
    if match is None:
        raise InputError("Write quiet hours as 22:00-07:00, or none to have none.")
    start, stop = parse_time(match[1]), parse_time(match[2])
    if start == stop:
        raise InputError("Quiet hours need a beginning and another end, such as 22:00-07:00.")
    return start, stop


def with_digest(hours: Hours, choice: str) -> Hours:
    """Return hours with the chosen digest: off, daily, or the number of a weekday."""
    if choice.isdigit():
        return dataclasses.replace(hours, digest=Digest.WEEKLY, digest_day=int(choice) % 7)
    return dataclasses.replace(hours, digest=Digest(choice))


async def setup(bot: SequelBot) -> None:
    """Add the cog, its commands to the group of the alerts."""
    cog = AlertsOptions(bot)
    await bot.add_cog(cog)
    move_commands(bot, "alerts", *(command.name for command in cog.get_app_commands()))
