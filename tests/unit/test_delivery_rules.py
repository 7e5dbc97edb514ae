"""What to do for a claimed post, and what a failed request means."""

import dataclasses
from types import SimpleNamespace

import aiohttp
import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.rules import (
    LONGEST_RETRY_S,
    NONCE_WINDOW_S,
    SAFE_REPEAT_S,
    Step,
    next_publishing,
    next_step,
    nonce_of,
    quiet_end,
    retry_delay,
)
from bot.delivery.verdicts import TO_SEND, Outcome, judge, missing_permissions
from bot.enums import Form, Importance, Mode, PostState
from bot.places import Claim, Destination, Hours, Post

NOW = 1_000_000
POST = Post(
    id=1,
    update_id=2,
    destination_id=3,
    guild_id=4,
    channel_id=5,
    wanted_revision=1,
    wanted_struck=False,
    shown_revision=None,
    shown_struck=False,
    message_id=None,
    state=PostState.SENDING,
    attempts=1,
    failures=0,
    attempt_at=None,
    due_at=NOW,
    shown_at=None,
    reason=None,
)
PLACE = Destination(3, 4, 5, None, Importance.MINOR, Importance.MAJOR, Mode.ACTIVE)


def step(doubt: int | None, **changes: object) -> Step:
    """Choose for a post whose first send began ``doubt`` seconds ago and was never answered."""
    return step_at(PLACE, doubt, changes)


def step_at(place: Destination, doubt: int | None, changes: dict[str, object]) -> Step:
    post = dataclasses.replace(POST, **changes)  # type: ignore[arg-type]
    return next_step(Claim(post, place, None if doubt is None else NOW - doubt), NOW)


@pytest.mark.parametrize(
    ("doubt", "changes", "expected"),
    [
        (None, {}, Step.SEND),
        (None, {"wanted_struck": True}, Step.DROP),
        (1, {}, Step.SEND),
        (SAFE_REPEAT_S, {}, Step.SEND),
        (SAFE_REPEAT_S + 1, {}, Step.WAIT),
        (NONCE_WINDOW_S, {}, Step.WAIT),
        (NONCE_WINDOW_S + 1, {}, Step.FIND),
        (86_400, {}, Step.FIND),
        (1, {"wanted_struck": True}, Step.WAIT),
        (NONCE_WINDOW_S + 1, {"wanted_struck": True}, Step.FIND),
        (None, {"shown_revision": 1, "message_id": 9}, Step.EDIT),
        (86_400, {"shown_revision": 1, "message_id": 9}, Step.EDIT),
    ],
)
def test_a_doubtful_send_is_repeated_only_while_discord_drops_the_repeat(
    doubt: int | None, changes: dict[str, object], expected: Step
) -> None:
    assert step(doubt, **changes) is expected


@pytest.mark.parametrize(
    ("doubt", "changes", "expected"),
    [
        (None, {}, Step.SEND),
        (1, {}, Step.WAIT),
        (NONCE_WINDOW_S, {}, Step.WAIT),
        (NONCE_WINDOW_S + 1, {}, Step.FIND),
        (1, {"shown_revision": 1, "message_id": 9}, Step.EDIT),
    ],
)
def test_a_forum_post_has_no_nonce_and_is_searched_for_before_any_repeat(
    doubt: int | None, changes: dict[str, object], expected: Step
) -> None:
    assert step_at(dataclasses.replace(PLACE, form=Form.FORUM), doubt, changes) is expected


def test_quiet_hours_put_off_what_was_never_sent() -> None:
    place = dataclasses.replace(PLACE, hours=Hours(quiet_from=0, quiet_until=1_439))

    assert quiet_end(Claim(POST, place, None), 60) == 1_439 * 60
    assert quiet_end(Claim(POST, place, 30), 60) is None
    assert quiet_end(Claim(POST, PLACE, None), 60) is None


HOUR_AGO = NOW - 3600
PUBLISHED = list(range(HOUR_AGO + 10, HOUR_AGO + 110, 10))


@pytest.mark.parametrize(
    ("importance", "spent", "shown_at", "expected"),
    [
        (Importance.MAJOR, 9, NOW, NOW),
        (Importance.MAJOR, 10, NOW, NOW + 10),
        (Importance.MAJOR, 10, NOW - 10**6, NOW + 10),
        (Importance.NOTABLE, 5, NOW, NOW),
        (Importance.NOTABLE, 6, NOW, NOW + 10),
        (Importance.NOTABLE, 10, NOW, NOW + 50),
        (Importance.NOTABLE, 6, NOW - 24 * 3600, None),
        (Importance.MINOR, 2, NOW, NOW),
        (Importance.MINOR, 10, NOW, NOW + 80),
        (Importance.MINOR, 3, NOW - 6 * 3600, None),
        (Importance.MINOR, 0, NOW - 6 * 3600 - 1, None),
    ],
)
def test_what_matters_less_leaves_some_of_the_hours_budget_and_does_not_wait_long(
    importance: Importance, spent: int, shown_at: int, expected: int | None
) -> None:
    assert next_publishing(importance, PUBLISHED[:spent], shown_at, NOW) == expected


@given(st.lists(st.sampled_from(tuple(Importance)), max_size=60), st.integers(0, 400))
def test_no_more_than_ten_are_published_in_any_hour(wanted: list[Importance], gap: int) -> None:
    spent: list[int] = []
    for number, importance in enumerate(wanted):
        shown_at = now = NOW + number * gap
        while (at := next_publishing(importance, spent, shown_at, now)) is not None and at > now:
            now = at
        if at is not None:
            spent = sorted([*spent, at])

    for at in spent:
        assert sum(at <= other < at + 3600 for other in spent) <= 10


@given(st.integers(0, 10**7))
def test_nothing_is_ever_sent_blindly_after_the_nonce_window(doubt: int) -> None:
    chosen = step(doubt)

    assert chosen is not Step.SEND or doubt + 30 <= NONCE_WINDOW_S


@given(st.integers(1, 2**40), st.integers(1, 2**64 - 1), st.integers(1, 2**64 - 1))
def test_a_nonce_fits_and_names_the_channel(update: int, channel: int, other: int) -> None:
    nonce = nonce_of(str(update), channel)

    assert len(nonce) <= 25
    assert nonce == nonce_of(str(update), channel)
    assert (nonce == nonce_of(str(update), other)) == (channel == other)


@given(st.integers(0, 10**6), st.floats(0, 1))
def test_retries_come_later_and_later_but_within_a_day(failures: int, dice: float) -> None:
    delay = retry_delay(failures, dice)

    assert 1 <= delay <= LONGEST_RETRY_S
    assert retry_delay(failures, 1.0) <= 2 * retry_delay(failures, 0.0) + 1


def answer(status: int, code: int = 0) -> discord.HTTPException:
    """Make the exception that discord.py raises for an answer."""
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    response = SimpleNamespace(status=status, reason="")
    return kind(response, {"code": code, "message": "no"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "outcome", "arrived"),
    [
        (answer(404, 10003), Outcome.GONE, False),
        (answer(404, 10008), Outcome.GONE, False),
        (answer(403, 50013), Outcome.REFUSED, False),
        (answer(403, 50001), Outcome.REFUSED, False),
        (answer(400, 50035), Outcome.REFUSED, False),
        (answer(400, 30046), Outcome.RETRY, False),
        (answer(400, 20022), Outcome.RETRY, False),
        (answer(429, 30046), Outcome.RETRY, False),
        (answer(401), Outcome.RETRY, False),
        (answer(429), Outcome.RETRY, False),
        (answer(404), Outcome.REFUSED, False),
        (answer(500), Outcome.RETRY, True),
        (answer(503), Outcome.RETRY, True),
        (discord.RateLimited(70.0), Outcome.RETRY, False),
        (TimeoutError(), Outcome.RETRY, True),
        (ConnectionResetError(104, "reset"), Outcome.RETRY, True),
        (aiohttp.ServerDisconnectedError(), Outcome.RETRY, True),
    ],
)
def test_only_a_definite_answer_ends_a_post(
    error: Exception, outcome: Outcome, *, arrived: bool
) -> None:
    verdict = judge(error)

    assert verdict.outcome is outcome
    assert verdict.may_have_arrived is arrived
    assert verdict.reason


def test_a_refused_connection_sent_nothing() -> None:
    key = SimpleNamespace(ssl=None, host="x", port=1, is_ssl=False)
    error = aiohttp.ClientConnectorError(key, OSError(111, "refused"))  # type: ignore[arg-type]

    assert not judge(error).may_have_arrived


def test_a_refused_channel_is_asked_at_most_twice_a_day() -> None:
    assert (judge(answer(403, 50013)).retry_after or 0) >= 12 * 3600


def test_missing_permissions_are_named_as_in_the_settings_page() -> None:
    permissions = discord.Permissions(view_channel=True, send_messages=True)

    assert missing_permissions(permissions) == ["Embed Links", "Read Message History"]
    assert missing_permissions(permissions, TO_SEND) == ["Embed Links"]
