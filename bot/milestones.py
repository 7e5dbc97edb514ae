"""Days worth a word: anniversaries, round numbers of silent days, a year since an event."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.enums import MilestoneKind, State
from bot.models import Anniversary, PartialDate, Source, Update
from bot.status import derive_status
from bot.status.rules import known_from

POSTED_AT = 12  # hour of the local clock: no clock in the world skips or repeats noon
HUNDREDS_UP_TO = 1_000
_HUNDRED, _FIVE_HUNDRED = 100, 500


@dataclass(frozen=True, slots=True)
class Milestone:
    """What there is to say on a day; ``key`` names it for good.

    ``update`` is what a silence or an event is counted from.
    """

    key: str
    kind: MilestoneKind
    day: dt.date
    headline: str
    summary: str
    sources: tuple[Source, ...]
    update: Update | None


def milestones_on(
    day: dt.date,
    anniversaries: Sequence[Anniversary],
    updates: Sequence[Update],
    checked: PartialDate,
) -> tuple[Milestone, ...]:
    """Return what a day brings to those who see these updates; pure.

    ``checked`` is up to when somebody has looked for news, which a silence has to say.
    """
    found = [
        _anniversary(one, years, day)
        for one in anniversaries
        if (years := years_since(one.day, day))
    ]
    found += [
        _event(update, day)
        for update in updates
        if is_event(update)
        and years_since(update.date, day) == 1
        and not any(_same(one, update) for one in anniversaries)
    ]
    silence = _silence(day, updates, checked)
    return tuple([*found, silence] if silence else found)


def years_since(then: PartialDate, day: dt.date) -> int:
    """Return how many whole years ago today something happened, 0 on any other day.

    What happened on 29 February is remembered on the 28th in years that have no 29th, so that
    it stays in its month.
    """
    if then.day is None or day.year <= then.year:
        return 0
    try:
        returns = dt.date(day.year, then.first.month, then.first.day)
    except ValueError:
        returns = dt.date(day.year, 2, 28)
    return day.year - then.year if returns == day else 0


def is_round(days: int) -> bool:
    """Whether a silence of so many days is worth a word: each 100 up to 1,000, then each 500.

    At first that is three or four times a year; later a hundred days more are no news.
    """
    step = _HUNDRED if days <= HUNDREDS_UP_TO else _FIVE_HUNDRED
    return days > 0 and days % step == 0


def is_event(update: Update) -> bool:
    """Whether a year since an update is worth a word: somebody spoke first-hand, on a known day."""
    return (
        update.state is State.PUBLISHED and update.kind.first_hand and update.date.day is not None
    )


def _same(one: Anniversary, update: Update) -> bool:
    """Whether the pack remembers an update every year, so that once is enough."""
    return one.day == update.date and bool({*one.sources} & {*update.sources})


def _anniversary(one: Anniversary, years: int, day: dt.date) -> Milestone:
    return Milestone(
        key=f"{MilestoneKind.ANNIVERSARY}:{one.id}:{years}",
        kind=MilestoneKind.ANNIVERSARY,
        day=day,
        headline=f"{_ago(years)}: {one.headline}",
        summary=f"That was on {one.day.text}.",
        sources=one.sources,
        update=None,
    )


def _event(update: Update, day: dt.date) -> Milestone:
    return Milestone(
        key=f"{MilestoneKind.EVENT}:{update.id}:1",
        kind=MilestoneKind.EVENT,
        day=day,
        headline=f"{_ago(1)}: {update.headline}",
        summary=f"{update.summary}\n\nThat was on {update.date.text}. It is a look back, not news.",
        sources=update.sources,
        update=update,
    )


def _silence(day: dt.date, updates: Sequence[Update], checked: PartialDate) -> Milestone | None:
    status = derive_status(updates, day)
    word, days = status.last_first_hand, status.silence_days
    if word is None or days is None or not is_round(days):
        return None
    exactly = "" if known_from(word) == word.date.first else "At least "
    headline = f"{exactly}{days:,} days without a first-hand word"
    looked = max(checked, word.date).text
    return Milestone(
        key=f"{MilestoneKind.SILENCE}:{word.id}:{days}",
        kind=MilestoneKind.SILENCE,
        day=day,
        headline=headline,
        summary=f"The last one, {word.date.text}: {word.headline}\n\nThat is what is on record "
        f"here, checked up to {looked}. Silence is no answer, neither yes nor no.",
        sources=word.sources,
        update=word,
    )


def _ago(years: int) -> str:
    return "One year ago" if years == 1 else f"{years} years ago"
