"""What administrators see of the alerts: settings, what is missing, how the last ones went."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

import discord

from bot.controls import custom_id
from bot.delivery.places import lacks_tag, needed_to_send
from bot.delivery.verdicts import TO_FIND, TO_OPEN_THREAD, missing_permissions
from bot.enums import Mode, PostState, Trouble
from bot.labels import IMPORTANCE_LABELS, MODE_LABELS, POST_LABELS
from bot.models import PartialDate, Update
from bot.outlook import unwritten
from bot.places import Destination, Post
from bot.store.troubles import Health
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
    milestones: Mapping[int, str],
    health: Health,
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
        card.text(*_health_lines(destination, health))
        lines = (_post_line(*post, milestones) for post in posts)
        card.rule().text("**Last alerts**", *lines)
    buttons = [button("Refresh", custom_id("alerts:status:1"))]
    if destination is not None:
        buttons.append(button("Send a test alert", custom_id("alerts:test:1")))
    return card.row(*buttons)


def _health_lines(destination: Destination | None, health: Health) -> list[str]:
    """Return what waits and for what, and when an alert arrived last."""
    shown = f"<t:{health.shown_at}:R>" if health.shown_at is not None else "none yet"
    queue = "nothing is waiting"
    if health.waiting:
        queue = f"{health.waiting} waiting to be sent or changed"
        if destination is not None and destination.trouble is Trouble.MISSING:
            queue += ", until the permission is there"
        elif destination is not None and destination.trouble is Trouble.CHANNEL:
            queue += ", until another channel is chosen"
        elif health.next_at is not None:
            queue += f", next try <t:{health.next_at}:R>"
    return [f"**Queue** · {queue}", f"**Last one that arrived** · {shown}"]


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
    if destination.mode is Mode.PAUSED and destination.trouble is not Trouble.CHANNEL:
        lines.append("New alerts are left out until /alerts resume; corrections still arrive.")
    return lines


def hindrances_of(guild: discord.Guild, destination: Destination) -> list[str]:
    """Return what keeps alerts from being posted or from pinging, with the way to mend it."""
    channel = guild.get_channel(destination.channel_id)
    if channel is None:
        return ["⚠️ The channel is gone. Choose another one with /alerts setup."]
    permissions, lines = channel.permissions_for(guild.me), list[str]()
    if destination.trouble is Trouble.REFUSED:
        lines.append(
            f"⚠️ Discord refused the last try in {channel.mention}. Perhaps I am timed out; "
            "I try again twice a day."
        )
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


def _post_line(post: Post, update: Update | None, milestones: Mapping[int, str]) -> str:
    told = update.headline if update else milestones.get(post.milestone_id or 0)
    headline = escape(cut(told, HEADLINE_SHOWN)) if told else "deleted"
    if post.digest_id is not None:
        headline = "A digest"
    number = f"**#{post.update_id}** " if post.update_id is not None else ""
    line = f"{number}{headline}\n-# {POST_LABELS[post.state].capitalize()}"
    if post.shown_struck:
        line += ", struck through"
    if post.message_id is not None and post.state is not PostState.GONE:
        url = f"https://discord.com/channels/{post.guild_id}/{post.channel_id}/{post.message_id}"
        line += f" · [the alert]({url})"
    if post.shown_at is not None:
        line += f" · <t:{post.shown_at}:R>"
    if post.reason:
        line += f" · {escape(post.reason)}"
    return line
