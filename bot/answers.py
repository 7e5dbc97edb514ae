"""Answers in the view of one server: the pack, and what moderators added to it or retired."""

import asyncio
import dataclasses
import datetime as dt
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.ask import Answer, Answerer, Asked, Phrasings
from bot.ask.languages import DECLINED
from bot.enums import Spoiler
from bot.models import Fact, Pack
from bot.news import News
from bot.questions import key_of
from bot.store import additions as store
from bot.store.additions import PUBLIC, Addition
from bot.store.database import Database

_VIEWS = 32  # servers whose own answers are kept ready


@dataclass(frozen=True, slots=True)
class _View:
    """What one server sees beside the pack, and what of the pack it does not see."""

    facts: Mapping[str, Fact]
    by_question: Mapping[str, Fact]
    hidden: frozenset[str]
    answerer: Answerer | None


class Answers:
    """Answers questions; additions are read again whenever the news version says so.

    Whatever the status rules answer stands: no fact of a moderator can overstate the status.
    """

    def __init__(self, db: Database, pack: Pack, phrasings: Phrasings) -> None:
        self._db = db
        self._pack = pack
        # Without what is awaited: only the pack's answerer speaks about the status.
        self._phrasings = dataclasses.replace(phrasings, asked={}, awaited=None)
        self._answerer = Answerer(pack, phrasings)
        self._version = -1
        self._additions: Sequence[Addition] = ()
        self._hidden: Sequence[tuple[int, str]] = ()
        self._views: OrderedDict[int, _View] = OrderedDict()
        self._reading = asyncio.Lock()

    async def answer(
        self, question: str, news: News, guild_id: int | None, today: dt.date
    ) -> Answer:
        """Answer a question as a server sees it; None is a direct message."""
        told = self._answerer.answer(question, updates=news.visible(guild_id), today=today)
        view = await self._view(news.version, guild_id or PUBLIC)
        if told.status or not (view.facts or view.hidden):
            return told
        exact = view.by_question.get(key_of(question))
        if exact is not None:
            return _of_fact(exact)
        told = _without(told, view.hidden)
        if told.abstained and view.answerer is not None:
            found = view.answerer.answer(question, updates=(), today=today)
            if found.facts and not found.abstained and found.entity is None:
                return dataclasses.replace(found, related=())
        return told

    async def _view(self, version: int, guild_id: int) -> _View:
        async with self._reading:
            if version > self._version:
                self._additions = await store.list_additions(self._db)
                self._hidden = await store.list_hidden(self._db)
                self._views.clear()
                self._version = version
            sees_own = any(one.guild_id == guild_id for one in self._additions) or any(
                server == guild_id for server, _ in self._hidden
            )
            key = guild_id if sees_own else PUBLIC
            view = self._views.get(key)
            if view is None:
                view = await self._made(key)
                self._views[key] = view
                if len(self._views) > _VIEWS:
                    self._views.popitem(last=False)
            self._views.move_to_end(key)
            return view

    async def _made(self, guild_id: int) -> _View:
        hidden = frozenset(id_ for server, id_ in self._hidden if server in (PUBLIC, guild_id))
        seen = [
            one
            for one in self._additions
            if (one.wire or one.guild_id == guild_id) and one.fact_id not in hidden
        ]
        facts = {one.fact_id: self._as_fact(one) for one in seen}
        asked = {
            key_of(one.statement.question): facts[one.fact_id]
            for one in seen
            if one.statement.question
        }
        # Away from the event loop: this goes through all names of the pack.
        answerer = await asyncio.to_thread(self._index, seen, facts) if seen else None
        return _View(facts, asked, hidden, answerer)

    def _as_fact(self, addition: Addition) -> Fact:
        known = {entity.id for entity in self._pack.entities}
        fact = addition.fact
        return dataclasses.replace(fact, entities=tuple(e for e in fact.entities if e in known))

    def _index(self, seen: Sequence[Addition], facts: Mapping[str, Fact]) -> Answerer:
        asked = {
            one.fact_id: Asked(
                facts[one.fact_id].entities, "", frozenset(), (one.statement.question,)
            )
            for one in seen
            if one.statement.question
        }
        pack = dataclasses.replace(self._pack, facts=tuple(facts.values()), timeline=())
        return Answerer(pack, dataclasses.replace(self._phrasings, asked=asked))


def _of_fact(fact: Fact) -> Answer:
    return Answer(fact.text, abstained=False, facts=(fact,), spoiler=fact.spoiler, confidence=1.0)


def _without(told: Answer, hidden: frozenset[str]) -> Answer:
    """Return an answer without the facts that are not shown here; declined when it rests on one."""
    related = tuple(fact for fact in told.related if fact.id not in hidden)
    if not any(fact.id in hidden for fact in told.facts):
        return dataclasses.replace(told, related=related)
    kept = tuple(fact for fact in told.facts if fact.id not in hidden)
    if kept and told.entity is None:
        text, level = (
            " ".join(fact.text for fact in kept),
            max((fact.spoiler for fact in kept), key=tuple(Spoiler).index),
        )
        return dataclasses.replace(told, text=text, facts=kept, spoiler=level, related=related)
    return Answer(DECLINED["en"], abstained=True)
