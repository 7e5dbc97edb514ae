"""What administrators see of the alerts: settings, what is missing, how the last ones went."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

import discord

from bot.controls import custom_id
from bot.delivery.places import lacks_tag, needed_to_send
from bot.delivery.verdicts import TO_FIND, TO_OPEN_THREAD, missing_permissions
from bot.enums import Mode, PostState
from bot.labels import IMPORTANCE_LABELS, MODE_LABELS, POST_LABELS
from bot.models import Destination, PartialDate, Post, Update
from bot.outlook import unwritten
from bot.text import cut, escape
from cogs.ui.cards import Card, button
from cogs.ui.options_card import tag_menu

HEADLINE_SHOWN = 80
MENTION_EVERYONE = "Mention @everyone, @here, and All Roles"  # as Discord's settings name it


def made_up_update(guild_id: int, today: dt.date) -> Update:
    """Return an update about nothing, for a test alert."""
    return dataclasses.replace(
        unwritten(guild_id),
        headline="This is how news will arrive here",
        summary="Nothing has happened: an administrator tries the alerts out. "
        "Real alerts name who said what, when, and where it can be read.",
        date=PartialDate.of(today),
        published_at=0,
    )


def setup_card(colour: int, guild: discord.Guild, destination: Destination) -> Card:
    """Say what is set up and what hinders it, with a test at hand."""
    hindrances = hindrances_of(guild, destination)
    card = Card(colour).text(
        "### Alerts are set up" + (", but something is missing" if hindrances else ""),
        *settings_lines(destination),
    )
    if hindrances:
        card.rule().text(*hindrances)
        forum = guild.get_channel(destination.channel_id)
        if isinstance(forum, discord.ForumChannel) and lacks_tag(forum, destination):
            card.row(tag_menu(forum, destination))
        card.row(button("Check again", custom_id("alerts:check:1"), discord.ButtonStyle.primary))
    else:
        card.text(
            "-# Silence, threads and followers: /alerts options. Quiet hours, digests: "
            "/alerts hours."
        )
        card.row(button("Send a test alert", custom_id("alerts:test:1")))
    return card


def status_card(
    colour: int,
    guild: discord.Guild,
    destination: Destination | None,
    *,
    posts: Sequence[tuple[Post, Update | None]],
    waiting: int,
) -> Card:
    """Show where alerts go, what hinders them and how the last ones went."""
    card = Card(colour)
    if destination is None:
        card.text("### Alerts are off", "/alerts setup chooses a channel for them.")
    else:
        card.text(f"### Alerts are {MODE_LABELS[destination.mode]}", *settings_lines(destination))
        hindrances = hindrances_of(guild, destination)
        card.rule().text(*(hindrances or ["No permission is missing."]))
    card.rule()
    if not posts:
        card.text("No alert has been queued here yet.")
    else:
        queue = f"{waiting} waiting to be sent or changed" if waiting else "nothing is waiting"
        card.text(f"**Last alerts** · {queue}", *(_post_line(*post) for post in posts))
    buttons = [button("Refresh", custom_id("alerts:status:1"))]
    if destination is not None:
        buttons.append(button("Send a test alert", custom_id("alerts:test:1")))
    return card.row(*buttons)


def settings_lines(destination: Destination) -> list[str]:
    """Return where alerts go, which, and whom they ping."""
    role_id = destination.ping_role_id
    pings = "nobody"
    if role_id is not None:
        pings = f"<@&{role_id}> for: {IMPORTANCE_LABELS[destination.ping_from]}"
    lines = [
        f"**Channel** · <#{destination.channel_id}>",
        f"**Gets** · {IMPORTANCE_LABELS[destination.least]}",
        f"**Pings** · {pings}",
    ]
    if destination.mode is Mode.PAUSED:
        lines.append("New alerts are left out until /alerts resume; corrections still arrive.")
    return lines


def hindrances_of(guild: discord.Guild, destination: Destination) -> list[str]:
    """Return what keeps alerts from being posted or from pinging, with the way to mend it."""
    channel = guild.get_channel(destination.channel_id)
    if channel is None:
        return ["⚠️ The channel is gone. Choose another one with /alerts setup."]
    permissions, lines = channel.permissions_for(guild.me), list[str]()
    needed = {**needed_to_send(destination), **TO_FIND}
    if destination.thread:
        needed.update(TO_OPEN_THREAD)
    missing = missing_permissions(permissions, needed)
    if missing:
        names = ", ".join(f"**{name}**" for name in missing)
        lines.append(
            f"⚠️ Missing in {channel.mention}: {names}. Allow me that under Edit Channel, "
            "Permissions; alerts wait until then."
        )
    if isinstance(channel, discord.ForumChannel) and lacks_tag(channel, destination):
        lines.append("⚠️ This forum takes no posts without a tag. Choose one; alerts wait for it.")
    role = guild.get_role(destination.ping_role_id or 0)
    if destination.ping_role_id is not None and role is None:
        lines.append("⚠️ The ping role is gone. Choose another one with /alerts setup.")
    elif role is not None and not (role.mentionable or permissions.mention_everyone):
        lines.append(
            f"⚠️ {role.mention} would be shown, but nobody would be notified. Turn on "
            "“Allow anyone to @mention this role” in the role's settings, or allow me "
            f"**{MENTION_EVERYONE}** in {channel.mention}."
        )
    return lines


def _post_line(post: Post, update: Update | None) -> str:
    headline = escape(cut(update.headline, HEADLINE_SHOWN)) if update else "deleted"
    number = f"**#{post.update_id}** " if post.update_id is not None else ""
    line = f"{number}{headline}\n-# {POST_LABELS[post.state].capitalize()}"
    if post.shown_struck:
        line += ", struck through"
    if post.message_id is not None:
        url = f"https://discord.com/channels/{post.guild_id}/{post.channel_id}/{post.message_id}"
        line += f" · [the alert]({url})"
    if post.shown_at is not None:
        line += f" · <t:{post.shown_at}:R>"
    if post.reason:
        line += f" · {escape(post.reason)}"
    if post.state is PostState.DUE and post.failures:
        line += f" · next try <t:{post.due_at}:R>"
    return line
