"""Questions for what or who somebody or something is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from bot.ask.english import ATTRIBUTES, words_in
from bot.ask.index import Hit
from bot.ask.lexicon import Unit
from bot.ask.question import Question
from bot.ask.tokens import words_of
from bot.enums import EntityKind, Spoiler
from bot.models import Entity, Fact, Pack

_NEAR = 0.9
_LONGEST = 420
_LEVELS = tuple(Spoiler)
_ASKING = words_in(
    """
    what who is are was were the a an tell me about explain describe which this that in of please s
    did do does job so exactly you define connection connected relation relationship role with to
    between again have has he she they here
    """
)
_LOOSELY = words_in("about by thing stuff character guy actually really even")
_SPELT = 6  # letters of a word that may be a name spelt wrong,
_SLIPS = 2  # by this much


@dataclass(frozen=True, slots=True)
class Found:
    """What says who or what something is; ``spoiler`` is what saying it gives away."""

    entity: Entity
    facts: tuple[Fact, ...]
    text: str
    spoiler: Spoiler


class Definitions:
    """The entities of a pack, told by their summaries and by facts that say what they are."""

    def __init__(self, pack: Pack, scope: frozenset[str]) -> None:
        self._scope = scope
        self._entities = {entity.id: entity for entity in pack.entities}
        self._facts = {fact.id: fact for fact in pack.facts}
        told = [(entity.summary, entity.spoiler) for entity in pack.entities]
        told += [(fact.text, fact.spoiler) for fact in pack.facts]
        self._open = _joined(text for text, level in told if level is not Spoiler.MANGA)
        self._closed = _joined(text for text, level in told if level is Spoiler.MANGA)

    def find(self, asked: Question, hits: Sequence[Hit], *, loosely: bool = False) -> Found | None:
        """Return the entity, facts, text and spoiler level that say what is asked; or None.

        ``loosely`` is for what nothing else answers: "what is X about" then asks for X as well.
        """
        unit = self._only_named(asked) if loosely else self._unit(asked)
        if unit is None:
            return None
        entities = [self._entities[id_] for id_ in unit.entities if id_ in self._entities]
        if not entities:
            return None
        entity = next((e for e in entities if _is_name(e.name, unit)), entities[0])
        facts = self._defining(unit, entity, hits)
        spoiler = self._spoiler(entity, unit)
        secret = spoiler is not entity.spoiler
        if facts and (secret or _below(facts[0].spoiler, spoiler)):
            return Found(entity, facts, facts[0].text, facts[0].spoiler)
        text = f"{entity.name}: {entity.summary}"
        if facts and facts[0].spoiler is spoiler and len(text) + len(facts[0].text) < _LONGEST:
            return Found(entity, facts, f"{text} {facts[0].text}", spoiler)
        return Found(entity, (), text, spoiler)

    def gives_away(self, asked: Question) -> frozenset[str]:
        """Return whom a question names by a name that only spoilers have: who bears it is one."""
        return frozenset(
            id_
            for unit in asked.units
            if f" {' '.join(unit.words)} " in self._closed
            for id_ in unit.entities
            if id_ in self._entities and self._is_secret(self._entities[id_], unit)
        )

    def _unit(self, asked: Question) -> Unit | None:
        """Return the one entity that a question asks for, if it asks for nothing else."""
        units = [unit for unit in asked.units if not unit.weak]
        if len(units) > 1:
            units = [unit for unit in units if not self._scope.issuperset(unit.entities or "-")]
        if asked.wants not in ("", "person") or len(units) != 1 or not units[0].entities:
            return None
        if "about" in asked.words and not {"tell", "explain"} & set(asked.words):
            return None
        others = [word for word in asked.words if word not in units[0].words]
        return (
            units[0]
            if all(word in _ASKING or self._meant(word, asked) for word in others)
            else None
        )

    def _is_where(self, unit: Unit, asked: Question) -> bool:
        """Whether a name only says in which work: "who is Ann in the second book"."""
        works = [id_ for id_ in unit.entities if id_ in self._entities]
        works = [id_ for id_ in works if self._entities[id_].kind is EntityKind.WORK]
        words = [word for word in asked.words if word != "the" and not self._meant(word, asked)]
        return bool(works) and ("in", unit.words[0]) in pairwise(words)

    def _only_named(self, asked: Question) -> Unit | None:
        """Return the one entity that is named in a question of little words.

        Left out are makers, and the works in which it is.
        """
        made = [u for u in asked.units if ("by", u.words[0]) in pairwise(asked.words)]
        made += [unit for unit in asked.units if self._is_where(unit, asked)]
        named = [
            unit
            for unit in asked.units
            if unit.entities and unit not in made and not self._scope.issuperset(unit.entities)
        ]
        if asked.wants not in ("", "person") or len(named) != 1:
            return None
        ids = named[0].entities
        names = {word for id_ in ids if id_ in self._entities for word in self._words(id_)}
        little = (
            (_ASKING - ATTRIBUTES)
            | _LOOSELY
            | {word for unit in (*named, *made) for word in unit.words}
        )
        fits = all(
            word in little or self._meant(word, asked) or _misspelt(word, names)
            for word in asked.words
        )
        return named[0] if fits else None

    def _words(self, id_: str) -> list[str]:
        return words_of(self._entities[id_].name)

    def _meant(self, word: str, asked: Question) -> bool:
        """Whether a word only names what the pack is about anyway."""
        return any(
            word in unit.words and unit.entities and self._scope.issuperset(unit.entities)
            for unit in asked.units
        )

    def _defining(self, unit: Unit, entity: Entity, hits: Sequence[Hit]) -> tuple[Fact, ...]:
        """Return the fact that explains this very name, or else what bears it."""
        near = [hit for hit in hits if hit.doc.asked and _near(hit, entity)]
        if not _is_name(entity.name, unit):
            near.sort(key=lambda hit: not unit.parts <= hit.doc.strong)
        for hit in near:
            asked, fact = hit.doc.asked, self._facts.get(hit.doc.id)
            if asked and fact:
                explains = not _is_name(entity.name, unit) and unit.parts <= hit.doc.strong
                defines = "definition" in asked.answers and entity.id in asked.about
                if explains or defines or _bare(hit, entity):
                    return (fact,)
        return ()

    def _spoiler(self, entity: Entity, unit: Unit) -> Spoiler:
        """Return how much saying what a name means gives away."""
        return Spoiler.MANGA if self._is_secret(entity, unit) else entity.spoiler

    def _is_secret(self, entity: Entity, unit: Unit) -> bool:
        told = f" {' '.join(unit.words)} " in self._open
        return entity.kind is EntityKind.CHARACTER and not told and not _is_name(entity.name, unit)


def _joined(texts: Iterable[str]) -> str:
    return f" {' '.join(' '.join(words_of(text)) for text in texts)} "


def _is_name(name: str, unit: Unit) -> bool:
    return set(unit.words) <= set(words_of(name))


def _misspelt(word: str, names: Iterable[str]) -> bool:
    """Whether a word may be one of a name, which another word of a question has named already."""
    return len(word) >= _SPELT and any(
        word[0] == name[0] and OSA.distance(word, name, score_cutoff=_SLIPS) <= _SLIPS
        for name in names
    )


def _below(one: Spoiler, other: Spoiler) -> bool:
    return _LEVELS.index(one) < _LEVELS.index(other)


def _near(hit: Hit, entity: Entity) -> bool:
    return hit.near >= _NEAR or (hit.covered >= _NEAR and _bare(hit, entity))


def _bare(hit: Hit, entity: Entity) -> bool:
    """Whether a phrasing of a fact asks for nothing but an entity."""
    return any(f"e:{entity.id}" in slot for phrase, _ in hit.doc.bare for slot in phrase)
