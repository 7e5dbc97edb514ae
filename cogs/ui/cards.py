"""Cards: what the bot answers, in Discord's Components V2, within Discord's limits."""

from collections.abc import Sequence
from typing import Any, Self

import discord

from bot.labels import CONFIDENCE_LABELS
from bot.models import Fact, Reliability, Source, Spoiler, Update
from bot.text import cut, escape, host_of, link, spoiler

TEXT_MOST = 4_000  # characters over all texts of a message (LayoutView)
SOURCES_SHOWN = 3
RELIABILITY_NOTES = {Reliability.FAN: "fan site", Reliability.REFERENCE: "reference site"}

Row = Sequence[discord.ui.Item[Any]]


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

    def rule(self) -> Self:
        """Add a thin line."""
        self._box.add_item(discord.ui.Separator())
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
) -> discord.ui.Button[Any]:
    """Make a button of ours; labels are cut to Discord's 80 characters."""
    return discord.ui.Button(
        label=cut(label, 80), custom_id=custom_id, style=style, disabled=disabled
    )


def source_text(source: Source) -> str:
    """Return a source with publisher, date and link; fan and reference sites are named as such."""
    publisher = source.publisher or (host_of(source.url) if source.url else "unknown publisher")
    notes = [link(publisher, source.url)]
    if source.published is not None:
        notes.append(source.published.text)
    if source.reliability in RELIABILITY_NOTES:
        notes.append(RELIABILITY_NOTES[source.reliability])
    return ", ".join(notes)


def sources_text(sources: Sequence[Source]) -> str:
    """Return ``Source: …`` or ``Sources: …; …``, the first few of them."""
    if not sources:
        return "Source: none was given"
    shown = "; ".join(source_text(source) for source in sources[:SOURCES_SHOWN])
    more = len(sources) - SOURCES_SHOWN
    word = "Source" if len(sources) == 1 else "Sources"
    return f"{word}: {shown}" + (f"; and {more} more" if more > 0 else "")


def guarded(text: str, level: Spoiler, *, shown: bool) -> str:
    """Return escaped text, behind bars where it gives the manga away and the server hides that."""
    return spoiler(text) if level is Spoiler.MANGA and not shown else escape(text)


def fact_lines(fact: Fact, *, spoilers: bool) -> list[str]:
    """Return a fact with its confidence, as-of date, sources and note."""
    notes = [CONFIDENCE_LABELS[fact.confidence]]
    if fact.as_of is not None:
        notes.append(f"as of {fact.as_of.text}")
    if fact.spoiler is Spoiler.MANGA:
        notes.append("manga spoiler")
    lines = [
        guarded(fact.text, fact.spoiler, shown=spoilers),
        f"-# {' · '.join(notes)}",
        f"-# {sources_text(fact.sources)}",
    ]
    if fact.notes:
        lines.append(f"-# Note: {guarded(fact.notes, fact.spoiler, shown=spoilers)}")
    return lines


def update_line(update: Update) -> str:
    """Return an update's first source with its date, for one line under it."""
    return sources_text(update.sources[:1]) if update.sources else "Source: no link was given"
