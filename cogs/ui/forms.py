"""The forms of the desk; their fields carry the names that ``parse_wording`` reads."""

import datetime as dt
from collections.abc import Mapping

import discord

from bot.controls import Form, custom_id
from bot.enums import Kind, State
from bot.labels import KIND_HINTS, KIND_LABELS
from bot.newsroom import HEADLINE_MOST, REASON_MOST, SUMMARY_MOST
from bot.proposals import Proposal

LINK_MOST = 500
DATE_MOST = 30
TEXT_INPUT_MOST = 4_000  # developers/components/reference#text-input


def wording_form(proposal: Proposal, today: dt.date) -> Form:
    """Make the form in which an update is written, filled in with what there is."""
    update, title = proposal.update, "Post news"
    if update is not None and update.state is State.PUBLISHED:
        title = f"Correct update #{update.id}"
    elif update is not None and update.state is State.DRAFT:
        title = f"Edit draft #{update.id}"
    fields = {"date": today.isoformat(), **proposal.fields}
    form = Form(title, custom_id("desk:write:1", *proposal.ids))
    add_field(
        form, fields, "headline", "Headline", HEADLINE_MOST, hint="One line; phones show it first"
    )
    add_field(
        form,
        fields,
        "summary",
        "What happened",
        SUMMARY_MOST,
        hint="Who said what, and what that does not say yet",
        style=discord.TextStyle.paragraph,
    )
    add_field(
        form,
        fields,
        "link",
        "Link to the source",
        LINK_MOST,
        hint="Needed for official news and the filmmakers' words",
        placeholder="https://",
        required=False,
    )
    form.add_item(_kinds(fields.get("kind", "")))
    add_field(
        form,
        fields,
        "date",
        "When it was said or happened",
        DATE_MOST,
        hint="A day like 2022-12-14, a month like 2022-12, or a year",
    )
    return form


def release_form(proposal: Proposal) -> Form:
    """Make the form for the release date that an official update states."""
    form = Form("Release date", custom_id("desk:release:1", *proposal.ids))
    add_field(
        form,
        proposal.fields,
        "release",
        "Release date that is announced",
        DATE_MOST,
        hint="Only what the source says itself; leave it empty for none",
        placeholder="2027-05-21, 2027-05 or 2027",
        required=False,
    )
    return form


def reason_form(proposal: Proposal, places: int) -> Form:
    """Make the form that confirms a correction."""
    copies = "1 alert changes" if places == 1 else f"{places} alerts change"
    form = Form("Correct what is published", custom_id("desk:reason:1", *proposal.ids))
    add_field(
        form,
        {},
        "reason",
        "Why? (optional)",
        REASON_MOST,
        hint=f"Kept in the history of the desk. {copies} when you submit.",
        required=False,
    )
    return form


def add_field(
    form: Form,
    fields: Mapping[str, str],
    key: str,
    label: str,
    most: int,
    *,
    hint: str,
    style: discord.TextStyle = discord.TextStyle.short,
    placeholder: str | None = None,
    required: bool = True,
) -> None:
    """Add a text field, filled in with what was typed before."""
    default = fields.get(key, "")[:TEXT_INPUT_MOST]
    field = discord.ui.TextInput[Form](
        custom_id=key,
        style=style,
        default=default or None,
        placeholder=placeholder,
        required=required,
        # Discord refuses a form whose text is longer than it allows itself.
        max_length=max(most, len(default)),
    )
    form.add_item(discord.ui.Label(text=label, description=hint, component=field))


def _kinds(chosen: str) -> discord.ui.Label[Form]:
    menu = discord.ui.Select[Form](
        custom_id="kind",
        placeholder="Choose the closest",
        options=[
            discord.SelectOption(
                label=KIND_LABELS[kind],
                value=kind.value,
                description=KIND_HINTS[kind],
                default=kind.value == chosen,
            )
            for kind in Kind
        ],
    )
    return discord.ui.Label(text="Who says it", component=menu)
