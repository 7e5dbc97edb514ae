"""What moderators see of what is planned: the form for a time, and the list."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import discord
from discord.utils import format_dt

from bot.controls import Form, custom_id
from bot.desk.publishing import WHY_HELD
from bot.models import Update
from bot.store.plans import Plan
from bot.text import cut, escape
from cogs.ui.cards import Card, button, page_buttons
from cogs.ui.desk_card import Reply
from cogs.ui.forms import add_field

A_PAGE = 6
HEADLINE_MOST = 150
TIME_MOST = 40


def time_form(update: Update, plan: Plan | None, zone: str) -> Form:
    """Make the form for when a draft is published, filled in with what is planned."""
    form = Form("Publish at a time", custom_id("schedule:set:1", update.id, update.revision))
    fields = {
        "due": _local(plan.due_at, zone) if plan else "",
        "until": _local(plan.until, zone) if plan and plan.until is not None else "",
    }
    add_field(
        form,
        fields,
        "due",
        "When",
        TIME_MOST,
        hint=cut(f"Such as tomorrow 18:00, in the server's time: {zone}", 100),
        placeholder="2026-12-01 18:00",
    )
    add_field(
        form,
        fields,
        "until",
        "Not after (optional)",
        TIME_MOST,
        hint="If the bot was down then and this is over too, it is not published",
        required=False,
    )
    return form


def planned_reply(update: Update, due_at: int, *, second: bool) -> Reply:
    """Say when a draft will be published."""
    at = _moment(due_at)
    text = f"**Update #{update.id} will be published {format_dt(at, 'F')}**, {format_dt(at, 'R')}."
    if second:
        text += "\nA second moderator has to approve it until then; the moderators are told."
    return Reply(f"{text}\n-# /desk scheduled changes or cancels that.")


def mistake_reply(problem: str, update: Update) -> Reply:
    """Say what to write instead, with the way back to the form."""
    again = custom_id("schedule:open:1", update.id, update.revision)
    style = discord.ButtonStyle.success
    return Reply(f"{problem}\n-# Nothing was planned.", rows=[[button("Again", again, style)]])


def scheduled_card(colour: int, planned: Sequence[tuple[Plan, Update, bool]], page: int) -> Card:
    """List what is planned, next first, and whether a second moderator is still to agree."""
    if not planned:
        return Card(colour).text(
            "### Nothing is scheduled", "-# The preview of a draft has “Schedule it”."
        )
    pages = -(-len(planned) // A_PAGE)
    page = min(page, pages - 1)
    card = Card(colour).text(f"### Scheduled · {len(planned)}")
    for plan, update, waiting in planned[page * A_PAGE : (page + 1) * A_PAGE]:
        due = _moment(plan.due_at)
        lines = [
            f"**#{update.id}** {escape(cut(update.headline, HEADLINE_MOST))}",
            f"{format_dt(due, 'F')} ({format_dt(due, 'R')})",
        ]
        if plan.until is not None:
            lines.append(f"-# not after {format_dt(_moment(plan.until), 'f')}")
        if plan.held is not None:
            lines.append(f"⚠️ Held: {WHY_HELD[plan.held]}")
        elif waiting:
            lines.append("-# waits for a second moderator: /desk approvals")
        card.rule().text(*lines).row(
            button("Change", custom_id("schedule:open:1", update.id, update.revision)),
            button("Cancel", custom_id("schedule:cancel:1", update.id, page)),
        )
    turns = page_buttons(
        page, pages, lambda to: custom_id("schedule:page:1", to), ("Sooner", "Later")
    )
    return card.row(*turns)


def _moment(at: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(at, dt.UTC)


def _local(at: int, zone: str) -> str:
    return _moment(at).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
