"""Quiet hours, digest times and zones; the clocks jump, stand still and leave days out."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.enums import Digest
from bot.errors import InputError
from bot.hours import (
    close_zones,
    local_time,
    next_digest,
    parse_time,
    parse_zone,
    quiet_until,
    time_text,
)
from bot.places import Hours

BERLIN, SYDNEY, UTC = "Europe/Berlin", "Australia/Sydney", "UTC"
ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"),
    *("Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", "America/St_Johns", "Asia/Beirut"),
)
minutes = st.integers(0, 1439)
moments = st.integers(631_152_000, 2_145_916_800)  # 1990 to 2037
hours = st.builds(
    Hours,
    time_zone=st.sampled_from(ZONES),
    quiet_from=minutes,
    quiet_until=minutes,
    digest=st.sampled_from((Digest.DAILY, Digest.WEEKLY)),
    digest_at=minutes,
    digest_day=st.integers(0, 6),
)


def at(zone: str, text: str, fold: int = 0) -> int:
    """Return the moment of a local time, the second one of two with ``fold``."""
    wall = dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return int(wall.timestamp())


def quiet(start: str, stop: str, zone: str = BERLIN) -> Hours:
    return Hours(zone, parse_time(start), parse_time(stop))


def digest(time: str, zone: str = BERLIN, day: int | None = None) -> Hours:
    kind = Digest.DAILY if day is None else Digest.WEEKLY
    return Hours(zone, digest=kind, digest_at=parse_time(time), digest_day=day or 0)


@pytest.mark.parametrize(
    ("start", "stop", "now", "end"),
    [
        ("22:00", "07:00", "2026-05-04 21:59:59", None),
        ("22:00", "07:00", "2026-05-04 22:00", "2026-05-05 07:00"),
        ("22:00", "07:00", "2026-05-05 06:59:59", "2026-05-05 07:00"),
        ("22:00", "07:00", "2026-05-05 07:00", None),
        ("09:00", "12:00", "2026-05-05 08:59", None),
        ("09:00", "12:00", "2026-05-05 09:00", "2026-05-05 12:00"),
        ("09:00", "12:00", "2026-05-05 12:00", None),
        ("00:00", "00:01", "2026-05-05 00:00:30", "2026-05-05 00:01"),
        ("12:00", "12:00", "2026-05-05 12:00", None),
    ],
)
def test_quiet_hours_hold_from_one_local_time_to_another(
    start: str, stop: str, now: str, end: str | None
) -> None:
    expected = None if end is None else at(BERLIN, end)

    assert quiet_until(quiet(start, stop), at(BERLIN, now)) == expected


def test_without_quiet_hours_none_hold() -> None:
    assert quiet_until(Hours(), 0) is None


# In Berlin the clocks jump from 2:00 to 3:00 on 29 March 2026, and from 3:00 back to 2:00 on
# 25 October.
def test_quiet_hours_that_end_in_the_hour_left_out_end_at_the_jump() -> None:
    now, jump = at(BERLIN, "2026-03-29 01:00"), at(BERLIN, "2026-03-29 03:00")

    assert quiet_until(quiet("22:00", "02:30"), now) == jump
    assert jump - now == 3600


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_end_the_first_time() -> None:
    first, second = (at(BERLIN, "2026-10-25 02:30", fold) for fold in (0, 1))

    assert quiet_until(quiet("22:00", "02:30"), first - 1) == first
    assert quiet_until(quiet("22:00", "02:30"), second - 1) is None
    assert second - first == 3600


def test_a_night_of_quiet_is_an_hour_shorter_or_longer_when_the_clocks_change() -> None:
    night = quiet("22:00", "07:00")
    lengths = [
        (quiet_until(night, at(BERLIN, f"{day} 22:00")) or 0) - at(BERLIN, f"{day} 22:00")
        for day in ("2026-03-27", "2026-03-28", "2026-10-24")
    ]

    assert [length / 3600 for length in lengths] == [9, 8, 10]


@pytest.mark.parametrize(
    ("wanted", "now", "due"),
    [
        (digest("18:00"), "2026-05-04 17:59:59", "2026-05-04 18:00"),
        (digest("18:00"), "2026-05-04 18:00", "2026-05-05 18:00"),
        (digest("18:00", day=0), "2026-05-04 17:00", "2026-05-04 18:00"),
        (digest("18:00", day=0), "2026-05-04 18:00", "2026-05-11 18:00"),
        (digest("18:00", day=6), "2026-05-04 18:00", "2026-05-10 18:00"),
        (digest("02:30"), "2026-03-28 12:00", "2026-03-29 03:00"),
        (digest("02:30"), "2026-03-29 03:00", "2026-03-30 02:30"),
        (digest("00:30", SYDNEY), "2026-05-04 23:00", "2026-05-05 00:30"),
    ],
)
def test_a_digest_comes_at_the_local_hour_of_its_day(wanted: Hours, now: str, due: str) -> None:
    zone = wanted.time_zone

    assert next_digest(wanted, at(zone, now)) == at(zone, due)


def test_a_digest_in_the_hour_that_comes_twice_comes_once() -> None:
    first, second = (at(BERLIN, "2026-10-25 02:30", fold) for fold in (0, 1))

    assert next_digest(digest("02:30"), at(BERLIN, "2026-10-25 01:00")) == first
    assert next_digest(digest("02:30"), first) == at(BERLIN, "2026-10-26 02:30")
    assert next_digest(digest("02:30"), second - 1) == at(BERLIN, "2026-10-26 02:30")


def test_a_day_that_a_zone_left_out_has_no_digest() -> None:
    apia = "Pacific/Apia"  # went from 29 to 31 December 2011
    daily, weekly = digest("18:00", apia), digest("18:00", apia, day=4)

    assert next_digest(daily, at(apia, "2011-12-29 19:00")) == at(apia, "2011-12-31 18:00")
    assert next_digest(weekly, at(apia, "2011-12-29 19:00")) == at(apia, "2012-01-06 18:00")


def test_without_digests_there_is_no_next_one() -> None:
    with pytest.raises(ValueError, match="no digests"):
        next_digest(Hours(), 0)


@given(hours, moments)
def test_digests_come_later_and_later_and_one_a_local_day_at_most(wanted: Hours, now: int) -> None:
    due = [now]
    for _ in range(8):
        due.append(next_digest(wanted, due[-1]))

    days = [local_time(wanted.time_zone, moment).date() for moment in due[1:]]
    assert due == sorted(set(due))
    assert len(set(days)) == len(days)
    if wanted.digest is Digest.WEEKLY:
        assert {day.weekday() for day in days} == {wanted.digest_day}


@given(hours, moments)
def test_quiet_hours_end_later_than_now_and_then_none_hold(wanted: Hours, now: int) -> None:
    end = quiet_until(wanted, now)

    assert end is None or now < end <= now + 25 * 3600 + 3600
    assert end is None or quiet_until(wanted, end) is None
    assert end is None or quiet_until(wanted, end - 1) == end


@given(hours, moments)
def test_in_a_zone_without_jumps_the_clock_on_the_wall_decides(wanted: Hours, now: int) -> None:
    fixed = Hours(UTC, wanted.quiet_from, wanted.quiet_until)
    wall, start, stop = now % 86_400 // 60, fixed.quiet_from or 0, fixed.quiet_until or 0
    holds = start <= wall < stop if start <= stop else wall >= start or wall < stop

    assert (quiet_until(fixed, now) is not None) == holds


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_read_as_people_write_it(text: str, zone: str) -> None:
    assert parse_zone(text) == zone


@pytest.mark.parametrize("text", ["Europe/Berlni", "berln"])
def test_a_zone_with_a_typing_error_is_offered_rightly(text: str) -> None:
    with pytest.raises(InputError, match=r"Did you mean: .*Europe/Berlin"):
        parse_zone(text)


@pytest.mark.parametrize(
    "text", ["", "CEST!", "../../etc/passwd", "posix/Europe/Berlin", "localtime"]
)
def test_what_is_no_zone_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InputError, match="America/New_York"):
        parse_zone(text)


def test_zones_are_completed_by_what_was_typed() -> None:
    assert close_zones("tok", 25)[0] == "Asia/Tokyo"
    assert len(close_zones("", 25)) == 25
    assert close_zones("xqzw", 25) == []


@pytest.mark.parametrize(
    "text", ["", "24:00", "7:5", "12:60", "noon", "-1", "1:234", "\u0667:\u0660\u0660"]
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="22:00"):
        parse_time(text)


@given(minutes)
def test_a_time_of_day_is_read_as_it_is_written(minute: int) -> None:
    assert parse_time(time_text(minute)) == minute
    assert parse_time("7") == 420
