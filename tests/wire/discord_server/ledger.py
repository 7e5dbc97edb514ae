"""What was asked of the server and what became of it, for checkers."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any


@dataclass(slots=True)
class Entry:
    """One request; ``status`` is None when no whole answer was sent, ``at`` the server's time."""

    at: float
    method: str
    route: str
    path: str
    body: Any
    files: tuple[str, ...] = ()
    app_id: int | None = None
    status: int | None = None
    code: int | None = None
    committed: bool = False
    fault: str | None = None
    violation: str | None = None

    @property
    def call(self) -> str:
        """Method and route template, such as ``GET /users/@me``."""
        return f"{self.method} {self.route}"


@dataclass(slots=True)
class Ledger:
    """All requests in the order of their coming."""

    entries: list[Entry] = field(default_factory=list[Entry])

    def calls(self, pattern: str) -> list[Entry]:
        """Those whose method and route, or path, match, such as ``POST /channels/*/messages``."""
        return [entry for entry in self.entries if matches(pattern, entry)]

    @property
    def too_many(self) -> int:
        """How often a limit was run into (429)."""
        return sum(entry.status == 429 for entry in self.entries)

    @property
    def invalid(self) -> int:
        """What counts towards Discord's ban at 10,000 in 10 minutes (topics/rate-limits)."""
        return sum(entry.status in {401, 403, 429} for entry in self.entries)

    @property
    def unhandled(self) -> list[str]:
        """Requests to routes that this server does not have."""
        return [f"{entry.method} {entry.path}" for entry in self.entries if not entry.route]


def matches(pattern: str, entry: Entry) -> bool:
    """Whether a pattern with ``*`` names the entry's route template or its path."""
    return any(
        fnmatchcase(f"{entry.method} {place}", pattern) for place in (entry.route, entry.path)
    )
