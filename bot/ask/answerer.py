"""One question, one answer with its sources, or "I don't know"."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.ask.awaited import Awaited, Word, tell
from bot.ask.choosing import UNKNOWN, choose
from bot.ask.definitions import Definitions
from bot.ask.index import Hit, Index
from bot.ask.judging import accepted, judged
from bot.ask.languages import DECLINED
from bot.ask.lexicon import Lexicon
from bot.ask.phrasings import Asked, Phrasings, read_all, read_first
from bot.ask.question import Question, parse
from bot.enums import EntityKind, Spoiler, State
from bot.models import Entity, Fact, Pack, Update, Wording

_TOGETHER = 0.93  # a second fact this near to the first is told with it
_AS_ALIKE = 0.02  # and not less alike in meaning than this
_LONGEST = 420  # characters of two facts told together
_RELATED = 3
_LIKEST = 6  # candidates that are looked at for their likeness alone
_SURE = 0.8  # score from which a fact answers even what sounds like a question for the status
_ABOUT_AWAITED = 0.64  # likeness that an answer about what is waited for needs
# At the start of a reply it would read like the list of its sources.
_SOURCES = re.compile(r"^Sources\b")
_UNASKED = Asked((), "", frozenset(), ())
_LEVELS = tuple(Spoiler)
_NO_LIKENESS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: ``text`` is plain, neither escaped nor hidden behind spoiler bars."""

    text: str
    abstained: bool
    facts: tuple[Fact, ...] = ()
    updates: tuple[Update, ...] = ()
    entity: Entity | None = None
    status: bool = False
    spoiler: Spoiler = Spoiler.NONE
    nearest: tuple[str, ...] = ()
    related: tuple[Fact, ...] = ()
    confidence: float = 0.0


class Answerer:
    """Answers questions about a pack; building it indexes the pack once."""

    def __init__(self, pack: Pack, phrasings: Phrasings) -> None:
        self._pack = pack
        self._phrasings = phrasings
        self._entities = {entity.id: entity for entity in pack.entities}
        self._facts = {fact.id: fact for fact in pack.facts}
        self._lexicon = Lexicon(pack.entities, phrasings)
        self._index = Index(self._lexicon, phrasings.scope)
        self._awaited = Awaited(phrasings.awaited, phrasings.scope, pack.info.subject)
        self._definitions = Definitions(pack, phrasings.scope)
        for fact in pack.facts:
            extra = [f"e:{id_}" for id_ in fact.entities]
            extra += [f"e:{id_}" for id_ in phrasings.implied.get(fact.category, ())]
            extra += [f"y:{date.year}" for date in (fact.date, fact.as_of) if date]
            self._index.add(
                self._index.make(fact.id, phrasings.asked.get(fact.id), fact.text, extra)
            )
        self._indexed: set[str] = set()
        for entry in pack.timeline:
            self._add_update(entry.key, entry.key, entry.wording, entry.people)
        for topic, asked in phrasings.unknown.items():
            self._index.add(self._index.make(f"{UNKNOWN}{topic}", asked, ""))
        self._days = self._known_days()

    def readings(self) -> list[tuple[str, str]]:
        """Return how each fact, update and unknown topic may be asked for, as id and question."""
        found = [(fact.id, fact.text) for fact in self._pack.facts]
        for id_, asked in self._phrasings.asked.items():
            found += [(id_, read_first(text)) for text in asked.ask]
        for topic, asked in self._phrasings.unknown.items():
            found += [(UNKNOWN + topic, one) for text in asked.ask for one in read_all(text)]
        return found

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

    def _known_days(self) -> dict[str, dt.date]:
        """Return on which day a work came out, as far as a dated fact about it says so."""
        days: dict[str, dt.date] = {}
        for fact in self._pack.facts:
            asked = self._phrasings.asked.get(fact.id, _UNASKED)
            if "release" in asked.attribute.lower() and fact.date and fact.date.day:
                for id_ in asked.about:
                    entity = self._entities.get(id_)
                    if entity and entity.kind is EntityKind.WORK:
                        days.setdefault(id_, fact.date.first)
        return days

    def answer(
        self,
        question: str,
        *,
        updates: Sequence[Update],
        today: dt.date,
        likeness: Mapping[str, float] = _NO_LIKENESS,
    ) -> Answer:
        """Answer a question of any text; the status is what ``updates`` support on that day.

        ``likeness`` is how alike the question and the readings of each id are in meaning.
        """
        asked = parse(question, self._lexicon, self._phrasings.languages, self._days)
        shown = [update for update in updates if update.state is State.PUBLISHED]
        told = self._from_timeline(asked, shown, today)
        return told or self._from_pack(asked, shown, today, likeness)

    def _from_timeline(
        self, asked: Question, updates: Sequence[Update], today: dt.date
    ) -> Answer | None:
        people = [
            self._entities[id_]
            for id_ in sorted(asked.entities)
            if id_ in self._entities and self._entities[id_].kind is EntityKind.PERSON
        ]
        word = self._awaited.silence(updates, asked, today) or self._awaited.spoken(
            updates, asked, people, today
        )
        if word is None and self._awaited.asks_status(asked):
            word = self._awaited.status(updates, asked, today)
        return _worded(word) if word else None

    def _from_pack(
        self,
        asked: Question,
        updates: Sequence[Update],
        today: dt.date,
        likeness: Mapping[str, float],
    ) -> Answer:
        current = self._current(updates)
        also = sorted(likeness, key=lambda id_: -likeness[id_])[:_LIKEST]
        found = [
            judged(hit, asked, self._facts, self._entities, self._phrasings.scope)
            for hit in self._index.rank(asked.units, asked.words, also)
            if hit.doc.id in self._facts
            or hit.doc.id in current
            or hit.doc.id.startswith(UNKNOWN)
        ]
        floor = _ABOUT_AWAITED if self._awaited.named(asked) else 0.0
        choice = choose(found, asked, self._index, likeness, floor=floor)
        hits, best = choice.hits, choice.best
        defined = self._definitions.find(asked, hits)
        if defined:
            entity, facts, text, spoiler = defined
            related = self._related(hits, facts)
            return Answer(text, False, facts, (), entity, False, spoiler, (), related, 1.0)  # noqa: FBT003 - all by place
        if self._awaited.asks_confirmation(asked) and (best is None or best.score < _SURE):
            return _worded(self._awaited.status(updates, asked, today))
        if best is None:
            return self._declined(asked, hits, updates, today)
        if best.doc.id in self._facts:
            return self._told(best, hits, asked, likeness)
        return replace(_worded(tell(current[best.doc.id])), confidence=best.score)

    def _told(
        self, best: Hit, hits: Sequence[Hit], asked: Question, likeness: Mapping[str, float]
    ) -> Answer:
        facts = (self._facts[best.doc.id],)
        twin = next((hit for hit in hits if hit is not best and hit.doc.id in self._facts), None)
        apart = likeness.get(best.doc.id, 0.0) - likeness.get(twin.doc.id, 0.0) if twin else 0.0
        if twin and twin.score >= best.score * _TOGETHER and apart <= _AS_ALIKE:
            other = self._facts[twin.doc.id]
            fits = len(facts[0].text) + len(other.text) <= _LONGEST
            open_ = _LEVELS.index(other.spoiler) <= _LEVELS.index(facts[0].spoiler)
            if fits and open_ and accepted(twin, 0.0, asked, self._index):
                facts = (*facts, other)
        return Answer(
            text=_SOURCES.sub("The sources", " ".join(fact.text for fact in facts)),
            abstained=False,
            facts=facts,
            spoiler=facts[0].spoiler,
            related=self._related(hits, facts),
            confidence=best.score,
        )

    def _related(self, hits: Sequence[Hit], told: Sequence[Fact]) -> tuple[Fact, ...]:
        """Return further facts about the same, without spoilers."""
        found = [self._facts[hit.doc.id] for hit in hits if hit.doc.id in self._facts]
        open_ = [fact for fact in found if fact.spoiler is Spoiler.NONE and fact not in told]
        return tuple(open_[:_RELATED])

    def _declined(
        self, asked: Question, hits: Sequence[Hit], updates: Sequence[Update], today: dt.date
    ) -> Answer:
        text = DECLINED.get(asked.language, DECLINED["en"])
        if self._awaited.named(asked) and asked.language == "en":
            text += (
                f" What is known of the status: {self._awaited.status(updates, asked, today).text}"
            )
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
    return Answer(
        word.text, abstained=False, updates=word.updates, status=word.status, confidence=1.0
    )
