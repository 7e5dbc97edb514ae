"""The server's time, which a test may move, and the ids made from it."""

import asyncio
import contextlib
import time

_DISCORD_EPOCH_MS = 1_420_070_400_000


class Clock:
    """Unix time in seconds plus what the test added: virtual downtime without waiting."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Seconds since 1970 as the server sees them."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Let that much time pass at once; sleepers that are due wake up."""
        self._offset += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep_until(self, due: float) -> None:
        """Sleep until this clock shows a time."""
        while (left := due - self.now()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._moved.wait()


class Snowflakes:
    """Ids that grow and carry the server's time, as Discord's do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """Return the next id; its upper bits are the moment of its making."""
        stamp = (int(self._clock.now() * 1000) - _DISCORD_EPOCH_MS) << 22
        self._last = max(self._last + 1, stamp)
        return self._last
