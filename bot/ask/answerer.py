"""One question, one answer with its sources, or "I don't know"."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.ask.answer import Answer, View
from bot.ask.awaited import Awaited, Word, tell
from bot.ask.awaited_asks import is_chat, parts_of
from bot.ask.choosing import Choice, choose
from bot.ask.definitions import Definitions, Found
from bot.ask.evidence import Weighed, weigh
from bot.ask.index import ENTITY, UNKNOWN, Hit, Index
from bot.ask.judging import judged
from bot.ask.languages import DECLINED, Languages
from bot.ask.lexicon import Lexicon
from bot.ask.phrasings import Asked, Phrasings
from bot.ask.question import Question, parse
from bot.enums import EntityKind, Spoiler, State
from bot.models import Entity, Fact, Pack, Update, Wording

_LONGEST = 420  # characters of two facts told together
_RELATED = 3
_SURE = 0.8  # likelihood from which a fact answers even what sounds like a question for the status
_ABOUT_AWAITED = 0.64  # nearness to a phrasing that an answer about what is waited for needs
# At the start of a reply it would read like the list of its sources.
_SOURCES = re.compile(r"^Sources\b")
_LEVELS = tuple(Spoiler)
_NO_PHRASINGS = Asked((), "", frozenset(), ())
_KINDS = dict.fromkeys(EntityKind, "thing") | {
    EntityKind.PERSON: "person",
    EntityKind.CHARACTER: "character",
    EntityKind.ORGANISATION: "organisation",
    EntityKind.PLACE: "place",
    EntityKind.WORK: "work",
}


@dataclass(frozen=True, slots=True)
class _Case:
    """One question with all that may answer it."""

    text: str
    asked: Question
    updates: Sequence[Update]
    today: dt.date
    facts: Mapping[str, Fact]
    added: frozenset[str]
    current: Mapping[str, Update]
    hidden: frozenset[str]


class Answerer:
    """Answers questions about a pack; building it indexes the pack once."""

    def __init__(self, pack: Pack, phrasings: Phrasings) -> None:
        self._phrasings = phrasings
        self._entities = {entity.id: entity for entity in pack.entities}
        self._facts = {fact.id: fact for fact in pack.facts}
        self._lexicon = Lexicon(pack.entities, phrasings)
        self._index = Index(self._lexicon, phrasings.scope)
        self._awaited = self._made_awaited(pack)
        self._definitions = Definitions(pack, phrasings.scope)
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
            self._index.add(self._index.make(f"{UNKNOWN}{topic}", asked, ""))

    def _made_awaited(self, pack: Pack) -> Awaited:
        phrasings = self._phrasings
        out = [day for id_, day in phrasings.days.items() if id_ in phrasings.scope]
        named = {id_ for entry in pack.timeline for id_ in entry.people if id_ in self._entities}
        makers = {id_ for id_ in named if self._entities[id_].kind is EntityKind.ORGANISATION}
        name, since = phrasings.awaited, min(out, default=None)
        return Awaited(name, phrasings.scope, pack.info.subject, makers=makers, since=since)

    def _add_fact(self, id_: str, fact: Fact, asked: Asked | None) -> None:
        extra = [f"e:{entity}" for entity in fact.entities]
        extra += [f"e:{entity}" for entity in self._phrasings.implied.get(fact.category, ())]
        extra += [f"y:{date.year}" for date in (fact.date, fact.as_of) if date]
        self._index.add(self._index.make(id_, asked, fact.text, extra))
        self._indexed.add(id_)

    def _add_entity(self, entity: Entity, asked: Asked) -> None:
        asked = replace(
            asked, about=(entity.id,), answers=asked.answers or frozenset({_KINDS[entity.kind]})
        )
        self._index.add(self._index.make(f"{ENTITY}{entity.id}", asked, entity.summary))

    def _add_update(
        self, id_: str, key: str | None, wording: Wording, people: Sequence[str]
    ) -> None:
        extra = [*(f"e:{person}" for person in people), f"y:{wording.date.year}"]
        text = f"{wording.headline}. {wording.summary}"
        asked = self._phrasings.asked.get(key or "")
        self._index.add(self._index.make(id_, asked, text, extra))
        self._indexed.add(id_)

    def _current(self, updates: Sequence[Update]) -> dict[str, Update]:
        """Return the updates by what they are indexed as; new ones and revisions are added."""
        current = {_indexed_as(update): update for update in updates}
        for id_, update in current.items():
            if id_ not in self._indexed:
                self._add_update(id_, update.key, update.wording, update.people)
        return current

    def answer(
        self,
        question: str,
        *,
        updates: Sequence[Update],
        today: dt.date,
        view: View | None = None,
    ) -> Answer:
        """Answer a question of any text; the status is what ``updates`` support on that day."""
        view = view or View()
        known = len(self._indexed)
        for id_, fact in view.facts.items():
            if id_ not in self._indexed:
                written = (view.questions[id_],) if id_ in view.questions else ()
                asked = Asked(fact.entities, "", frozenset(), written) if written else None
                self._add_fact(id_, fact, asked)
        shown = [update for update in updates if update.state is State.PUBLISHED]
        current = self._current(shown)
        if len(self._indexed) > known:
            self._later = frozenset(self._indexed - self._of_pack)
        case = _Case(
            question,
            self._parsed(question, today),
            shown,
            today,
            {**self._facts, **view.facts},
            frozenset(view.facts),
            current,
            view.hidden,
        )
        return self._guarded(case, self._from_timeline(case) or self._from_facts(case))

    def _guarded(self, case: _Case, answer: Answer) -> Answer:
        """Return an answer that gives no more away than the names in the question do."""
        secret = self._definitions.gives_away(case.asked)
        if not secret:
            return answer
        names = {self._entities[id_].name for id_ in secret}
        nearest = tuple(name for name in answer.nearest if name not in names)
        level = answer.spoiler if answer.abstained else Spoiler.MANGA
        return replace(answer, spoiler=level, nearest=nearest, related=())

    def weighed(self, question: str, today: dt.date) -> list[Weighed]:
        """Return the candidates of the pack for a question with what speaks for each."""
        asked = self._parsed(question, today)
        return weigh(self._found(asked, self._facts), asked, self._index)

    def _found(
        self,
        asked: Question,
        facts: Mapping[str, Fact],
        without: frozenset[str] = frozenset(),
    ) -> list[Hit]:
        return [
            judged(hit, asked, facts, self._entities, self._phrasings.scope)
            for hit in self._index.rank(asked.units, asked.words, without)
        ]

    def _from_timeline(self, case: _Case) -> Answer | None:
        asked, updates, today = case.asked, case.updates, case.today
        people = self._people(asked)
        word = self._awaited.silence(updates, asked, today) or self._awaited.spoken(
            updates, asked, people, today
        )
        if word is None and self._awaited.asks_status(asked):
            word = self._awaited.status(updates, asked, today)
        return _worded(word) if word else None

    def _people(self, asked: Question) -> list[Entity]:
        found = [self._entities[id_] for id_ in sorted(asked.entities) if id_ in self._entities]
        return [entity for entity in found if entity.kind is EntityKind.PERSON]

    def _from_facts(self, case: _Case) -> Answer:
        choice = self._chosen(case)
        hits, best = choice.hits, choice.best
        defined = self._definitions.find(case.asked, hits)
        if best is None or best.doc.id.startswith(ENTITY):
            defined = defined or self._definitions.find(case.asked, hits, loosely=True)
        if defined:
            return self._defined(case, choice, defined)
        if self._wants_status(case, choice):
            return _worded(self._awaited.status(case.updates, case.asked, case.today))
        return self._from_best(case, choice, best) if best else self._declined(case, hits)

    def _wants_status(self, case: _Case, choice: Choice) -> bool:
        """Whether the status is the answer, since nothing says more and a question rests on it."""
        best = choice.best
        first = next(parts_of(case.text), "")
        if first and self._is_for_status(first, case.today):
            return True
        if best is not None and choice.sure >= _SURE and best.doc.id not in case.added:
            return False
        confirmed = self._awaited.asks_confirmation(case.asked, self._people(case.asked))
        if confirmed or best is not None or not self._awaited.named(case.asked):
            return confirmed
        # What takes for granted that something comes in a year ahead is wrong as yet.
        rests = any(unit.year and unit.year >= case.today.year for unit in case.asked.units)
        rests = rests or "so far" in " ".join(case.asked.words)
        if rests or self._awaited.asks_stage(case.asked):
            return True
        return any(self._is_for_status(part, case.today) for part in parts_of(case.text))

    def _is_for_status(self, text: str, today: dt.date) -> bool:
        asked = self._parsed(text, today)
        return self._awaited.named(asked) and self._awaited.asks_status(asked)

    def _parsed(self, text: str, today: dt.date) -> Question:
        return parse(text, self._lexicon, self._languages, self._phrasings.days, today)

    def _from_best(self, case: _Case, choice: Choice, best: Hit) -> Answer:
        if best.doc.id in case.facts:
            return self._told(case, choice)
        if best.doc.id.startswith(ENTITY):
            return self._described(case, choice, best)
        return replace(_worded(tell(case.current[best.doc.id])), confidence=choice.sure)

    def _defined(self, case: _Case, choice: Choice, defined: Found) -> Answer:
        return Answer(
            text=defined.text,
            abstained=False,
            facts=defined.facts,
            entity=defined.entity,
            spoiler=defined.spoiler,
            related=self._related(case, choice.hits, defined.facts),
            confidence=1.0,
        )

    def _chosen(self, case: _Case) -> Choice:
        """Return the candidates that are shown here; what is hidden only additions may replace."""
        found = [
            hit
            for hit in self._found(case.asked, case.facts, self._elsewhere(case))
            if hit.doc.id in case.facts
            or hit.doc.id in case.current
            or hit.doc.id.startswith((UNKNOWN, ENTITY))
        ]
        floor = _ABOUT_AWAITED if self._awaited.named(case.asked) else 0.0
        choice = choose(found, case.asked, self._index, floor=floor)
        if is_chat(case.asked):
            choice = replace(choice, best=None)
        if choice.best and choice.best.doc.id in case.hidden:
            found = [hit for hit in found if hit.doc.id in case.added]
            choice = choose(found, case.asked, self._index, floor=floor)
        shown = tuple(hit for hit in choice.hits if hit.doc.id not in case.hidden)
        return replace(choice, hits=shown)

    def _elsewhere(self, case: _Case) -> frozenset[str]:
        """Return what other servers see, and former revisions: no candidates here."""
        return self._later.difference(case.facts, case.current)

    def _told(self, case: _Case, choice: Choice) -> Answer:
        twin = choice.twin
        facts = tuple(case.facts[hit.doc.id] for hit in (choice.best,) if hit)
        if twin and twin.doc.id in case.facts and twin.doc.id not in case.hidden:
            other = case.facts[twin.doc.id]
            fits = len(facts[0].text) + len(other.text) <= _LONGEST
            if fits and _LEVELS.index(other.spoiler) <= _LEVELS.index(facts[0].spoiler):
                facts = (*facts, other)
        return Answer(
            text=_SOURCES.sub("The sources", " ".join(fact.text for fact in facts)),
            abstained=False,
            facts=facts,
            spoiler=facts[0].spoiler,
            related=self._related(case, choice.hits, facts),
            confidence=choice.sure,
        )

    def _described(self, case: _Case, choice: Choice, best: Hit) -> Answer:
        entity = self._entities[best.doc.id.removeprefix(ENTITY)]
        return Answer(
            text=f"{entity.name}: {entity.summary}",
            abstained=False,
            entity=entity,
            spoiler=entity.spoiler,
            related=self._related(case, choice.hits, ()),
            confidence=choice.sure,
        )

    def _related(self, case: _Case, hits: Sequence[Hit], told: Sequence[Fact]) -> tuple[Fact, ...]:
        """Return further facts about the same, without spoilers."""
        found = [case.facts[hit.doc.id] for hit in hits if hit.doc.id in case.facts]
        open_ = [fact for fact in found if fact.spoiler is Spoiler.NONE and fact not in told]
        return tuple(open_[:_RELATED])

    def _declined(self, case: _Case, hits: Sequence[Hit]) -> Answer:
        asked = case.asked
        text = DECLINED.get(asked.language, DECLINED["en"])
        if self._awaited.named(asked) and asked.language == "en":
            status = self._awaited.status(case.updates, asked, case.today)
            text += f" What is known of the status: {status.text}"
        return Answer(text, abstained=True, nearest=self._nearest(asked, hits))

    def _nearest(self, asked: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
        """Return names of what the question came near to, spoiler-free ones only."""
        names: list[str] = []
        ids = [*sorted(asked.entities)]
        for hit in hits[:_RELATED]:
            ids.extend(hit.doc.asked.about if hit.doc.asked else ())
        for id_ in ids:
            entity = self._entities.get(id_)
            if entity and entity.spoiler is Spoiler.NONE and entity.name not in names:
                names.append(entity.name)
        return tuple(names[:_RELATED])


def _indexed_as(update: Update) -> str:
    """Return the key of a pack's update as it was, else a name that changes with its revision."""
    if update.key and update.revision == 1:
        return update.key
    return f"update:{update.id}:{update.revision}"


def _worded(word: Word) -> Answer:
    return Answer(word.text, False, (), word.updates, status=word.status, confidence=1.0)  # noqa: FBT003 - by place
