"""What speaks for a candidate, as numbers; which comes first, and whether it is told, by weights.

The weights are fitted by tests/bench/ask_fit.py: those of the rank on the phrasings themselves,
each asked while the index has no part in it, those of the decision on questions by people.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.ask.english import ATTRIBUTES, COMMON, QUESTION_WORDS, words_in
from bot.ask.index import ENTITY, UNKNOWN, Doc, Hit, Index
from bot.ask.judging import says
from bot.ask.lexicon import Unit
from bot.ask.question import Question
from bot.ask.speech import Voice, likelier
from bot.ask.tokens import stem

Evidence = Mapping[str, float]

_NEARLY = 0.9  # nearness from which a phrasing is as good as the question
_PER_SCORE = 12.0  # what the score of the words counts for in rank
_ALIKE = 0.6  # likeness to an unknown topic from which it speaks against telling anything,
_LIKER = 0.02  # if it is more than the likeness to what would be told, and that much
_FEW = 4  # phrasings whose likeness to a question is averaged
_AHEAD = 4.0  # lead over another candidate that says no more when it grows
_LONG = 20  # words beyond which a question is as good as that long
# Kinds of answer that a name is, and what it has to be the name of.
_TOLD_BY_NAME = {"person": ("person", "character", "organisation"), "place": ("place",)}
_OTHER_THAN = words_in("before after besides except beside than")
_NOBODY = Voice()
_ASKED_FOR = ATTRIBUTES | COMMON

# Which candidate comes first.
RANK: Evidence = {
    "covered": 2.71,
    "kind": 7.29,
    "subject": 9.12,
    "several": 11.68,
    "likelier": 0.67,
    "likelier words": 0.16,
    "in text": 1.31,
    "missing": -1.87,
    "in these words": 20.00,
}
# Whether the first one is told, as the logarithm of the odds.
SURE: Evidence = {
    "lead": 0.38,
    "lead over unknown": 0.27,
    "nearer than unknown": 0.26,
    "liker than unknown": 3.58,
    "missing": -1.62,
    "missing names": -2.18,
    "missing strange": 0.18,
    "said": -0.04,
    "likelier in all": 0.02,
    "least likely": 0.16,
    "kind": 7.53,
    "asked for": 0.71,
    "asked for is missing": -0.75,
    "missing of unknown": -0.08,
    "who": -0.08,
    "how many": -1.25,
    "what": -0.41,
    "yes or no": 0.23,
    "words": 0.18,
    "who it is": -0.47,
    "alike to unknown": -9.08,
    "why": 0.15,
    "lead in words": 0.51,
    "subject over unknown": -1.92,
    "asked for of unknown": -0.99,
    "in these words": 6.18,
    "parts": 0.18,
    "parts missing": -0.35,
    "always": -10.58,
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its evidence; ``rank`` is a logarithm, comparable within one question."""

    hit: Hit
    evidence: Evidence
    rank: float

    @property
    def known(self) -> bool:
        """Whether this is an answer, not a topic that nothing answers."""
        return not self.hit.doc.id.startswith(UNKNOWN)


_NO_RIVAL = Weighed(Hit(Doc("", None), 0.0, 0.0, ()), defaultdict(float), -math.inf)


@dataclass(frozen=True, slots=True)
class _Said:
    """What of a question is the same for all candidates; weights are shares of its own."""

    asked: Question
    weights: Mapping[Unit, float]
    says: frozenset[Unit]
    unknown: Mapping[Unit, float]
    parts: Sequence[Sequence[tuple[str, float]]]
    little: Sequence[Sequence[tuple[str, float]]]
    words: Mapping[str, float]
    head: Unit | None
    key: frozenset[str]


def weigh(hits: Sequence[Hit], asked: Question, index: Index) -> list[Weighed]:
    """Return candidates with the evidence for each, best first, what is known before the rest."""
    said = _read(asked, index)
    found: list[Weighed] = []
    for hit in hits:
        evidence = _evidence(hit, said, index)
        if _out_of_place(hit, evidence, asked):
            continue
        # What is translated word by word has no turns of speech to compare.
        rank = _sum(RANK, evidence) if asked.language == "en" else _PER_SCORE * hit.score
        found.append(Weighed(hit, evidence, rank))
    return sorted(found, key=lambda one: (-one.rank, not one.known, one.hit.doc.id))


def sure(best: Weighed, others: Sequence[Weighed]) -> float:
    """Return how likely the best of the known candidates is an answer, 0..1."""
    return 1 / (1 + math.exp(-_sum(SURE, doubts(best, others))))


def doubts(best: Weighed, others: Sequence[Weighed]) -> Evidence:
    """Return the evidence for a candidate beside others, known and unknown ones."""
    rival = _first(one for one in others if one.known and not akin(best, one))
    unknown = [one for one in others if not one.known]
    strange = _first(unknown)
    near = max((one.hit.near for one in unknown), default=0.0)
    alike = max((one.evidence["alike"] for one in unknown), default=0.0)
    own = best.evidence["alike"]
    return {
        **best.evidence,
        "lead": min(_AHEAD, best.rank - rival.rank),
        "lead in words": best.evidence["likelier words"] - rival.evidence["likelier words"],
        "lead over unknown": max(-_AHEAD, min(_AHEAD, best.rank - strange.rank)),
        "subject over unknown": best.evidence["subject"] - strange.evidence["subject"],
        "asked for of unknown": strange.evidence["asked for"],
        "nearer than unknown": best.hit.near - near,
        "liker than unknown": own - alike,
        "alike to unknown": max(0.0, alike - _ALIKE) if alike > own + _LIKER else 0.0,
        "always": 1.0,
    }


def _first(rivals: Iterable[Weighed]) -> Weighed:
    """Return the rival of the highest rank, or one that no candidate has to fear."""
    return max(rivals, key=lambda one: one.rank, default=_NO_RIVAL)


def _out_of_place(hit: Hit, evidence: Evidence, asked: Question) -> bool:
    """Whether a candidate tells who or what something is, and something else of it is asked."""
    if not hit.doc.id.startswith(ENTITY):
        return False
    id_ = hit.doc.id.removeprefix(ENTITY)
    if id_ in _left_out(asked):
        return True
    kinds = hit.doc.asked.answers if hit.doc.asked else frozenset[str]()
    fits = asked.wants == "" or not kinds.isdisjoint(_TOLD_BY_NAME.get(asked.wants, ()))
    named = id_ in asked.entities or asked.language != "en"
    return evidence["in these words"] <= 0 and (named or not fits)


def _left_out(asked: Question) -> frozenset[str]:
    """Return whom a question names only to ask for another: "who was it before Ann"."""
    after = {one for word, one in pairwise(asked.words) if word in _OTHER_THAN}
    return frozenset(id_ for unit in asked.units if unit.words[0] in after for id_ in unit.entities)


def akin(one: Weighed, other: Weighed) -> bool:
    """Whether one tells who or what an entity is, and the other something of that entity."""
    for entity, fact in ((one.hit.doc, other.hit.doc), (other.hit.doc, one.hit.doc)):
        term = f"e:{entity.id.removeprefix(ENTITY)}"
        if entity.id.startswith(ENTITY) and (term in fact.strong or term in fact.weak):
            return True
    return False


def _sum(weights: Evidence, evidence: Evidence) -> float:
    return sum(weight * evidence[name] for name, weight in weights.items())


def _evidence(hit: Hit, said: _Said, index: Index) -> Evidence:
    doc, asked = hit.doc, said.asked
    voice = doc.voice or _NOBODY
    parts = likelier(said.parts, voice, (doc.near, doc.weak))
    little = likelier(said.little, voice)
    alike = index.speech.alike(said.words, voice)
    least = [
        part
        for part, unit in zip(parts, asked.units, strict=True)
        if not unit.weak and not unit.spare
    ]
    told = [unit for unit in said.weights if not unit.terms.isdisjoint(doc.weak)]
    missing = [unit for unit in hit.missing if unit in said.says]
    return {
        "covered": hit.covered,
        "kind": hit.fit,
        "subject": hit.agrees,
        "alike": alike[0] if alike else 0.0,
        "several": sum(alike[:_FEW]) / _FEW,
        "likelier": sum(parts) / max(1, len(parts)),
        "likelier in all": sum(parts),
        "least likely": min(least, default=0.0),
        "likelier words": sum(little) / max(1, len(little)),
        "in text": sum(said.weights[unit] for unit in told),
        "missing": sum(said.weights[unit] for unit in missing),
        "in these words": 0.0 if missing else max(0.0, hit.near - _NEARLY),
        "missing names": sum(bool(unit.entities) for unit in missing),
        "missing strange": sum(not _ASKED_FOR.intersection(unit.words) for unit in missing),
        "missing of unknown": sum(said.unknown[unit] for unit in missing),
        "said": len(said.says),
        "met": sum(not unit.words[0].isdecimal() for unit in said.says.difference(missing)),
        "asked for": any((asked.wants, term) in doc.keys for term in said.key),
        "asked for is missing": said.head is not None and said.head in hit.missing,
        "who": asked.wants == "person",
        "how many": asked.wants == "amount",
        "what": not asked.wants,
        "why": asked.wants == "reason",
        "yes or no": asked.wants == "yes-no",
        "words": min(_LONG, len(asked.words)),
        "parts": min(_LONG, sum(not unit.spare for unit in asked.units)),
        "parts missing": min(_LONG, sum(not unit.spare for unit in hit.missing)),
        "who it is": hit.doc.id.startswith(ENTITY),
    }


def _read(asked: Question, index: Index) -> _Said:
    speech = index.speech
    units = asked.units
    head = _head(asked)
    words = [stem(word) for word in asked.words]
    total = sum(index.weight(unit) for unit in units) or 1.0
    return _Said(
        asked,
        {unit: index.weight(unit) / total for unit in units},
        frozenset(unit for unit in units if says(unit, index)),
        {unit: speech.unknown(unit.terms | unit.parts) for unit in units},
        speech.parts(unit.terms | unit.parts for unit in units),
        speech.parts((f"w:{word}",) for word in words),
        speech.weighed(words),
        head if head and not head.weak else None,
        head.terms | head.parts if head else frozenset(),
    )


def _head(asked: Question) -> Unit | None:
    """Return the first words after the question word that are no name: what is asked for."""
    at = next((n for n, word in enumerate(asked.words) if word in QUESTION_WORDS), -1)
    after = asked.words[at + 1 :]
    plain = [unit for unit in asked.units if not unit.entities and not unit.year]
    first = next((unit for unit in plain if unit.words[0] in after), None)
    return first or next(iter(plain), None)
