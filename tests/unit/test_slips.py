"""What an update moves: another date, another stage, and never a first statement."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.notes import moved_text, moved_title
from bot.enums import Kind, Outcome, Stage
from bot.models import PartialDate, Rumour, Slip, Source, Update
from bot.status import derive_status
from bot.status.slips import slip_corrected, slip_of
from tests.unit.updates import update

TODAY = dt.date(2026, 11, 23)


def dated(number: int, day: str, release: str | None) -> Update:
    return update(number, Kind.OFFICIAL, day, Stage.DATED, release=release)


def test_another_release_date_is_a_slip_with_what_was_stated_before() -> None:
    others = [dated(1, "2025-01-03", "2027-05"), dated(2, "2026-02-02", "2027-06-04")]

    slip = slip_of(others, dated(3, "2026-11-20", "2028"), TODAY)

    history = (("May 2027", "3 January 2025"), ("4 June 2027", "2 February 2026"))
    assert slip == Slip("date", "4 June 2027", "2028", history)


@pytest.mark.parametrize(
    "shown",
    [
        dated(3, "2026-11-20", "2027-06-04"),
        dated(3, "2026-01-01", "2028"),
        dated(3, "2026-11-20", None),
        update(3, Kind.TRADE, "2026-11-20", Stage.DATED),
        update(3, Kind.RUMOUR, "2026-11-20"),
        update(3, Kind.CONTEXT, "2026-11-20"),
    ],
    ids=["the same", "an older word", "no date", "press", "a rumour", "background"],
)
def test_what_states_no_other_date_is_no_slip(shown: Update) -> None:
    assert slip_of([dated(2, "2026-02-02", "2027-06-04")], shown, TODAY) is None


def test_a_first_statement_is_no_slip() -> None:
    assert slip_of([], dated(1, "2026-11-20", "2028"), TODAY) is None
    first = update(1, Kind.FILMMAKER, "2026-11-20", Stage.SCRIPT)
    assert slip_of([], first, TODAY) is None


def test_another_stage_is_a_slip_forwards_and_back() -> None:
    others = [
        update(1, Kind.FILMMAKER, "2025-01-03", Stage.SCRIPT),
        update(2, Kind.CAST, "2026-01-03", Stage.FILMING),
    ]
    on = slip_of(others, update(3, Kind.OFFICIAL, "2026-11-20", Stage.POST_PRODUCTION), TODAY)
    back = slip_of(others, update(3, Kind.DENIAL, "2026-11-20", Stage.FILMING), TODAY)

    history = (("Script", "3 January 2025"), ("Filming", "3 January 2026"))
    assert on == Slip("stage", "Filming", "Post-production", history)
    assert back == Slip("stage", "Filming", "Pre-production", history)


def test_the_same_stage_and_a_reported_one_are_no_slips() -> None:
    others = [update(1, Kind.FILMMAKER, "2025-01-03", Stage.SCRIPT)]

    assert slip_of(others, update(2, Kind.CAST, "2026-11-20", Stage.SCRIPT), TODAY) is None
    assert slip_of(others, update(2, Kind.TRADE, "2026-11-20", Stage.FILMING), TODAY) is None


@given(
    kind=st.sampled_from(Kind),
    stage=st.sampled_from([None, *Stage]),
    day=st.dates(dt.date(2020, 1, 1), dt.date(2026, 11, 23)),
)
def test_the_words_release_date_need_two_official_dates(
    kind: Kind, stage: Stage | None, day: dt.date
) -> None:
    others = [
        update(1, Kind.FILMMAKER, "2025-01-03", Stage.FILMING),
        update(2, Kind.TRADE, "2025-02-03", Stage.DATED),
    ]
    slip = slip_of(others, update(3, kind, day.isoformat(), stage), TODAY)

    assert slip is None or "release date" not in moved_title(slip).casefold()


def test_a_correction_of_its_own_date_is_no_move() -> None:
    before = dated(3, "2026-11-20", "2028")
    shown = dated(3, "2026-11-20", "2028-03")
    corrected = slip_corrected(None, before, shown)

    assert corrected == Slip("corrected", "2028", "March 2028", ())
    kept = dataclasses.replace(shown, slip=corrected)
    assert slip_corrected(None, kept, dated(3, "2026-11-20", "2028-03")) == corrected
    assert slip_corrected(None, before, before) is None
    moved, stage = Slip("date", "2027", "2028", ()), Slip("stage", "Filming", "Dated", ())
    assert slip_corrected(moved, before, shown) == moved
    assert slip_corrected(stage, before, shown) == corrected
    assert slip_corrected(stage, before, before) == stage


def test_the_alert_says_what_moved_and_who_said_so() -> None:
    source = Source("s", "Interview", "Quay Post", "https://quay.example.org/1", None, None)
    shown = dataclasses.replace(dated(3, "2026-11-20", "2028"), sources=(source,))
    slip = Slip("date", "4 June 2027", "2028", (("May 2027", "3 January 2025"),))

    assert moved_title(slip) == "Release date moved from 4 June 2027 to 2028"
    assert moved_text(shown, slip) == (
        "Moved from **4 June 2027** to **2028**, said [Quay Post](https://quay.example.org/1) "
        "on 20 November 2026.\n- May 2027, said 3 January 2025"
    )
    wrong = Slip("corrected", "2027", "2028", ())
    assert moved_title(wrong) == "Date corrected from 2027 to 2028"
    assert moved_text(shown, wrong) == "This alert gave 2027 before."


def test_a_settled_rumour_leaves_the_open_ones_from_its_day_on() -> None:
    told = Rumour("quay", 0, 0, Outcome.DEBUNKED, "https://x.example.org", PartialDate(2026, 5, 3))
    rumour = dataclasses.replace(update(1, Kind.RUMOUR, "2026-01-01"), rumour=told)

    assert derive_status([rumour], TODAY).rumours == ()
    assert derive_status([rumour], dt.date(2026, 5, 2)).rumours == (rumour,)
