"""What Discord counts in a second, whatever stalls on the way: in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
import yarl
from discord.http import HTTPClient, Ratelimit
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import FORGETTING_S, Allowance, Pace, forget_seldom
from tests.unit.virtual_time import VirtualLoop

ROUTE = "https://discord.test/api/v10/channels/1/messages"
MOST = 50  # topics/rate-limits, Global Rate Limit
moments = st.floats(0, 6)
short = st.floats(0, 3)
Leg = Callable[[], Awaitable[None]]


async def request(allowance: Allowance, arrive: Leg, answer: Leg, url: str = ROUTE) -> float:
    """Ask as aiohttp does; return when it arrived."""
    trace, context = allowance.join(aiohttp.TraceConfig()), SimpleNamespace()
    told: Any = SimpleNamespace(url=yarl.URL(url))
    session: Any = None
    for started in trace.on_request_start:
        await started(session, context, told)
    await arrive()
    arrived = asyncio.get_running_loop().time()
    await answer()
    for ended in trace.on_request_end:
        await ended(session, context, told)
    return arrived


def play(rate: float, count: int, stalls: list[tuple[float, float]], way: float) -> list[float]:
    """Send that many; while the way is blocked nothing passes, and then all at once."""

    async def pass_on() -> None:
        now = asyncio.get_running_loop().time
        await asyncio.sleep(way)
        for begin, length in stalls:
            if begin <= now() < begin + length:
                await asyncio.sleep(begin + length - now())

    async def send(pace: Pace, allowance: Allowance) -> float:
        await pace.turn()
        return await request(allowance, pass_on, pass_on)

    async def send_all() -> list[float]:
        pace, allowance = Pace(rate), Allowance(MOST)
        return await asyncio.gather(*(send(pace, allowance) for _ in range(count)))

    loop = VirtualLoop()
    try:
        return sorted(loop.run_until_complete(send_all()))
    finally:
        loop.close()


@given(st.lists(st.tuples(moments, short), max_size=4), st.floats(0.001, 0.3))
def test_no_second_sees_more_than_discord_allows(
    stalls: list[tuple[float, float]], way: float
) -> None:
    arrived = play(48, 300, sorted(stalls), way)

    assert len(arrived) == 300
    assert all(later - first > 0.999 for first, later in zip(arrived, arrived[MOST:], strict=False))


def test_without_stalls_nobody_waits() -> None:
    arrived = play(40, 480, [], 0.12)

    assert arrived[-1] - arrived[0] == pytest.approx(479 / 40)


def test_answers_to_interactions_wait_for_nothing() -> None:
    async def nothing() -> None:
        await asyncio.sleep(0)

    async def answer_often() -> None:
        allowance = Allowance(1)
        for number in range(100):
            for kind in ("interactions", "webhooks"):
                url = f"https://discord.test/api/v10/{kind}/{number}/token/callback"
                await request(allowance, nothing, nothing, url)

    loop = VirtualLoop()
    loop.run_until_complete(answer_often())
    passed = loop.time()
    loop.close()

    assert passed == 0


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[Ratelimit]:
    """The rate limits that discord.py looked at to see whether it may forget them."""
    looked_at: list[Ratelimit] = []
    plain = Ratelimit.is_inactive

    def is_inactive(limit: Ratelimit) -> bool:
        looked_at.append(limit)
        return plain(limit)

    monkeypatch.setattr(Ratelimit, "is_inactive", is_inactive)
    return looked_at


def test_the_rate_limits_of_others_are_not_looked_through_at_each_channel(
    looked_at: list[Ratelimit],
) -> None:
    async def ask_many() -> None:
        http = HTTPClient(loop)
        forget_seldom(http)
        first = http.get_ratelimit("channel 0")
        for number in range(1, 2_000):
            http.get_ratelimit(f"channel {number}")
        assert len(looked_at) < 2_000
        assert http.get_ratelimit("channel 0") is first

        await asyncio.sleep(300 + FORGETTING_S)
        http.get_ratelimit("another channel")
        assert http.get_ratelimit("channel 0") is not first

    loop = VirtualLoop()
    loop.run_until_complete(ask_many())
    loop.close()
