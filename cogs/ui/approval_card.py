"""What a second moderator sees: the alert as it would look, what follows, and two buttons."""

from collections.abc import Sequence

import discord

from bot.client import SequelBot
from bot.controls import Form, custom_id
from bot.delivery.card import ping_of, render_alert
from bot.desk.approval import Approved
from bot.desk.publishing import wording_of, work_out
from bot.models import Update
from bot.newsroom import REASON_MOST, Editor
from bot.proposals import differences
from bot.store.plans import Request
from bot.store.updates import require_own
from bot.text import cut, escape
from cogs.ui.cards import Card, button
from cogs.ui.desk_card import Reply, pinged_text, places_text
from cogs.ui.forms import add_field

LISTED_MOST = 8
VALUE_MOST = 150


async def approval_preview(
    bot: SequelBot, guild: discord.Guild | None, editor: Editor, request: Request
) -> Reply:
    """Show what was asked about, just like its alert, with what would follow."""
    update = await require_own(bot.db, editor.guild_id, request.update_id)
    wording = wording_of(bot, request, update)
    outlook, _facts = await work_out(bot, editor, update, wording)
    alert = render_alert(outlook.shown, ping_of(outlook.shown, outlook.here))
    notes = discord.Embed(colour=bot.info.colour, title="Before you approve")
    lines = [f"Asked by {_asker(request)}, <t:{request.asked_at}:R>", outlook.change]
    if request.fields is not None:
        lines += [
            f"- {name}: “{_short(old)}” → “{_short(new)}”"
            for name, old, new in differences(update.wording, wording)
        ]
        lines += [f"**Why** · {escape(request.reason)}"] if request.reason else []
        notes.set_footer(text="A correction: nobody is pinged again.")
    else:
        lines.append(f"**Goes to** · {places_text(guild, outlook.here, outlook.channels)}")
        lines.append(f"**Pings** · {await pinged_text(guild, outlook)}")
    notes.description = cut("\n".join(lines), 4_096)
    row = [
        button("Approve", custom_id("approval:approve:1", request.id), discord.ButtonStyle.success),
        button("Return it", custom_id("approval:return:1", request.id)),
    ]
    head = f"-# **For approval** · only you see this; update #{update.id} is not out yet"
    if request.fields is not None:
        head = f"-# **For approval** · only you see this; update #{update.id} is not changed yet"
    return Reply(f"{head}\n{alert.content}", [alert.embed, notes], [row])


def approved_reply(done: Approved) -> Reply:
    """Say what followed from an approval."""
    update = done.update
    if done.due_at is not None:
        text = f"**Update #{update.id} is approved.** It is published <t:{done.due_at}:F>."
        return Reply(text)
    shows = "no alert shows it" if not done.places else f"alerts that show it: {done.places:,}"
    alert = render_alert(update)
    history = button("History", custom_id("desk:history:1", update.id, 0))
    text = f"**Update #{update.id} is approved and out**; {shows}.\n\n{alert.content}"
    return Reply(text, [alert.embed], [[history]])


def verdict_form(request: Request) -> Form:
    """Make the form in which a second moderator says why not."""
    form = Form("Return it", custom_id("approval:return:1", request.id))
    hint = "Whoever asked reads it in the draft's preview"
    add_field(
        form,
        {},
        "reason",
        "What should change?",
        REASON_MOST,
        hint=hint,
        style=discord.TextStyle.paragraph,
    )
    return form


def approvals_card(colour: int, waiting: Sequence[tuple[Request, Update]]) -> Card:
    """List what waits for a second moderator, oldest first."""
    if not waiting:
        return Card(colour).text(
            "### Nothing waits for a second moderator",
            "-# Administrators choose with /alerts approval whether somebody has to agree to what "
            "pings or moves the status.",
        )
    card = Card(colour).text("### Waiting for a second moderator")
    for request, update in waiting[:LISTED_MOST]:
        what = "correction of " if request.fields is not None else ""
        card.rule().text(
            f"**{what}#{update.id}** {escape(cut(update.headline, VALUE_MOST))}",
            f"-# asked by {_asker(request)}, <t:{request.asked_at}:R>",
        )
        card.row(button("Look at it", custom_id("approval:open:1", request.id)))
    more = len(waiting) - LISTED_MOST
    return card.text(f"-# and {more} more, once these are decided" if more > 0 else "")


def _asker(request: Request) -> str:
    return f"<@{request.asker_id}>" if request.asker_id else "a former moderator"


def _short(text: str) -> str:
    return escape(cut(" ".join(text.split()), VALUE_MOST)) or "nothing"
