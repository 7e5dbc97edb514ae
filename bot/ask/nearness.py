"""How alike the phrasings of a candidate and a question are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.ask.lexicon import Unit

Slot = frozenset[str]  # terms of which any one will do
Phrase = list[Slot]

_BARE = 0.6  # likeness of the little words around a name that is all that a phrasing has


@dataclass(frozen=True, slots=True)
class Said:
    """What a question says: its units with their weights, all its terms, its little words.

    ``about`` are the terms of what a candidate is about, which every phrasing of it means.
    """

    units: Sequence[tuple[Unit, float]]
    terms: Slot
    other: frozenset[str]
    about: Slot


class Nearness:
    """Compares phrasings with a question; ``weigh`` says how much a slot says, 0..1."""

    def __init__(self, weigh: Callable[[Slot], float]) -> None:
        self._weigh = weigh
        self._read: dict[int, tuple[list[tuple[Slot, float]], float, Slot]] = {}

    def forget(self) -> None:
        """Weigh phrasings anew: how rare a word is has changed."""
        self._read.clear()

    def read(self, phrase: Phrase) -> None:
        """Weigh a phrasing before it is asked for."""
        self._weighed(phrase)

    def said(self, phrase: Phrase, terms: Slot) -> float:
        """Return the share of a phrasing that a question says."""
        slots, total, _ = self._weighed(phrase)
        return sum([weight for slot, weight in slots if not slot.isdisjoint(terms)]) / total

    def _weighed(self, phrase: Phrase) -> tuple[list[tuple[Slot, float]], float, Slot]:
        """Return the slots of a phrasing with their weights, those together, and all its terms."""
        kept = self._read.get(id(phrase))
        if kept is None:
            slots = [(slot, self._weigh(slot)) for slot in phrase]
            total = sum(weight for _, weight in slots) or 1.0
            kept = self._read[id(phrase)] = slots, total, frozenset[str]().union(*phrase)
        return kept

    def best(self, phrases: Sequence[Phrase], said: Said) -> float:
        """Return how near the nearest phrasing is: harmonic mean of what each side covers."""
        best = 0.0
        total = sum(weight for _, weight in said.units) or 1.0
        meant = [not unit.terms.isdisjoint(said.about) for unit, _ in said.units]
        for phrase in phrases:
            told = self.said(phrase, said.terms)
            # Even with all of the question covered it would come no nearer.
            if not told or 2 * told / (told + 1) <= best:
                continue
            terms = self._weighed(phrase)[2]
            met = sum(
                [
                    weight
                    for (unit, weight), known in zip(said.units, meant, strict=True)
                    if known or not unit.terms.isdisjoint(terms)
                ]
            )
            share = met / total
            best = max(best, 2 * told * share / (told + share) if share else 0.0)
        return best

    def bare(self, phrase: Phrase, words: frozenset[str], said: Said) -> float:
        """Return how near a phrasing of these words is that only names something."""
        rest = words - {word for unit, _ in said.units for word in unit.words}
        alike = len(rest & said.other) / (len(rest | said.other) or 1)
        return alike * self.best([phrase], said) if alike >= _BARE else 0.0
