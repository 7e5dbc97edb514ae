"""What an alert says beyond its own words: a date that moved, what became of a rumour."""

from bot.desk.outlets import record_text
from bot.enums import Outcome
from bot.models import PartialDate, Rumour, Slip, Source, Update
from bot.text import escape, host_of, link

OUTCOMES = {Outcome.CONFIRMED: "Confirmed", Outcome.DEBUNKED: "Debunked"}
_MOVED = {"date": "Release date moved", "stage": "Stage moved", "corrected": "Date corrected"}


def source_name(source: Source) -> str:
    """Return who published a source: its publisher, else its website, else its title."""
    return source.publisher or (host_of(source.url) if source.url else "") or source.title


def headline_of(update: Update) -> str:
    """Return the headline with what became of it: confirmed, debunked or corrected."""
    headline = f"**{escape(update.headline)}**"
    settled = OUTCOMES.get(update.rumour.outcome) if update.rumour else None
    if settled:
        return f"{settled}: {headline}"
    return f"{headline} (corrected)" if update.corrected_at is not None else headline


def moved_title(slip: Slip) -> str:
    """Return what moved, such as ``Release date moved from May 2027 to June 2027``."""
    return f"{_MOVED[slip.what]} from {slip.old} to {slip.new}"


def moved_text(update: Update, slip: Slip) -> str:
    """Return who said so, and what was stated before."""
    if slip.what == "corrected":
        return f"This alert gave {slip.old} before."
    source = update.sources[0] if update.sources else None
    who = link(source_name(source), source.url) if source else "no link was given"
    lines = [f"Moved from **{slip.old}** to **{slip.new}**, said {who} {_when(update.date)}."]
    lines += [f"- {stated}, said {day}" for stated, day in slip.history]
    return "\n".join(lines)


def outcome_text(rumour: Rumour) -> str:
    """Return what became of a rumour, by whom and when; empty while it is open."""
    settled = OUTCOMES.get(rumour.outcome)
    if not settled or rumour.day is None or rumour.link is None:
        return ""
    by = f" · update #{rumour.settled_by}" if rumour.settled_by is not None else ""
    return f"{settled} {_when(rumour.day)} by {link(host_of(rumour.link), rumour.link)}{by}"


def outlet_text(rumour: Rumour) -> str:
    """Return how the outlet's earlier rumours had fared when this one came out."""
    return escape(record_text(rumour.outlet, rumour.came_true, rumour.settled))


def _when(date: PartialDate) -> str:
    return f"on {date.text}" if date.day else f"in {date.text}"
