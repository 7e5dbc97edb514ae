"""Faults to order: wrong statuses, lost answers, late commits."""

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from aiohttp import web

from tests.wire.discord_server.ledger import Entry, matches

VIA = {"Via": "1.1 google"}


class Effect(StrEnum):
    """What becomes of the answer."""

    STATUS = "status"
    RESET = "reset"
    FIN = "fin"
    HANG = "hang"
    HALF_BODY = "half body"


@dataclass(slots=True)
class Fault:
    """One ordered fault.

    ``pattern`` names method and route or path; ``times`` is how often (None: always), after the
    first ``skip`` matches. ``commit_after`` says when the request takes effect all the same: None
    never, 0 before the answer is spoiled, otherwise so many seconds of the server's clock later.
    Half a body is always of a request that took effect. A 429 carries ``retry_after`` and, unless
    ``via`` is off (as Cloudflare does it), a Via header. ``code`` is Discord's for the error.
    """

    pattern: str
    effect: Effect
    status: int = 500
    commit_after: float | None = None
    times: int | None = 1
    skip: int = 0
    retry_after: float = 0.05
    via: bool = True
    code: int = 0

    def takes(self, entry: Entry) -> bool:
        """Whether it strikes this request; counts down."""
        if self.times == 0 or not matches(self.pattern, entry):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def __str__(self) -> str:
        what = str(self.status) if self.effect is Effect.STATUS else self.effect.value
        return what if self.commit_after is None else f"{what}, committed +{self.commit_after:g} s"


@dataclass(slots=True)
class Faults:
    """The ordered faults; ``chooser`` is asked first, for faults drawn from a seed."""

    ordered: list[Fault] = field(default_factory=list[Fault])
    chooser: Callable[[Entry], Fault | None] | None = None

    def add(self, fault: Fault) -> None:
        """Order a fault; earlier ones strike first."""
        self.ordered.append(fault)

    def pick(self, entry: Entry) -> Fault | None:
        """The fault that strikes this request."""
        chosen = self.chooser(entry) if self.chooser else None
        return chosen or next((fault for fault in self.ordered if fault.takes(entry)), None)


async def spoil(
    request: web.Request, fault: Fault, answer: bytes, closing: asyncio.Event
) -> web.StreamResponse:
    """Answer as the fault says; ``answer`` is what would have been said."""
    transport = cast("asyncio.Transport", request.transport)
    match fault.effect:
        case Effect.STATUS:
            return _wrong_status(fault)
        case Effect.HANG:
            await closing.wait()
        case Effect.HALF_BODY:
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            response.content_length = len(answer)
            await response.prepare(request)
            await response.write(answer[: len(answer) // 2])
            transport.close()
            return response
        case Effect.RESET:
            raw = cast("socket.socket", transport.get_extra_info("socket"))
            # Lingering for 0 s makes the close a RST instead of a FIN.
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        case Effect.FIN:
            transport.close()
    return web.Response()


def _wrong_status(fault: Fault) -> web.Response:
    """An error as Discord, or for 52x as Cloudflare, words it."""
    if fault.status != 429:
        text = {"message": f"{fault.status}: fault", "code": fault.code}
        return web.Response(
            status=fault.status, body=json.dumps(text).encode(), content_type="application/json"
        )
    headers = {"Retry-After": str(fault.retry_after), **(VIA if fault.via else {})}
    body = {"message": "You are being rate limited.", "retry_after": fault.retry_after}
    return web.Response(
        status=429,
        body=json.dumps({**body, "global": False, "code": fault.code}).encode(),
        content_type="application/json",
        headers=headers,
    )
