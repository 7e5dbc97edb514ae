"""The card of an answer: the answer first, then where it comes from."""

from typing import TYPE_CHECKING

from bot.controls import custom_id
from bot.labels import CONFIDENCE_LABELS, KIND_LABELS
from bot.models import Fact, PackInfo, Spoiler, Update
from bot.text import cut, escape, spoiler
from cogs.ui.cards import Button, Card, button, sources_text

if TYPE_CHECKING:
    from bot.ask import Answer  # not at run time: it is read at the first question only

QUESTION_SHOWN = 200
LABEL_MOST = 60
BARS = {Spoiler.FILM: "spoiler for the film", Spoiler.MANGA: "spoiler for the manga"}


def render_answer(question: str, answer: "Answer", info: PackInfo, *, spoilers: bool) -> Card:
    """Render an answer, or that there is none with what could be asked instead.

    Whatever gives something away stands behind bars unless the server lifted that.
    """
    card = Card(info.colour).text(f"-# {escape(cut(question, QUESTION_SHOWN))}")
    text = escape(answer.text)
    if answer.abstained:
        return card.text(text, _nearest(answer, info))
    hidden = answer.spoiler is not Spoiler.NONE and not spoilers
    if hidden:
        text = f"{BARS[answer.spoiler].capitalize()}: {spoiler(text)}"
    card.text(text)
    card.text(
        *(_fact_note(fact) for fact in answer.facts),
        *(_update_note(update) for update in answer.updates),
    )
    if answer.entity is not None and not answer.facts:
        card.text(f"-# {sources_text(answer.entity.sources)}")
    return card.row(*(_related(fact) for fact in answer.related))


def _nearest(answer: "Answer", info: PackInfo) -> str:
    if answer.nearest:
        return f"-# I know about: {', '.join(map(escape, answer.nearest))}. Try /lookup."
    return f"-# Ask me about {escape(info.title)}, or see /help."


def _fact_note(fact: Fact) -> str:
    notes = [CONFIDENCE_LABELS[fact.confidence]]
    if fact.as_of is not None:
        notes.append(f"as of {fact.as_of.text}")
    return f"-# {' · '.join(notes)} · {sources_text(fact.sources)}"


def _update_note(update: Update) -> str:
    notes = [KIND_LABELS[update.kind], update.date.text, sources_text(update.sources, 1)]
    return f"-# {' · '.join(notes)}"


def _related(fact: Fact) -> Button:
    return button(cut(fact.text, LABEL_MOST), custom_id("ask:fact:1", fact.id))
