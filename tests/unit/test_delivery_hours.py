"""Thirty days of quiet hours and digests in virtual time, over the change of the clocks."""

import datetime as dt
import logging
from collections.abc import Iterator

import pytest

from bot.enums import Digest
from bot.hours import local_time
from tests.unit.delivery_discord import FakeChannel
from tests.unit.delivery_scenario import DAY_S, HOURS, Scenario
from tests.wire.kills.moderation import CORRECT, PUBLISH, RETRACT

AT_ONCE, QUIET, DIGESTS = 100, 104, 105  # channels: of the servers 1, 5 and 6
EVERY_S = 7 * 3600


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def scenario() -> Iterator[Scenario]:
    scenario = Scenario(1)
    scenario.world.fair = True
    yield scenario
    scenario.close()


def arrivals(scenario: Scenario, channel_id: int) -> list[dt.datetime]:
    """Return the local times at which a channel's messages came."""
    channel: FakeChannel = scenario.world.channels[channel_id]
    zone = HOURS[channel.guild_id].time_zone
    return [local_time(zone, int(at)) for at in channel.asked_at]


def test_each_day_has_one_digest_at_its_local_hour_whatever_the_clocks_do(
    scenario: Scenario,
) -> None:
    for _ in range(30 * DAY_S // EVERY_S):
        scenario.moderate(PUBLISH)
        scenario.pass_time(EVERY_S)
    scenario.check(settled=False)

    came = arrivals(scenario, DIGESTS)
    days = [at.date() for at in came]
    # Digests are made at 18:00 and shown when the quiet hours end.
    assert {(at.hour, at.minute) for at in came} == {(18, 30)}
    assert days == [days[0] + dt.timedelta(days=number) for number in range(len(days))]
    assert len(days) >= 29
    assert {at.utcoffset() for at in came} == {dt.timedelta(hours=-4), dt.timedelta(hours=-5)}


def test_what_comes_in_a_quiet_night_is_shown_in_the_morning(scenario: Scenario) -> None:
    for _ in range(30 * DAY_S // EVERY_S):
        scenario.moderate(PUBLISH)
        scenario.pass_time(EVERY_S)

    came, plain = arrivals(scenario, QUIET), scenario.world.channels[AT_ONCE].asked_at
    assert len(came) == len(plain)
    assert all(7 <= at.hour < 22 for at in came)
    held = [at for at in came if (at.hour, at.minute) == (7, 0)]
    assert len(held) > 20
    assert {at.utcoffset() for at in held} == {dt.timedelta(hours=1), dt.timedelta(hours=2)}


def test_a_digest_has_the_newest_words_before_and_after_it_is_shown(scenario: Scenario) -> None:
    for _ in range(40):
        for kind in (PUBLISH, PUBLISH, CORRECT, RETRACT):
            scenario.moderate(kind)
            scenario.pass_time(EVERY_S)
            scenario.check(settled=False)
    scenario.settle()
    scenario.check(settled=True)


def test_digests_that_are_turned_off_end_with_a_last_one(scenario: Scenario) -> None:
    scenario.moderate(PUBLISH)
    before = len(arrivals(scenario, DIGESTS))
    scenario.toggle_digest()
    scenario.pass_time(2 * 3600)
    last = len(arrivals(scenario, DIGESTS))
    scenario.moderate(PUBLISH)
    scenario.pass_time(2 * 3600)

    assert (before, last, len(arrivals(scenario, DIGESTS))) == (0, 1, 2)
    assert HOURS[6].digest is Digest.DAILY
    scenario.settle()
    scenario.check(settled=True)
