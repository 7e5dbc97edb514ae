"""What a question about what is waited for asks beside its status."""

import re
from collections.abc import Iterator, Sequence

from bot.ask import awaited_words as said
from bot.ask.english import words_in
from bot.ask.question import Question
from bot.ask.tokens import stem
from bot.models import Entity

_PARTS = re.compile(r"[?!\n]+|(?<=\w{4})\.\s|[,;]\s+or\s+(?=is\b|are\b|do\b|does\b|has\b|have\b)")
_LEAST = 3  # words of a part that asks
# What is asked of the bot itself, or of anybody's taste: no source answers it.
_CHAT = (
    "just me", "anyone else", "anybody else", "do you think", "you think",
    "hot take", "unpopular opinion", "your opinion", "your favourite", "your day", "are you",
    "thoughts on", "do you like", "do you love", "do you want", "would you",
    "good morning", "good evening", "good night", "you sleep", "how are you", "you a robot",
    "when will we", "will we ever", "will humans", "will mankind", "could we ever",
    "your name", "your mum", "your mom", "me a joke", "worth reading", "worth watching",
)  # fmt: skip
_THINKING = words_in("feeling thinking dreaming")
_NOW = words_in("now today tonight currently")


def parts_of(text: str) -> Iterator[str]:
    """Yield the sentences of a question, and what comes before "or is it"; nothing for only one."""
    parts = [part for part in _PARTS.split(text) if len(part.split()) >= _LEAST]
    if len(parts) > 1 or (parts and len(parts[0]) < len(text.strip(" ?!.")) - 1):
        yield from parts


def is_chat(question: Question) -> bool:
    """Whether nobody's record can answer: the bot is asked about itself, or somebody's mind."""
    words = f" {' '.join(question.words)} "
    if any(f" {part} " in words for part in _CHAT):
        return True
    return not _THINKING.isdisjoint(question.words) and not _NOW.isdisjoint(question.words)


def lone_second(question: Question) -> frozenset[str]:
    """Return the stems of "the second" that nothing follows, in "have they begun the second"."""
    asks = question.wants == "yes-no" and not said.SO_FAR.isdisjoint(question.words)
    if not asks or question.entities:
        return frozenset()
    units = question.units
    return frozenset(
        part
        for at, unit in enumerate(units)
        if said.SECOND.issuperset(unit.words)
        and all(said.STATUS.issuperset(after.parts) for after in units[at + 1 :])
        for part in unit.parts
    )


def asks_content(question: Question, people: Sequence[Entity]) -> bool:
    """Whether a question is what one of people said: "did he say what he wants"."""
    words = question.words
    told = next((at for at, word in enumerate(words) if stem(word) in said.SAY), len(words))
    return bool(people) and not said.CONTENT.isdisjoint(words[told + 1 :])


def picks(question: Question, makers: frozenset[str]) -> bool:
    """Whether a question is which of several makers it is: "is it this or that studio that"."""
    made = {unit.words for unit in question.units if makers.intersection(unit.entities)}
    words = question.words
    return words[:2] == ("is", "it") and "or" in words and len(made) > 1
