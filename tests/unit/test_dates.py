import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import humanise_days, parse_as_of, parse_said
from bot.errors import InputError
from bot.models import PartialDate

TODAY = dt.date(2025, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2022", dt.date(2022, 12, 31)),
        ("2022-02", dt.date(2022, 2, 28)),
        ("2022-12-14", dt.date(2022, 12, 14)),
        ("2025", TODAY),
        ("2025-11", TODAY),
        ("2025-11-23", TODAY),
        ("1900", dt.date(1900, 12, 31)),
    ],
)
def test_as_of_means_the_last_day_but_never_a_coming_one(typed: str, day: dt.date) -> None:
    assert parse_as_of(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("2022", "2022"),
        ("2022-12", "2022-12"),
        ("2022-12-14", "2022-12-14"),
        ("  2022 - 3 - 4 ", "2022-03-04"),
        ("２０２２ー１２ー１４", "2022-12-14"),
        ("2022\u201312\u201314", "2022-12-14"),
        ("today", "2025-11-23"),
        ("YESTERDAY", "2025-11-22"),
        ("14 December 2022", "2022-12-14"),
        ("14th  of december 2022", "2022-12-14"),
        ("Dec 14 2022", "2022-12-14"),
        ("Dec. 14th, 2022", "2022-12-14"),
        ("\uff11\uff14 \uff24ec 2022", "2022-12-14"),
        ("December 2022", "2022-12"),
        ("sept 2022", "2022-09"),
        ("29 February 2024", "2024-02-29"),
    ],
)
def test_dates_are_read_as_people_type_them(typed: str, date: str) -> None:
    assert parse_said(typed, TODAY) == PartialDate.parse(date)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("31 February 2022", "There is no 31 February 2022. Write a day like 2022-12-14"),
        ("2023-02-29", "There is no 29 February 2023. Write a day like 2022-12-14"),
        ("0 May 2022", "There is no 0 May 2022. Write"),
        ("2022-05-00", "There is no 0 May 2022. Write"),
        ("2022-13", "There is no month 13. Write"),
        ("2022-00-01", "There is no month 0. Write"),
        ("1899", "1899 is too long ago: dates start at 1900. Write"),
        ("2026", "2026 is still to come. Write today's date or an earlier one."),
        ("2025-12", "December 2025 is still to come. Write"),
        ("24 Nov 2025", "24 November 2025 is still to come. Write"),
        ("14/12/2022", "Write 14/12/2022 as 2022-12-14, so"),
        ("2022/12/14", "Write 2022/12/14 as 2022-12-14, so"),
        ("04.04.2022", "Write 04.04.2022 as 2022-04-04, so"),
        ("03/04/2022", "03/04/2022 can be read in two ways. Write 2022-03-04 or 2022-04-03."),
        ("3-4-2022", "3-4-2022 can be read in two ways. Write 2022-03-04 or 2022-04-03."),
        ("3/4/22", "That is no date I can read. Write"),
        ("45/45/2022", "That is no date I can read. Write"),
        ("14 December 14 2022", "That is no date I can read. Write"),
        ("14 Dezember 2022", "That is no date I can read. Write"),
        ("14 December", "That is no date I can read. Write"),
        ("", "That is no date I can read. Write"),
    ],
)
def test_other_dates_are_refused_with_advice(typed: str, advice: str) -> None:
    for parse in (parse_said, parse_as_of):
        with pytest.raises(InputError) as refusal:
            parse(typed, TODAY)
        assert str(refusal.value).startswith(advice)


@given(st.text() | st.from_regex(r"[0-9 /.,a-zA-Z-]{0,20}", fullmatch=True))
def test_any_text_gives_a_past_date_or_advice(text: str) -> None:
    try:
        date = parse_said(text, TODAY)
    except InputError:
        return
    assert dt.date(1900, 1, 1) <= date.first <= parse_as_of(text, TODAY) <= TODAY


@given(st.dates(dt.date(1900, 1, 1), TODAY))
def test_a_written_date_is_read_back(day: dt.date) -> None:
    date = PartialDate.of(day)
    assert parse_said(str(date), TODAY) == parse_said(date.text, TODAY) == date


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (59, "59 days"),
        (60, "60 days (about 2 months)"),
        (365, "365 days (about 1 year)"),
        (371, "371 days (about 1 year)"),
        (396, "396 days (about 1 year 1 month)"),
        (1400, "1,400 days (about 3 years 10 months)"),
        (3653, "3,653 days (about 10 years)"),
    ],
)
def test_a_silence_is_said_exactly_and_roughly(days: int, text: str) -> None:
    assert humanise_days(days) == text
