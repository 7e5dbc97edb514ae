"""The latest news of a server, and one update in full."""

import datetime as dt
from collections.abc import Mapping, Sequence

from discord.utils import format_dt

from bot.controls import custom_id
from bot.delivery.notes import moved_text, moved_title, outcome_text, outlet_text
from bot.enums import Origin, State
from bot.labels import RETRACTED_COLOUR, kind_label
from bot.models import PackInfo, Update
from bot.names import fold
from bot.text import escape
from cogs.ui.cards import Card, button, page_buttons
from cogs.ui.updates import Page, add_updates, named_text, source_lines

SEARCH_MOST = 60  # characters of a folded search, so that it fits into a custom id
CHANGES_MOST = 6
ACTIONS = {"published": "Published", "corrected": "Corrected", "retracted": "Retracted"}


def find_news(updates: Sequence[Update], search: str) -> list[Update]:
    """Return the updates with every word of a folded search in them, newest first."""
    words = search.split()
    found = (
        update
        for update in reversed(updates)
        if all(word in fold(f"{update.headline} {update.summary}") for word in words)
    )
    return list(found)


def render_news(
    page: Page,
    search: str,
    *,
    info: PackInfo,
    alerts: Mapping[int, str],
) -> Card:
    """Render a page; ``alerts`` are the addresses of the alerts posted in this server."""
    about = f" about “{escape(search)}”" if search else ""
    card = Card(info.colour).text(f"### Latest news{about}", f"-# {escape(info.subject)}")
    add_updates(card, page, {id_: f"[See the alert]({url})" for id_, url in alerts.items()})
    return card.row(
        *page_buttons(
            page.number,
            page.count,
            lambda to: custom_id("news:page:1", to, search),
            ("Newer", "Older"),
        )
    )


def render_details(
    update: Update,
    history: Sequence[tuple[str, int]],
    info: PackInfo,
    people: Mapping[str, str],
) -> Card:
    """Render one update in full, with its sources and what readers saw change."""
    retracted = update.state is State.RETRACTED
    headline, summary = escape(update.headline), escape(update.summary)
    named = named_text(update, people)
    card = Card(RETRACTED_COLOUR if retracted else info.colour).text(
        f"-# Update #{update.id} · {kind_label(update)}",
        f"### ~~{headline}~~" if retracted else f"### {headline}",
        f"**Retracted:** {escape(update.retraction or '')}" if retracted else "",
        f"~~{summary}~~" if retracted else summary,
        f"-# {' · '.join(note for note in (f'**{update.date.text}**', named) if note)}",
    )
    claims: list[str] = []
    if update.stage is not None:
        claims.append(f"**Stage that it names:** {update.stage.label}")
    if update.release is not None:
        claims.append(f"**Release date that it states:** {update.release.text}")
    if update.slip is not None and not retracted:
        claims += [f"**{moved_title(update.slip)}**", moved_text(update, update.slip)]
    if update.rumour is not None and not retracted:
        claims += [outcome_text(update.rumour), outlet_text(update.rumour)]
    card.text(*claims)
    card.rule().text("**Sources**", *source_lines(update.sources, card.room - 500))
    card.gap().text(*_history(update, history))
    return card.row(button("Status now", custom_id("status:now:1")))


def _history(update: Update, history: Sequence[tuple[str, int]]) -> list[str]:
    if update.origin is Origin.PACK:
        return ["**History**", "- part of the collection; never posted as an alert"]
    corrections = sum(action == "corrected" for action, _ in history)
    times = {0: "never corrected", 1: "corrected once"}.get(
        corrections, f"corrected {corrections} times"
    )
    lines = [
        f"- {ACTIONS[action]} {format_dt(dt.datetime.fromtimestamp(at, dt.UTC), 'f')}"
        for action, at in history
    ]
    return [f"**History**: {times}", *lines[:1], *lines[1:][-CHANGES_MOST:]]
