"""One question, one answer with its sources, or "I don't know"."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.ask.answer import Answer, View
from bot.ask.awaited import Awaited, Word, tell
from bot.ask.awaited_asks import is_chat, parts_of
from bot.ask.catalogue import Catalogue, indexed_as
from bot.ask.choosing import Choice, choose
from bot.ask.definitions import Definitions, Found
from bot.ask.evidence import Weighed, weigh
from bot.ask.index import ENTITY, UNKNOWN, Hit
from bot.ask.languages import DECLINED
from bot.ask.phrasings import Phrasings
from bot.ask.question import Question
from bot.enums import EntityKind, Spoiler, State
from bot.models import Entity, Fact, Pack, Update

_LONGEST = 420  # characters of two facts told together
_RELATED = 3
_SURE = 0.8  # likelihood from which a fact answers even what sounds like a question for the status
_ABOUT_AWAITED = 0.64  # nearness to a phrasing that an answer about what is waited for needs
# At the start of a reply it would read like the list of its sources.
_SOURCES = re.compile(r"^Sources\b")
_LEVELS = tuple(Spoiler)


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
        self._catalogue = Catalogue(pack, phrasings)
        self._entities = self._catalogue.entities
        self._awaited = self._made_awaited(pack, phrasings)
        self._definitions = Definitions(pack, phrasings.scope)

    def _made_awaited(self, pack: Pack, phrasings: Phrasings) -> Awaited:
        out = [day for id_, day in phrasings.days.items() if id_ in phrasings.scope]
        named = {id_ for entry in pack.timeline for id_ in entry.people if id_ in self._entities}
        makers = {id_ for id_ in named if self._entities[id_].kind is EntityKind.ORGANISATION}
        name, since = phrasings.awaited, min(out, default=None)
        return Awaited(name, phrasings.scope, pack.info.subject, makers=makers, since=since)

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
        shown = [update for update in updates if update.state is State.PUBLISHED]
        current = {indexed_as(update): update for update in shown}
        self._catalogue.learn(view.facts, view.questions, current)
        case = _Case(
            question,
            self._catalogue.parsed(question, today),
            shown,
            today,
            {**self._catalogue.facts, **view.facts},
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
        asked = self._catalogue.parsed(question, today)
        found = self._catalogue.found(asked, self._catalogue.facts)
        return weigh(found, asked, self._catalogue.index)

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
        asked = self._catalogue.parsed(text, today)
        return self._awaited.named(asked) and self._awaited.asks_status(asked)

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
        elsewhere = self._catalogue.elsewhere(case.facts, case.current)
        found = [
            hit
            for hit in self._catalogue.found(case.asked, case.facts, elsewhere)
            if hit.doc.id in case.facts
            or hit.doc.id in case.current
            or hit.doc.id.startswith((UNKNOWN, ENTITY))
        ]
        floor = _ABOUT_AWAITED if self._awaited.named(case.asked) else 0.0
        choice = choose(found, case.asked, self._catalogue.index, floor=floor)
        if is_chat(case.asked):
            choice = replace(choice, best=None)
        if choice.best and choice.best.doc.id in case.hidden:
            found = [hit for hit in found if hit.doc.id in case.added]
            choice = choose(found, case.asked, self._catalogue.index, floor=floor)
        shown = tuple(hit for hit in choice.hits if hit.doc.id not in case.hidden)
        return replace(choice, hits=shown)

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


def _worded(word: Word) -> Answer:
    return Answer(word.text, False, (), word.updates, status=word.status, confidence=1.0)  # noqa: FBT003 - by place
