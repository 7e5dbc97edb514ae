import dataclasses
import datetime as dt

import pytest

from bot.enums import Kind, Stage, State
from bot.models import PartialDate, Update
from bot.status import Status, derive_status, known_from
from tests.unit.updates import seconds, update

TODAY = dt.date(2026, 11, 23)


def status(*updates: Update, as_of: str = "2026-11-23") -> Status:
    return derive_status(updates, dt.date.fromisoformat(as_of))


def test_nothing_known_gives_an_empty_status() -> None:
    assert status() == Status(
        TODAY, None, None, None, None, None, None, None, None, (), (), None, None
    )


def test_highest_first_hand_claim_holds_and_its_newest_supporter_is_named() -> None:
    talks = update(1, Kind.FILMMAKER, "2022-12-14", Stage.IN_TALKS)
    again = update(2, Kind.CAST, "2023-04-27", Stage.IN_TALKS)
    later = update(3, Kind.FILMMAKER, "2023-05-09", Stage.IDEA)
    result = status(talks, again, later)
    assert result.first_hand_stage is Stage.IN_TALKS
    assert result.first_hand_by is again
    assert result.last_first_hand is later


@pytest.mark.parametrize("kind", [Kind.RUMOUR, Kind.CONTEXT, Kind.DENIAL])
def test_rumour_context_and_denial_support_no_stage(kind: Kind) -> None:
    result = status(update(1, kind, "2024-01-01", Stage.FILMING))
    assert (result.first_hand_stage, result.reported_stage) == (None, None)


def test_trade_report_is_shown_only_above_the_first_hand_stage() -> None:
    talks = update(1, Kind.FILMMAKER, "2022-12-14", Stage.IN_TALKS)
    same = update(2, Kind.TRADE, "2023-01-01", Stage.IN_TALKS)
    script = update(3, Kind.TRADE, "2023-02-01", Stage.SCRIPT)
    assert status(talks, same).reported_stage is None
    above = status(talks, same, script)
    assert (above.first_hand_stage, above.reported_stage) == (Stage.IN_TALKS, Stage.SCRIPT)
    assert above.reported_by is script
    assert status(same).reported_stage is Stage.IN_TALKS


@pytest.mark.parametrize("state", [State.DRAFT, State.RETRACTED, State.DISCARDED])
def test_only_published_updates_count(state: State) -> None:
    claim = update(1, Kind.OFFICIAL, "2024-01-01", Stage.FILMING, release="2025", state=state)
    assert status(claim) == status()


@pytest.mark.parametrize(
    ("claimed", "denied", "left"),
    [
        (Stage.GREENLIT, Stage.GREENLIT, Stage.SCRIPT),
        (Stage.FILMING, Stage.GREENLIT, Stage.SCRIPT),
        (Stage.SCRIPT, Stage.GREENLIT, Stage.SCRIPT),
        (Stage.IDEA, Stage.IDEA, None),
        (Stage.RELEASED, Stage.IDEA, None),
        (Stage.GREENLIT, None, Stage.GREENLIT),
    ],
)
def test_denial_leaves_an_earlier_claim_the_rung_below_it(
    claimed: Stage, denied: Stage | None, left: Stage | None
) -> None:
    claim = update(1, Kind.OFFICIAL, "2024-01-01", claimed)
    denial = update(2, Kind.DENIAL, "2024-02-01", denied)
    result = status(claim, denial)
    assert result.first_hand_stage is left
    assert result.denied_by is (None if left is claimed else denial)
    assert result.last_official is (claim if left else None)


def test_claim_made_after_a_denial_is_untouched_and_outshines_it() -> None:
    denial = update(1, Kind.DENIAL, "2024-01-01", Stage.SCRIPT)
    early = update(2, Kind.FILMMAKER, "2023-12-31", Stage.SCRIPT)
    late = update(3, Kind.FILMMAKER, "2024-01-02", Stage.SCRIPT)
    assert status(early, denial).first_hand_stage is Stage.IN_TALKS
    result = status(early, denial, late)
    assert (result.first_hand_stage, result.denied_by) == (Stage.SCRIPT, None)


def test_denial_of_a_report_is_named_though_the_first_hand_stage_stands() -> None:
    talks = update(1, Kind.FILMMAKER, "2024-01-01", Stage.IN_TALKS)
    report = update(2, Kind.TRADE, "2024-02-01", Stage.FILMING)
    denial = update(3, Kind.DENIAL, "2024-03-01", Stage.FILMING)
    broad = update(4, Kind.DENIAL, "2024-04-01", Stage.SCRIPT)
    assert status(talks, report, denial).reported_stage is Stage.PRE_PRODUCTION
    result = status(talks, report, denial, broad)
    assert (result.reported_stage, result.denied_by) == (None, broad)


def test_denial_of_a_report_is_not_named_once_another_report_stands() -> None:
    report = update(1, Kind.TRADE, "2024-02-01", Stage.FILMING)
    denial = update(2, Kind.DENIAL, "2024-03-01", Stage.FILMING)
    again = update(3, Kind.TRADE, "2024-04-01", Stage.FILMING)
    assert status(report, denial).denied_by is denial
    assert status(report, denial, again).denied_by is None


def test_words_of_one_day_are_ordered_by_publishing_and_then_by_id() -> None:
    morning, noon = seconds("2024-01-01"), seconds("2024-01-01") + 60
    claim = update(2, Kind.CAST, "2024-01-01", Stage.SCRIPT, published_at=morning)
    denial = update(1, Kind.DENIAL, "2024-01-01", Stage.SCRIPT, published_at=noon)
    assert status(claim, denial).first_hand_stage is Stage.IN_TALKS
    same = dataclasses.replace(denial, published_at=morning)
    assert status(claim, same).first_hand_stage is Stage.SCRIPT


@pytest.mark.parametrize(
    ("date", "published", "counts_from"),
    [
        ("2026-11-05", "2026-11-20", "2026-11-05"),  # a backlog entry was known when it was said
        ("2026-11", None, "2026-11-30"),  # nothing tells how early in the month it was said
        ("2026-11", "2026-11-05", "2026-11-05"),  # said by the day it was published
        ("2026", "2026-02-03", "2026-02-03"),
        ("2022-12", "2026-11-05", "2022-12-31"),
        ("2026-11", "2026-10-30", "2026-11-01"),  # dated ahead: from the first day it can mean
        ("2027-01-02", "2026-11-05", "2027-01-02"),
    ],
)
def test_partial_date_counts_from_its_last_day_or_from_publishing(
    date: str, published: str | None, counts_from: str
) -> None:
    at = seconds(published) if published else None
    word = update(1, Kind.FILMMAKER, date, Stage.IDEA, published_at=at)
    day = dt.date.fromisoformat(counts_from)
    assert known_from(word) == day
    assert derive_status([word], day).silence_days == 0
    assert derive_status([word], day - dt.timedelta(days=1)).last_first_hand is None


def test_last_official_is_about_the_sequel_and_not_a_rerelease() -> None:
    announcement = update(1, Kind.OFFICIAL, "2024-01-01", Stage.GREENLIT)
    rerelease = update(2, Kind.OFFICIAL, "2024-05-01")
    result = status(announcement, rerelease)
    assert result.last_official is announcement
    assert result.last_first_hand is rerelease
    assert status(rerelease).last_official is None


def test_only_an_official_word_dates_the_release_and_the_newest_wins() -> None:
    cast = update(1, Kind.CAST, "2024-01-01", Stage.DATED, release="2027-01-01")
    first = update(2, Kind.OFFICIAL, "2024-02-01", Stage.DATED, release="2027-05")
    moved = update(3, Kind.OFFICIAL, "2024-03-01", release="2028")
    assert status(cast).release_date is None
    result = status(moved, cast, first)
    assert (result.release_date, result.release_by) == (PartialDate(2028), moved)
    assert result.last_official is moved
    assert status(first, moved, as_of="2024-02-15").release_date == PartialDate(2027, 5)


@pytest.mark.parametrize(
    ("denied", "stands"),
    [
        (Stage.GREENLIT, False),  # no film, no date
        (Stage.DATED, False),
        (Stage.FILMING, True),  # not begun, but still announced
        (Stage.RELEASED, True),
        (None, True),
    ],
)
def test_release_date_falls_with_the_film_or_the_date_itself(
    denied: Stage | None, *, stands: bool
) -> None:
    dated = update(1, Kind.OFFICIAL, "2024-01-01", Stage.DATED, release="2027")
    denial = update(2, Kind.DENIAL, "2024-02-01", denied)
    again = update(3, Kind.OFFICIAL, "2024-03-01", Stage.DATED, release="2029")
    assert (status(dated, denial).release_date is not None) is stands
    assert status(dated, denial, again).release_date == PartialDate(2029)


def test_silences_are_the_days_that_were_surely_silent_longest_first() -> None:
    a = update(1, Kind.CAST, "2020")
    b = update(2, Kind.FILMMAKER, "2021-03")
    c = update(3, Kind.OFFICIAL, "2022-03-31")
    trade = update(4, Kind.TRADE, "2021-09-01")
    result = status(c, trade, b, a, as_of="2022-04-10")
    gaps = [(gap.since.id, gap.until.id, gap.days) for gap in result.earlier_silences]
    assert gaps == [(2, 3, 365), (1, 2, 60)]
    assert result.silence_days == 10


def test_date_known_to_the_year_breaks_every_silence_it_may_have_broken() -> None:
    a = update(1, Kind.CAST, "2021-12-31")
    vague = update(2, Kind.CAST, "2022")
    b = update(3, Kind.CAST, "2022-06-30")
    c = update(4, Kind.CAST, "2022-09-30")
    assert [gap.days for gap in status(a, b, c, vague).earlier_silences] == [1]


def test_two_words_of_one_day_make_no_silence() -> None:
    assert status(*(update(n, Kind.CAST, "2022-01-01") for n in (1, 2))).earlier_silences == ()


def test_rumour_closes_when_denied_or_overtaken() -> None:
    photo = update(1, Kind.RUMOUR, "2020-07", people=("kay-lund",))
    series = update(2, Kind.RUMOUR, "2020-11", people=("big-studio",))
    cameras = update(3, Kind.RUMOUR, "2021-01-01", Stage.FILMING)
    script = update(4, Kind.RUMOUR, "2021-01-02", Stage.SCRIPT)
    nameless = update(5, Kind.RUMOUR, "2021-01-03")
    rumours = (photo, series, cameras, script, nameless)
    assert status(*rumours).rumours == (nameless, script, cameras, series, photo)
    about_photo = update(6, Kind.DENIAL, "2021-02-01", people=("kay-lund",))
    about_filming = update(7, Kind.DENIAL, "2021-02-02", Stage.FILMING)
    writer = update(8, Kind.FILMMAKER, "2021-02-03", Stage.SCRIPT)
    left = status(*rumours, about_photo, about_filming, writer).rumours
    assert left == (nameless, series)
