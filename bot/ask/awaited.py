"""Questions about what is waited for: is it happening, who spoke last, since when it is silent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.ask import awaited_words as said
from bot.ask.awaited_asks import asks_content, lone_second, picks
from bot.ask.english import STOP
from bot.ask.hearsay import hearsay
from bot.ask.question import Question
from bot.ask.spans import Span
from bot.ask.tokens import stem
from bot.enums import Kind
from bot.labels import KIND_LABELS
from bot.models import Entity, Update
from bot.status import answer, derive_status, known_updates

_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Word:
    """An answer from the timeline: its text, what it cites, and whether the status made it."""

    text: str
    updates: tuple[Update, ...]
    status: bool


class Awaited:
    """Answers about one awaited work; ``id_`` is the entity that stands for it, if one does."""

    def __init__(
        self,
        id_: str | None,
        scope: Iterable[str],
        subject: str,
        *,
        makers: Iterable[str] = (),
        since: dt.date | None = None,
    ) -> None:
        self._id = id_
        self._scope = frozenset(scope)
        self._subject = subject
        self._makers = frozenset(makers)
        self._since = since or dt.date.min

    def named(self, question: Question) -> bool:
        """Whether a question names what is waited for."""
        return self._id is not None and self._id in question.entities

    def rest(self, question: Question) -> frozenset[str]:
        """Return the stems of a question beside names that are meant anyway, time and hearsay."""
        meant = self._scope | ({self._id} if self._id else set[str]())
        time = question.span.words if question.span else frozenset[str]()
        idle = time | hearsay(question.words)
        return frozenset(
            part
            for unit in question.units
            if not unit.year
            and not idle.issuperset(unit.words)
            and not (unit.entities and meant.issuperset(unit.entities))
            for part in unit.parts
            if not part.startswith("h:") and part not in STOP
        )

    def asks_confirmation(self, question: Question, people: Sequence[Entity]) -> bool:
        """Whether a question asks if somebody said yes to what is waited for.

        What one of ``people`` said of it is another question: the status does not answer it.
        """
        rest = self.rest(question) - _name_parts(question) - said.MONTH_NAMES
        obliged = question.wants == "person" and rest & said.OBLIGED
        if obliged or asks_content(question, people) or picks(question, self._makers):
            return False
        asks = question.wants == "yes-no" or rest & said.STRONG or rest >= said.LIGHT
        known = said.STATUS | said.STAGE if question.wants == "yes-no" else said.STATUS
        says = bool(rest & said.SAY) and not people
        told = question.wants == "" and (says or bool(hearsay(question.words)))
        return self.named(question) and rest <= known and bool(asks or told)

    def asks_status(self, question: Question) -> bool:
        """Whether a question asks for the status and nothing else."""
        made = [u for u in question.units if u.entities and self._makers.issuperset(u.entities)]
        rest = self.rest(question) - {part for unit in made for part in unit.parts}
        second = lone_second(question)
        rest -= second
        amount = question.wants == "amount" and not {"until", "till"} & set(question.words)
        yet = question.wants == "yes-no" and ("yet" in question.words or bool(second))
        known = said.STATUS | said.STAGE if yet else said.STATUS
        if not rest <= known or amount or question.wants in ("person", "place", "reason"):
            return False
        if picks(question, self._makers):
            return False
        return self.named(question) or bool(second) or self._means_status(question, rest)

    def asks_stage(self, question: Question) -> bool:
        """Whether a question takes some stage for reached: "when did they shoot it in Rome"."""
        rest = self.rest(question) - _name_parts(question)
        if not self.named(question) or not rest or not rest <= said.STATUS | said.STAGE:
            return False
        if question.wants in ("date", "place"):
            return True
        doubted = any(stem(word) in said.CLAIMED for word in question.words)
        meant = self._scope | ({self._id} if self._id else set[str]())
        beside = any(not meant.issuperset(unit.entities) for unit in question.units)
        return (
            question.wants in ("", "yes-no") and bool(rest & said.STAGE) and (doubted or not beside)
        )

    def _means_status(self, question: Question, rest: frozenset[str]) -> bool:
        """Whether a question that names nothing is one for the status."""
        words = set(question.words)
        stems = frozenset(stem(word) for word in words)
        strong = bool(stems & said.STRONG) or stems >= said.LIGHT
        if question.span:
            new = rest == frozenset({"new"}) and "what" in words
            return (strong or new) and question.span.last >= self._since
        if words & said.AHEAD and not question.entities:
            return bool(rest or words & {"it", "they", "one"})
        if {"it", "still"} <= words and rest & said.STANDING:
            return True
        return strong and not words & {"was", "did", "were"}

    def status(self, updates: Sequence[Update], question: Question, today: dt.date) -> Word:
        """Return what the updates support on the day that a question means."""
        as_of, span = today, question.span
        if span and span.last < today:
            as_of = span.last
        status = derive_status(updates, as_of)
        text = answer(status, self._subject, today=today)
        text = f"{text[:1].upper()}{text[1:]}"
        last = status.last_first_hand
        shown: list[Update] = []
        if frozenset(stem(word) for word in question.words) & said.NEWS:
            if span:
                shown = [u for u in known_updates(updates, as_of) if _within(u, span)]
                shown = shown[::-1][:_SHOWN]
                text += f" From that time: {' '.join(map(_said, shown))}" if shown else ""
            elif last:
                text += f" The last first-hand word: {_said(last)}"
        cited = [status.first_hand_by, last, status.reported_by, status.release_by, *shown]
        return Word(text, _once(cited), status=True)

    def spoken(
        self,
        updates: Sequence[Update],
        question: Question,
        people: Sequence[Entity],
        today: dt.date,
    ) -> Word | None:
        """Return who said what last, first or in a span of time; None if that is not asked."""
        if not self._asks_word(question, people):
            return None
        known = [u for u in known_updates(updates, today) if u.kind.first_hand]
        if people:
            known = [u for u in known if any(_speaks(person, u) for person in people)]
        known = _of_all(known, [person.id for person in people], needed=False)
        known = _of_all(known, self._others(question, people), needed=True)
        within = [u for u in known if _within(u, question.span)]
        if not within:
            return _nothing(known, question.span) if question.span else None
        stems = frozenset(stem(word) for word in question.words)
        if stems & said.FIRST and not stems & said.LAST:
            chosen = within[:1]
        else:
            chosen = within[::-1][: _SHOWN if question.span else 1]
        return Word(" ".join(_said(update) for update in chosen), tuple(chosen), status=False)

    def _asks_word(self, question: Question, people: Sequence[Entity]) -> bool:
        """Whether a question asks what was said, of what is waited for or by people alone."""
        words, stems = set(question.words), frozenset(stem(word) for word in question.words)
        # An expression that holds such a word means something else: the final say.
        if any(len(u.words) > 1 and not u.entities and u.parts & said.SAY for u in question.units):
            return False
        timed = bool(stems & (said.LAST | said.FIRST)) or question.span is not None
        says = bool(stems & said.SAY) or bool(people and stems & said.LAST and "from" in words)
        brings = said.BRING if "up" in words else frozenset[str]()
        says = says or bool(stems & brings)
        rest = (
            self.rest(question)
            - brings
            - said.SAY
            - said.LAST
            - said.FIRST
            - said.QUIET
            - said.IDLE
        )
        rest = rest - _name_parts(question) - said.MONTH_NAMES - said.NEWS
        if people and timed and "before" in words:
            rest -= said.DIED
        if rest or not (says or stems & said.QUIET):
            return False
        about = self.named(question) and question.span is not None
        if not people and not about and not said.ANYONE & words:
            return False
        return timed or bool(people and says and question.wants in ("", "yes-no"))

    def _others(self, question: Question, people: Sequence[Entity]) -> list[str]:
        """Return what else is named: neither people nor what is meant anyway nor a time."""
        ids = self._scope.union((person.id for person in people), [self._id] if self._id else [])
        time = question.span.words if question.span else frozenset[str]()
        return [
            unit.entities[0]
            for unit in question.units
            if unit.entities and not ids.intersection(unit.entities) and not time >= {*unit.words}
        ]

    def silence(self, updates: Sequence[Update], question: Question, today: dt.date) -> Word | None:
        """Return since when nobody has spoken; None if that is not asked."""
        words, stems = set(question.words), frozenset(stem(word) for word in question.words)
        quiet = bool(stems & said.QUIET) and not question.span
        since = "since" in words and not question.span
        long = {"how", "long"} <= words or since or {"how", "many", "days"} <= words
        last_news = bool(stems & (said.LAST | said.stems("anyone word"))) and bool(
            stems & said.stems("news word update hear heard")
        )
        when = (
            "when" in words
            and bool(stems & said.LAST)
            and bool(stems & (said.SAY | said.stems("heard news sign")))
        )
        asked = (quiet and (long or when)) or (long and last_news) or when
        rest = self.rest(question) - said.STATUS - said.SAY - said.LAST - said.QUIET
        rest -= said.SEASONS | said.stems(
            "long day days since passed been anyone involved time have past hearing life get"
        )
        if not asked or rest:
            return None
        status = derive_status(updates, today)
        last = status.last_first_hand
        if last is None or status.silence_days is None:
            return None
        days = f"{status.silence_days} day{'' if status.silence_days == 1 else 's'}"
        text = f"The last first-hand word was {days} ago. {_said(last)}"
        return Word(text, (last,), status=True)


def _said(update: Update) -> str:
    """Return one update as a sentence that says when it was and how sure it is."""
    kind = "" if update.kind.first_hand else f"{KIND_LABELS[update.kind]}, "
    text = " ".join(_sentence(text) for text in (update.headline, update.summary) if text)
    return f"{kind}{update.date.text}: {text}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def tell(update: Update) -> Word:
    """Return one update as an answer."""
    return Word(_said(update), (update,), status=False)


def _nothing(known: Sequence[Update], span: Span) -> Word | None:
    """Return that nothing was said in a time, and what was said next to it."""
    before = [update for update in known if update.date.last < span.first]
    after = [update for update in known if update.date.first > span.last]
    near = before[-1] if before else after[0] if after else None
    if near is None:
        return None
    word = "The last one before" if before else "The first one after"
    text = f"No first-hand word from that time is on record here. {word}: {_said(near)}"
    return Word(text, (near,), status=False)


def _of_all(known: list[Update], ids: Sequence[str], *, needed: bool) -> list[Update]:
    """Return the updates that name all of these, or all updates where none does so."""
    found = [update for update in known if set(ids) <= set(update.people)]
    return found if found or needed else known


def _name_parts(question: Question) -> frozenset[str]:
    return frozenset(part for unit in question.units if unit.entities for part in unit.parts)


def _within(update: Update, span: Span | None) -> bool:
    if span is None:
        return True
    # What is known only to the year says nothing of a month in it.
    exact = update.date.last - update.date.first <= span.last - span.first
    return exact and span.first <= update.date.last and update.date.first <= span.last


def _speaks(person: Entity, update: Update) -> bool:
    """Whether a person speaks in an update: named first, or joined to the first in the headline."""
    if person.id not in update.people:
        return False
    if update.people[0] == person.id:
        return True
    last = person.name.split()[-1]
    return f" and {last}" in update.headline and update.kind is not Kind.CONTEXT


def _once(updates: Iterable[Update | None]) -> tuple[Update, ...]:
    found: list[Update] = []
    for update in updates:
        if update and update not in found:
            found.append(update)
    return tuple(found)
