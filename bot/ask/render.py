"""An answer as plain text, for the terminal and for files."""

from bot.ask.answerer import Answer
from bot.enums import Spoiler
from bot.labels import CONFIDENCE_LABELS, KIND_LABELS
from bot.models import Fact, PartialDate, Source, Update
from bot.text import spoiler

_LABELS = {Spoiler.FILM: "Spoiler for the film", Spoiler.MANGA: "Spoiler for the manga"}


def render_plain(answer: Answer, subject: str) -> str:
    """Return the answer, where it comes from and from when; spoilers behind bars.

    ``subject`` is what the bot is about; links of hidden answers are hidden too, since an address
    can give the answer away.
    """
    if answer.abstained:
        offer = f" I know about: {', '.join(answer.nearest)}." if answer.nearest else ""
        return f"{answer.text}{offer}" if offer else f"{answer.text} Ask me about {subject}."
    hidden = answer.spoiler is not Spoiler.NONE
    text = f"{_LABELS[answer.spoiler]}: {spoiler(answer.text)}" if hidden else answer.text
    lines = [text]
    lines += [_fact_line(fact, hidden=hidden) for fact in answer.facts]
    lines += [_update_line(update) for update in answer.updates]
    if answer.entity and not answer.facts:
        sources = answer.entity.sources
        lines += [f"Source: {_source(sources[0], hidden=hidden)}"] if sources else []
    return "\n".join(lines)


def _fact_line(fact: Fact, *, hidden: bool) -> str:
    sure = CONFIDENCE_LABELS[fact.confidence]
    as_of = f"; as of {fact.as_of.text}" if fact.as_of else ""
    source = _source(fact.sources[0], hidden=hidden) if fact.sources else "none named"
    return f"Source: {source} ({sure}{as_of})"


def _update_line(update: Update) -> str:
    source = _source(update.sources[0], hidden=False) if update.sources else "none named"
    return f"Source: {source} ({KIND_LABELS[update.kind]}, {update.date.text})"


def _source(source: Source, *, hidden: bool) -> str:
    parts = [source.publisher or "unnamed publisher", _day(source.published)]
    if source.url:
        parts.append(spoiler(source.url) if hidden else source.url)
    return ", ".join(part for part in parts if part)


def _day(date: PartialDate | None) -> str:
    return date.text if date else ""
