"""How a milestone looks where it is posted."""

import datetime as dt

import discord

from bot.controls import custom_id
from bot.delivery.card import CONTENT_MOST, DESCRIPTION_MOST, Alert, follow_button, read_button
from bot.delivery.notes import source_name
from bot.labels import RETRACTED_COLOUR
from bot.milestones import Milestone
from bot.models import PartialDate, Source
from bot.store.milestones import KeptMilestone
from bot.text import cut, escape, link


def marker_of(key: str) -> str:
    """Return the custom id that a milestone carries and by which it is found again."""
    return custom_id("milestone:why:1", key)


def render_milestone(
    kept: KeptMilestone, milestone: Milestone | None, *, struck: bool, colour: int, person: bool
) -> Alert:
    """Render a milestone; ``milestone`` is how it stands now, None when it would not come."""
    headline = escape(milestone.headline if milestone else kept.headline)
    summary = escape(milestone.summary if milestone else kept.summary)
    if struck:
        headline = f"Retracted: ~~{headline}~~"
        summary = "\n".join(f"~~{line}~~" if line else "" for line in summary.splitlines())
    day = PartialDate.of(dt.date.fromisoformat(kept.day))
    embed = discord.Embed(
        description=cut(summary, DESCRIPTION_MOST), colour=RETRACTED_COLOUR if struck else colour
    )
    embed.set_author(name=f"A day to remember, no news · {day.text}")
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Why this?", custom_id=marker_of(kept.key)))
    view.add_item(discord.ui.Button(label="Status now", custom_id=custom_id("status:now:1")))
    view.add_item(follow_button(person=person))
    if milestone and milestone.sources:
        source = milestone.sources[0]
        embed.add_field(name="Source", value=_source(source), inline=False)
        if source.url:
            view.add_item(read_button(source.url))
    view.stop()
    return Alert(
        content=cut(headline if struck else f"**{headline}**", CONTENT_MOST),
        embed=embed,
        view=view,
        mentions=discord.AllowedMentions.none(),
    )


def _source(source: Source) -> str:
    date = f", {source.published.text}" if source.published else ""
    return f"{link(source_name(source), source.url)}{date}"
