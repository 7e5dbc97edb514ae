"""What moderators see when they add or mend a fact: the form, a preview, and what came of it."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.controls import Form, Interaction, custom_id
from bot.curation import ABOUT_MOST, CHOICES, NOTES_MOST, TEXT_MOST, TITLE_MOST
from bot.enums import Reliability, Spoiler
from bot.labels import CONFIDENCE_LABELS
from bot.models import Fact, PackInfo
from bot.store.additions import Addition
from bot.text import cut, escape
from cogs.ui.cards import Card, button, fact_lines
from cogs.ui.forms import add_field

LINK_MOST = 500
DATE_MOST = 30
CHOICES_MOST = 25  # options of a menu (developers/components/reference#string-select)
RELIABILITY_LABELS = {
    Reliability.PRIMARY: "Those who make it speak for themselves",
    Reliability.TRADE: "Trade press of the film business",
    Reliability.PRESS: "Newspaper, magazine or news site",
    Reliability.REFERENCE: "Encyclopaedia",
    Reliability.FAN: "Fan site, blog or forum",
}
SPOILER_LABELS = {
    Spoiler.NONE: "Gives nothing away",
    Spoiler.FILM: "Spoiler for the film",
    Spoiler.MANGA: "Spoiler for the manga",
}
_GREEN, _RED = discord.ButtonStyle.success, discord.ButtonStyle.danger
_LONG = discord.TextStyle.paragraph


async def show_private(interaction: Interaction, card: Card, *, anew: bool = False) -> None:
    """Put a card into the private message that was pressed, or send it as a new one."""
    message = interaction.message
    if message is not None and message.flags.ephemeral and not anew:
        await interaction.response.edit_message(view=card)
    else:
        await interaction.response.send_message(view=card, ephemeral=True)


def fact_form(form_id: int, fields: Mapping[str, str], *, again: bool = False) -> Form:
    """Make the form of a fact, filled in with what there is; ``again`` comes from its preview."""
    title = f"Mend fact +{fields['addition']}" if fields.get("addition") else "Add a fact"
    ids = (form_id, 1) if again else (form_id,)
    form = Form(title, custom_id("facts:write:1", *ids))
    hint = "One or two whole sentences that make sense by themselves"
    if fields.get("asked"):
        hint = cut(f"Asked: {fields['asked']}", 100)
    add_field(form, fields, "text", "The fact", TEXT_MOST, hint=hint, style=_LONG)
    hint = f"Names that /lookup knows, with semicolons between them; {ABOUT_MOST} at most"
    add_field(form, fields, "about", "Whom or what it is about", 300, hint=hint)
    hint = "The page that says so"
    add_field(
        form, fields, "link", "Link to the source", LINK_MOST, hint=hint, placeholder="https://"
    )
    hint = "As the page, article or book is called, and by whom it is"
    add_field(form, fields, "title", "Title of the source", TITLE_MOST, hint=hint)
    hint = "The day up to which the source shows it: 2022-12-14, 2022-12, 2022 or today"
    add_field(form, fields, "as_of", "True as of", DATE_MOST, hint=hint)
    return form


def note_form(form_id: int, fields: Mapping[str, str]) -> Form:
    """Make the form for what speaks against a fact, or other versions of it."""
    form = Form("Note", custom_id("facts:note:1", form_id))
    hint = "What speaks against it, or other versions; needed for a disputed fact"
    add_field(form, fields, "notes", "Note", NOTES_MOST, hint=hint, style=_LONG, required=False)
    return form


def render_preview(
    info: PackInfo,
    form_id: int,
    fields: Mapping[str, str],
    fact: Fact,
    missing: str | None,
    *,
    wire: bool,
) -> Card:
    """Render a fact as members will see it, with what is still to be chosen."""
    mending = bool(fields.get("addition"))
    state = "the published fact is not changed yet" if mending else "nothing is published yet"
    card = Card(info.colour).text(f"-# **Preview** · only you see this; {state}")
    if fields.get("asked"):
        card.text(f"-# Answers: {escape(cut(fields['asked'], 200))}")
    category = info.categories.get(fact.category, "no category yet")
    card.text(f"-# Fact · {escape(category)}", *fact_lines(fact, spoilers=False)).rule()
    where = "in every server" if wire else "in this server only"
    card.text(missing or f"Ready. It will be told by /ask, /fact and /lookup {where}.")
    labels: dict[str, Mapping[Any, str]] = {
        "category": info.categories,
        "reliability": RELIABILITY_LABELS,
        "confidence": CONFIDENCE_LABELS,
        "spoiler": SPOILER_LABELS,
    }
    for key, options in labels.items():
        card.row(_menu(form_id, key, options, fields.get(key) or CHOICES[key]))
    label = "Publish the change" if mending else "Publish"
    publish = custom_id("facts:publish:1", form_id)
    return card.row(
        button(label, publish, _GREEN, disabled=missing is not None),
        button("Edit", custom_id("facts:edit:1", form_id)),
        button("Note", custom_id("facts:note:1", form_id)),
        button("Leave it", custom_id("facts:discard:1", form_id), _RED),
    )


def _menu(form_id: int, key: str, labels: Mapping[Any, str], chosen: str) -> discord.ui.Select[Any]:
    hints = {"category": "Choose the category", "reliability": "What kind of source is it?"}
    return discord.ui.Select(
        custom_id=custom_id("facts:choose:1", form_id, key),
        placeholder=hints.get(key),
        options=[
            discord.SelectOption(label=cut(label, 100), value=str(value), default=value == chosen)
            for value, label in labels.items()
        ][:CHOICES_MOST],
    )


def render_mistake(info: PackInfo, problem: str, form_id: int) -> Card:
    """Say what to mend; the button opens the form with everything that was typed."""
    card = Card(info.colour).text(
        problem, "-# Nothing was published, and what you typed is kept for a day."
    )
    return card.row(button("Write again", custom_id("facts:edit:1", form_id), _GREEN))


def render_published(
    info: PackInfo,
    addition: Addition,
    waiting: int = 0,
    *,
    mended: bool = False,
    late: bool = False,
) -> Card:
    """Say that a fact is out, and who will be told; ``late`` when its question was gone by then."""
    where = "in every server" if addition.wire else "in this server only"
    verb = "is changed" if mended else "is published"
    lines = [f"**Fact {addition.fact_id} {verb}**, {where}. /desk fact edit changes it."]
    if waiting:
        people = "1 person wanted" if waiting == 1 else f"{waiting} people wanted"
        lines.append(f"{people} to know and will get a message.")
    if late:
        lines.append(
            "The question that you answered is no longer on the list: somebody answered it "
            "meanwhile, or it was dropped. So this is a fact like any other, and nobody gets a "
            "message about it."
        )
    lines.append("-# Does the collection say otherwise somewhere? /desk fact retire takes it out.")
    fact = fact_lines(addition.fact, spoilers=False)
    return Card(info.colour).text(*lines).rule().text(*fact)


def render_retired(info: PackInfo, fact_id: str, *, own: bool, wire: bool, retired: bool) -> Card:
    """Say that a fact is no longer shown, with the way back, or that it is shown again."""
    where = "in any server" if wire else "in this server"
    if not retired:
        return Card(info.colour).text(f"Fact {escape(fact_id)} is shown again.")
    kept = "Its history keeps every wording." if own else "The collection itself is unchanged."
    card = Card(info.colour).text(
        f"**Fact {escape(fact_id)} is retired:** no longer dealt, looked up or told {where}.",
        f"-# {kept}",
    )
    return card.row(button("Bring it back", custom_id("facts:restore:1", fact_id)))
