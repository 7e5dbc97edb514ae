"""What moderators see of the queue: one card a story, with everybody who told it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.utils import format_dt

from bot.controls import Form, custom_id
from bot.enums import StoryState
from bot.models import PackInfo, Update
from bot.newsroom import REASON_MOST
from bot.store.stories import Story, Told
from bot.stories import CLAIM_S
from bot.text import cut, escape, link
from cogs.ui.cards import RELIABILITY_NOTES, Card, button, page_buttons
from cogs.ui.forms import add_field

A_PAGE = 4
TITLE_SHOWN, SUMMARY_SHOWN, LEADS_SHOWN = 150, 200, 4
KNOWN_SHOWN, OUTLET_SHOWN, TOLD_SHOWN = 100, 60, 100
STORY_MOST = 950  # characters, so that a page of four stories fits into one message
OPTIONS_MOST = 25  # of a menu (developers/components/reference#string-select)
OPTION_MOST = 100
LIVE = "live"  # stands for the page in the controls of the message in the desk channel
_GREEN, _RED = discord.ButtonStyle.success, discord.ButtonStyle.danger


def pages_of(stories: Sequence[Story]) -> int:
    """Return how many pages the queue has, one at least."""
    return max(1, -(-len(stories) // A_PAGE))


def on_page(stories: Sequence[Story], page: int) -> Sequence[Story]:
    """Return what stands on a page."""
    return stories[page * A_PAGE : (page + 1) * A_PAGE]


def render_queue(
    info: PackInfo,
    stories: Sequence[Story],
    known: Mapping[int, Update],
    now: int,
    page: int | None,
) -> Card:
    """Render a page of the queue, or with None the message in the desk channel.

    ``known`` are updates that seem to say a story already, by the story's id.
    """
    card = Card(info.colour)
    if not stories:
        return card.text(
            "### The queue is empty",
            "Tips of members and items of feeds wait here until a moderator decides.",
        )
    waiting = "1 story waits" if len(stories) == 1 else f"{len(stories)} stories wait"
    card.text(f"### News desk: {waiting}")
    place = LIVE if page is None else str(page)
    for story in on_page(stories, page or 0):
        card.rule().text(*_lines(story, known.get(story.id), now))
        card.row(*_buttons(story, place, alone=len(stories) == 1))
    if page is not None:
        pages = pages_of(stories)
        return card.row(
            *page_buttons(
                page, pages, lambda to: custom_id("queue:page:1", to), ("Previous", "Next")
            )
        )
    if len(stories) > A_PAGE:
        card.rule().row(button(f"See all {len(stories)}", custom_id("queue:page:1", 0)))
    return card


def _lines(story: Story, known: Update | None, now: int) -> list[str]:
    first = story.leads[0]
    head = [f"**{escape(cut(story.title, TITLE_SHOWN))}**"]
    more = " ".join(first.summary.split()).removeprefix(first.title).lstrip(".!?… ")
    if more:
        head.append(escape(cut(more, SUMMARY_SHOWN)))
    notes = _notes(story, known, now)
    room = STORY_MOST - sum(len(line) + 1 for line in (*head, *notes))
    sources: list[str] = []
    for told in story.leads[:LEADS_SHOWN]:
        line = _source(told, first.title)
        if len(line) > room:
            line = _source(told, first.title, linked=False)
        if len(line) > room:
            break
        sources.append(line)
        room -= len(line) + 1
    left = len(story.leads) - len(sources)
    return [*head, *sources, *([f"-# and {left} more"] if left else []), *notes]


def _notes(story: Story, known: Update | None, now: int) -> list[str]:
    lines: list[str] = []
    if known is not None:
        headline = escape(cut(known.headline, KNOWN_SHOWN))
        lines.append(f"⚠️ Looks like update #{known.id}: {headline} ({known.date.text})")
    if story.state is StoryState.SECOND_LOOK:
        lines.append(f"👀 <@{story.asked_by}> wants a second look: somebody else decides")
    if story.claimed_by is not None and story.claimed_until > now:
        since = f"<t:{story.claimed_until - CLAIM_S}:R>"
        lines.append(f"✍️ <@{story.claimed_by}> opened the form {since}")
    return lines


def _source(told: Told, title: str, *, linked: bool = True) -> str:
    outlet = cut(told.outlet, OUTLET_SHOWN)
    parts = [link(outlet, told.link) if told.link and linked else escape(outlet)]
    if told.reliability is not None and told.reliability in RELIABILITY_NOTES:
        parts.append(RELIABILITY_NOTES[told.reliability])
    if told.sender_id is not None:
        parts.append(f"tip of <@{told.sender_id}>" + (", wants credit" if told.credit else ""))
    elif told.feed_id is None:
        parts.append("tip")
    moment = dt.datetime.fromtimestamp(told.taken_at, dt.UTC)
    parts.append(told.published.isoformat() if told.published else format_dt(moment, "R"))
    if told.title != title:
        parts.append(f"“{escape(cut(told.title, TOLD_SHOWN))}”")
    return f"-# {' · '.join(parts)}"


def _buttons(story: Story, place: str, *, alone: bool) -> list[discord.ui.Button[Any]]:
    row = [button("Accept", custom_id("queue:accept:1", story.id), _GREEN)]
    if not alone:
        row.append(button("Merge", custom_id("queue:merge:1", story.id)))
    if story.state is StoryState.OPEN:
        row.append(button("Second look", custom_id("queue:second:1", story.id, place)))
    row.append(button("Decline", custom_id("queue:decline:1", story.id, place), _RED))
    return row


def render_targets(info: PackInfo, story: Story, others: Sequence[Story]) -> Card:
    """Ask into which story another one goes; ``others`` come in the order of likeness."""
    menu = discord.ui.Select[Any](
        custom_id=custom_id("queue:into:1", story.id),
        placeholder="The story that stays",
        options=[
            discord.SelectOption(
                label=cut(other.title, OPTION_MOST),
                value=str(other.id),
                description=cut(", ".join(told.outlet for told in other.leads), OPTION_MOST),
            )
            for other in others[:OPTIONS_MOST]
        ],
    )
    return (
        Card(info.colour)
        .text(
            f"Into which story does **{escape(cut(story.title, TITLE_SHOWN))}** go?",
            "-# Its sources and tips move there; it leaves the queue.",
        )
        .row(menu)
    )


def decline_form(story: Story, place: str, known: Update | None) -> Form:
    """Make the form that asks why a story is no news."""
    form = Form("Decline the story", custom_id("queue:decline:1", story.id, place))
    senders = len({told.sender_id for told in story.leads if told.sender_id is not None})
    hint = "Only moderators see it: nobody sent a tip"
    if senders:
        hint = f"{'Who' if senders == 1 else f'{senders} people who'} sent it will read this"
    fields = {"reason": f"We have it already: update #{known.id}."} if known else {}
    add_field(form, fields, "reason", "Why is it no news?", REASON_MOST, hint=hint)
    return form


def render_line(info: PackInfo, *lines: str) -> Card:
    """Render what came of a press."""
    return Card(info.colour).text(*lines)
