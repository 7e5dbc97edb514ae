"""Where Discord refuses very much the fan-out rests before Discord bans: in virtual time."""

import asyncio
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bot.delivery.brake import MOST, WITHIN_S, Brake
from tests.unit.virtual_time import VirtualLoop

Answer = Callable[..., Coroutine[Any, Any, None]]


def play(act: Callable[[Brake, Answer], Coroutine[Any, Any, None]]) -> None:
    """Do something with a brake and with what hands it so many answers."""
    brake = Brake()
    trace = brake.join(aiohttp.TraceConfig())

    async def answer(status: int, times: int, scope: str = "user") -> None:
        response = SimpleNamespace(status=status, headers={"X-RateLimit-Scope": scope})
        told: Any = SimpleNamespace(response=response)
        session: Any = None
        for _ in range(times):
            for ended in trace.on_request_end:
                await ended(session, SimpleNamespace(), told)

    loop = VirtualLoop()
    try:
        loop.run_until_complete(act(brake, answer))
    finally:
        loop.close()


@pytest.mark.parametrize("status", [401, 403, 404, 429])
def test_too_many_refusals_hold_everything_until_they_are_ten_minutes_old(status: int) -> None:
    async def act(brake: Brake, answer: Answer) -> None:
        await answer(status, MOST - 1)
        assert not brake.holds()
        await asyncio.sleep(1)
        await answer(status, 1)
        assert brake.holds()
        await asyncio.sleep(WITHIN_S - 2)
        assert brake.holds()
        await asyncio.sleep(1)
        assert not brake.holds()
        assert brake.count() == 1

    play(act)


@pytest.mark.parametrize(("status", "scope"), [(200, "user"), (503, "user"), (429, "shared")])
def test_other_answers_hold_nothing(status: int, scope: str) -> None:
    async def act(brake: Brake, answer: Answer) -> None:
        await answer(status, MOST, scope)
        assert brake.count() == 0

    play(act)
