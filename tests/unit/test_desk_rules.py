"""Times that moderators type, outlets' records, and when somebody has to be reminded."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.checks import stale_days
from bot.desk.outlets import outlet_of, record_text
from bot.desk.schedule import LATE_S, hindrance, is_approved, is_current, is_late
from bot.desk.when import parse_times, parse_when
from bot.enums import Kind, Late
from bot.errors import InputError
from bot.store.plans import Plan, Request
from tests.unit.updates import update

NOW = int(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC).timestamp())
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham")


def at(text: str, zone: str = "UTC") -> int:
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-12-01 18:00", "UTC", "2026-12-01T18:00"),
        (" 2026-12-01T18:00 ", "Europe/Berlin", "2026-12-01T18:00"),
        ("2026-12-1, 8.05", "Asia/Tokyo", "2026-12-01T08:05"),
        ("today 13:00", "UTC", "2026-11-23T13:00"),
        ("Tomorrow 00:10", "Pacific/Auckland", "2026-11-25T00:10"),
        ("2027-10-31 02:30", "Europe/Berlin", "2027-10-31T02:30"),
    ],
)
def test_a_local_time_is_read_in_the_servers_zone(text: str, zone: str, moment: str) -> None:
    assert parse_when(text, zone, NOW) == at(moment, zone)


def test_discords_own_timestamp_is_read() -> None:
    assert parse_when(f"<t:{NOW + 60}:F>", "Asia/Tokyo", NOW) == NOW + 60
    assert parse_when(f"<t:{NOW + 60}>", "UTC", NOW) == NOW + 60


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "no time I can read"),
        ("soon", "no time I can read"),
        ("18:00", "no time I can read"),
        ("2026-12-01", "no time I can read"),
        ("2026-02-30 18:00", "no such day or time"),
        ("2026-12-01 25:00", "no such day or time"),
        ("2026-11-23 11:59", "over already"),
        ("2126-11-23 11:59", "more than 2 years ahead"),
        ("2027-03-28 02:30", "clocks jump over that time"),
        ("<t:999999999999>", "more than 2 years ahead"),
    ],
)
def test_a_time_that_cannot_be_is_told_with_an_example(text: str, advice: str) -> None:
    with pytest.raises(InputError, match=advice):
        parse_when(text, "Europe/Berlin", NOW)


@given(
    moment=st.integers(NOW + 86_400, NOW + 300 * 86_400),
    zone=st.sampled_from(ZONES),
)
def test_what_clocks_show_is_read_as_that_moment(moment: int, zone: str) -> None:
    wall = dt.datetime.fromtimestamp(moment // 60 * 60, ZoneInfo(zone))
    read = parse_when(wall.strftime("%Y-%m-%d %H:%M"), zone, NOW)

    # The second of two equal times is read as the first.
    assert read == moment // 60 * 60 - (3_600 if wall.fold else 0)


@given(text=st.text(max_size=30))
def test_whatever_is_typed_is_read_or_told(text: str) -> None:
    try:
        moment = parse_when(text, "Europe/Berlin", NOW)
    except InputError:
        return
    assert moment > NOW


def test_the_last_time_comes_after_the_time() -> None:
    assert parse_times("2026-12-01 18:00", " ", "UTC", NOW) == (at("2026-12-01T18:00"), None)
    with pytest.raises(InputError, match="has to be later"):
        parse_times("2026-12-01 18:00", "2026-12-01 18:00", "UTC", NOW)


def due(until: int | None = None) -> Plan:
    return Plan(1, 1, NOW, until, 7, None)


@pytest.mark.parametrize(
    ("passed", "until", "late", "agreed", "why"),
    [
        (0, None, Late.HOLD, None, None),
        (LATE_S, None, Late.HOLD, None, None),
        (LATE_S + 1, None, Late.HOLD, None, "late"),
        (LATE_S + 1, None, Late.PUBLISH, None, None),
        (60, NOW + 30, Late.PUBLISH, None, "expired"),
        (30, NOW + 30, Late.PUBLISH, None, None),
        (0, None, Late.PUBLISH, False, "approval"),
        (0, None, Late.PUBLISH, True, None),
        (9_999, NOW + 30, Late.HOLD, False, "expired"),
    ],
)
def test_what_is_due_is_published_or_held_for_a_reason(
    passed: int, until: int | None, late: Late, agreed: bool | None, why: str | None
) -> None:
    found = hindrance(
        due(until),
        late=late,
        second=agreed is not None,
        approved=bool(agreed),
        now=NOW + passed,
    )

    assert found == why
    assert is_late(due(), NOW + passed) is (passed > LATE_S)


@pytest.mark.parametrize(
    ("state", "revision", "current", "approved"),
    [
        ("waiting", 1, True, False),
        ("approved", 1, True, True),
        ("returned", 1, False, False),
        ("approved", 2, False, False),
    ],
)
def test_an_approval_holds_for_one_revision(
    state: str, revision: int, current: bool, approved: bool
) -> None:
    asked = Request(1, 1, 1, revision, None, None, 7, NOW, state, None)
    draft = update(1, Kind.CAST, "2026-11-20")

    assert (is_current(asked, draft), is_approved(asked, draft)) == (current, approved)
    assert not is_approved(None, draft)


def test_an_outlet_is_the_host_of_the_link() -> None:
    assert outlet_of("https://www.quay.example.org/a?b") == "quay.example.org"
    assert outlet_of(None) == ""


@pytest.mark.parametrize(
    ("came_true", "settled", "text"),
    [
        (0, 0, ""),
        (1, 1, "quay: its one settled rumour so far came true. Too few to judge it by."),
        (0, 1, "quay: its one settled rumour so far did not come true. Too few to judge it by."),
        (1, 2, "quay: 1 of 2 rumours came true so far. Too few to judge it by."),
        (1, 4, "quay: 1 of 4 rumours came true so far."),
    ],
)
def test_a_record_claims_no_more_than_it_shows(came_true: int, settled: int, text: str) -> None:
    assert record_text("quay", came_true, settled) == text
    assert record_text("", came_true, settled) == ""


@pytest.mark.parametrize(
    ("ago", "after", "days"), [(14, 14, None), (15, 14, 15), (400, 0, None), (2, 1, 2)]
)
def test_moderators_are_reminded_after_the_days_that_were_set(
    ago: int, after: int, days: int | None
) -> None:
    today = dt.date(2026, 11, 23)
    looked = [today - dt.timedelta(days=ago), today - dt.timedelta(days=ago + 30)]

    assert stale_days(looked, today, after) == days
    assert stale_days([], today, after) is None
