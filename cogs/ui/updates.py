"""How an update is written out on the cards of members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from bot.labels import kind_label
from bot.models import Source, Update
from bot.text import cut, escape
from cogs.ui.cards import Card, source_text, sources_text

SUMMARY_MOST = 300  # in a list; the alert and its details show all of it
SUMMARY_LEAST = 80
FOOTER_ROOM = 100
SOURCES_IN_LIST = 2
NAMED_MOST = 4
UPDATES_A_PAGE = 5


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of updates; pages are counted from 0."""

    listed: Sequence[Update]
    number: int

    @classmethod
    def of(cls, listed: Sequence[Update], number: int) -> Self:
        """Return a page, the last one where there are fewer by now."""
        return cls(listed, min(number, cls(listed, 0).count - 1))

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-len(self.listed) // UPDATES_A_PAGE))

    @property
    def updates(self) -> Sequence[Update]:
        """What stands on this page."""
        first = self.number * UPDATES_A_PAGE
        return self.listed[first : first + UPDATES_A_PAGE]

    @property
    def footer(self) -> str:
        """How many updates there are, and which page this is."""
        total = len(self.listed)
        counted = "1 update" if total == 1 else f"{total:,} updates, newest first"
        return counted + (f" · page {self.number + 1} of {self.count}" if self.count > 1 else "")


def named_text(update: Update, people: Mapping[str, str]) -> str:
    """Return ``Named: …`` with the persons in an update, or nothing."""
    names = sorted(people[id_] for id_ in update.people if id_ in people)
    if not names:
        return ""
    more = f" and {len(names) - NAMED_MOST} more" if len(names) > NAMED_MOST else ""
    return f"Named: {escape(', '.join(names[:NAMED_MOST]))}{more}"


def update_lines(update: Update, room: int, link: str = "") -> list[str]:
    """Return an update for a list: date, headline, summary, kind, sources and a link.

    Within so many characters: the summary gives way first, then the further sources.
    """
    head = f"**{update.date.text} · {escape(update.headline)}**"
    notes = ""
    for most in range(SOURCES_IN_LIST, 0, -1):
        parts = [kind_label(update), sources_text(update.sources, most), link]
        notes = f"-# {' · '.join(part for part in parts if part)}"
        if len(head) + len(notes) + SUMMARY_LEAST <= room:
            break
    left = room - len(head) - len(notes) - 2
    return [head, cut(escape(update.summary), max(0, min(SUMMARY_MOST, left))), notes]


def source_lines(sources: Sequence[Source], room: int) -> list[str]:
    """Return a line for each source with its title, as many as fit into so many characters."""
    lines: list[str] = []
    for source in sources:
        # A moderator's link has the headline for a title, and a source without a publisher is
        # called by its title: neither is worth saying twice.
        titled = source.reliability is not None and (source.publisher or source.url)
        line = f"- {escape(source.title)}: " if titled else "- "
        line += source_text(source)
        if len(line) + 40 > room:
            lines.append(f"- and {len(sources) - len(lines)} more")
            break
        room -= len(line) + 1
        lines.append(line)
    return lines or ["- no link was given"]


def add_updates(card: Card, page: Page, links: Mapping[int, str] | None = None) -> None:
    """Add the updates of a page to a card, each with its link, and which page it is."""
    for number, update in enumerate(page.updates):
        room = (card.room - FOOTER_ROOM) // (len(page.updates) - number)
        card.gap().text(*update_lines(update, room, (links or {}).get(update.id, "")))
    card.gap().text(f"-# {page.footer}")
