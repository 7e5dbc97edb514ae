"""Discord's rate limits, for those tests that want them."""

import hashlib
from dataclasses import dataclass

from tests.wire.discord_server.clock import Clock
from tests.wire.discord_server.ledger import Entry


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests per bucket and window in seconds, and per second over all routes of a bot."""

    bucket: int = 5
    seconds: float = 5.0
    overall: int = 50


@dataclass(slots=True)
class _Window:
    ends: float
    used: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Headers for the answer and, when the request is one too many, the seconds to wait."""

    headers: dict[str, str]
    retry_after: float | None = None
    overall: bool = False


class Throttle:
    """Fixed windows on the server's clock (https://docs.discord.com/developers/topics/rate-limits)."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._windows: dict[tuple[object, ...], _Window] = {}

    def judge(self, entry: Entry, major: tuple[str, ...]) -> Verdict:
        """Count a request; ``major`` are the parameters that buckets of one route differ by."""
        if entry.route.startswith("/interactions/"):
            return Verdict({})
        if not entry.route.startswith("/webhooks/"):
            everything = self._window((entry.app_id,), 1.0)
            if everything.used > self._limits.overall:
                wait = self._left(everything)
                return Verdict({"X-RateLimit-Global": "true"}, wait, overall=True)
        window = self._window((entry.app_id, entry.call, *major), self._limits.seconds)
        left = self._left(window)
        headers = {
            "X-RateLimit-Limit": str(self._limits.bucket),
            "X-RateLimit-Remaining": str(max(0, self._limits.bucket - window.used)),
            "X-RateLimit-Reset": f"{window.ends:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(entry.call.encode()).hexdigest()[:32],
        }
        return Verdict(headers, left if window.used > self._limits.bucket else None)

    def _left(self, window: _Window) -> float:
        return max(0.001, window.ends - self._clock.now())

    def _window(self, key: tuple[object, ...], seconds: float) -> _Window:
        """Return the window of a key with this request counted in it."""
        now = self._clock.now()
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            window = self._windows[key] = _Window(now + seconds)
        window.used += 1
        return window
