"""How an alert looks; the preview that moderators see is made by the same functions."""

from dataclasses import dataclass

import discord

from bot.controls import custom_id
from bot.delivery.notes import (
    OUTCOMES,
    headline_of,
    moved_text,
    moved_title,
    outcome_text,
    outlet_text,
    source_name,
)
from bot.enums import State
from bot.labels import KIND_COLOURS, RETRACTED_COLOUR, kind_label
from bot.models import Update
from bot.places import Destination
from bot.text import cut, escape, host_of, link

CONTENT_MOST = 2_000
DESCRIPTION_MOST = 4_096
CREDITS_MOST = 3
TITLE_MOST = 100  # of a thread and of a forum post
FIELD_MOST = 1_024


@dataclass(frozen=True, slots=True)
class Alert:
    """The parts of an alert's message."""

    content: str
    embed: discord.Embed
    view: discord.ui.View
    mentions: discord.AllowedMentions

    @property
    def pings(self) -> bool:
        """Whether anybody is notified by name."""
        return bool(self.mentions.roles)


def marker_of(update_id: int) -> str:
    """Return the custom id that an alert carries and by which it is found again."""
    return custom_id("alert:details:1", update_id)


def ping_of(update: Update, destination: Destination | None) -> int | None:
    """Return the role that an alert pings, None when it pings nobody."""
    if destination is None or destination.ping_role_id is None or update.importance is None:
        return None
    wanted = update.importance.rank >= destination.ping_from.rank
    return destination.ping_role_id if wanted else None


def title_of(update: Update) -> str:
    """Return what a forum post or a thread about an update is called."""
    settled = OUTCOMES.get(update.rumour.outcome) if update.rumour else None
    first = "Retracted" if update.state is State.RETRACTED else settled
    return cut(f"{first}: {update.headline}" if first else update.headline, TITLE_MOST)


def mentions_of(ping_role_id: int | None) -> discord.AllowedMentions:
    """Let an alert notify one role or nobody."""
    roles = [discord.Object(ping_role_id)] if ping_role_id is not None else False
    return discord.AllowedMentions(everyone=False, users=False, replied_user=False, roles=roles)


def render_alert(
    update: Update, ping_role_id: int | None = None, *, test: bool = False, person: bool = False
) -> Alert:
    """Render an update in its newest revision; ``person`` for somebody's direct messages.

    The content line carries the headline for push notifications and screen readers.
    """
    struck = update.state is State.RETRACTED
    headline = headline_of(update)
    if struck:
        headline = f"Retracted: ~~{escape(update.headline)}~~"
    elif update.slip is not None:
        headline = f"{headline}\n{moved_title(update.slip)}"
    if test:
        headline = f"Test, not news: {headline}"
    ping = f"<@&{ping_role_id}> " if ping_role_id is not None else ""
    embed = _embed(update, struck=struck)
    if test:
        embed.set_footer(text="A test of the alerts")
    return Alert(
        content=cut(f"{ping}{headline}", CONTENT_MOST),
        embed=embed,
        view=_view(update, person=person),
        mentions=mentions_of(ping_role_id),
    )


def _embed(update: Update, *, struck: bool) -> discord.Embed:
    summary = escape(update.summary)
    if struck:
        # Line by line, since not every client strikes through an empty line.
        struck_lines = (f"~~{line}~~" if line else "" for line in summary.splitlines())
        why = escape(update.retraction or "")
        summary = "\n".join([*struck_lines, "", f"**Why it was retracted:** {why}"])
    embed = discord.Embed(
        description=cut(summary, DESCRIPTION_MOST),
        colour=RETRACTED_COLOUR if struck else KIND_COLOURS[update.kind],
    )
    embed.set_author(name=f"{kind_label(update)} · {update.date.text}")
    if not struck:
        _add_notes(embed, update)
    if update.stage is not None and not struck:
        embed.add_field(name="Stage that this claims", value=update.stage.label)
    if update.release is not None and not struck:
        embed.add_field(name="Release date", value=update.release.text)
    embed.add_field(name="Source", value=_source(update), inline=False)
    embed.set_footer(text=_footer(update))
    return embed


def _add_notes(embed: discord.Embed, update: Update) -> None:
    if update.slip is not None:
        embed.title = moved_title(update.slip)
        text = cut(moved_text(update, update.slip), FIELD_MOST)
        embed.add_field(name="What moved", value=text, inline=False)
    if update.rumour is not None:
        for name, text in (
            ("What became of it", outcome_text(update.rumour)),
            ("The outlet so far", outlet_text(update.rumour)),
        ):
            if text:
                embed.add_field(name=name, value=text, inline=False)


def _source(update: Update) -> str:
    if not update.sources:
        return "No link was given."
    source = update.sources[0]
    return link(source_name(source), source.url)


def _footer(update: Update) -> str:
    parts = [f"Update #{update.id}"]
    if update.corrected_at is not None and update.state is State.PUBLISHED:
        parts.append("corrected")
    if update.credits:
        more = len(update.credits) - CREDITS_MOST
        parts.append(f"tip by {', '.join(update.credits[:CREDITS_MOST])}")
        parts[-1] += f" and {more} more" if more > 0 else ""
    return " · ".join(parts)


def follow_button(*, person: bool) -> discord.ui.Button[discord.ui.View]:
    """Make the button under what is posted, by which people choose what they get themselves."""
    label = "Change or stop" if person else "Follow"
    return discord.ui.Button(label=label, custom_id=custom_id("follow:open:1"))


def read_button(url: str) -> discord.ui.Button[discord.ui.View]:
    """Make the button that opens a source."""
    return discord.ui.Button(label=f"Read at {host_of(url)}"[:80], url=url)


def _view(update: Update, *, person: bool) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Details and history", custom_id=marker_of(update.id)))
    view.add_item(discord.ui.Button(label="Status now", custom_id=custom_id("status:now:1")))
    view.add_item(follow_button(person=person))
    url = update.sources[0].url if update.sources else None
    if url is not None:
        view.add_item(read_button(url))
    view.stop()  # the router hears of presses; discord.py would keep each view for ever
    return view
