"""The pace of requests: Discord allows a bot 50 a second over all channels."""

import asyncio
import re
from collections.abc import Callable
from types import SimpleNamespace

import aiohttp
from discord.http import HTTPClient

LEAST_GAP_S = 1 / 50  # Discord's own limit (topics/rate-limits, Global Rate Limit)
_FORGETTING = "_try_clear_expired_ratelimits"
FORGETTING_S = 60
_UNCOUNTED = re.compile(r".*/(interactions|webhooks)/.*")


class Pace:
    """Hands out turns at even distances: no burst, however long nothing was asked for.

    A turn is a time slot given at once and slept for. What wakes late has not moved the next
    slots, so the rate is kept to the end; where several wake late together, they still follow
    each other no closer than Discord allows.
    """

    def __init__(self, rate: float) -> None:
        """``rate`` is turns per second."""
        self._gap = 1 / rate
        self._slot = self._last = float("-inf")

    async def turn(self) -> None:
        """Wait for the next turn; asleep, since SimCord knows a sleeper from a task at work."""
        now = asyncio.get_running_loop().time
        self._slot = max(self._slot + self._gap, now())
        await asyncio.sleep(self._slot - now())
        least = min(self._gap, LEAST_GAP_S)
        while (early := self._last + least - now()) > least / 100:  # noqa: ASYNC110 - time alone ends it
            await asyncio.sleep(early)
        self._last = now()


class Allowance:
    """Keeps every request within what Discord counts in a second, however they bunch on the way.

    Discord counts a request when it arrives, some time between its leaving and its answer. So a
    place is taken when it leaves and given back a second after its answer: then no second at
    Discord's end can see more, whatever stalls where. With answers after a quarter of a second
    that still makes 40 a second. Answers to interactions are not counted and wait for nothing.
    """

    def __init__(self, most: int) -> None:
        """``most`` is requests per second."""
        self._places = asyncio.Semaphore(most)

    def join(self, trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
        """Return the trace of a session whose requests are counted too."""
        trace.on_request_start.insert(0, self._leave)
        trace.on_request_end.insert(0, self._answered)
        trace.on_request_exception.insert(0, self._answered)
        return trace

    async def _leave(
        self,
        _session: aiohttp.ClientSession,
        context: SimpleNamespace,
        told: aiohttp.TraceRequestStartParams,
    ) -> None:
        if not _UNCOUNTED.fullmatch(told.url.path):
            await self._places.acquire()
            context.counted = True

    async def _answered(
        self, _session: aiohttp.ClientSession, context: SimpleNamespace, _told: object
    ) -> None:
        if context.__dict__.pop("counted", False):
            asyncio.get_running_loop().call_later(1, self._places.release)


def forget_seldom(http: HTTPClient) -> None:
    """Have discord.py look for rate limits that it can forget once a minute.

    It looks through all of the last five minutes each time that it asks a channel for the first
    time (``HTTPClient.get_ratelimit``, 2.7.1): with 10,000 channels that took as long as all else
    about a send together. A version that does it otherwise is left alone.
    """
    forget: Callable[[], None] | None = getattr(http, _FORGETTING, None)
    last = float("-inf")

    def seldom() -> None:
        nonlocal last
        now = asyncio.get_running_loop().time()
        if forget is not None and now - last >= FORGETTING_S:
            last = now
            forget()

    if forget is not None:
        setattr(http, _FORGETTING, seldom)
