"""A brake on the whole fan-out: where Discord refuses very much, nothing more is begun."""

import asyncio
import logging
from collections import deque
from types import SimpleNamespace

import aiohttp

log = logging.getLogger(__name__)

# Discord bans an address for 10,000 of them within ten minutes (topics/rate-limits, Invalid
# Request Limit). A 404 is none, but a sign of the same trouble.
REFUSALS = (401, 403, 404, 429)
WITHIN_S, MOST = 600, 2_000


class Brake:
    """Counts what Discord refuses, whoever asked; a refusal ages out after ten minutes."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MOST)
        self._held = False

    def join(self, trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
        """Return the trace of a session whose answers are counted too."""
        trace.on_request_end.insert(0, self._answered)
        return trace

    def count(self) -> int:
        """Return how many were refused lately, of which no more are counted than brake."""
        earliest = asyncio.get_running_loop().time() - WITHIN_S
        while self._times and self._times[0] <= earliest:
            self._times.popleft()
        return len(self._times)

    def holds(self) -> bool:
        """Whether nothing more is to be begun."""
        held = self.count() >= MOST
        if held and not self._held:
            log.error("alerts rest: Discord refused %s requests within ten minutes", MOST)
        elif self._held and not held:
            log.info("alerts go on: Discord refuses less")
        self._held = held
        return held

    async def _answered(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        told: aiohttp.TraceRequestEndParams,
    ) -> None:
        # What others share a limit with is not counted by Discord either.
        shared = told.response.headers.get("X-RateLimit-Scope") == "shared"
        if told.response.status in REFUSALS and not shared:
            self._times.append(asyncio.get_running_loop().time())
