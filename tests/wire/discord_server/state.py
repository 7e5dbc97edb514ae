"""What the server remembers besides the world, and what is handed to a route."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from tests.wire.discord_server.errors import ApiError
from tests.wire.discord_server.world import (
    LOADING,
    Application,
    Channel,
    Guild,
    Json,
    Message,
    User,
    World,
)

Files = dict[str, tuple[str, bytes]]


@dataclass(eq=False, slots=True)
class InteractionRecord:
    """One interaction and all that the bot did about it; ``*_at`` in perf_counter nanoseconds.

    ``callback`` is the body as posted; ``original`` the message it made, or the pressed one that
    it updates; ``edits`` the bodies sent to @original, ``followups`` the messages after it.
    """

    id: int
    token: str
    app: Application
    type: int
    user: User
    channel: Channel
    made_at: float
    payload: Json = field(default_factory=dict[str, Any])
    source: Message | None = None
    dispatched_at: int = 0
    answered_at: int = 0
    callback: Json | None = None
    files: Files = field(default_factory=dict[str, tuple[str, bytes]])
    original: Message | None = None
    edits: list[Json] = field(default_factory=list[Json])
    followups: list[Message] = field(default_factory=list[Message])
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def callback_type(self) -> int | None:
        """Number of the callback: 4 message, 5 and 6 deferred, 7 update, 8 choices, 9 modal."""
        return None if self.callback is None else self.callback["type"]

    @property
    def data(self) -> Json:
        """The callback's data as posted."""
        return (self.callback or {}).get("data") or {}

    @property
    def choices(self) -> list[Json]:
        """The choices that an autocomplete was answered with."""
        return self.data.get("choices", [])

    @property
    def round_trip(self) -> int:
        """Nanoseconds from dispatch to callback."""
        return self.answered_at - self.dispatched_at

    def note(self) -> None:
        """Wake those who wait for something to happen."""
        self.changed.set()
        self.changed = asyncio.Event()

    async def answered(self, within: float = 5.0) -> "InteractionRecord":
        """Wait for the callback; TimeoutError when none comes."""
        return await self._until(lambda: self.callback is not None, within)

    async def finished(self, within: float = 5.0) -> "InteractionRecord":
        """Wait until the person sees an answer, a deferred one included."""
        return await self._until(self._visible, within)

    def _visible(self) -> bool:
        if self.callback_type == 5:
            assert self.original is not None
            return not self.original.json["flags"] & LOADING
        return self.callback is not None and (
            self.callback_type != 6 or bool(self.edits or self.followups)
        )

    async def _until(self, met: Callable[[], bool], within: float) -> "InteractionRecord":
        async with asyncio.timeout(within):
            while not met():
                await self.changed.wait()
        return self


@dataclass(slots=True)
class State:
    """The world, the interactions by token, and the nonces by author and text."""

    world: World
    nonce_window: float
    answer_within: float
    records: dict[str, InteractionRecord] = field(default_factory=dict[str, InteractionRecord])
    nonces: dict[tuple[int, str], tuple[float, Message]] = field(
        default_factory=dict[tuple[int, str], tuple[float, Message]]
    )

    def require_record(self, token: str) -> InteractionRecord:
        """Find an answered interaction for its webhook; 10015 and 50027 as Discord gives them."""
        record = self.records.get(token)
        if record is None or record.callback is None:
            raise ApiError(404, 10015, "Unknown Webhook")
        if self.world.clock.now() - record.made_at > 15 * 60:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        return record

    def check_answer_time(self, record: InteractionRecord) -> None:
        """Raise 10062 three seconds after the dispatch, 40060 for a second callback."""
        if time.perf_counter_ns() - record.dispatched_at > self.answer_within * 1e9:
            raise ApiError(404, 10062, "Unknown interaction")
        if record.callback is not None:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")


@dataclass(frozen=True, slots=True)
class Event:
    """A gateway event to send: to the bots that see the place."""

    name: str
    data: Json
    guild: Guild | None = None
    channel: Channel | None = None


@dataclass(slots=True)
class Call:
    """A request as a route sees it; ``app`` is None where no token is asked for."""

    state: State
    app: Application | None
    params: dict[str, str]
    query: dict[str, str]
    payload: Any
    files: Files
    received_at: int
    events: list[Event] = field(default_factory=list[Event])

    @property
    def body(self) -> Json:
        """The JSON object that was sent; empty when none was."""
        payload = self.payload
        return cast("Json", payload) if isinstance(payload, dict) else {}

    @property
    def world(self) -> World:
        """The world."""
        return self.state.world

    @property
    def bot(self) -> User:
        """The bot that asks."""
        assert self.app is not None
        return self.app.user


Route = tuple[str, str, Callable[[Call], Any]]
