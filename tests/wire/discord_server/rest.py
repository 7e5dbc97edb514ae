"""One way for every REST request: ledger, description, faults, limits, token, route, answer."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aiohttp
from aiohttp import web

from tests.wire.discord_server import rest_accounts, rest_channels, rest_interactions, rest_threads
from tests.wire.discord_server.errors import ApiError, invalid_form
from tests.wire.discord_server.faults import VIA, Effect, Fault, Faults, spoil
from tests.wire.discord_server.ledger import Entry, Ledger
from tests.wire.discord_server.openapi import ApiDescription, Violation
from tests.wire.discord_server.state import Call, Event, Files, Route, State
from tests.wire.discord_server.throttle import Throttle, Verdict
from tests.wire.discord_server.world import Application

PREFIX = "/api/v10"
_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
_OPEN = ("/interactions/", "/webhooks/{webhook_id}/{webhook_token}")
_Answer = tuple[int, Any, dict[str, str]]


class Rest:
    """The API. ``errors`` holds exceptions of the server itself, which fail the test at its end."""

    def __init__(
        self,
        state: State,
        dispatch: Callable[[Event], Awaitable[None]],
        description: ApiDescription | None,
        throttle: Throttle | None,
        shards: int,
    ) -> None:
        self._shards = shards
        self._state = state
        self._dispatch = dispatch
        self._description = description
        self._throttle = throttle
        self._late: dict[asyncio.Task[None], float] = {}
        self.ledger = Ledger()
        self.faults = Faults()
        self.violations: list[Violation] = []
        self.errors: list[Exception] = []
        self.closing = asyncio.Event()

    def mount(self, router: web.UrlDispatcher, gateway_url: Callable[[], str]) -> None:
        """Add the routes of the API."""

        def gateway(call: Call) -> dict[str, str]:
            del call
            return {"url": gateway_url()}

        def gateway_bot(call: Call) -> dict[str, Any]:
            limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
            return {**gateway(call), "shards": self._shards, "session_start_limit": limit}

        doors: list[Route] = [("GET", "/gateway", gateway), ("GET", "/gateway/bot", gateway_bot)]
        tables = (
            *(rest_accounts.ROUTES, rest_channels.ROUTES, rest_threads.ROUTES),
            *(rest_interactions.ROUTES, doors),
        )
        for method, route, handle in (row for table in tables for row in table):
            router.add_route(method, PREFIX + route, partial(self._serve, route, handle))
        router.add_route("*", PREFIX + "/{tail:.*}", partial(self._serve, "", _no_route))

    async def close(self) -> None:
        """Let hanging requests go and drop commits that are still to come."""
        self.closing.set()
        for task in list(self._late):
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)

    async def _serve(
        self, route: str, handle: Callable[[Call], Any], request: web.Request
    ) -> web.StreamResponse:
        received_at = time.perf_counter_ns()
        payload, files = await _read(request)
        app = self._app(request)
        path = request.path.removeprefix(PREFIX)
        entry = Entry(self._state.world.clock.now(), request.method, route, path, payload)
        entry.files = tuple(name for name, _ in files.values())
        entry.app_id = app and app.id
        self.ledger.entries.append(entry)
        params = dict(request.match_info)
        call = Call(self._state, app, params, dict(request.query), payload, files, received_at)
        self._check(entry)
        fault = self.faults.pick(entry)
        if fault is not None:
            return await self._strike(request, fault, entry, handle, call)
        verdict = self._judge(entry, params)
        if verdict.retry_after is not None:
            status, body, headers = _too_many(verdict)
        else:
            status, body, headers = await self._run(entry, handle, call)
            headers = {**headers, **verdict.headers}
        entry.status = status
        return _response(status, body, headers)

    async def _run(self, entry: Entry, handle: Callable[[Call], Any], call: Call) -> _Answer:
        """Do what is asked; the change itself happens without a pause in between."""
        if call.app is None and not entry.route.startswith(_OPEN):
            return 401, {"message": "401: Unauthorized", "code": 0}, {}
        try:
            body = handle(call)
        except ApiError as error:
            entry.code = error.code
            return error.status, error.body, error.headers
        except Exception as error:  # noqa: BLE001 - kept to fail the test, whatever it is
            if entry.violation is not None:
                refusal = invalid_form("body", entry.violation)
                return refusal.status, refusal.body, {}
            self.errors.append(error)
            return 500, {"message": "500: Internal Server Error", "code": 0}, {}
        entry.committed = entry.method != "GET"
        for event in call.events:
            await self._dispatch(event)
        return (204 if body is None else 200), body, {}

    async def _strike(
        self,
        request: web.Request,
        fault: Fault,
        entry: Entry,
        handle: Callable[[Call], Any],
        call: Call,
    ) -> web.StreamResponse:
        """Answer as an ordered fault says and, if it says so, do what was asked all the same."""
        entry.fault = str(fault)
        answer: _Answer = (200, {}, {})

        async def run() -> None:
            nonlocal answer
            answer = await self._run(entry, handle, call)

        if fault.commit_after == 0 or fault.effect is Effect.HALF_BODY:
            await run()
        elif fault.commit_after is not None:
            # The moment counts from here, however late the task itself begins.
            due = self._state.world.clock.now() + fault.commit_after
            task = asyncio.create_task(self._later(due, run))
            self._late[task] = due
            task.add_done_callback(self._late.pop)
        entry.status = fault.status if fault.effect is Effect.STATUS else None
        return await spoil(request, fault, json.dumps(answer[1]).encode(), self.closing)

    async def _later(self, due: float, run: Callable[[], Awaitable[None]]) -> None:
        await self._state.world.clock.sleep_until(due)
        await run()

    async def pass_time(self, seconds: float) -> None:
        """Let time pass at once; what takes effect late does so at its time, and in order."""
        clock = self._state.world.clock
        end = clock.now() + seconds
        while due := min((at for at in self._late.values() if at < end), default=None):
            clock.advance(max(0.0, due - clock.now()))
            await asyncio.wait([task for task, at in self._late.items() if at <= clock.now()])
        clock.advance(max(0.0, end - clock.now()))

    def _check(self, entry: Entry) -> None:
        """Hold the body against the description."""
        if self._description is not None:
            found = self._description.check(entry)
            if found is not None:
                self.violations.append(found)
                entry.violation = found.text

    def _judge(self, entry: Entry, params: dict[str, str]) -> Verdict:
        if self._throttle is None:
            return Verdict({})
        return self._throttle.judge(entry, tuple(params.get(name, "") for name in _MAJOR))

    def _app(self, request: web.Request) -> Application | None:
        token = request.headers.get("Authorization", "").removeprefix("Bot ")
        return next((a for a in self._state.world.applications.values() if a.token == token), None)


def _no_route(call: Call) -> None:
    del call
    raise ApiError(404, 0, "404: Not Found")


async def _read(request: web.Request) -> tuple[Any, Files]:
    """The JSON of a request, also from multipart, and its files by field name."""
    files: Files = {}
    if not request.can_read_body:
        return None, files
    if not request.content_type.startswith("multipart/"):
        text = await request.read()
        return (json.loads(text) if text else None), files
    payload: Any = None
    async for part in await request.multipart():
        assert isinstance(part, aiohttp.BodyPartReader)
        if part.name == "payload_json":
            payload = await part.json()
        else:
            files[part.name or ""] = (part.filename or "", bytes(await part.read()))
    return payload, files


def _response(status: int, body: object, headers: dict[str, str]) -> web.Response:
    """Exactly ``application/json``, without a charset: discord.py reads any other as text."""
    if body is None:
        return web.Response(status=status, headers=headers)
    text = json.dumps(body).encode()
    return web.Response(status=status, body=text, content_type="application/json", headers=headers)


def _too_many(verdict: Verdict) -> _Answer:
    scope = "global" if verdict.overall else "user"
    wait = verdict.retry_after
    body = {
        "message": "You are being rate limited.",
        "retry_after": wait,
        "global": verdict.overall,
    }
    limit = {"Retry-After": f"{wait:.3f}", "X-RateLimit-Scope": scope, **verdict.headers, **VIA}
    return 429, body, limit
