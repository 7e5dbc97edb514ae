"""What a question about what is waited for asks beside its status."""

from collections.abc import Sequence

from bot.ask import awaited_words as said
from bot.ask.question import Question
from bot.ask.tokens import stem
from bot.models import Entity


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
