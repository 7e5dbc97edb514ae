"""The pace of requests: Discord allows a bot 50 a second over all channels."""

import asyncio


class Pace:
    """Hands out turns at even distances: no burst, however long nothing was asked for.

    A turn is a time slot given at once and slept for. What wakes late has not moved the next
    slot, so the rate is kept to the end; and a second sees at most one request above it.
    """

    def __init__(self, rate: float) -> None:
        """``rate`` is turns per second."""
        self._gap = 1 / rate
        self._slot = 0.0

    async def turn(self) -> None:
        """Wait for the next turn; in the order of asking."""
        now = asyncio.get_running_loop().time()
        self._slot = max(self._slot + self._gap, now)
        await asyncio.sleep(self._slot - now)
