"""Questions about what is waited for: is it happening, who spoke last, since when it is silent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.ask.english import MONTHS, STOP
from bot.ask.question import Question, Span
from bot.ask.tokens import stem
from bot.enums import Kind
from bot.labels import KIND_LABELS
from bot.models import Entity, Update
from bot.status import answer, derive_status, known_updates


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


# Words that ask for the status when nothing else is asked for.
_STATUS = _stems(
    """
    confirm confirmed confirmation official officially announce announced announcement greenlit
    greenlight greenlighting green light lit approve approved approval cancel cancelled canceled
    cancellation dead alive dropped drop scrapped axed shelved abandoned plan planned planning
    plans happening happen news update updates status situation standing stand chance chances
    likely likelihood exist exists real true rumour release released date out arrive film filming
    filmed shoot shooting shot cameras rolling roll begin began begun start started production pre
    preproduction develop development work working works underway way theaters cinemas cinema
    theatre wait waiting stage current new latest ready done hope hopes possible expected expect
    soon coming hit hits due schedule scheduled finished wrapped stuck stalled hell officially made
    make making open premiere year when talks talk discussed discussion progress going go ahead
    guaranteed definite definitely certain sure decision decided decide see seen watch word words
    movement moving forward front state limbo table water hold pause paused thumbs nod yes commit
    committed pick picked window sign signed off studio pull pulled plug trigger bin binned buried
    deal fake hoax legit bother revive revived get getting another more buy tickets book tell know
    known look looking still ever far actual actually give given need want take say says said
    friend brother sister buddy heard hear read saw online internet reddit twitter youtube post
    article site page week last weekend yesterday month green lights finally finish finished
    complete
    """
)
_STRONG = _stems(
    """
    happening happen confirmed confirm greenlit greenlight cancelled canceled news update updates
    status announced approved officially official nod thumbs commit committed limbo axed scrapped
    shelved hoax cancellation greenlighting
    """
)
_LIGHT = _stems("green light")
_SAY = _stems(
    """
    say said says tell told talk talked talking speak spoke spoken comment commented mention
    mentioned statement quote remark remarks claim claimed word words post posted tweet tweeted
    interview
    """
)
_LAST = _stems("last latest recent recently newest lately final most")
_FIRST = _stems("first earliest")
_QUIET = _stems("quiet silent silence silence radio heard hear mouth mouths peep")
_ANYONE = frozenset({"who", "anyone", "anybody", "someone", "somebody", "they", "involved"})
_SHOWN = 2
_MONTHS = frozenset(stem(name) for name in MONTHS)


@dataclass(frozen=True, slots=True)
class Word:
    """An answer from the timeline: its text, what it cites, and whether the status made it."""

    text: str
    updates: tuple[Update, ...]
    status: bool


class Awaited:
    """Answers about one awaited work; ``id_`` is the entity that stands for it, if one does."""

    def __init__(self, id_: str | None, scope: Iterable[str], subject: str) -> None:
        self._id = id_
        self._scope = frozenset(scope)
        self._subject = subject

    def named(self, question: Question) -> bool:
        """Whether a question names what is waited for."""
        return self._id is not None and self._id in question.entities

    def rest(self, question: Question) -> frozenset[str]:
        """Return the stems of a question that are neither names that are meant anyway nor weak."""
        meant = self._scope | ({self._id} if self._id else set[str]())
        return frozenset(
            part
            for unit in question.units
            if not unit.year and not (unit.entities and meant.issuperset(unit.entities))
            for part in unit.parts
            if not part.startswith("h:") and part not in STOP
        )

    def asks_confirmation(self, question: Question) -> bool:
        """Whether a question asks if somebody said yes to what is waited for."""
        names = frozenset(part for unit in question.units if unit.entities for part in unit.parts)
        rest = self.rest(question) - names
        asks = question.wants == "yes-no" or rest & _STRONG or rest >= _LIGHT
        return self.named(question) and rest <= _STATUS and bool(asks)

    def asks_status(self, question: Question) -> bool:
        """Whether a question asks for the status and nothing else."""
        rest = self.rest(question)
        amount = question.wants == "amount" and not {"until", "till"} & set(question.words)
        if not rest <= _STATUS or amount or question.wants in ("person", "place", "reason"):
            return False
        if self.named(question):
            return True
        spoken = frozenset(stem(word) for word in question.words)
        past = {"was", "did", "were"} & set(question.words)
        strong = spoken & _STRONG or spoken >= _LIGHT
        return bool(strong) and not past and not question.span

    def status(self, updates: Sequence[Update], question: Question, today: dt.date) -> Word:
        """Return what the updates support on the day that a question means."""
        as_of = today
        if question.span and question.span.last < today:
            as_of = question.span.last
        status = derive_status(updates, as_of)
        text = answer(status, self._subject, today=today)
        text = f"{text[:1].upper()}{text[1:]}"
        last = status.last_first_hand
        wants_news = frozenset(stem(word) for word in question.words) & _stems("news update latest")
        if last and wants_news:
            text += f" The last first-hand word: {_said(last)}"
        cited = [status.first_hand_by, last, status.reported_by, status.release_by]
        return Word(text, _once(cited), status=True)

    def spoken(
        self,
        updates: Sequence[Update],
        question: Question,
        people: Sequence[Entity],
        today: dt.date,
    ) -> Word | None:
        """Return who said what last, first or in a span of time; None if that is not asked."""
        stems = frozenset(stem(word) for word in question.words)
        says = bool(stems & _SAY) or bool(people and stems & _LAST and "from" in question.words)
        names = frozenset(part for unit in question.units if unit.entities for part in unit.parts)
        rest = (
            self.rest(question)
            - _SAY
            - _LAST
            - _FIRST
            - _QUIET
            - names
            - _stems("time month year sequel before after")
            - _MONTHS
        )
        if rest - _stems("new news update") or not (says or stems & _QUIET):
            return None
        if not self._plain(question, people):
            return None
        about = self.named(question) and question.span is not None
        if not people and not about and not (_ANYONE & set(question.words)):
            return None
        timed = bool(stems & (_LAST | _FIRST)) or question.span is not None
        if not timed and not (people and says and question.wants in ("", "yes-no")):
            return None
        known = [u for u in known_updates(updates, today) if u.kind.first_hand]
        if people:
            known = [u for u in known if any(_speaks(person, u) for person in people)]
        known = [u for u in known if _within(u, question.span)]
        if not known:
            return None
        if stems & _FIRST and not stems & _LAST:
            chosen = known[:1]
        else:
            chosen = known[::-1][: _SHOWN if question.span else 1]
        return Word(" ".join(_said(update) for update in chosen), tuple(chosen), status=False)

    def _plain(self, question: Question, people: Sequence[Entity]) -> bool:
        """Whether nothing but people and what is waited for is named."""
        ids = self._scope.union((person.id for person in people), [self._id] if self._id else [])
        bound = question.span is not None and bool(
            {"before", "after", "since"} & set(question.words)
        )
        others = [u for u in question.units if u.entities and not set(u.entities) & ids]
        return len(others) <= bound

    def silence(self, updates: Sequence[Update], question: Question, today: dt.date) -> Word | None:
        """Return since when nobody has spoken; None if that is not asked."""
        words, stems = set(question.words), frozenset(stem(word) for word in question.words)
        quiet = bool(stems & _QUIET) and not question.span
        long = {"how", "long"} <= words or "since" in words or {"how", "many", "days"} <= words
        last_news = bool(stems & (_LAST | _stems("anyone word"))) and bool(
            stems & _stems("news word update hear heard")
        )
        when = (
            "when" in words and bool(stems & _LAST) and bool(stems & (_SAY | _stems("heard news")))
        )
        asked = (quiet and (long or when)) or (long and last_news) or when
        rest = self.rest(question) - _STATUS - _SAY - _LAST - _QUIET
        rest -= _stems("long day days since passed been anyone involved time have past hearing")
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


def _within(update: Update, span: Span | None) -> bool:
    if span is None:
        return True
    return span.first <= update.date.last and update.date.first <= span.last


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
