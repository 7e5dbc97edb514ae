"""What members see when they send a tip, and what they are told later."""

from collections.abc import Mapping

import discord

from bot.controls import Form, custom_id
from bot.desk.leads import SUMMARY_MOST
from bot.enums import StoryState
from bot.models import PackInfo, Update
from bot.store.tips import Telling
from bot.stories import Taken
from bot.text import cut, escape
from cogs.ui.cards import Card, button
from cogs.ui.forms import LINK_MOST, add_field

TITLE_SHOWN = 150


def tip_form(fields: Mapping[str, str]) -> Form:
    """Make the form of a tip, filled in with what there is."""
    form = Form("Send a tip to the news desk", custom_id("tips:send:1"))
    add_field(
        form,
        fields,
        "link",
        "Link to the source",
        LINK_MOST,
        hint="The page that says so; leave it empty where there is none",
        placeholder="https://",
        required=False,
    )
    add_field(
        form,
        fields,
        "said",
        "What does it say?",
        SUMMARY_MOST,
        hint="In your own words; the first sentence is shown first",
        style=discord.TextStyle.paragraph,
    )
    menu = discord.ui.Select[Form](
        custom_id="credit",
        options=[
            discord.SelectOption(
                label="No, do not name me", value="no", default=fields.get("credit") != "yes"
            ),
            discord.SelectOption(
                label="Yes, name me under the news",
                value="yes",
                default=fields.get("credit") == "yes",
            ),
        ],
    )
    hint = "Moderators see who sent it; readers only if you say yes"
    form.add_item(
        discord.ui.Label(text="Name you if it is published?", description=hint, component=menu)
    )
    return form


def render_mistake(info: PackInfo, problem: str, form_id: int) -> Card:
    """Say what to mend; the button opens the form with everything that was typed."""
    again = button("Write again", custom_id("tips:again:1", form_id), discord.ButtonStyle.success)
    return (
        Card(info.colour)
        .text(problem, "-# Nothing was sent, and what you typed is kept for a day.")
        .row(again)
    )


def render_taken(info: PackInfo, server: str, taken: Taken, known: Update | None) -> Card:
    """Thank for a tip and say what happens next."""
    lines = [f"Thank you! The news desk of **{escape(server)}** has your tip."]
    if taken.merged:
        lines.append("Somebody has told of this already, so yours stands beside theirs.")
    if known is not None:
        headline = escape(cut(known.headline, TITLE_SHOWN))
        lines.append(f"It looks like what update #{known.id} says: {headline}. /news shows it.")
    return Card(info.colour).text(
        *lines,
        "-# You get one direct message when the moderators have decided. Until then they see who "
        "sent it, and your id is kept; /privacy says more.",
    )


def render_outcome(info: PackInfo, server: str, telling: Telling, update: Update | None) -> Card:
    """Tell somebody what became of a tip."""
    title, place = escape(cut(telling.title, TITLE_SHOWN)), escape(server)
    head = f"Your tip for **{place}**: {title}"
    if telling.joined:
        return Card(info.colour).text(
            head,
            "It is now part of a story that others told of too. You get one more message when the "
            "moderators have decided.",
        )
    if telling.state is StoryState.ACCEPTED and update is not None:
        named = "You are named under it." if telling.credit and update.credits else ""
        return Card(info.colour).text(
            head,
            f"It became update #{update.id}: **{escape(update.headline)}**",
            f"Thank you! {named}",
        )
    return Card(info.colour).text(
        head,
        f"The moderators did not make news of it: {escape(telling.reason or '')}",
        "Thank you all the same.",
    )
