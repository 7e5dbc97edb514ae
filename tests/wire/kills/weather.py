"""Faults drawn from a seed, and the request at which the bot is to be killed."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.ledger import Entry

LATE_S = 29  # a request may take effect so long after it was given up
LATE_FIRST_S = 110  # of a killed bot even later, if it is no repeat: the lease covers it
SEND = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
HISTORY = "GET /channels/{channel_id}/messages"
FORUM_POST = "POST /channels/{channel_id}/threads"
OPEN_POSTS = "GET /guilds/{guild_id}/threads/active"
CLOSED_POSTS = "GET /channels/{channel_id}/threads/archived/public"
THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
TITLE = "PATCH /channels/{channel_id}"
PUBLISHING = "POST /channels/{channel_id}/messages/{message_id}/crosspost"
DELETION = "DELETE /channels/{channel_id}/messages/{message_id}"
CALLS = (
    *(SEND, EDIT, HISTORY, FORUM_POST, OPEN_POSTS, CLOSED_POSTS),
    *(THREAD, TITLE, PUBLISHING, DELETION),
)
SHARES: dict[Effect | str | int, int] = {
    Effect.STATUS: 20,
    Effect.RESET: 25,
    Effect.FIN: 15,
    Effect.HALF_BODY: 10,
    Effect.HANG: 2,
    "repeat": 8,
    403: 4,
    429: 16,
}
# Nothing but the bot itself keeps discord.py from repeating what has no nonce.
SHARES_OF_POSTS = SHARES | {"repeat": 40}


@dataclass(slots=True)
class Blow:
    """Kill at the ``nth`` request of a kind: before it takes effect, after, or before and late."""

    call: str
    nth: int
    commit_after: float | None
    struck: bool = False

    @property
    def name(self) -> str:
        """What is killed and when."""
        last = self.call.rpartition("/")[2]
        method = self.call.split()[0] + ("" if "{" in last or last == "messages" else f" {last}")
        if self.commit_after is None:
            return f"{method}: under way"
        return (
            f"{method}: took effect" if self.commit_after == 0 else f"{method}: takes effect late"
        )


class Weather:
    """What befalls requests."""

    def __init__(self, dice: random.Random, strike: Callable[[], None]) -> None:
        self._dice = dice
        self._strike = strike
        self._next: dict[str, Fault] = {}
        self._tried: set[tuple[str, str]] = set()
        self.share = 0.0
        self.blow: Blow | None = None

    def choose(self, entry: Entry) -> Fault | None:
        """Choose what befalls a request."""
        if entry.call not in CALLS:
            return None
        first = entry.call in (EDIT, FORUM_POST) or (entry.call == SEND and self._is_first(entry))
        fault = self._blow(entry, first=first) or self._next.pop(entry.path, None)
        if fault is None and self._dice.random() < self.share:
            fault = self._draw(entry)
        return fault

    def _is_first(self, entry: Entry) -> bool:
        key = (entry.path, str(entry.body.get("nonce")))
        new = key not in self._tried
        self._tried.add(key)
        return new

    def _blow(self, entry: Entry, *, first: bool) -> Fault | None:
        blow = self.blow
        if blow is None or blow.struck or blow.call != entry.call:
            return None
        blow.nth -= 1
        if blow.nth:
            return None
        blow.struck = True
        if blow.commit_after and not first:
            blow.commit_after = min(blow.commit_after, LATE_S)
        self._strike()
        return Fault(entry.path, Effect.HANG, commit_after=blow.commit_after)

    def _draw(self, entry: Entry) -> Fault:
        dice, path = self._dice, entry.path
        committed = dice.choice((None, 0, dice.uniform(1, LATE_S)))
        at_once = None if committed is None else 0
        shares = SHARES_OF_POSTS if entry.call == FORUM_POST else SHARES
        [kind] = dice.choices(list(shares), list(shares.values()))
        match kind:
            case Effect.STATUS:
                return Fault(path, kind, status=503, commit_after=at_once)
            case "repeat":
                return self._repeated_by_the_library(path)
            case 403:
                return Fault(path, Effect.STATUS, status=403)
            case 429:
                wait, via = dice.choice(((0.05, True), (61, True), (0.05, False)))
                return Fault(path, Effect.STATUS, status=429, retry_after=wait, via=via)
            case _:
                return Fault(path, Effect(str(kind)), commit_after=committed)

    def _repeated_by_the_library(self, path: str) -> Fault:
        """A 500 that took effect; discord.py asks again, which may go through or not."""
        another = self._dice.choice(
            (
                None,
                Fault(path, Effect.STATUS, status=429, retry_after=61),
                Fault(path, Effect.STATUS, status=403),
                Fault(path, Effect.STATUS, status=502),
            )
        )
        if another is not None:
            self._next[path] = another
        return Fault(path, Effect.STATUS, status=500, commit_after=0)
