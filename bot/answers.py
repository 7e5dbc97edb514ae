"""Answers in the view of one server: the pack, and what moderators added to it or retired."""

import asyncio
import dataclasses
import datetime as dt
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.ask import Answer, Answerer, Phrasings, View
from bot.models import Fact, Pack
from bot.news import News
from bot.questions import key_of
from bot.store import additions as store
from bot.store.additions import PUBLIC, Addition
from bot.store.database import Database

_VIEWS = 32  # servers whose own view is kept ready


@dataclass(frozen=True, slots=True)
class _Seen:
    """A view, and its facts by the questions that they were written to answer."""

    view: View
    by_question: Mapping[str, Fact]


class Answers:
    """Answers questions; additions are read again whenever the news version says so.

    Whatever the status rules answer stands: no fact of a moderator can overstate the status.
    """

    def __init__(self, db: Database, pack: Pack, phrasings: Phrasings) -> None:
        self._db = db
        self._entities = frozenset(entity.id for entity in pack.entities)
        self._answerer = Answerer(pack, phrasings)
        self._version = -1
        self._additions: Sequence[Addition] = ()
        self._hidden: Sequence[tuple[int, str]] = ()
        self._views: OrderedDict[int, _Seen] = OrderedDict()
        self._reading = asyncio.Lock()
        self._answering = asyncio.Lock()

    async def answer(
        self, question: str, news: News, guild_id: int | None, today: dt.date
    ) -> Answer:
        """Answer a question as a server sees it; None is a direct message."""
        seen = await self._view(news.version, guild_id or PUBLIC)
        updates = news.visible(guild_id)
        # In a thread, so that the event loop has its turn meanwhile; one at a time, since what
        # was added is indexed along the way.
        async with self._answering:
            told = await asyncio.to_thread(
                self._answerer.answer, question, updates=updates, today=today, view=seen.view
            )
        exact = None if told.status else seen.by_question.get(key_of(question))
        return _of_fact(exact) if exact else told

    async def _view(self, version: int, guild_id: int) -> _Seen:
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
            if key not in self._views:
                self._views[key] = self._made(key)
                if len(self._views) > _VIEWS:
                    self._views.popitem(last=False)
            self._views.move_to_end(key)
            return self._views[key]

    def _made(self, guild_id: int) -> _Seen:
        hidden = frozenset(id_ for server, id_ in self._hidden if server in (PUBLIC, guild_id))
        seen = {
            f"{one.fact_id}.{one.revision}": one
            for one in self._additions
            if (one.wire or one.guild_id == guild_id) and one.fact_id not in hidden
        }
        facts = {id_: self._as_fact(one) for id_, one in seen.items()}
        questions = {
            id_: one.statement.question for id_, one in seen.items() if one.statement.question
        }
        asked = {key_of(question): facts[id_] for id_, question in questions.items()}
        return _Seen(View(facts, questions, hidden), asked)

    def _as_fact(self, addition: Addition) -> Fact:
        fact = addition.fact
        known = tuple(id_ for id_ in fact.entities if id_ in self._entities)
        return dataclasses.replace(fact, entities=known)


def _of_fact(fact: Fact) -> Answer:
    return Answer(fact.text, abstained=False, facts=(fact,), spoiler=fact.spoiler, confidence=1.0)
