"""How people put what they ask for: the words of all phrasings, the little ones included."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Terms = frozenset[str]

_PRIOR = 4.0  # phrasings that anybody's speech counts for against a candidate's own
_TOLD = 0.8  # phrasings that a further word or a word of the text counts for
_SMALL = 0.5  # phrasings that are added for a term, so that none is impossible
_RARE = 0.3  # the same where what is known and what is not are compared


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One phrasing: the stems of its words, a set for each place, and all that it may mean."""

    places: tuple[Terms, ...]
    terms: Terms
    words: Terms = field(init=False)

    def __post_init__(self) -> None:
        """Put the words of all places together."""
        object.__setattr__(self, "words", frozenset[str]().union(*self.places))


@dataclass(frozen=True, slots=True)
class Voice:
    """The phrasings of one candidate, and how many of them have a term or a word."""

    phrasings: Sequence[Phrasing] = ()
    counts: Mapping[str, int] = field(default_factory=Counter[str])


def likelier(
    parts: Sequence[Sequence[tuple[str, float]]], voice: Voice, told: Sequence[Collection[str]] = ()
) -> list[float]:
    """Return for each part of a question how much likelier it is of a candidate than of anybody.

    This is naive Bayes: logarithms of how often a term is in the phrasings of a candidate against
    all phrasings; of the terms of a part the likeliest counts. ``told`` are terms that a candidate
    has beside its phrasings.
    """
    total = len(voice.phrasings) + _PRIOR
    found: list[float] = []
    for part in parts:
        best = 0.0
        for term, usual in part:
            own = voice.counts.get(term, 0)
            for terms in told:
                own += _TOLD * (term in terms)
            best = max(best, (own / usual + _PRIOR) / total)
        found.append(math.log(best) if best else 0.0)
    return found


class Speech:
    """Compares a question with how people ask for each candidate."""

    def __init__(self) -> None:
        self._spoken: Counter[str] = Counter()  # phrasings that have a term
        self._unknown: Counter[str] = Counter()  # the same of what nothing answers
        self._said = 0
        self._said_unknown = 0
        self._voices: Counter[str] = Counter()  # candidates that have a word
        self._candidates = 0
        self._lengths: dict[int, float] = {}

    def learn(self, phrasings: Sequence[Phrasing], *, known: bool) -> Voice:
        """Take the phrasings of a candidate as spoken; ``known`` is whether it is an answer."""
        counts: Counter[str] = Counter()
        for phrasing in phrasings:
            counts.update(phrasing.terms)
            counts.update(f"w:{word}" for word in phrasing.words)
        self._spoken.update(counts)
        self._said += len(phrasings)
        if not known:
            self._unknown.update(counts)
            self._said_unknown += len(phrasings)
        self._voices.update(frozenset[str]().union(*(p.words for p in phrasings)))
        self._candidates += bool(phrasings)
        self._lengths.clear()
        return Voice(phrasings, counts)

    def parts(self, parts: Iterable[Iterable[str]]) -> list[list[tuple[str, float]]]:
        """Return the terms of each part of a question with their shares of all phrasings."""
        whole = self._said + 1
        return [[(term, (self._spoken[term] + _SMALL) / whole) for term in part] for part in parts]

    def alike(self, words: Mapping[str, float], voice: Voice) -> list[float]:
        """Return how much each phrasing and a question share, the likest first.

        This is Dice's measure over stems; ``words`` are those of the question, weighed.
        """
        whole = sum(words.values())
        asked = words.keys()
        found: list[float] = []
        for phrasing in voice.phrasings:
            shared = sum(words[word] for word in phrasing.words & asked)
            if shared:
                found.append(2 * shared / (whole + max(shared, self._length(phrasing))))
        return sorted(found, reverse=True)

    def weighed(self, words: Iterable[str]) -> dict[str, float]:
        """Return words with their weights: how few candidates have them."""
        return {word: self._weight(word) for word in words}

    def unknown(self, terms: Iterable[str]) -> float:
        """Return how much likelier it is who asks for what nothing answers that says a term."""
        most = max(terms, key=lambda term: self._spoken[term], default="")
        spoken, unknown = self._spoken[most], self._unknown[most]
        if not spoken or not self._said_unknown:
            return 0.0
        known = self._said - self._said_unknown
        share = (unknown + _RARE) / (self._said_unknown + 1)
        usual = (spoken - unknown + _RARE * known / self._said_unknown) / (known + 1)
        return math.log(share / usual)

    def _weight(self, word: str) -> float:
        return math.log(1 + self._candidates / (1 + self._voices[word]))

    def _length(self, phrasing: Phrasing) -> float:
        """Return the weights of a phrasing together, of either word the lighter one's."""
        length = self._lengths.get(id(phrasing))
        if length is None:
            length = sum(min(map(self._weight, place)) for place in phrasing.places if place)
            self._lengths[id(phrasing)] = length
        return length
