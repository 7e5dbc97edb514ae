"""Which days are worth a word: anniversaries, silences, a year since somebody spoke."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.enums import Kind, MilestoneKind, Reliability, State
from bot.milestones import Milestone, is_round, milestones_on, years_since
from bot.models import Anniversary, PartialDate, Source, Update
from bot.round_days import noon_of
from bot.store.milestones import Place
from tests.unit.updates import update as make_update

SOURCE = Source(
    "quay", "Interview", "The Quay", "https://quay.example.org", None, Reliability.PRESS
)
CHECKED = PartialDate(2024, 9, 30)
OPENING = Anniversary("opening", PartialDate(2020, 2, 29), "The film opened", (SOURCE,))
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe",
     "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Kiritimati"]
)  # fmt: skip


def kinds_on(day: dt.date, *updates: Update, days: tuple[Anniversary, ...] = ()) -> list[str]:
    return [one.key for one in found_on(day, *updates, days=days)]


def found_on(
    day: dt.date, *updates: Update, days: tuple[Anniversary, ...] = ()
) -> tuple[Milestone, ...]:
    return milestones_on(day, days, updates, CHECKED)


@given(DAYS)
def test_a_day_returns_once_in_each_later_year(then: dt.date) -> None:
    date = PartialDate.of(then)
    for year in range(then.year - 1, then.year + 6):
        returns = [
            day
            for day in (dt.date(year, 1, 1) + dt.timedelta(days=number) for number in range(366))
            if day.year == year and years_since(date, day)
        ]
        assert len(returns) == (1 if year > then.year else 0)
        if returns:
            assert returns[0].month == then.month
            assert years_since(date, returns[0]) == year - then.year


@pytest.mark.parametrize(
    ("day", "years"),
    [("2021-02-28", 1), ("2021-03-01", 0), ("2024-02-29", 4), ("2024-02-28", 0), ("2020-02-29", 0)],
)
def test_the_29th_of_february_is_remembered_on_the_28th_where_there_is_none(
    day: str, years: int
) -> None:
    assert years_since(PartialDate(2020, 2, 29), dt.date.fromisoformat(day)) == years


def test_a_date_without_a_day_never_returns() -> None:
    assert years_since(PartialDate(2020, 2), dt.date(2021, 2, 28)) == 0


def test_round_silences_grow_rarer() -> None:
    found = [days for days in range(3_001) if is_round(days)]

    assert found == [*range(100, 1_001, 100), 1_500, 2_000, 2_500, 3_000]


def test_an_anniversary_names_years_day_and_source() -> None:
    [one] = found_on(dt.date(2023, 2, 28), days=(OPENING,))

    assert (one.key, one.kind) == ("anniversary:opening:3", MilestoneKind.ANNIVERSARY)
    assert one.headline == "3 years ago: The film opened"
    assert one.summary == "That was on 29 February 2020."
    assert one.sources == (SOURCE,)
    [first] = found_on(dt.date(2021, 2, 28), days=(OPENING,))
    assert first.headline == "One year ago: The film opened"


@pytest.mark.parametrize("kind", Kind)
def test_a_year_since_first_hand_words_alone(kind: Kind) -> None:
    update = make_update(5, kind, "2023-03-14")

    wanted = [f"event:{update.id}:1"] if kind.first_hand else []
    assert [key for key in kinds_on(dt.date(2024, 3, 14), update) if "event" in key] == wanted
    assert kinds_on(dt.date(2025, 3, 14), update) == []


def test_what_the_pack_remembers_every_year_is_told_once() -> None:
    update = dataclasses.replace(make_update(5, Kind.FILMMAKER, "2020-02-29"), sources=(SOURCE,))

    assert kinds_on(dt.date(2021, 2, 28), update, days=(OPENING,)) == ["anniversary:opening:1"]


def test_a_silence_is_counted_from_the_last_first_hand_word() -> None:
    spoke = make_update(7, Kind.CAST, "2024-01-01")
    rumour = make_update(8, Kind.RUMOUR, "2024-03-01")
    day = dt.date(2024, 1, 1) + dt.timedelta(days=100)

    [silence] = found_on(day, spoke, rumour)

    assert silence.key == "silence:7:100"
    assert silence.headline == "100 days without a first-hand word"
    assert "The last one, 1 January 2024: Headline 7" in silence.summary
    assert "checked up to 30 September 2024" in silence.summary
    newer = make_update(7, Kind.CAST, "2025-01-01")
    [silence] = found_on(dt.date(2025, 1, 1) + dt.timedelta(days=100), newer)
    assert "checked up to 1 January 2025" in silence.summary
    later = make_update(9, Kind.OFFICIAL, "2024-04-01")
    assert found_on(day, spoke, rumour, later) == ()


def test_a_silence_since_a_month_says_that_it_is_at_least_so_long() -> None:
    spoke = make_update(7, Kind.CAST, "2024-01")
    [silence] = found_on(dt.date(2024, 1, 31) + dt.timedelta(days=1_000), spoke)

    assert silence.headline == "At least 1,000 days without a first-hand word"


def test_a_retracted_word_is_no_event_and_breaks_no_silence() -> None:
    spoke = make_update(7, Kind.CAST, "2024-01-01")
    taken_back = make_update(8, Kind.CAST, "2024-02-01", state=State.RETRACTED)

    assert kinds_on(dt.date(2024, 4, 10), spoke, taken_back) == ["silence:7:100"]
    assert kinds_on(dt.date(2025, 2, 1), taken_back) == []


@given(DAYS, ZONES)
def test_each_local_day_has_one_noon_and_afternoons_belong_to_it(day: dt.date, zone: str) -> None:
    place, noon = Place(1, 1, zone, frozenset()), dt.datetime.combine(day, dt.time(12))
    at = int(noon.replace(tzinfo=ZoneInfo(zone)).timestamp())
    if dt.datetime.fromtimestamp(at, ZoneInfo(zone)).date() != day:
        return  # a day that the zone left out

    assert noon_of(place, at) == (day, at)
    assert noon_of(place, at + 3_600) == (day, at)
    assert noon_of(place, at - 1)[0] is None


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_summer_time_moves_noon_but_gives_one_a_day(day: str) -> None:
    place = Place(1, 1, "Europe/Berlin", frozenset())
    wanted = dt.date.fromisoformat(day)
    start = int(dt.datetime.combine(wanted, dt.time(), ZoneInfo("Europe/Berlin")).timestamp())
    seen = [noon_of(place, start + 60 * minute) for minute in range(22 * 60)]

    assert {found for found, _ in seen} == {None, wanted}
    assert len({noon for found, noon in seen if found}) == 1
