"""What administrators see of how alerts arrive: sound, threads, followers, hours, tag."""

from dataclasses import dataclass

import discord

from bot.controls import custom_id
from bot.delivery.places import lacks_tag, tag_of
from bot.enums import Digest, Form
from bot.hours import local_time, next_digest, quiet_until, time_text
from bot.places import Destination
from bot.text import escape
from cogs.ui.cards import Card, button

TAGS_MOST = 25  # options of a menu; a forum has 20 tags at most
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FORM_NAMES = {
    Form.TEXT: "a text channel",
    Form.ANNOUNCEMENT: "an announcement channel",
    Form.FORUM: "a forum: each alert is a post of its own",
    Form.PERSON: "direct messages",
}


@dataclass(frozen=True, slots=True)
class Options:
    """How a server's alerts arrive, as it is now."""

    place: Destination
    strike: bool
    waiting: int
    now: int


def options_card(colour: int, guild: discord.Guild, options: Options) -> Card:
    """Say in plain words how alerts arrive, with a menu for the tag where there are tags."""
    place = options.place
    card = Card(colour).text(
        "### How alerts arrive",
        f"**Where** · <#{place.channel_id}>, {FORM_NAMES[place.form]}",
        *_form_lines(guild, place),
        f"**Sound** · {_sound(place)}",
        f"**Retracted alerts** · {_retracted(place, strike=options.strike)}",
    )
    card.rule().text(*hours_lines(options))
    forum = guild.get_channel(place.channel_id)
    if isinstance(forum, discord.ForumChannel) and forum.available_tags:
        card.row(tag_menu(forum, place))
    return card.row(button("Send a test alert", custom_id("alerts:test:1")))


def hours_lines(options: Options) -> list[str]:
    """Return quiet hours, digest and time zone, with what comes next."""
    hours, now = options.place.hours, options.now
    clock = local_time(hours.time_zone, now).strftime("%H:%M")
    lines = [f"**Time zone** · {hours.time_zone.replace('_', ' ')}, where it is {clock} now"]
    if hours.quiet_from is None or hours.quiet_until is None:
        lines.append("**Quiet hours** · none: alerts come at any time")
    else:
        span = f"from {time_text(hours.quiet_from)} to {time_text(hours.quiet_until)}"
        end = quiet_until(hours, now)
        held = f" They hold now, until <t:{end}:t>." if end is not None else ""
        lines.append(
            f"**Quiet** · {span}. What is published meanwhile comes when they end, major news "
            f"too; corrections of what is shown make no sound and come at once.{held}"
        )
    return lines + _digest_lines(options)


def tag_menu(forum: discord.ForumChannel, place: Destination) -> discord.ui.Select[Card]:
    """Offer the tags of a forum; no tag only where the forum takes posts without one."""
    chosen = tag_of(forum, place)
    menu = discord.ui.Select[Card](
        custom_id=custom_id("alerts:tag:1"),
        placeholder="Choose the tag of the posts",
        options=[
            discord.SelectOption(
                label=tag.name, value=str(tag.id), default=chosen == tag, emoji=tag.emoji
            )
            for tag in forum.available_tags[: TAGS_MOST - 1]
        ],
    )
    if not forum.flags.require_tag:
        menu.add_option(label="No tag", value="0", default=chosen is None)
    return menu


def _digest_lines(options: Options) -> list[str]:
    hours, waiting = options.place.hours, options.waiting
    if hours.digest is Digest.OFF:
        return ["**Digest** · off: each alert comes by itself"]
    day = "every day" if hours.digest is Digest.DAILY else f"every {WEEKDAYS[hours.digest_day]}"
    following = next_digest(hours, options.now)
    waits = {0: "nothing waits yet", 1: "1 update waits"}.get(waiting, f"{waiting} updates wait")
    line = (
        f"**Digest** · {day} at {time_text(hours.digest_at)}, if there is any news. "
        f"Next digest: <t:{following}:f>, <t:{following}:R>; {waits}. "
        "Official announcements and status changes do not wait for it."
    )
    return [line]


def _form_lines(guild: discord.Guild, place: Destination) -> list[str]:
    if place.form is Form.FORUM:
        forum = guild.get_channel(place.channel_id)
        if not isinstance(forum, discord.ForumChannel):
            return []
        tag = tag_of(forum, place)
        if lacks_tag(forum, place):
            return ["⚠️ This forum takes no posts without a tag. Choose one below; alerts wait."]
        return [f"**Tag** · {escape(tag.name) if tag else 'none'}"]
    lines = [f"**Discussion** · {'a thread under each alert' if place.thread else 'no threads'}"]
    if place.form is Form.ANNOUNCEMENT:
        followed = "published to the servers that follow the channel, ten an hour at most"
        lines.append(f"**Followers** · {followed if place.publish else 'not published to them'}")
    return lines


def _sound(place: Destination) -> str:
    if not place.silent:
        return "like any message"
    if place.ping_role_id is None:
        return "silent: nobody's device makes a sound"
    return "silent, except for alerts that ping a role"


def _retracted(place: Destination, *, strike: bool) -> str:
    if strike:
        return "stay, struck through, with the reason"
    if place.form is Form.FORUM:
        return "stay, struck through: people may have written under a forum post"
    return "are deleted"
