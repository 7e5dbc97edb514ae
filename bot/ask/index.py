"""What can be asked for, found by the words of a question: an inverted index and its ranking."""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.ask.english import ATTRIBUTES, COMMON, NUMBERS
from bot.ask.lexicon import Lexicon, Unit
from bot.ask.nearness import Nearness, Phrase, Said
from bot.ask.phrasings import Asked, endings
from bot.ask.question_kind import wanted
from bot.ask.speech import Phrasing, Speech, Voice
from bot.ask.tokens import stem, words_of

UNKNOWN = "unknown:"  # what the id of a topic begins with that people ask for and nothing answers
ENTITY = "entity:"  # the same of what tells who or what an entity is

_LONG = 2000  # postings of a word beyond which it chooses no candidates
_RANKED = 36  # candidates that are looked at closely
_OTHER_NAME = 0.97  # how far an entity under another name supports a unit
_NEAR = 0.9  # how far a further word supports a unit
_SCOPE = 0.12  # weight of what is meant anyway
_WEAK = 0.3  # weight of a word that proves little, against one that proves something
_MISSED = 0.08  # the same when a candidate lacks it
_TOLD = 0.4  # share of the weight of what is only told, when a candidate lacks it
_LEAST = 0.35  # weight of the commonest word that proves something
_NAMED = 0.45  # the same of a name
_YEAR = 0.6
_STRANGE = 0.6  # weight of a word that neither the pack nor everyday questions have
_COUNTED = 4  # words after a number that may be what it counts
_SLOT = 0.2  # weight of the commonest word of a phrasing


@dataclass(slots=True)
class Doc:
    """One fact or update: terms that phrasings support, terms of its text, and its phrasings."""

    id: str
    asked: Asked | None
    strong: set[str] = field(default_factory=set[str])
    near: set[str] = field(default_factory=set[str])
    weak: set[str] = field(default_factory=set[str])
    phrases: list[Phrase] = field(default_factory=list[Phrase])
    bare: list[tuple[Phrase, frozenset[str]]] = field(
        default_factory=list[tuple[Phrase, frozenset[str]]]
    )
    wants: set[str] = field(default_factory=set[str])
    heads: list[Phrase] = field(default_factory=list[Phrase])
    voice: Voice | None = None
    keys: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    counted: set[str] = field(default_factory=set[str])

    def match(self, unit: Unit) -> float:
        """How far this supports a unit, 0..1."""
        if not unit.terms.isdisjoint(self.strong):
            other = unit.entities and unit.parts.isdisjoint(self.strong)
            return _OTHER_NAME if other and unit.parts.isdisjoint(self.weak) else 1.0
        if not unit.terms.isdisjoint(self.near):
            return _NEAR
        text = 0.8 if self.phrases else 0.95
        if not unit.terms.isdisjoint(self.weak):
            return text
        if len(unit.parts) > 1:
            if unit.parts <= self.strong:
                return 0.9
            if all(part in self.strong or part in self.weak for part in unit.parts):
                return text * 0.9
        return 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate: how much of the question it covers, how near a phrasing is, what is missing."""

    doc: Doc
    covered: float
    near: float
    missing: tuple[Unit, ...]
    fit: float = 1.0
    agrees: float = 1.0

    @property
    def score(self) -> float:
        """Rank among candidates, 0..1."""
        return self.covered * (0.6 + 0.4 * self.near) * self.fit * self.agrees


class Index:
    """Docs by term."""

    def __init__(self, lexicon: Lexicon, scope: Iterable[str]) -> None:
        self._lexicon = lexicon
        self._scope = frozenset(scope)
        self._postings: defaultdict[str, list[Doc]] = defaultdict(list)
        self._count = 0
        self._log = 1.0
        self._slots: dict[frozenset[str], float] = {}
        self._near = Nearness(self._slot_weight)
        self._texts: dict[str, list[Unit]] = {}
        self._chunks: dict[str, frozenset[str]] = {}
        self.speech = Speech()

    def add(self, doc: Doc) -> None:
        """Add a doc whose terms are complete."""
        self._count += 1
        self._slots.clear()
        self._near.forget()
        self._log = math.log(1 + self._count)
        for term in doc.strong | doc.near | doc.weak:
            self._postings[term].append(doc)

    def prepare(self) -> None:
        """Weigh all phrasings now: what stays for good is best there before the first question."""
        for doc in {id(doc): doc for docs in self._postings.values() for doc in docs}.values():
            for phrase in (*doc.phrases, *doc.heads, *(bare for bare, _ in doc.bare)):
                self._near.read(phrase)

    def make(self, id_: str, asked: Asked | None, text: str, extra: Iterable[str] = ()) -> Doc:
        """Return a doc of a text and its phrasings; ``extra`` are terms that it has besides."""
        doc = Doc(id_, asked)
        doc.counted = self._counted(text)
        for unit in self._read(text):
            doc.weak |= unit.terms | unit.parts
            if unit.year:
                doc.weak.add(f"y:{unit.year}")
        doc.weak.update(extra)
        if asked:
            doc.strong.update(f"e:{id_}" for id_ in asked.about)
            self._add_phrases(doc, asked)
            for unit in self._read(asked.words):
                doc.near |= unit.terms
        return doc

    def _add_phrases(self, doc: Doc, asked: Asked) -> None:
        spoken: list[Phrasing] = []
        for text in (asked.attribute, *asked.ask):
            for ending in endings(text):
                phrase = self._phrase(ending)
                kind = wanted(words_of(ending))
                if ending is not asked.attribute:
                    spoken.append(Phrasing(self._places(ending), frozenset[str]().union(*phrase)))
                    doc.keys.update((kind, term) for term in _head(phrase))
                for slot in phrase:
                    doc.strong |= slot
                if any(_says(slot) for slot in phrase):
                    doc.phrases.append(phrase)
                elif phrase and ending is not asked.attribute:
                    # A name alone: what is asked of it is in the words that say nothing else.
                    words = frozenset(words_of(ending.replace("/", " ")))
                    doc.bare.append((phrase, words))
                doc.wants.add(kind)
        doc.heads = [self._phrase(part) for part in asked.attribute.split(",")]
        doc.voice = self.speech.learn(spoken, known=not doc.id.startswith(UNKNOWN))

    def _places(self, text: str) -> tuple[frozenset[str], ...]:
        """Return the stems of a phrasing, those of either word in one place."""
        for chunk in text.split():
            if chunk not in self._chunks:  # kept, since the same few thousand come again and again
                words = [word for choice in chunk.split("/") for word in words_of(choice)]
                self._chunks[chunk] = frozenset(map(stem, words))
        return tuple(self._chunks[chunk] for chunk in text.split())

    def _counted(self, text: str) -> set[str]:
        """Return the terms of the words that follow a number in a text."""
        words = words_of(text)
        after: set[str] = set()
        for at, word in enumerate(words):
            if word.isdecimal() or word in NUMBERS:
                for unit in self._lexicon.units(words[at + 1 : at + 1 + _COUNTED]):
                    after |= unit.terms
        return after

    def _phrase(self, text: str) -> Phrase:
        """Return the slots of one phrasing; each holds the terms of either word."""
        slots: Phrase = []
        plain: list[str] = []
        for chunk in [*text.split(), ""]:
            if chunk and "/" not in chunk:
                plain.append(chunk)
                continue
            slots.extend(unit.terms for unit in self._read(" ".join(plain)))
            plain.clear()
            choices = [unit.terms for choice in chunk.split("/") for unit in self._read(choice)]
            if choices:
                slots.append(frozenset(term for terms in choices for term in terms))
        return slots

    def _read(self, text: str) -> list[Unit]:
        """Return the units of a text of ours, whose words are known from then on."""
        units = self._texts.get(text)
        if units is None:
            words = words_of(text)
            self._lexicon.learn(words)
            units = self._texts[text] = self._lexicon.units(words)
        return units

    def weight(self, unit: Unit) -> float:
        """How much a unit says, 0..1: rare words and unknown ones say most."""
        if unit.year:
            return _YEAR
        if unit.entities and self._scope.issuperset(unit.entities):
            # A rare alias of what is meant anyway is still worth finding.
            own = len(unit.words) == 1 and unit.words[0] in unit.parts and unit.words[0].isascii()
            return max(_SCOPE, self._rarity(unit.words) - 0.35) if own else _SCOPE
        if unit.weak:
            return _WEAK
        rarity = self._idf(unit.terms)
        if rarity == 1.0 and not (COMMON | ATTRIBUTES).intersection(unit.words):
            return _STRANGE
        return max(_NAMED if unit.entities else _LEAST, rarity)

    def _rarity(self, words: Sequence[str]) -> float:
        return self._idf(frozenset(words))

    def _idf(self, terms: Iterable[str]) -> float:
        """Rarity of the commonest of these terms that is known; 1 when none is."""
        most = max((len(self._postings.get(term, ())) for term in terms), default=0)
        if most == 0:
            return 1.0
        return math.log(1 + self._count / most) / self._log

    def _slot_weight(self, slot: frozenset[str]) -> float:
        weight = self._slots.get(slot)
        if weight is None:
            meant = any(term[:2] == "e:" and term[2:] in self._scope for term in slot)
            weight = self._slots[slot] = _SCOPE if meant else max(_SLOT, self._idf(slot))
        return weight

    def rank(
        self,
        units: Sequence[Unit],
        words: Sequence[str] = (),
        without: frozenset[str] = frozenset(),
    ) -> list[Hit]:
        """Return the best candidates, best first."""
        weights = [self.weight(unit) for unit in units]
        terms = frozenset(term for unit in units for term in unit.terms | unit.parts)
        named = {word for unit in units for word in unit.words}
        other = frozenset(words) - named
        candidates = self._candidates(units, weights, without)
        hits = [self._hit(doc, units, weights, terms, other) for doc in candidates]
        return sorted(hits, key=lambda hit: (-hit.score, hit.doc.id))

    def _candidates(
        self, units: Sequence[Unit], weights: Sequence[float], without: frozenset[str]
    ) -> list[Doc]:
        """Return the docs that share most with the question, without walking very long postings."""
        scores: defaultdict[str, float] = defaultdict(float)
        docs: dict[str, Doc] = {}
        lists = [
            (len(self._postings[term]), weight, self._postings[term])
            for unit, weight in zip(units, weights, strict=True)
            for term in sorted(unit.terms | unit.parts)
            if term in self._postings
        ]
        rarest = min((size for size, *_ in lists), default=0)
        for size, weight, postings in lists:
            if size <= max(_LONG, rarest):
                for doc in postings[:_LONG]:
                    scores[doc.id] += weight
                    docs[doc.id] = doc
        # Equals by their id, so that the answer does not hang on the order of a set.
        for id_ in without.intersection(scores):
            del scores[id_]
        best = heapq.nsmallest(_RANKED, scores, key=lambda key: (-scores[key], key))
        return [docs[key] for key in best]

    def _hit(
        self,
        doc: Doc,
        units: Sequence[Unit],
        weights: Sequence[float],
        terms: frozenset[str],
        other: frozenset[str],
    ) -> Hit:
        matches = [doc.match(unit) for unit in units]
        # A word that is weak or only told helps when it is met, and hardly counts when it is not.
        weights = [
            weight if match else _missed(unit, weight)
            for unit, weight, match in zip(units, weights, matches, strict=True)
        ]
        total = sum(weights) or 1.0
        covered = sum(w * m for w, m in zip(weights, matches, strict=True)) / total
        missing = tuple(u for u, m in zip(units, matches, strict=True) if not m)
        about = frozenset(f"e:{id_}" for id_ in doc.asked.about) if doc.asked else frozenset[str]()
        said = Said(list(zip(units, weights, strict=True)), terms, other, about)
        near = self._near.best(doc.phrases, said) if doc.phrases else 0.5
        for phrase, words in doc.bare:
            near = max(near, self._near.bare(phrase, words, said))
        head = max((self._near.said(phrase, terms) for phrase in doc.heads if phrase), default=near)
        return Hit(doc, covered, 0.9 * near + 0.1 * head, missing)


def _missed(unit: Unit, weight: float) -> float:
    """Return the weight of a unit that a candidate lacks."""
    if unit.weak:
        return _MISSED
    return weight * _TOLD if unit.spare else weight


def _head(phrase: Phrase) -> frozenset[str]:
    """Return the terms of the first words of a phrasing that are no name: what it asks for."""
    return next((slot for slot in phrase if _says(slot)), frozenset[str]())


def _says(slot: frozenset[str]) -> bool:
    return not any(term.startswith("e:") for term in slot)
