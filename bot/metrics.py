"""Figures for Prometheus, on a port of this machine alone; imported only where one is set."""

import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.errors import SettingsError
from bot.meter import Failure
from bot.store.figures import get_queue

if TYPE_CHECKING:
    from bot.client import SequelBot

HOST = "127.0.0.1"
# Discord drops what is not answered after 3 s.
BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)


class Metrics:
    """The instruments, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._sends = Counter("sequelwatch_sends", "Alerts sent", registry=registry)
        self._edits = Counter("sequelwatch_edits", "Alerts edited", registry=registry)
        self._failures = Counter(
            "sequelwatch_failures", "Alerts not shown, by reason", ["reason"], registry=registry
        )
        for failure in Failure:
            self._failures.labels(failure.value)  # so that a reason is there before its first time
        self._commands = Histogram(
            "sequelwatch_command_seconds",
            "From a command's coming to its answer",
            ["command"],
            buckets=BUCKETS_S,
            registry=registry,
        )
        self._depth = Gauge("sequelwatch_queue_depth", "Alerts not settled", registry=registry)
        self._oldest = Gauge(
            "sequelwatch_oldest_due_seconds", "Age of the oldest due alert", registry=registry
        )
        self._refused = Gauge(
            "sequelwatch_refused_requests", "Refused within ten minutes", registry=registry
        )
        self._latency = Gauge(
            "sequelwatch_gateway_latency_seconds", "Heartbeat to answer", registry=registry
        )
        self._backup = Gauge(
            "sequelwatch_backup_age_seconds", "Since the newest backup", registry=registry
        )
        self._size = Gauge("sequelwatch_database_bytes", "The database file", registry=registry)
        self._servers = Gauge("sequelwatch_servers", "Servers of this process", registry=registry)

    def shown(self, *, first: bool) -> None:
        """Count an alert that was sent, or edited where it is not the first."""
        (self._sends if first else self._edits).inc()

    def failed(self, failure: Failure) -> None:
        """Count an alert that was not shown."""
        self._failures.labels(failure.value).inc()

    def answered(self, command: str, seconds: float) -> None:
        """Count a command of ours."""
        self._commands.labels(command).observe(seconds)

    async def read(self, bot: "SequelBot") -> bytes:
        """Look at what is no event and return all figures as Prometheus reads them."""
        now = bot.now()
        queue = await get_queue(bot.db, now)
        self._depth.set(queue.depth)
        self._oldest.set(0 if queue.oldest is None else max(0, now - queue.oldest))
        self._refused.set(bot.brake.count())
        self._latency.set(bot.latency)
        last = bot.backups.last()
        age = math.nan if last is None else (bot.clock() - last).total_seconds()
        self._backup.set(age)
        self._size.set(bot.db.path.stat().st_size)
        self._servers.set(len(bot.guilds))
        return generate_latest(self.registry)


@asynccontextmanager
async def serve(metrics: Metrics, bot: "SequelBot", port: int) -> AsyncGenerator[None, None]:
    """Serve ``/metrics`` on loopback; SettingsError when the port is taken."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(
            body=await metrics.read(bot), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    app = web.Application()
    app.router.add_get("/metrics", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise SettingsError(
                f"METRICS_PORT: port {port} of this machine is taken. Choose another one."
            ) from error
        yield
    finally:
        await runner.cleanup()
