"""The pace of requests: Discord allows a bot 50 a second over all channels."""

import asyncio

LEAST_GAP_S = 1 / 50  # Discord's own limit (topics/rate-limits, Global Rate Limit)


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
