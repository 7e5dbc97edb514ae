"""The form in which somebody follows, and the card that says what came of it."""

from dataclasses import dataclass
from typing import Any

import discord

from bot.controls import Form, custom_id
from bot.enums import Digest, Importance, Mode, Wants
from bot.errors import InputError
from bot.hours import local_time, parse_zone, time_text
from bot.labels import IMPORTANCE_LABELS
from bot.models import PackInfo
from bot.places import Destination, Hours
from bot.text import escape
from cogs.ui.cards import Card, button
from cogs.ui.forms import add_field

ROLE, MESSAGES = "role", "messages"
ZONE_MOST = 60
Choices = tuple[tuple[str, str, str], ...]  # value, label, description

WHAT: Choices = (
    ("stages", "Stage changes only", "The film moves on or back, or the studio says where it is"),
    ("official", "Official words and stage changes", "What the studio itself announces, too"),
    ("notable", "All reports and statements", "Rumours and background are left out"),
    ("all", "Everything", "Rumours and background included, marked as such"),
)  # fmt: skip
_WANTS = {
    "stages": (Wants.STAGES, Importance.MINOR),
    "official": (Wants.OFFICIAL, Importance.MINOR),
    "notable": (Wants.ALL, Importance.NOTABLE),
    "all": (Wants.ALL, Importance.MINOR),
}
WHEN: Choices = (
    ("now", "At once", "Whatever the hour"),
    *(
        (
            f"quiet-{start}-{end}",
            f"At once, but not from {start:02}:00 to {end:02}:00",
            "What comes then waits until that is over",
        )
        for start, end in ((21, 7), (22, 7), (22, 8), (23, 8), (23, 9), (0, 9))
    ),
    *(
        (f"daily-{hour}", f"One message a day, at {hour:02}:00", "On days with news")
        for hour in (7, 8, 9, 12, 17, 18, 19, 20, 21, 22)
    ),
)  # fmt: skip
MILESTONES: Choices = (
    ("no", "No", "News alone"),
    ("yes", "Yes", "Anniversaries, round numbers of silent days; at noon"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose in the form."""

    by_role: bool
    wants: Wants
    least: Importance
    milestones: bool
    hours: Hours


def follow_form(
    current: Destination | None, *, role: str | None, has_role: bool, time_zone: str
) -> Form:
    """Make the form, filled in with what holds now; ``role`` is a server's ping role by name."""
    form = Form("Follow the news", custom_id("follow:keep:1"))
    active = current is not None and current.mode is not Mode.RETIRED
    place = current if active else None
    form.add_item(
        _menu("what", "What", WHAT, what_of(place), "Each alert names who said it, and where")
    )
    remembers = "yes" if place and place.milestones else "no"
    hint = "They are marked as no news"
    form.add_item(_menu("milestones", "Days to remember as well?", MILESTONES, remembers, hint))
    ways: Choices = ((MESSAGES, "By direct message", "To you alone, as you choose here"),)
    hint = "This server has no role for pings; direct messages need none"
    if role is not None:
        ways += (
            (
                ROLE,
                f"By the role {role}"[:100],
                "This server pings it; it decides for what and when",
            ),
        )
        hint = "With the role the server decides what pings; the rest of this form is then not used"
    form.add_item(_menu("how", "How", ways, ROLE if has_role and place is None else MESSAGES, hint))
    form.add_item(_menu("when", "When", WHEN, when_of(place), "In your time zone"))
    zone = place.hours.time_zone if place else time_zone
    add_field(
        form, {"zone": zone}, "zone", "Your time zone", ZONE_MOST,
        hint="A large city of it is enough, such as Berlin or New York", required=False,
    )  # fmt: skip
    return form


def read_choice(fields: dict[str, str]) -> Choice:
    """Read the form; InputError says what to write instead."""
    wants, least = _WANTS.get(fields.get("what", ""), (None, None))
    if wants is None or least is None:
        raise InputError("Choose what you want to follow.")
    kind, _, rest = fields.get("when", "now").partition("-")
    zone = parse_zone(fields.get("zone", "").strip() or "UTC")
    hours = Hours(time_zone=zone)
    try:
        if kind == "quiet":
            start, end = (60 * int(hour) % 1440 for hour in rest.split("-"))
            hours = Hours(time_zone=zone, quiet_from=start, quiet_until=end)
        elif kind == "daily":
            hours = Hours(time_zone=zone, digest=Digest.DAILY, digest_at=60 * int(rest) % 1440)
    except ValueError:
        raise InputError("Choose when you want your news.") from None
    return Choice(
        by_role=fields.get("how") == ROLE,
        wants=wants,
        least=least,
        milestones=fields.get("milestones") == "yes",
        hours=hours,
    )


def what_of(place: Destination | None) -> str:
    """Return the value of the menu for what holds now."""
    if place is None:
        return "notable"
    chosen = (place.wants, place.least)
    return next((value for value, pair in _WANTS.items() if pair == chosen), place.wants.value)


def when_of(place: Destination | None) -> str:
    """Return the value of the menu for the hours that hold now."""
    if place is None:
        return "now"
    hours = place.hours
    if hours.digest is not Digest.OFF:
        return f"daily-{hours.digest_at // 60}"
    if hours.quiet_from is not None and hours.quiet_until is not None:
        return f"quiet-{hours.quiet_from // 60}-{hours.quiet_until // 60}"
    return "now"


def messages_card(
    info: PackInfo, place: Destination, *, server: str | None, servers: int, now: int
) -> Card:
    """Say what somebody gets by direct message, when, and how to change or end it.

    ``server`` is where they pressed, ``servers`` in how many they follow.
    """
    what = next(label for value, label, _ in WHAT if value == what_of(place))
    places = "the newsroom"
    if server is not None:
        others = f", in {servers - 1} more servers" if servers > 1 else ""
        places += f", and what is told in {escape(server)}{others} alone, while you are a member"
    hours = place.hours
    at = local_time(hours.time_zone, now).strftime("%H:%M")
    return (
        Card(info.colour)
        .text(
            "### You follow the news by direct message",
            f"**You get** · {what}, and each correction",
            f"**From** · {places}",
            f"**When** · {_when(hours)}",
            f"-# Your time zone is {escape(hours.time_zone)}, where it is {at} now.",
            f"**Days to remember** · {'yes, at noon' if place.milestones else 'no'}",
        )
        .gap()
        .text("-# To end it: the button, or /unfollow. /privacy deletes what is stored about you.")
        .row(
            button("Change", custom_id("follow:open:1")),
            button("Stop", custom_id("follow:stop:1"), discord.ButtonStyle.danger),
        )
    )


def role_card(info: PackInfo, role: discord.Role, place: Destination, *, ended: bool) -> Card:
    """Say what somebody gets by the ping role, and how to change or end it."""
    return (
        Card(info.colour)
        .text(
            "### You follow the news by a role",
            f"**You get** · a ping by {role.mention} for: {IMPORTANCE_LABELS[place.ping_from]}",
            f"**Where** · <#{place.channel_id}>, with {escape(role.guild.name)}'s alerts",
            "**When** · as the server decides",
            "Your direct messages from me have ended." if ended else "",
        )
        .gap()
        .text("-# To end it: the button, or /unfollow. Nothing about you is stored for this.")
        .row(
            button("Change", custom_id("follow:open:1")),
            button("Stop", custom_id("follow:stop:1"), discord.ButtonStyle.danger),
        )
    )


def ended_card(info: PackInfo, ended: list[str]) -> Card:
    """Say what has ended."""
    if not ended:
        return Card(info.colour).text(
            "### You follow nothing here", "/follow begins: by direct message, or by a role."
        )
    return Card(info.colour).text("### You no longer follow the news", *ended)


def _when(hours: Hours) -> str:
    if hours.digest is not Digest.OFF:
        return f"one message a day at {time_text(hours.digest_at)}, on days with news"
    if hours.quiet_from is not None and hours.quiet_until is not None:
        night = f"{time_text(hours.quiet_from)} to {time_text(hours.quiet_until)}"
        until = time_text(hours.quiet_until)
        return f"at once, but not from {night}: what comes then waits until {until}"
    return "at once"


def _menu(key: str, label: str, choices: Choices, chosen: str, hint: str) -> discord.ui.Label[Any]:
    menu = discord.ui.Select[Any](
        custom_id=key,
        options=[
            discord.SelectOption(label=text, value=value, description=more, default=value == chosen)
            for value, text, more in choices
        ],
    )
    return discord.ui.Label(text=label, description=hint, component=menu)
