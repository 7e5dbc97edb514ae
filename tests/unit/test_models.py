"""Dates that are known to the year, the month or the day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.enums import Stage
from bot.models import PartialDate


@pytest.mark.parametrize(
    ("text", "first", "last", "read"),
    [
        ("2022", dt.date(2022, 1, 1), dt.date(2022, 12, 31), "2022"),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29), "February 2024"),
        ("2022-12-14", dt.date(2022, 12, 14), dt.date(2022, 12, 14), "14 December 2022"),
    ],
)
def test_a_date_knows_its_span_and_how_people_write_it(
    text: str, first: dt.date, last: dt.date, read: str
) -> None:
    date = PartialDate.parse(text)

    assert (date.first, date.last, date.text, str(date)) == (first, last, read, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22",
        "2022-13",
        "2022-00",
        "2022-05-00",
        "2022-02-30",
        "2022/12",
        "\uff12\uff10\uff12\uff12",
        "2022-1-1",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        PartialDate.parse(text)


def test_a_day_without_a_month_is_refused() -> None:
    with pytest.raises(ValueError, match="month"):
        PartialDate(2022, None, 3)


@given(st.lists(st.dates().map(PartialDate.of) | st.integers(1, 9999).map(PartialDate), min_size=2))
def test_dates_are_ordered_by_their_last_possible_day(dates: list[PartialDate]) -> None:
    ordered = sorted(dates)

    assert [date.last for date in ordered] == sorted(date.last for date in dates)


def test_stages_climb_and_read_well() -> None:
    assert [stage.rung for stage in Stage] == list(range(9))
    assert Stage.IN_TALKS.label == "In talks"
    assert Stage.POST_PRODUCTION.label == "Post-production"
