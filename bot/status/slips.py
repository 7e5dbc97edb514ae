"""Slips: an update that states another release date, or another stage, than was stated before."""

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.enums import Kind
from bot.models import Slip, Update
from bot.status.rules import Status, derive_status, known_updates

HISTORY_MOST = 5


def slip_of(others: Sequence[Update], shown: Update, as_of: dt.date) -> Slip | None:
    """Return what a published update moves against all others; None where it moves nothing.

    A release date moves when this update's is the one that stands now and another official one
    stood before. A stage moves when first-hand words, or a denial, change the first-hand stage.
    Neither does where nothing had been stated: a first statement is news, but no slip.
    """
    before, after = derive_status(others, as_of), derive_status([*others, shown], as_of)
    known = known_updates(others, as_of)
    if after.release_by is shown and before.release_date and after.release_date:
        old, new = before.release_date.text, after.release_date.text
        if old != new:
            stated = ((u.release.text, u.date.text) for u in known if _states_date(u) and u.release)
            return Slip("date", old, new, _history(stated))
    if shown.kind.first_hand or shown.kind is Kind.DENIAL:
        return _stage_slip(known, before, after)
    return None


def slip_corrected(slip: Slip | None, before: Update, shown: Update) -> Slip | None:
    """Return the slip of a corrected update, given the one against all others.

    A date that a correction changes is no move: whoever announced it may never have said the
    other one. It is shown as corrected, and stays so when something else is corrected later.
    """
    if slip is not None and slip.what == "date":
        return slip
    if before.release and shown.release and before.release != shown.release:
        return Slip("corrected", before.release.text, shown.release.text, ())
    kept = before.slip
    if kept is not None and kept.what == "corrected" and before.release == shown.release:
        return kept
    return slip


def _stage_slip(known: Iterable[Update], before: Status, after: Status) -> Slip | None:
    old, new = before.first_hand_stage, after.first_hand_stage
    if old is None or new is None or old is new:
        return None
    stated = ((u.stage.label, u.date.text) for u in known if u.stage and u.kind.first_hand)
    return Slip("stage", old.label, new.label, _history(stated))


def _states_date(update: Update) -> bool:
    return update.kind is Kind.OFFICIAL and update.release is not None


def _history(stated: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return what was stated, each only where it differs from the one before; the last few."""
    kept: list[tuple[str, str]] = []
    for what, day in stated:
        if not kept or kept[-1][0] != what:
            kept.append((what, day))
    return tuple(kept[-HISTORY_MOST:])
