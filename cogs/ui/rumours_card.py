"""What moderators see of rumours: those that are open, the form, and what came of it."""

from collections.abc import Sequence

import discord

from bot.controls import Form, custom_id
from bot.delivery.card import render_alert
from bot.delivery.notes import OUTCOMES
from bot.desk.outlets import record_text
from bot.enums import Outcome
from bot.models import Update
from bot.text import cut, escape
from cogs.ui.cards import Card, button, page_buttons, sources_text
from cogs.ui.desk_card import Reply
from cogs.ui.forms import DATE_MOST, LINK_MOST, add_field

A_PAGE = 5
HEADLINE_MOST = 150
VERBS = {Outcome.CONFIRMED: "confirm", Outcome.DEBUNKED: "debunk"}


def rumours_card(
    colour: int, rumours: Sequence[tuple[Update, tuple[int, int]]], total: int, page: int
) -> Card:
    """List open rumours, oldest first, each with its outlet's record now."""
    if not rumours:
        return Card(colour).text(
            "### No rumour is open",
            "-# What is posted as a rumour is listed here until it is confirmed or debunked.",
        )
    card = Card(colour).text(f"### Open rumours · {total}", "-# Oldest first")
    for update, record in rumours:
        outlet = update.rumour.outlet if update.rumour else ""
        lines = [
            f"**#{update.id}** {escape(cut(update.headline, HEADLINE_MOST))}",
            f"-# {update.date.text} · {sources_text(update.sources, 1)}",
        ]
        if known := record_text(outlet, *record):
            lines.append(f"-# {escape(known)}")
        ids = update.id, update.revision
        card.rule().text(*lines).row(
            button("Confirmed", custom_id("rumour:confirm:1", *ids)),
            button("Debunked", custom_id("rumour:debunk:1", *ids)),
        )
    pages = max(1, -(-total // A_PAGE))
    turns = page_buttons(page, pages, lambda to: custom_id("rumour:page:1", to), ("Older", "Newer"))
    return card.row(*turns)


def settle_form(update: Update, outcome: Outcome) -> Form:
    """Make the form for the source that settles a rumour."""
    word = OUTCOMES[outcome]
    form = Form(
        f"{word}: rumour #{update.id}",
        custom_id("rumour:settle:1", VERBS[outcome], update.id, update.revision),
    )
    hint = "The page that shows it; readers see it in every copy of the alert"
    add_field(form, {}, "link", "Link to the source", LINK_MOST, hint=hint, placeholder="https://")
    hint = "The day it was settled: today, yesterday, 2022-12-14 or 2022-12"
    add_field(form, {"day": "today"}, "day", "When", DATE_MOST, hint=hint)
    hint = "If an update of this server says so, its number, like #12"
    add_field(form, {}, "by", "Settled by update (optional)", 20, hint=hint, required=False)
    return form


def settled_reply(update: Update, places: int) -> Reply:
    """Say what was noted and where it shows, with the way back."""
    outcome = update.rumour.outcome if update.rumour else Outcome.OPEN
    shows = "No alert of it is posted."
    if places:
        shows = "1 alert shows that" if places == 1 else f"{places:,} alerts show that"
        shows += " in a moment."
    alert = render_alert(update)
    if outcome is Outcome.OPEN:
        text = f"**Rumour #{update.id} is open again.** {shows}"
        return Reply(f"{text}\n\n{alert.content}", [alert.embed])
    row = [
        button(
            "Take it back",
            custom_id("rumour:reopen:1", update.id, update.revision),
            discord.ButtonStyle.danger,
        )
    ]
    text = f"**Rumour #{update.id} is {outcome}.** {shows}"
    return Reply(f"{text}\n\n{alert.content}", [alert.embed], [row])
