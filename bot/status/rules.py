"""What the updates known on a day support: stages, silences, rumours and a release date."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.enums import Kind, Stage, State
from bot.models import PartialDate, Update

_STAGES = tuple(Stage)
_RUNG = {stage: stage.rung for stage in _STAGES}
_NOTHING = -1

# Day from which it counts, first day that its date can mean, time of publishing, id: unique, so
# that sorting never compares the updates themselves.
_Placed = tuple[dt.date, dt.date, int, int, Update]


@dataclass(frozen=True, slots=True)
class Silence:
    """A completed gap between two first-hand words, counted in days that were surely silent."""

    since: Update
    until: Update
    days: int


@dataclass(frozen=True, slots=True)
class Status:
    """What the updates known at ``as_of`` support; derived, never stored."""

    as_of: dt.date
    first_hand_stage: Stage | None
    first_hand_by: Update | None
    reported_stage: Stage | None
    reported_by: Update | None
    denied_by: Update | None
    last_first_hand: Update | None
    last_official: Update | None
    silence_days: int | None
    earlier_silences: tuple[Silence, ...]
    rumours: tuple[Update, ...]
    release_date: PartialDate | None
    release_by: Update | None


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim of a stage: the rung it named, the one that later denials leave, and the newest."""

    update: Update
    said: int
    left: int
    denied_by: Update | None


def known_from(update: Update) -> dt.date:
    """Day from which an update counts: the last that its date can mean, or that it was published.

    What was published within the month or year that it is dated had been said by then, so news
    of "this month" counts at once. A backlog entry counts from the end of its own period, and
    one with a date in the future from that date.
    """
    return _placed(update)[0]


def known_updates(updates: Iterable[Update], as_of: dt.date) -> list[Update]:
    """Return the published updates that count at ``as_of``, oldest first."""
    return [update for *_, update in _known(updates, as_of)]


def derive_status(updates: Sequence[Update], as_of: dt.date) -> Status:
    """Return what the updates known at ``as_of`` support; pure, and total for unique ids."""
    placed = _known(updates, as_of)
    known = [update for *_, update in placed]
    claims = _claims(known)
    spoken = [claim for claim in claims if claim.update.kind.first_hand]
    printed = [claim for claim in claims if claim.update.kind is Kind.TRADE]
    first_rung, first_by = _highest(spoken)
    reported_rung, reported_by = _highest(printed)
    if reported_rung <= first_rung:
        reported_rung, reported_by = _NOTHING, None
    shown = max(first_rung, reported_rung)
    lowered = [claim.denied_by for claim in spoken if claim.said > first_rung]
    lowered += [claim.denied_by for claim in printed if claim.said > shown]
    official = [c.update for c in spoken if c.left >= 0 and c.update.kind is Kind.OFFICIAL]
    words = [place for place in placed if place[-1].kind.first_hand]
    release_by = _release(known)
    return Status(
        as_of=as_of,
        first_hand_stage=_stage(first_rung),
        first_hand_by=first_by,
        reported_stage=_stage(reported_rung),
        reported_by=reported_by,
        denied_by=_newest(known, lowered),
        last_first_hand=words[-1][-1] if words else None,
        last_official=_newest(known, [release_by, *official]),
        silence_days=(as_of - words[-1][0]).days if words else None,
        earlier_silences=_silences(words),
        rumours=_open_rumours(known, first_rung, as_of),
        release_date=release_by.release if release_by else None,
        release_by=release_by,
    )


def _placed(update: Update) -> _Placed:
    date, published = update.date, update.published_at
    first = day = date.first
    if date.day is None:
        last = date.last
        if published is None or published >= _midnight(last):
            day = last
        elif published >= _midnight(first):
            day = dt.datetime.fromtimestamp(published, dt.UTC).date()
    return day, first, published or 0, update.id, update


def _midnight(day: dt.date) -> int:
    return calendar.timegm(day.timetuple())


def _known(updates: Iterable[Update], as_of: dt.date) -> list[_Placed]:
    published = (_placed(update) for update in updates if update.state is State.PUBLISHED)
    return sorted(place for place in published if place[0] <= as_of)


def _silences(words: Iterable[_Placed]) -> tuple[Silence, ...]:
    """Return the gaps between words, longest first.

    A gap runs from the last possible day of one word to the first possible day of the next, so
    that a date known only to the year never makes a silence longer than it surely was.
    """
    found: list[Silence] = []
    since: _Placed | None = None
    for word in sorted(words, key=lambda word: word[1]):
        if since is not None and word[1] > since[0]:
            found.append(Silence(since[-1], word[-1], (word[1] - since[0]).days))
        since = word if since is None else max(since, word)
    return tuple(sorted(found, key=lambda silence: -silence.days))


def _claims(known: Sequence[Update]) -> list[_Claim]:
    """Return every claim of a stage, newest first, each under the denials that came after it."""
    claims: list[_Claim] = []
    denials: list[tuple[int, Update]] = []
    ceiling = len(_STAGES) - 1
    for update in reversed(known):
        if update.stage is None:
            continue
        said = _RUNG[update.stage]
        if update.kind is Kind.DENIAL:
            denials.append((said, update))
            ceiling = min(ceiling, said - 1)
            continue
        denied_by = next((denial for rung, denial in denials if rung <= said), None)
        claims.append(_Claim(update, said, min(said, ceiling), denied_by))
    return claims


def _highest(claims: Sequence[_Claim]) -> tuple[int, Update | None]:
    """Return the highest rung still supported and the newest update that supports it."""
    best = max(claims, key=lambda claim: claim.left, default=None)
    return (best.left, best.update) if best and best.left >= 0 else (_NOTHING, None)


def _newest(known: Sequence[Update], chosen: Sequence[Update | None]) -> Update | None:
    return next((update for update in reversed(known) if any(update is c for c in chosen)), None)


def _release(known: Sequence[Update]) -> Update | None:
    """Return the official update whose release date stands.

    It falls with a later denial of the date or of the film as such (greenlit or below). Denials
    of the rungs between say that work has not begun, which leaves an announced date as it is.
    """
    for update in reversed(known):
        if update.kind is Kind.OFFICIAL and update.release is not None:
            return update
        if update.kind is Kind.DENIAL and update.stage is not None:
            film_denied = _RUNG[update.stage] <= _RUNG[Stage.GREENLIT]
            if film_denied or update.stage is Stage.DATED:
                return None
    return None


def _open_rumours(known: Sequence[Update], first_rung: int, as_of: dt.date) -> tuple[Update, ...]:
    """Return the rumours that are not settled, denied or overtaken by then, newest first."""
    rumours: list[Update] = []
    denials: list[Update] = []
    for update in reversed(known):
        if update.kind is Kind.DENIAL:
            denials.append(update)
        elif update.kind is Kind.RUMOUR:
            overtaken = update.stage is not None and _RUNG[update.stage] <= first_rung
            told = update.rumour.day if update.rumour else None
            settled = told is not None and told.first <= as_of
            if settled or overtaken:
                continue
            if not any(_answers(denial, update) for denial in denials):
                rumours.append(update)
    return tuple(rumours)


def _answers(denial: Update, rumour: Update) -> bool:
    """Whether a later denial is about this rumour: by stage where both name one, else by people."""
    if denial.stage is not None and rumour.stage is not None:
        return _RUNG[denial.stage] <= _RUNG[rumour.stage]
    return bool(rumour.people) and set(denial.people) == set(rumour.people)


def _stage(rung: int) -> Stage | None:
    return _STAGES[rung] if rung >= 0 else None
