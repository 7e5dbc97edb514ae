"""What waits for the moderators: questions without an answer, and answers that readers doubt."""

import datetime as dt
from collections.abc import Mapping, Sequence

from discord.utils import format_dt

from bot.controls import custom_id
from bot.models import Fact, PackInfo
from bot.store.questions import KeptQuestion, Report
from bot.text import cut, escape
from cogs.ui.cards import Card, button, fact_lines, page_buttons

A_PAGE = 4
QUESTION_SHOWN = 250
SUBJECT_SHOWN = 150
VERDICTS = {"wrong": "Called wrong", "outdated": "Called outdated"}


def pages_of(questions: Sequence[KeptQuestion], reports: Sequence[Report]) -> int:
    """Return how many pages the list has, one at least."""
    return max(1, -(-(len(questions) + len(reports)) // A_PAGE))


def entries_of(
    questions: Sequence[KeptQuestion], reports: Sequence[Report], page: int
) -> Sequence[KeptQuestion | Report]:
    """Return what stands on a page: questions first."""
    return [*questions, *reports][page * A_PAGE : (page + 1) * A_PAGE]


def render_questions(
    info: PackInfo,
    questions: Sequence[KeptQuestion],
    reports: Sequence[Report],
    page: int,
    *,
    subjects: Mapping[str, str],
    useful: int,
) -> Card:
    """Render a page of the list; ``subjects`` are the texts of what reports are about."""
    card = Card(info.colour)
    entries = entries_of(questions, reports, page)
    if not entries:
        return card.text(
            "### Nothing waits for you",
            "Questions that /ask cannot answer are listed here, and answers that members call "
            "wrong or outdated.",
            _thanks(useful),
        )
    before: type[object] | None = None
    for entry in entries:
        if type(entry) is not before:
            before = type(entry)
            if isinstance(entry, KeptQuestion):
                card.text(f"### Unanswered questions · {len(questions)}")
            else:
                card.text(f"### Reported answers · {len(reports)}")
        if isinstance(entry, KeptQuestion):
            _question(card, entry, page)
        else:
            _report(card, entry, page, subjects)
    card.text(
        _thanks(useful),
        "-# Kept without names; what nobody asks or touches for 90 days is dropped.",
    )
    pages = pages_of(questions, reports)
    return card.row(
        *page_buttons(
            page, pages, lambda to: custom_id("questions:page:1", to), ("Previous", "Next")
        )
    )


def _thanks(useful: int) -> str:
    times = "once" if useful == 1 else f"{useful} times"
    return f"-# Members called an answer useful {times} lately." if useful else ""


def _question(card: Card, entry: KeptQuestion, page: int) -> None:
    last = format_dt(dt.datetime.fromtimestamp(entry.last_at, dt.UTC), "R")
    notes = ["asked once" if entry.count == 1 else f"asked {entry.count} times", f"last {last}"]
    if entry.waiting:
        notes.append(
            "1 person wants to know" if entry.waiting == 1 else f"{entry.waiting} want to know"
        )
    card.text(f"**{escape(cut(entry.text, QUESTION_SHOWN))}**", f"-# {' · '.join(notes)}")
    card.row(
        button("Answer", custom_id("questions:answer:1", entry.id)),
        button("Dismiss", custom_id("questions:dismiss:1", entry.id, page)),
    )


def _report(card: Card, entry: Report, page: int, subjects: Mapping[str, str]) -> None:
    times = "once" if entry.count == 1 else f"{entry.count} times"
    subject = subjects.get(entry.subject, "It is no longer shown here.")
    asked = entry.question or "(a question without words)"
    card.text(
        f"**{escape(cut(asked, QUESTION_SHOWN))}**",
        f"-# {VERDICTS[entry.verdict]} {times} · {escape(entry.subject)}: {subject}",
    )
    row = [button("Dismiss", custom_id("questions:drop:1", entry.id, page))]
    if not entry.subject.startswith("#"):  # news is mended with /desk edit
        label = "Mend it" if entry.subject.startswith("+") else "Write a better answer"
        row.insert(0, button(label, custom_id("questions:mend:1", entry.id)))
    card.row(*row)


def render_told(info: PackInfo, server: str, question: str, fact: Fact) -> Card:
    """Render the message to somebody who wanted to be told."""
    return (
        Card(info.colour)
        .text(
            f"You asked in **{escape(server)}**: {escape(cut(question, QUESTION_SHOWN))}",
            "The moderators there have an answer now.",
        )
        .rule()
        .text(*fact_lines(fact, spoilers=False))
    )
