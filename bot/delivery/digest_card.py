"""How a digest looks: one message that tells of several updates, each in its newest words."""

from collections.abc import Sequence

import discord

from bot.controls import custom_id
from bot.delivery.card import (
    CONTENT_MOST,
    DESCRIPTION_MOST,
    TITLE_MOST,
    Alert,
    follow_button,
    mentions_of,
    ping_of,
)
from bot.delivery.notes import headline_of, moved_title, outcome_text, source_name
from bot.enums import Digest, Importance, State
from bot.hours import local_time
from bot.labels import KIND_COLOURS, RETRACTED_COLOUR, kind_label
from bot.models import PartialDate, Update
from bot.places import Destination
from bot.text import cut, escape, link

LISTED_MOST = 10
SUMMARY_MOST = 160
MORE_ROOM = 60


def digest_marker(digest_id: int) -> str:
    """Return the custom id that a digest carries and by which it is found again."""
    return custom_id("alert:digest:1", digest_id)


def digest_title(made_at: int, place: Destination) -> str:
    """Return what a digest is called, by the local day of its making."""
    day = PartialDate.of(local_time(place.hours.time_zone, made_at).date())
    span = "The week's news" if place.hours.digest is Digest.WEEKLY else "News digest"
    return cut(f"{span}, {day.text}", TITLE_MOST)


def render_digest(
    digest_id: int, made_at: int, updates: Sequence[Update], place: Destination
) -> Alert:
    """Render a digest; what matters most comes first, what is retracted is struck through."""
    ordered = sorted(updates, key=lambda update: (-_rank(update), update.id))
    standing = [update for update in ordered if update.state is not State.RETRACTED]
    # Decided by all of them, so that a retraction does not change who was notified.
    pings = [role for update in ordered if (role := ping_of(update, place)) is not None]
    role_id = pings[0] if pings else None
    named = "; ".join(escape(update.headline) for update in standing[:3])
    counted = "1 update" if len(updates) == 1 else f"{len(updates)} updates"
    lead = f"**{digest_title(made_at, place)}** · {counted}" + (f": {named}" if named else "")
    ping = f"<@&{role_id}> " if role_id is not None else ""
    embed = discord.Embed(
        description=_listed(ordered),
        colour=KIND_COLOURS[standing[0].kind] if standing else RETRACTED_COLOUR,
    )
    embed.set_footer(text="Corrections change this message")
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="All in full", custom_id=digest_marker(digest_id)))
    view.add_item(discord.ui.Button(label="Status now", custom_id=custom_id("status:now:1")))
    view.add_item(follow_button(person=place.user_id is not None))
    view.stop()  # the router hears of presses
    return Alert(cut(f"{ping}{lead}", CONTENT_MOST), embed, view, mentions_of(role_id))


def _rank(update: Update) -> int:
    return (update.importance or Importance.MINOR).rank


def _listed(updates: Sequence[Update]) -> str:
    """Return as many entries as fit, and how many more there are."""
    text = ""
    for number, update in enumerate(updates):
        entry = _entry(update) + "\n\n"
        if number == LISTED_MOST or len(text) + len(entry) > DESCRIPTION_MOST - MORE_ROOM:
            return f"{text}and {len(updates) - number} more: /news"
        text += entry
    return text.rstrip()


def _entry(update: Update) -> str:
    notes = [f"{kind_label(update)} · {update.date.text}"]
    source = update.sources[0] if update.sources else None
    if source is not None:
        notes.append(link(source_name(source), source.url))
    notes.append(f"#{update.id}")
    if update.state is State.RETRACTED:
        why = escape(cut(update.retraction or "", SUMMARY_MOST))
        return f"~~{escape(update.headline)}~~\nRetracted: {why}\n{' · '.join(notes)}"
    lines = [headline_of(update), moved_title(update.slip) if update.slip else ""]
    lines.append(escape(cut(" ".join(update.summary.split()), SUMMARY_MOST)))
    lines.append(outcome_text(update.rumour) if update.rumour else "")
    return "\n".join(line for line in [*lines, " · ".join(notes)] if line)
