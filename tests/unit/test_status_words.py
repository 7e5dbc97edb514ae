import datetime as dt
import re

import pytest
from hypothesis import given

from bot.enums import Kind, Stage
from bot.models import Update
from bot.status import answer, derive_status, describe_change
from tests.unit.test_status_properties import days, histories
from tests.unit.updates import update

TODAY = dt.date(2026, 11, 23)
SUBJECT = "a sequel to Glass Harbour"
NOT_ANNOUNCED = (
    "Not announced. There is no official word that a sequel to Glass Harbour is being made, "
    "and no official release date."
)
WAS_NOT = (
    "there was no official word that a sequel to Glass Harbour was being made, "
    "and no official release date."
)
UNHEARD = "No first-hand word about it is on record here."
DENIED = "An earlier claim that went further was denied on 1 May 2026."


def official(date: str, stage: Stage | None = None, release: str | None = None) -> Update:
    return update(1, Kind.OFFICIAL, date, stage, release=release)


def filmmaker(date: str, stage: Stage) -> Update:
    return update(2, Kind.FILMMAKER, date, stage)


def press(date: str, stage: Stage) -> Update:
    return update(3, Kind.TRADE, date, stage)


def denial(stage: Stage) -> Update:
    return update(4, Kind.DENIAL, "2026-05-01", stage)


@pytest.mark.parametrize(
    ("updates", "text"),
    [
        pytest.param((), f"{NOT_ANNOUNCED} {UNHEARD}", id="nothing"),
        pytest.param(
            (update(9, Kind.RUMOUR, "2025-01-01", Stage.FILMING),),
            f"{NOT_ANNOUNCED} {UNHEARD} There is nothing more than rumours.",
            id="rumours",
        ),
        pytest.param((update(9, Kind.CAST, "2025"),), NOT_ANNOUNCED, id="small talk"),
        pytest.param(
            (press("2026-02", Stage.FILMING),),
            f"{NOT_ANNOUNCED} {UNHEARD} Trade press reports that filming has begun "
            "(February 2026), which is not confirmed first-hand.",
            id="report only",
        ),
        pytest.param(
            (filmmaker("2025-11-17", Stage.IN_TALKS), press("2026-02", Stage.SCRIPT)),
            f"{NOT_ANNOUNCED} The people who would make it say that it is being talked about "
            "(last said on 17 November 2025). Trade press reports that a script is in the works "
            "(February 2026), which is not confirmed first-hand.",
            id="talks and a report",
        ),
        pytest.param(
            (official("2025-11", Stage.SCRIPT),),
            f"{NOT_ANNOUNCED} Officially, a script is in the works "
            "(official word of November 2025).",
            id="official script",
        ),
        pytest.param(
            (filmmaker("2025", Stage.GREENLIT),),
            f"{NOT_ANNOUNCED} The people who make it say that it has been greenlit "
            "(last said in 2025).",
            id="greenlit, but not officially",
        ),
        pytest.param(
            (official("2026-01-05", Stage.FILMING),),
            "Yes. A sequel to Glass Harbour is official: filming has begun "
            "(official word of 5 January 2026). It has no official release date.",
            id="officially filming",
        ),
        pytest.param(
            (official("2026-01-05", Stage.GREENLIT), filmmaker("2026-03-01", Stage.FILMING)),
            "The people who make a sequel to Glass Harbour say that filming has begun "
            "(last said on 1 March 2026). The last official word on it is of 5 January 2026.",
            id="filming, officially less",
        ),
        pytest.param(
            (official("2026-01-05", Stage.FILMING, "2028-02"),),
            "Yes. A sequel to Glass Harbour is official: filming has begun "
            "(official word of 5 January 2026). Its official release date is February 2028.",
            id="officially filming with a date",
        ),
        pytest.param(
            (official("2026-01-05", release="2028"), filmmaker("2026-03-01", Stage.FILMING)),
            "Yes. A sequel to Glass Harbour has an official release date: 2028. "
            "The people who make it say that filming has begun (last said on 1 March 2026).",
            id="dated, and filming by word of its makers",
        ),
        pytest.param(
            (official("2026-01-05", Stage.DATED, "2028-02-14"),),
            "Yes. A sequel to Glass Harbour has an official release date: 14 February 2028.",
            id="dated",
        ),
        pytest.param(
            (official("2026-01-05", Stage.DATED),),
            "Yes. A sequel to Glass Harbour is official: it has a release date "
            "(official word of 5 January 2026). The date itself is not on record here.",
            id="dated without the date",
        ),
        pytest.param(
            (official("2025-01-05", Stage.POST_PRODUCTION, "2026-11-22"),),
            "Yes. A sequel to Glass Harbour is official: it has reached post-production "
            "(official word of 5 January 2025). Its official release date is 22 November 2026. "
            "That date has passed without a first-hand word that it is out.",
            id="the date went by",
        ),
        pytest.param(
            (official("2025-01-05", release="2026-11-23"),),
            "Yes. A sequel to Glass Harbour has an official release date: 23 November 2026.",
            id="the day has come",
        ),
        pytest.param(
            (official("2025-01-05", release="2026-10"),),
            "A sequel to Glass Harbour has an official release date: October 2026. "
            "That date has passed without a first-hand word that it is out.",
            id="only a date that went by",
        ),
        pytest.param(
            (official("2026-10-02", Stage.RELEASED, "2026-10-01"),),
            "Yes. A sequel to Glass Harbour is out (official word of 2 October 2026). "
            "Its official release date is 1 October 2026.",
            id="out",
        ),
        pytest.param(
            (official("2025-01-05", Stage.GREENLIT), denial(Stage.GREENLIT)),
            f"{NOT_ANNOUNCED} {DENIED}",
            id="greenlight denied: nobody said script",
        ),
        pytest.param(
            (official("2025-01-05", Stage.DATED, "2027"), denial(Stage.DATED)),
            f"A sequel to Glass Harbour has no official release date. {DENIED}",
            id="date withdrawn",
        ),
        pytest.param(
            (press("2026-02", Stage.FILMING), denial(Stage.FILMING)),
            f"{NOT_ANNOUNCED} {UNHEARD} {DENIED}",
            id="report denied: nobody reported pre-production",
        ),
    ],
)
def test_answer_says_what_the_status_supports(updates: tuple[Update, ...], text: str) -> None:
    assert answer(derive_status(updates, TODAY), SUBJECT, today=TODAY) == text


def test_answer_about_a_past_day_is_in_the_past_tense() -> None:
    said = (filmmaker("2025-11-17", Stage.IN_TALKS), press("2026-02-01", Stage.SCRIPT))
    then = derive_status(said, dt.date(2026, 2, 14))
    assert answer(then, SUBJECT, today=TODAY) == (
        f"As of 14 February 2026, {WAS_NOT} The people who would make it said that it was being "
        "talked about (last said on 17 November 2025). Trade press reported that a script was in "
        "the works (1 February 2026), which was not confirmed first-hand."
    )
    dated = derive_status([official("2026-01-05", Stage.DATED, "2028")], dt.date(2026, 2, 14))
    assert answer(dated, SUBJECT, today=TODAY) == (
        "As of 14 February 2026, a sequel to Glass Harbour had an official release date: 2028."
    )


@given(histories, days)
def test_answer_never_says_yes_without_an_official_word(
    updates: list[Update], as_of: dt.date
) -> None:
    status = derive_status(updates, as_of)
    text = answer(status, SUBJECT)
    assert SUBJECT[1:] in text
    assert len(text) < 600
    assert re.fullmatch(r"(?:[A-Z][^{}]*\.)", text)
    if text.startswith("Yes"):
        assert status.last_official is not None
    if status.last_official is None:
        assert text.startswith("Not announced.")


@given(histories, days)
def test_answer_about_the_past_has_no_present_tense(updates: list[Update], as_of: dt.date) -> None:
    text = answer(derive_status(updates, as_of), SUBJECT, today=as_of + dt.timedelta(days=1))
    assert text.startswith("As of ")
    assert not re.search(r"\b(?:is|has|say|reports)\b", text)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ((), (), "Status stays without a stage."),
        (
            (filmmaker("2025", Stage.IN_TALKS),),
            (filmmaker("2025", Stage.IN_TALKS), update(9, Kind.CAST, "2026-01-01")),
            "Status stays at In talks.",
        ),
        (
            (filmmaker("2025", Stage.IN_TALKS),),
            (filmmaker("2025", Stage.SCRIPT),),
            "Status moves from In talks to Script.",
        ),
        ((), (filmmaker("2025", Stage.IDEA),), "Status moves from no stage to Idea."),
        (
            (official("2025-01-05", Stage.GREENLIT),),
            (official("2025-01-05", Stage.GREENLIT), denial(Stage.GREENLIT)),
            "Status moves back from Greenlit to Script.",
        ),
        (
            (filmmaker("2025", Stage.IDEA),),
            (filmmaker("2025", Stage.IDEA), denial(Stage.IDEA)),
            "Status moves back from Idea to no stage.",
        ),
        (
            (),
            (press("2026-02", Stage.SCRIPT),),
            (
                "Status stays without a stage. "
                "The reported stage moves from no stage to Script (trade press, not first-hand)."
            ),
        ),
        (
            (press("2026-02", Stage.SCRIPT),),
            (press("2026-02", Stage.FILMING),),
            (
                "Status stays without a stage. "
                "The reported stage moves from Script to Filming (trade press, not first-hand)."
            ),
        ),
        (
            (press("2026-02", Stage.SCRIPT),),
            (press("2026-02", Stage.SCRIPT), filmmaker("2025", Stage.FILMING)),
            "Status moves from no stage to Filming. Script is no longer shown as reported.",
        ),
        (
            (),
            (official("2026-01-05", release="2028"),),
            "Status stays without a stage. The release date becomes 2028.",
        ),
        (
            (official("2026-01-05", release="2028"),),
            (official("2026-01-05", release="2028-02-14"),),
            "Status stays without a stage. The release date moves from 2028 to 14 February 2028.",
        ),
        (
            (official("2026-01-05", Stage.DATED, "2028"),),
            (official("2026-01-05", Stage.DATED, "2028"), denial(Stage.DATED)),
            (
                "Status moves back from Dated to Post-production. "
                "The release date 2028 no longer stands."
            ),
        ),
    ],
)
def test_moderator_reads_what_publishing_changes(
    before: tuple[Update, ...], after: tuple[Update, ...], text: str
) -> None:
    assert describe_change(derive_status(before, TODAY), derive_status(after, TODAY)) == text
