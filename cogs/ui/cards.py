"""Cards: what the bot answers, in Discord's Components V2, within Discord's limits."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Self

import discord

from bot.controls import Interaction, number
from bot.enums import Reliability, Spoiler
from bot.labels import CONFIDENCE_LABELS
from bot.models import Fact, Source
from bot.text import cut, escape, host_of, link, spoiler

TEXT_MOST = 4_000  # characters over all texts of a message (LayoutView)
SOURCES_SHOWN = 3
PAGE_MOST = 1_000_000  # keeps offsets within 64 bits whatever a custom id says
RELIABILITY_NOTES = {Reliability.FAN: "fan site", Reliability.REFERENCE: "reference site"}

Button = discord.ui.Button[Any]


class Card(discord.ui.LayoutView):
    """One box with texts, lines and buttons; finished, so that discord.py keeps no copy of it."""

    def __init__(self, colour: int) -> None:
        super().__init__(timeout=None)
        self.stop()
        self._box = discord.ui.Container[Self](accent_colour=colour)
        self._left = TEXT_MOST
        self.add_item(self._box)

    def text(self, *lines: str) -> Self:
        """Add lines of markdown; cut where the message would become too long."""
        text = cut("\n".join(line for line in lines if line), self._left)
        if text:
            self._left -= len(text)
            self._box.add_item(discord.ui.TextDisplay(text))
        return self

    @property
    def room(self) -> int:
        """How many characters still fit into the message."""
        return self._left

    def rule(self) -> Self:
        """Add a thin line."""
        self._box.add_item(discord.ui.Separator())
        return self

    def gap(self) -> Self:
        """Add a little air."""
        self._box.add_item(discord.ui.Separator(visible=False))
        return self

    def row(self, *items: discord.ui.Item[Any]) -> Self:
        """Add buttons or a menu; none at all adds no row."""
        if items:
            row = discord.ui.ActionRow[Self]()
            for item in items:
                row.add_item(item)
            self._box.add_item(row)
        return self

    def picture(self, name: str, alt: str) -> Self:
        """Add an attached picture with its alt text."""
        gallery = discord.ui.MediaGallery[Self]()
        gallery.add_item(media=f"attachment://{name}", description=cut(alt, 1_024))
        self._box.add_item(gallery)
        return self


def button(
    label: str,
    custom_id: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    *,
    disabled: bool = False,
) -> Button:
    """Make a button of ours; labels are cut to Discord's 80 characters."""
    return discord.ui.Button(
        label=cut(label, 80), custom_id=custom_id, style=style, disabled=disabled
    )


def page_number(text: str) -> int:
    """Read the number of a page from a custom id; InputError for anything that we did not write."""
    return min(number(text), PAGE_MOST)


def page_buttons(
    page: int, pages: int, id_of: Callable[[int], str], labels: tuple[str, str]
) -> list[Button]:
    """Make the buttons to the pages before and after, pages counted from 0; none for one page."""
    if pages <= 1:
        return []
    before, after = labels
    return [
        button(before, id_of(page - 1), disabled=page <= 0),
        button(after, id_of(page + 1), disabled=page >= pages - 1),
    ]


async def show(
    interaction: Interaction,
    card: Card,
    *,
    private: bool = False,
    turn: bool = False,
    file: discord.File | None = None,
) -> None:
    """Reply with a card; ``turn`` turns a page of the message that was pressed.

    Only who asked for that message turns its pages: others get the page for themselves, so that
    nobody reads one away from under somebody else.
    """
    files = [file] if file else []
    if interaction.response.is_done():
        await interaction.edit_original_response(view=card, attachments=files)
    elif turn and _is_own(interaction):
        await interaction.response.edit_message(view=card, attachments=files)
    else:
        await interaction.response.send_message(view=card, files=files, ephemeral=private or turn)


async def hold(interaction: Interaction, *, private: bool = False, turn: bool = False) -> None:
    """Ask Discord for patience before something slow; ``show`` then fills the reply in."""
    if turn and _is_own(interaction):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=private or turn, thinking=True)


def _is_own(interaction: Interaction) -> bool:
    asked = interaction.message.interaction_metadata if interaction.message else None
    return asked is None or asked.user.id == interaction.user.id


@lru_cache(maxsize=2_048)  # pure, and asked for the same few sources again and again
def source_text(source: Source) -> str:
    """Return a source with publisher, date and link; fan and reference sites are named as such."""
    publisher = source.publisher or (host_of(source.url) if source.url else "")
    notes = [link(publisher or source.title, source.url)]
    if source.published is not None:
        notes.append(source.published.text)
    if source.reliability and source.reliability in RELIABILITY_NOTES:
        notes.append(RELIABILITY_NOTES[source.reliability])
    return ", ".join(notes)


def sources_text(sources: Sequence[Source], most: int = SOURCES_SHOWN) -> str:
    """Return ``Source: …`` or ``Sources: …; …``, the first few of them."""
    if not sources:
        return "Source: no link was given"
    shown = "; ".join(source_text(source) for source in sources[:most])
    more = len(sources) - most
    word = "Source" if len(sources) == 1 else "Sources"
    return f"{word}: {shown}" + (f"; and {more} more" if more > 0 else "")


def guarded(text: str, level: Spoiler, *, shown: bool) -> str:
    """Return escaped text, behind bars where it gives something away and the server hides that."""
    return barred(escape(text), level, shown=shown)


def barred(markdown: str, level: Spoiler, *, shown: bool) -> str:
    """Return our own markdown as ``guarded`` does text: an address can give a fact away too."""
    return spoiler(markdown) if level is not Spoiler.NONE and not shown else markdown


def fact_lines(fact: Fact, *, spoilers: bool, most: int = SOURCES_SHOWN) -> list[str]:
    """Return a fact with its confidence, as-of date, sources and note."""
    notes = [CONFIDENCE_LABELS[fact.confidence]]
    if fact.as_of is not None:
        notes.append(f"as of {fact.as_of.text}")
    if fact.spoiler is not Spoiler.NONE:
        notes.append(f"{fact.spoiler} spoiler")
    lines = [guarded(fact.text, fact.spoiler, shown=spoilers)]
    if fact.notes:
        lines.append(f"-# Note: {guarded(fact.notes, fact.spoiler, shown=spoilers)}")
    sources = barred(sources_text(fact.sources, most), fact.spoiler, shown=spoilers)
    lines.append(f"-# {' · '.join(notes)} · {sources}")
    return lines
