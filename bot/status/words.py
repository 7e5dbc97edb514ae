"""A status in plain sentences that never say more than it supports."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot.enums import Kind, Stage
from bot.models import PartialDate, Update
from bot.status.rules import Status


@dataclass(frozen=True, slots=True)
class _Tense:
    be: str
    have: str
    say: str
    report: str


_NOW = _Tense("is", "has", "say", "reports")
_THEN = _Tense("was", "had", "said", "reported")

_CLAUSES = {
    Stage.IDEA: "the idea {0.be} alive",
    Stage.IN_TALKS: "it {0.be} being talked about",
    Stage.SCRIPT: "a script {0.be} in the works",
    Stage.GREENLIT: "it {0.have} been greenlit",
    Stage.PRE_PRODUCTION: "pre-production {0.have} begun",
    Stage.FILMING: "filming {0.have} begun",
    Stage.POST_PRODUCTION: "it {0.have} reached post-production",
    Stage.DATED: "it {0.have} a release date",
    Stage.RELEASED: "it {0.be} out",
}


def answer(status: Status, subject: str, *, today: dt.date | None = None) -> str:
    """Answer "is it happening?" in a few true sentences, in the past tense if ``today`` is later.

    ``subject`` names what is waited for as it stands inside a sentence: ``a sequel to X``.
    """
    past = today is not None and status.as_of < today
    tense = _THEN if past else _NOW
    sentences = [*_first_hand(status, subject, tense), *_second_hand(status, tense)]
    if past:
        sentences[0] = f"as of {PartialDate.of(status.as_of).text}, {sentences[0]}"
    elif verdict := _verdict(status):
        sentences.insert(0, verdict)
    return " ".join(f"{sentence[:1].upper()}{sentence[1:]}." for sentence in sentences)


def _verdict(status: Status) -> str:
    """Return "yes" only for an official word that stands, "not announced" only where none does."""
    if _made_officially(status) or (status.release_date and not _overdue(status)):
        return "yes"
    unclear = status.release_date or (_made(status) and status.last_official)
    return "" if unclear else "not announced"


def _made(status: Status) -> bool:
    stage = status.first_hand_stage
    return stage is not None and stage.rung >= Stage.GREENLIT.rung


def _said(status: Status) -> Update | None:
    """Return who said the first-hand stage; nobody did where a denial cut it down to that."""
    by = status.first_hand_by
    return by if by and by.stage is status.first_hand_stage else None


def _made_officially(status: Status) -> bool:
    by = _said(status)
    return by is not None and by.kind is Kind.OFFICIAL and _made(status)


def _overdue(status: Status) -> bool:
    date, stage = status.release_date, status.first_hand_stage
    return date is not None and date.last < status.as_of and stage is not Stage.RELEASED


def _first_hand(status: Status, subject: str, tense: _Tense) -> Iterator[str]:
    """Yield what is official, then what the people who make it say beyond that."""
    by, stage, date = _said(status), status.first_hand_stage, status.release_date
    if by and _made_officially(status) and not (date and stage is Stage.DATED):
        clause = "out" if stage is Stage.RELEASED else f"official: {_clause(by, tense)}"
        yield f"{subject} {tense.be} {clause} (official word of {by.date.text})"
        yield from _official_date(status, tense)
    elif date:
        yield f"{subject} {tense.have} an official release date: {date.text}"
        yield from _missed_date(status, tense)
        if by and _made(status) and by.kind is not Kind.OFFICIAL:
            yield f"the people who make it {_words_of(by, tense)}"
    elif _made(status) and status.last_official:
        if by:
            yield f"the people who make {subject} {_words_of(by, tense)}"
            yield f"the last official word on it {tense.be} of {status.last_official.date.text}"
        else:
            yield f"{subject} {tense.have} no official release date"
    else:
        yield (
            f"there {tense.be} no official word that {subject} {tense.be} being made, "
            "and no official release date"
        )
        if by and by.kind is Kind.OFFICIAL:
            yield f"officially, {_clause(by, tense)} (official word of {by.date.text})"
        elif by:
            who = "make it" if _made(status) else "would make it"
            yield f"the people who {who} {_words_of(by, tense)}"
    if status.last_first_hand is None:
        yield f"no first-hand word about it {tense.be} on record here"


def _clause(by: Update, tense: _Tense) -> str:
    return _CLAUSES[by.stage].format(tense) if by.stage else ""


def _words_of(by: Update, tense: _Tense) -> str:
    return f"{tense.say} that {_clause(by, tense)} (last said {_when(by.date)})"


def _official_date(status: Status, tense: _Tense) -> Iterator[str]:
    """Yield what follows the official stage about the date."""
    if status.release_date:
        yield f"its official release date {tense.be} {status.release_date.text}"
        yield from _missed_date(status, tense)
    elif status.first_hand_stage is Stage.DATED:
        yield f"the date itself {tense.be} not on record here"
    elif status.first_hand_stage is not Stage.RELEASED:
        yield f"it {tense.have} no official release date"


def _missed_date(status: Status, tense: _Tense) -> Iterator[str]:
    if _overdue(status):
        yield f"that date {tense.have} passed without a first-hand word that it {tense.be} out"


def _second_hand(status: Status, tense: _Tense) -> Iterator[str]:
    """Yield what is only reported or rumoured, and that a claim was denied."""
    report = status.reported_by
    if report and report.stage is status.reported_stage:
        yield (
            f"trade press {tense.report} that {_clause(report, tense)} ({report.date.text}), "
            f"which {tense.be} not confirmed first-hand"
        )
    if status.denied_by:
        yield f"an earlier claim that went further was denied {_when(status.denied_by.date)}"
    known = status.first_hand_stage or status.reported_stage or status.release_date
    if status.rumours and not known:
        yield f"there {tense.be} nothing more than rumours"


def _when(date: PartialDate) -> str:
    return f"on {date.text}" if date.day else f"in {date.text}"


def describe_change(before: Status, after: Status) -> str:
    """Say what publishing would do to the status, for the moderator who is about to publish."""
    sentences = [_stage_change(before.first_hand_stage, after.first_hand_stage)]
    if before.reported_stage is not after.reported_stage:
        sentences.append(_reported_change(before.reported_stage, after.reported_stage))
    if before.release_date != after.release_date:
        sentences.append(_release_change(before.release_date, after.release_date))
    return " ".join(sentences)


def _stage_change(old: Stage | None, new: Stage | None) -> str:
    if old is new:
        return f"Status stays at {old.label}." if old else "Status stays without a stage."
    back = "back " if old and (new is None or new.rung < old.rung) else ""
    return f"Status moves {back}from {_label(old)} to {_label(new)}."


def _reported_change(old: Stage | None, new: Stage | None) -> str:
    if new is None:
        return f"{_label(old)} is no longer shown as reported."
    moves = f"moves from {_label(old)} to {new.label}"
    return f"The reported stage {moves} (trade press, not first-hand)."


def _label(stage: Stage | None) -> str:
    return stage.label if stage else "no stage"


def _release_change(old: PartialDate | None, new: PartialDate | None) -> str:
    if old and new:
        return f"The release date moves from {old.text} to {new.text}."
    if new:
        return f"The release date becomes {new.text}."
    return f"The release date {old.text} no longer stands." if old else ""
