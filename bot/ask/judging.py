"""Whether a candidate answers a question: kind of answer, subject and what is left unexplained."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.ask.english import ATTRIBUTES, COMMON
from bot.ask.index import Hit, Index
from bot.ask.lexicon import Unit
from bot.ask.question import Question
from bot.enums import EntityKind
from bot.models import Entity, Fact

_LEAST = 0.42  # score that a candidate needs
_NEAR = 0.45  # likeness to a phrasing of a candidate that lacks nothing
_SAME = 0.93  # likeness of what is as good as a phrasing
_WHY = 0.68  # the same where a reason is asked for, which is rarely put in the same words
_NEARER = 0.88  # the same where only a name is asked for
_LED = 0.66  # the same where the kind of answer agrees and the next best has, as a share,
_LEADING = 0.92  # at most this score
_DOUBTED = 0.72  # the same where subject or kind of answer agree only by and large
_WHOLE = 0.85  # share that a candidate unlike all its phrasings has to cover
_ENOUGH = 0.6  # share that a candidate has to cover when it lacks something
_ALONE = 0.72  # score of the next best, as a share, up to which such a candidate stands alone
_MANY = 3  # parts of a question that a candidate explains, so that
_MOST = 0.68  # it may lack another one, when it covers this share
_AHEAD = 0.85  # and the next best has at most this share of its score
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
    "person": 0.6,
    "date": 0.6,
    "amount": 0.55,
    "place": 0.65,
    "reason": 0.85,
    "manner": 0.9,
    "event": 0.9,
}
_PERHAPS = 0.85
_ASSUMED = 0.97
_OTHER_SUBJECT = 0.8
_MENTIONED = 0.9
_NEXT = 0.95  # the same where what it lacks can hardly be what is asked for
_ASKED_FOR = ATTRIBUTES | COMMON
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
    given = (hit.doc.asked.answers if hit.doc.asked else frozenset[str]()) | hit.doc.wants
    factor = 1.0
    fits = _FITS.get(asked.wants)
    if fits and not fits & given:
        factor = _likely(asked.wants, fact, entities)
    return replace(hit, fit=factor, agrees=_agreement(hit, asked, scope))


def _agreement(hit: Hit, asked: Question, scope: frozenset[str]) -> float:
    """Lower where none of the entities of a question is what a candidate is about."""
    about = hit.doc.asked.about if hit.doc.asked else ()
    assumed = 1.0 if asked.entities.union(scope).intersection(about) or not about else _ASSUMED
    named = {f"e:{id_}" for id_ in asked.entities}
    if asked.entities & scope:
        named |= {f"e:{id_}" for id_ in scope}
    if not named or not named.isdisjoint(hit.doc.strong) or not hit.doc.asked:
        return assumed
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


def accepted(hit: Hit, rival: float, asked: Question, index: Index, *, floor: float = 0.0) -> bool:
    """Whether a candidate may be told as the answer; ``rival`` is the score of the next best.

    ``floor`` is how alike a phrasing and the question have to be in any case.

    Either it explains everything that is asked, or it explains most of a longer question, and
    nothing else comes near. One word that stays unexplained in a short question is what was asked.
    """
    if (
        hit.near < floor
        or hit.score < _LEAST
        or hit.fit < _PERHAPS
        or any(unit.year for unit in hit.missing)
        or any(asked.focus in unit.words for unit in hit.missing)
    ):
        return False
    met = [unit for unit in asked.units if unit not in hit.missing and says(unit, index)]
    missing = lacking(hit, index)
    share = rival / hit.score
    return (
        _explains_most(hit, asked, index, met, share=share)
        if missing
        else _explains_all(hit, asked, met, share)
    )


def _explains_all(hit: Hit, asked: Question, met: Sequence[Unit], share: float) -> bool:
    plain, named = _counts(met)
    if hit.near >= _SAME:
        return hit.agrees > _OTHER_SUBJECT
    dated = any(unit.year for unit in met)
    least = _NEAR
    if named == 1 and not plain and not dated:
        ahead = hit.fit == 1.0 and asked.wants and share <= _LEADING
        least = _LED if ahead else _NEARER
    if asked.wants == "reason":
        least = min(least, _WHY)
    doubted = hit.fit * hit.agrees < _ASSUMED
    if hit.near >= (max(least, _DOUBTED) if doubted else least):
        return plain + named > 0 or (hit.near >= _NEARER and bool(asked.wants))
    several = plain + dated > 0 and plain + named + dated > 1
    return several and share <= _ALONE and hit.agrees >= _ASSUMED and hit.covered >= _WHOLE


def _explains_most(
    hit: Hit, asked: Question, index: Index, met: Sequence[Unit], *, share: float
) -> bool:
    plain, named = _counts(met)
    missing = lacking(hit, index)
    if any(unit.entities for unit in missing) or hit.fit * hit.agrees < _ASSUMED:
        return False
    if any(ATTRIBUTES.intersection(unit.words) for unit in missing):
        return False
    if plain > 1 and share <= _ALONE and hit.covered >= _ENOUGH:
        return True
    # A word that names no usual attribute is rarely what is asked for, if it is an English one.
    usual = any(_ASKED_FOR.intersection(unit.words) for unit in missing)
    strange = asked.language == "en" and not usual
    least, many, ahead = (_ENOUGH, 2, _NEXT) if strange else (_MOST, _MANY, _AHEAD)
    weak = 0 if strange else sum(u.weak for u in asked.units if u not in hit.missing)
    several = plain > 0 and plain + named + weak >= many
    return several and share <= ahead and hit.covered >= least


def _counts(units: Sequence[Unit]) -> tuple[int, int]:
    """Return how many units are words and how many are names."""
    plain = sum(not unit.entities and not unit.words[0].isdecimal() for unit in units)
    return plain, sum(bool(unit.entities) for unit in units)


def lacking(hit: Hit, index: Index) -> list[Unit]:
    """Return what a candidate lacks of what is asked and proves something."""
    return [unit for unit in hit.missing if says(unit, index) and not unit.spare]


def says(unit: Unit, index: Index) -> bool:
    """Whether a unit proves something: it is neither weak nor meant anyway."""
    return not unit.weak and index.weight(unit) > _MEANT
