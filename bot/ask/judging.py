"""Whether a candidate answers a question: kind of answer, subject and what is left unexplained."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.ask.index import Hit, Index
from bot.ask.lexicon import Unit
from bot.ask.question import Question
from bot.models import Entity, EntityKind, Fact

_LEAST = 0.42  # score that a candidate needs
_NEAR = 0.45  # likeness to a phrasing of a candidate that lacks nothing
_NEARER = 0.8  # the same where only a name is asked for
_DOUBTED = 0.62  # the same where subject or kind of answer agree only by and large
_WHOLE = 0.85  # share that a candidate unlike all its phrasings has to cover
_ENOUGH = 0.6  # share that a candidate has to cover when it lacks something
_ALONE = 0.73  # score of the next best, as a share, up to which such a candidate stands alone
_MEANT = 0.3  # weight up to which a unit is meant anyway

_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FITS = {
    "person": {"person", "character", "organisation"},
    "date": {"date"},
    "amount": {"amount"},
    "place": {"place", "work", "organisation"},
    "reason": {"reason"},
    "event": {"manner", "thing", "reason", "definition", "yes-no"},
    "manner": {"manner", "thing", "reason", "definition"},
}
_ELSE = {
    "person": 0.6, "date": 0.6, "amount": 0.55, "place": 0.65, "reason": 0.75, "manner": 0.85, "event": 0.9,
}  # fmt: skip
_PERHAPS = 0.85
_OTHER_SUBJECT = 0.8
_MENTIONED = 0.9
_SIGNS = {"date": _YEAR, "amount": _DIGIT}
_SOMEBODY = (EntityKind.PERSON, EntityKind.CHARACTER, EntityKind.ORGANISATION)


def judged(
    hit: Hit,
    asked: Question,
    facts: Mapping[str, Fact],
    entities: Mapping[str, Entity],
    scope: frozenset[str],
) -> Hit:
    """Return a candidate with a lower score where kind of answer or subject do not agree."""
    fact = facts.get(hit.doc.id)
    given = hit.doc.asked.answers if hit.doc.asked else frozenset[str]()
    factor = 1.0
    fits = _FITS.get(asked.wants)
    if fits and not fits & given:
        factor = _likely(asked.wants, fact, entities)
    return replace(hit, fit=factor * _agreement(hit, asked, scope))


def _agreement(hit: Hit, asked: Question, scope: frozenset[str]) -> float:
    """Lower where none of the entities of a question is what a candidate is about."""
    named = {f"e:{id_}" for id_ in asked.entities}
    if asked.entities & scope:
        named |= {f"e:{id_}" for id_ in scope}
    if not named or not named.isdisjoint(hit.doc.strong) or not hit.doc.asked:
        return 1.0
    return _MENTIONED if not named.isdisjoint(hit.doc.weak) else _OTHER_SUBJECT


def _likely(wants: str, fact: Fact | None, entities: Mapping[str, Entity]) -> float:
    """How likely a text gives a kind of answer that nobody promised."""
    text = fact.text if fact else ""
    pattern = _SIGNS.get(wants)
    if pattern and pattern.search(text):
        return _PERHAPS
    named = fact.entities if fact else ()
    if wants == "person" and any(entities[id_].kind in _SOMEBODY for id_ in named):
        return _PERHAPS
    return _ELSE[wants]


def accepted(hit: Hit, rival: float, asked: Question, index: Index) -> bool:
    """Whether a candidate may be told as the answer; ``rival`` is the score of the next best.

    Either it explains everything that is asked, or it explains most of a longer question, and
    nothing else comes near. One word that stays unexplained in a short question is what was asked.
    """
    if hit.score < _LEAST or hit.fit < _PERHAPS or any(unit.year for unit in hit.missing):
        return False
    missing = [unit for unit in hit.missing if _says(unit, index)]
    met = [unit for unit in asked.units if unit not in hit.missing and _says(unit, index)]
    plain = sum(not unit.entities and not unit.words[0].isdecimal() for unit in met)
    entities = sum(bool(unit.entities) for unit in met)
    dated = any(unit.year for unit in met)
    alone = rival <= hit.score * _ALONE
    if not missing:
        least = _NEARER if entities == 1 and not plain and not dated else _NEAR
        if hit.near >= (least if hit.fit == 1.0 else max(least, _DOUBTED)):
            return plain + entities > 0
        several = plain > 0 and plain + entities + dated > 1
        return several and alone and hit.fit == 1.0 and hit.covered >= _WHOLE
    named = any(unit.entities for unit in missing)
    return plain > 1 and alone and hit.fit == 1.0 and not named and hit.covered >= _ENOUGH


def _says(unit: Unit, index: Index) -> bool:
    return not unit.weak and index.weight(unit) > _MEANT
