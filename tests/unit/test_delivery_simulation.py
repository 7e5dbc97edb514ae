"""The delivery's real engine, rules and statements in virtual time against a small Discord.

No socket, no sleep, no thread: thirty days pass in a tenth of a second and a seed replays.
"""

import asyncio
import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.delivery.pace import Pace
from bot.enums import Mode
from tests.unit.delivery_discord import FakeChannel
from tests.unit.delivery_play import play
from tests.unit.delivery_scenario import GUILDS, HOURS, Scenario
from tests.unit.virtual_time import VirtualLoop
from tests.wire.kills.moderation import CORRECT, PUBLISH, RETRACT
from tests.wire.kills.mutations import MUTATIONS

SEEDS = 25
MOST_SEEDS = 80
BY_KILLS_ALONE = {
    "a lease ends too soon",  # needs an edit that takes effect long after its process died
    *(name for name, mutation in MUTATIONS.items() if mutation.forms),
}
guilds = st.sampled_from(GUILDS)
numbers = st.integers(0, 99)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


class Delivery(RuleBasedStateMachine):
    """Moderators, administrators, Discord and the machine do what they like for a month."""

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.scenario = Scenario(seed)
        self.month_passed = False

    @rule()
    def publish(self) -> None:
        self.scenario.moderate(PUBLISH)

    @rule()
    def correct(self) -> None:
        self.scenario.moderate(CORRECT)

    @rule()
    def retract(self) -> None:
        self.scenario.moderate(RETRACT)

    @rule(guild_id=guilds)
    def set_up_elsewhere(self, guild_id: int) -> None:
        self.scenario.set_up(guild_id)

    @rule(guild_id=guilds, mode=st.sampled_from((Mode.PAUSED, Mode.ACTIVE)))
    def pause_or_resume(self, guild_id: int, mode: Mode) -> None:
        self.scenario.set_mode(guild_id, mode)

    @rule(number=numbers, send=st.booleans(), read=st.booleans())
    def lose_or_regain_permissions(self, number: int, *, send: bool, read: bool) -> None:
        self.scenario.change_rights(number, send=send, read=read)

    @rule(guild_id=guilds, away=st.booleans())
    def leave_or_come_back(self, guild_id: int, *, away: bool) -> None:
        self.scenario.change_presence(guild_id, away=away)

    @rule()
    def turn_digests_off_or_on(self) -> None:
        self.scenario.toggle_digest()

    @rule(number=numbers, refuses=st.booleans())
    def refuse_or_not(self, number: int, *, refuses: bool) -> None:
        self.scenario.refuse(number, refuses=refuses)

    @rule(guild_id=guilds, removed=st.booleans(), heard=st.booleans())
    def remove_or_add_the_bot(self, guild_id: int, *, removed: bool, heard: bool) -> None:
        self.scenario.change_membership(guild_id, removed=removed, heard=heard)

    @rule(number=numbers, heard=st.booleans())
    def delete_a_channel(self, number: int, *, heard: bool) -> None:
        self.scenario.delete_channel(number, heard=heard)

    @rule(number=numbers)
    def chat(self, number: int) -> None:
        self.scenario.chat(number)

    @rule(seconds=st.floats(0.1, 100), downtime=st.floats(1, 86_400))
    def die(self, seconds: float, downtime: float) -> None:
        self.scenario.die(seconds, downtime)

    @rule(seconds=st.floats(1, 86_400), halves=st.integers(1, 60))
    def die_at_a_commit(self, seconds: float, halves: int) -> None:
        self.scenario.pass_time(seconds, halves / 2)

    @rule(seconds=st.floats(0.1, 40), pause=st.floats(1, 400))
    def be_suspended(self, seconds: float, pause: float) -> None:
        self.scenario.stand_still(seconds, pause)

    @rule(seconds=st.sampled_from((1, 10, 45, 300, 3_600, 86_400)))
    def wait(self, seconds: float) -> None:
        self.scenario.pass_time(seconds)

    @precondition(lambda self: not self.month_passed)
    @rule()
    def wait_a_month(self) -> None:
        self.month_passed = True
        self.scenario.pass_time(30 * 86_400)

    @invariant()
    def nothing_is_shown_twice_and_what_is_done_is_as_wanted(self) -> None:
        self.scenario.check(settled=False)

    def teardown(self) -> None:
        try:
            self.scenario.settle()
            self.scenario.check(settled=True)
        finally:
            self.scenario.close()


TestDelivery = Delivery.TestCase
TestDelivery.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_month_of_everything_ends_as_wanted(seed: int) -> None:
    play(seed)


def play_all() -> None:
    for seed in range(MOST_SEEDS):
        play(seed)


@pytest.mark.parametrize("name", MUTATIONS.keys() - BY_KILLS_ALONE)
def test_a_wrong_delivery_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    MUTATIONS[name].apply(monkeypatch.setattr)

    with pytest.raises(AssertionError, match=r"shown|shows|left|given up|unknown"):
        play_all()


def plain_channels(scenario: Scenario) -> list[FakeChannel]:
    """Return the channels that get everything at once."""
    return [one for one in scenario.world.channels.values() if one.guild_id not in HOURS]


def test_a_channel_that_hangs_delays_no_other() -> None:
    scenario = Scenario(1)
    scenario.world.fair = True
    slow, *others = plain_channels(scenario)
    slow.delay_s = 20

    for number in (1, 2):
        scenario.moderate(PUBLISH)
        scenario.pass_time(2)
        assert [len(channel.log) for channel in others] == [number] * len(others)
    assert slow.log == []
    scenario.pass_time(60)
    assert len(slow.log) == 2
    scenario.close()


def test_a_channel_that_refuses_is_asked_twice_a_day_however_much_waits_for_it() -> None:
    scenario = Scenario(1)
    scenario.world.fair = True
    closed, *others = plain_channels(scenario)
    closed.refuses = True
    for _ in range(5):
        scenario.moderate(PUBLISH)

    scenario.pass_time(2 * 86_400 - 60)

    assert 2 <= len(closed.refused) <= 4
    assert [topic for _, topic, _ in scenario.heard] == ["alerts:1", "alerts:1"]
    assert [len(channel.log) for channel in others] == [5] * len(others)
    closed.refuses = False
    scenario.pass_time(86_400)
    assert len(closed.log) == 5
    scenario.close()


def test_a_turn_comes_no_earlier_than_its_slot_and_none_is_lost() -> None:
    starts: list[float] = []

    async def ask(pace: Pace) -> None:
        await pace.turn()
        starts.append(asyncio.get_running_loop().time())

    async def ask_often() -> None:
        pace = Pace(48)
        await asyncio.sleep(10)  # what was not used then is no reserve
        await asyncio.gather(*(ask(pace) for _ in range(480)))

    loop = VirtualLoop()
    loop.run_until_complete(ask_often())
    loop.close()

    assert starts == sorted(starts)
    assert starts[-1] - starts[0] == pytest.approx(479 / 48)
    assert all(later - first > 0.99 for first, later in zip(starts, starts[48:], strict=False))
