"""The timeline: dated updates in pages, of all or of a selection, under their picture."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bot.controls import custom_id, number
from bot.enums import Kind
from bot.errors import InputError
from bot.labels import KIND_LABELS
from bot.models import PackInfo, Update
from bot.text import escape
from cogs.ui.cards import Card, page_buttons
from cogs.ui.updates import Page, add_updates

PICTURE_NAME = "timeline.png"
YEARS_NAMED = 12


@dataclass(frozen=True, slots=True)
class Selection:
    """Which updates are wanted; everything where nothing is set."""

    kind: Kind | None = None
    year: int | None = None
    person: str | None = None

    @classmethod
    def read(cls, kind: str, year: str, person: str) -> Self:
        """Read the ids of a custom id; InputError for anything that we did not write."""
        try:
            known = Kind(kind) if kind else None
        except ValueError:
            raise InputError("This button is not one of ours.") from None
        return cls(known, number(year) if year else None, person or None)

    @property
    def ids(self) -> tuple[str, str, str]:
        """What ``read`` reads."""
        return self.kind or "", str(self.year or ""), self.person or ""

    def pick(self, updates: Sequence[Update]) -> list[Update]:
        """Return the wanted updates, newest first."""
        return [
            update
            for update in reversed(updates)
            if self.kind in (None, update.kind)
            and self.year in (None, update.date.year)
            and (self.person is None or self.person in update.people)
        ]

    def describe(self, person: str | None) -> str:
        """Return the selection for a heading, such as ``2022, Press report``; maybe nothing."""
        parts = (person, str(self.year or ""), KIND_LABELS[self.kind] if self.kind else "")
        return ", ".join(part for part in parts if part)


def nothing_found(selection: Selection, described: str, updates: Sequence[Update]) -> InputError:
    """Say that nothing fits, and what would."""
    years = sorted({update.date.year for update in updates}, reverse=True)
    if not years:
        return InputError("No dated update is on record yet.")
    hint = "Leave an option out to see more."
    if selection.year is not None and selection.year not in years:
        named = ", ".join(str(year) for year in years[:YEARS_NAMED])
        hint = f"There are updates of {named}{' and earlier' if years[YEARS_NAMED:] else ''}."
    return InputError(f"There is no update for: {escape(described)}. {hint}")


def render_timeline(
    page: Page,
    selection: Selection,
    described: str,
    *,
    info: PackInfo,
    alt: str,
) -> Card:
    """Render a page under the attached picture."""
    head = f" · {escape(described)}" if described else ""
    card = Card(info.colour).text(f"### Timeline{head}", f"-# {escape(info.subject)}")
    card.picture(PICTURE_NAME, alt)
    add_updates(card, page)
    return card.row(
        *page_buttons(
            page.number,
            page.count,
            lambda to: custom_id("timeline:page:1", to, *selection.ids),
            ("Newer", "Older"),
        )
    )


def picture_title(info: PackInfo, described: str) -> str:
    """Return the heading inside the picture."""
    subject = f"{info.subject[:1].upper()}{info.subject[1:]}"
    return f"{subject}: {described}" if described else subject


def picture_key(version: int, picked: Sequence[Update], title: str, today: dt.date) -> object:
    """Return what a picture depends on: the same for all servers that see the same."""
    return version, tuple(update.id for update in picked), title, today
