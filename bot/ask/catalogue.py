"""What can be told, indexed: the facts, names and news of a pack, and what was added since."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.ask.index import ENTITY, UNKNOWN, Hit, Index
from bot.ask.judging import judged
from bot.ask.languages import Languages
from bot.ask.lexicon import Lexicon
from bot.ask.phrasings import Asked, Phrasings
from bot.ask.question import Question, parse
from bot.enums import EntityKind
from bot.models import Entity, Fact, Pack, Update, Wording

_NO_PHRASINGS = Asked((), "", frozenset(), ())
_KINDS = dict.fromkeys(EntityKind, "thing") | {
    EntityKind.PERSON: "person",
    EntityKind.CHARACTER: "character",
    EntityKind.ORGANISATION: "organisation",
    EntityKind.PLACE: "place",
    EntityKind.WORK: "work",
}


class Catalogue:
    """The candidates for an answer; building it indexes the pack once."""

    def __init__(self, pack: Pack, phrasings: Phrasings) -> None:
        self._phrasings = phrasings
        self.entities = {entity.id: entity for entity in pack.entities}
        self.facts = {fact.id: fact for fact in pack.facts}
        self._lexicon = Lexicon(pack.entities, phrasings)
        self.index = Index(self._lexicon, phrasings.scope)
        self._languages = Languages(phrasings.languages, self._lexicon)
        self._indexed: set[str] = set()
        self._later: frozenset[str] = frozenset()  # what was indexed since: additions, revisions
        for fact in pack.facts:
            self._add_fact(fact.id, fact, phrasings.asked.get(fact.id))
        for entry in pack.timeline:
            self._add_update(entry.key, entry.key, entry.wording, entry.people)
        self._of_pack = frozenset(self._indexed)
        for entity in pack.entities:
            self._add_entity(entity, phrasings.entities.get(entity.id, _NO_PHRASINGS))
        for topic, asked in phrasings.unknown.items():
            self.index.add(self.index.make(f"{UNKNOWN}{topic}", asked, ""))
        self.index.prepare()

    def _add_fact(self, id_: str, fact: Fact, asked: Asked | None) -> None:
        extra = [f"e:{entity}" for entity in fact.entities]
        extra += [f"e:{entity}" for entity in self._phrasings.implied.get(fact.category, ())]
        extra += [f"y:{date.year}" for date in (fact.date, fact.as_of) if date]
        self.index.add(self.index.make(id_, asked, fact.text, extra))
        self._indexed.add(id_)

    def _add_entity(self, entity: Entity, asked: Asked) -> None:
        asked = replace(
            asked, about=(entity.id,), answers=asked.answers or frozenset({_KINDS[entity.kind]})
        )
        self.index.add(self.index.make(f"{ENTITY}{entity.id}", asked, entity.summary))

    def _add_update(
        self, id_: str, key: str | None, wording: Wording, people: Sequence[str]
    ) -> None:
        extra = [*(f"e:{person}" for person in people), f"y:{wording.date.year}"]
        text = f"{wording.headline}. {wording.summary}"
        asked = self._phrasings.asked.get(key or "")
        self.index.add(self.index.make(id_, asked, text, extra))
        self._indexed.add(id_)

    def learn(
        self, facts: Mapping[str, Fact], questions: Mapping[str, str], updates: Mapping[str, Update]
    ) -> None:
        """Index what is not yet: facts with the question that each was written to answer, updates.

        Each by an id that changes with its revision.
        """
        known = len(self._indexed)
        for id_, fact in facts.items():
            if id_ not in self._indexed:
                written = (questions[id_],) if id_ in questions else ()
                asked = Asked(fact.entities, "", frozenset(), written) if written else None
                self._add_fact(id_, fact, asked)
        for id_, update in updates.items():
            if id_ not in self._indexed:
                self._add_update(id_, update.key, update.wording, update.people)
        if len(self._indexed) > known:
            self._later = frozenset(self._indexed - self._of_pack)

    def elsewhere(self, facts: Mapping[str, Fact], updates: Mapping[str, Update]) -> frozenset[str]:
        """Return what only other servers see, and former revisions: no candidates here."""
        return self._later.difference(facts, updates)

    def parsed(self, text: str, today: dt.date) -> Question:
        """Take a question apart."""
        return parse(text, self._lexicon, self._languages, self._phrasings.days, today)

    def found(
        self,
        asked: Question,
        facts: Mapping[str, Fact],
        without: frozenset[str] = frozenset(),
    ) -> list[Hit]:
        """Return the candidates for a question, judged."""
        return [
            judged(hit, asked, facts, self.entities, self._phrasings.scope)
            for hit in self.index.rank(asked.units, asked.words, without)
        ]


def indexed_as(update: Update) -> str:
    """Return the key of a pack's update as it was, else a name that changes with its revision."""
    if update.key and update.revision == 1:
        return update.key
    return f"update:{update.id}:{update.revision}"
