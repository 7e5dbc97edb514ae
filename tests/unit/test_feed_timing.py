"""When a feed is looked at next: what its website asks for, and patience where it fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fetching.timing import (
    FIRST_RETRY_S,
    LEAST_S,
    LONGEST_S,
    MOST_WAIT_S,
    next_look,
    next_try,
    parse_max_age,
    parse_retry_after,
)

NOW = 1_793_613_600


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=60", 60),
        ("public, Max-Age = 120", 120),
        ('max-age="30"', 30),
        ("s-maxage=9, max-age=5", 5),
        ("no-cache, max-age=60", None),
        ("no-store", None),
        ("max-age=-1", None),
        ("", None),
    ],
)
def test_freshness_is_read_from_cache_control(header: str, seconds: int | None) -> None:
    assert parse_max_age(header) == seconds


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("99999999999999", MOST_WAIT_S),
        ("Mon, 02 Nov 2026 10:02:00 GMT", 120),
        ("Mon, 02 Nov 2020 10:02:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_read_in_both_forms(header: str, seconds: int | None) -> None:
    assert parse_retry_after(header, NOW) == seconds


@given(st.none() | st.integers(0, 10**9), st.floats(0, 1))
def test_the_next_look_honours_freshness_within_a_day(max_age: int | None, dice: float) -> None:
    wait = next_look(NOW, max_age, dice) - NOW

    assert wait >= max(LEAST_S, min(max_age or 0, LONGEST_S))
    assert wait <= LONGEST_S + LEAST_S


@given(st.integers(0, 1_000), st.none() | st.integers(0, 10**9), st.floats(0, 1))
def test_the_next_try_is_never_before_it_was_asked_for(
    failures: int, retry_after: int | None, dice: float
) -> None:
    wait = next_try(NOW, failures, retry_after, dice) - NOW

    assert wait >= min(retry_after or 0, MOST_WAIT_S)
    assert wait <= max(LONGEST_S, min(retry_after or 0, MOST_WAIT_S) + 60)
    assert wait >= 60


def test_tries_become_rarer() -> None:
    waits = [next_try(NOW, failures, None, 1.0) - NOW for failures in range(10)]

    assert waits[0] == FIRST_RETRY_S
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_S
