"""The card of an answer: the answer first, then where it comes from."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.controls import custom_id
from bot.enums import Spoiler
from bot.labels import CONFIDENCE_LABELS, kind_label
from bot.models import Fact, PackInfo, Update
from bot.questions import ENTITY, STATUS, Verdict
from bot.text import cut, escape, spoiler
from cogs.ui.cards import Button, Card, button, sources_text

if TYPE_CHECKING:
    from bot.ask import Answer  # not at run time: it is read at the first question only

LABEL_MOST = 60
VERDICT_LABELS = {
    Verdict.USEFUL: "Useful",
    Verdict.WRONG: "Wrong",
    Verdict.OUTDATED: "Outdated",
}
BARS = {Spoiler.FILM: "spoiler for the film", Spoiler.MANGA: "spoiler for the manga"}


def render_answer(
    question: str,
    answer: "Answer",
    info: PackInfo,
    *,
    spoilers: bool,
    kept: int | None = None,
    offered: bool = False,
    judged: bool = False,
) -> Card:
    """Render an answer, or that there is none with what could be asked instead.

    Whatever gives something away stands behind bars unless the server lifted that. ``kept`` is
    the question's id where the moderators get it, ``offered`` whether they can be sent it,
    ``judged`` whether readers can say what they think of the answer.
    """
    # Whole, since what readers call wrong reaches the moderators with the question shown here.
    card = Card(info.colour).text(f"-# {escape(question)}")
    text = escape(answer.text)
    if answer.abstained:
        card.text(text, _nearest(answer, info))
        if offered:
            card.text(
                "-# The moderators of this server see this message only if you send it to them: "
                "its words, neither who wrote it nor who sends it."
            ).row(button("Send to the moderators", custom_id("ask:send:1")))
        return _kept(card, kept) if kept is not None else card
    hidden = answer.spoiler is not Spoiler.NONE and not spoilers
    if hidden:
        text = f"{BARS[answer.spoiler].capitalize()}: {spoiler(text)}"
    card.text(text)
    notes = [*map(_fact_note, answer.facts), *map(_update_note, answer.updates)]
    if answer.entity is not None and not answer.facts:
        notes = [sources_text(answer.entity.sources)]
    # An address can give the answer away as well.
    card.text(*(f"-# {spoiler(note) if hidden else note}" for note in notes))
    card.row(*(_related(fact) for fact in answer.related))
    subject = subject_of(answer)
    return card.row(*_verdicts(subject)) if judged and subject else card


def render_sent(question: str, info: PackInfo, kept: int) -> Card:
    """Say that the moderators have a question that somebody sent them."""
    card = Card(info.colour).text(f"-# {escape(question)}").text("Sent to the moderators.")
    return _kept(card, kept)


def subject_of(answer: "Answer") -> str | None:
    """Return what an answer rests on, as ``bot.store.questions.Report`` names it; None for none."""
    if answer.facts:
        return answer.facts[0].id
    if answer.updates:
        return f"#{answer.updates[0].id}"
    if answer.entity is not None:
        return ENTITY + answer.entity.id
    return STATUS if answer.status else None


def question_on(texts: Iterable[str]) -> str:
    """Return the question that an answer's card shows, as it was asked; empty where there is none.

    The inverse of what ``render_answer`` and ``bot.text.escape`` do.
    """
    first = next(iter(texts), "")
    return re.sub(r"\\(.)", r"\1", first.removeprefix("-# ")) if first.startswith("-# ") else ""


def _kept(card: Card, question_id: int) -> Card:
    card.text("-# The moderators of this server see the question, without your name.")
    return card.row(button("Tell me when you know", custom_id("ask:tell:1", question_id)))


def _verdicts(subject: str) -> list[Button]:
    return [
        button(label, custom_id("ask:feedback:1", verdict, subject))
        for verdict, label in VERDICT_LABELS.items()
    ]


def _nearest(answer: "Answer", info: PackInfo) -> str:
    if answer.nearest:
        return f"-# I know about: {', '.join(map(escape, answer.nearest))}. Try /lookup."
    return f"-# Ask me about {escape(info.title)}, or see /help."


def _fact_note(fact: Fact) -> str:
    notes = [CONFIDENCE_LABELS[fact.confidence]]
    if fact.as_of is not None:
        notes.append(f"as of {fact.as_of.text}")
    return f"{' · '.join(notes)} · {sources_text(fact.sources)}"


def _update_note(update: Update) -> str:
    notes = [kind_label(update), update.date.text, sources_text(update.sources, 1)]
    return " · ".join(notes)


def _related(fact: Fact) -> Button:
    return button(cut(fact.text, LABEL_MOST), custom_id("ask:fact:1", fact.id))
