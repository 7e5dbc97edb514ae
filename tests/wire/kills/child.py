"""A bot that dies at a chosen point; forked from a process that has imported everything.

Read from stdin, one JSON order a line; each runs one bot in a forked process of its own. Told on
stdout: ``pid N``, ``idle SECONDS`` when nothing is due (then ``advance SECONDS`` or ``die`` is
read), ``ended CODE``. The production code knows nothing of this: what dies is wrapped here.
"""

import asyncio
import datetime as dt
import gc
import json
import logging
import os
import random
import signal
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import discord
from discord.http import HTTPClient

from bot.app import point_at
from bot.client import SequelBot
from bot.delivery import bringing, engine
from bot.delivery import errands as errands_engine
from bot.errors import SequelwatchError
from bot.packs.loading import read_info
from bot.settings import MIGRATIONS, ROOT, Settings
from bot.store import claims, digests, errands
from bot.store.database import Database, Transaction
from tests.wire.kills.moderation import Act, moderate, next_due
from tests.wire.kills.mutations import MUTATIONS

STATEMENTS = {
    **dict.fromkeys(
        ("claim_posts", "settle_shown", "settle_shown_all", "settle_retry", "settle_ended"), claims
    ),
    **dict.fromkeys(("claim_errands", "settle_done", "settle_later"), errands),
    "make_digests": digests,
}
METHODS = ("POST", "PATCH", "GET", "DELETE")
COMMITS = [f"{name}: {when} commit" for name in STATEMENTS for when in ("before", "after")]
REQUESTS = [f"{method}: {when}" for method in METHODS for when in ("before", "after")]
POINTS = COMMITS + REQUESTS
OFTEN = [point for point in POINTS if point.startswith(("claim_posts", "settle_", "POST", "PATCH"))]
TIMEOUT_S = 1.6  # of real time for a request: more than one pause of discord.py between repeats


@dataclass(frozen=True, slots=True)
class Order:
    """How one bot shall run: ``offset`` is its clock against ours, in seconds.

    It dies at the ``nth`` time that it comes to ``point``; ``acts`` happen at the numbered
    channel requests, before they leave.
    """

    database: str
    api_url: str
    gateway_url: str
    token: str
    guilds: int
    offset: float
    seed: int
    point: str | None
    nth: int
    acts: list[tuple[int, Act]]
    mutation: str | None
    log: str | None

    def dump(self) -> str:
        """Return it as a line."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, line: str) -> "Order":
        """Read a line."""
        fields: dict[str, Any] = json.loads(line)
        fields["acts"] = [(number, Act(**act)) for number, act in fields["acts"]]
        return cls(**fields)


class Steps:
    """Counts how often each point was come to, and dies when it is time."""

    def __init__(self, point: str | None, nth: int) -> None:
        self._point = point
        self._left = nth
        self.labels: dict[Transaction, str] = {}

    def reach(self, point: str) -> None:
        """Die here if this is the point."""
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, module: ModuleType, name: str) -> None:
        """Let transactions know which statement of the store was run in them."""
        plain: Callable[..., Awaitable[Any]] = vars(module)[name]

        async def noted(tx: Transaction, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            result = await plain(tx, *args, **kwargs)
            if result:
                self.labels[tx] = name
            return result

        setattr(module, name, noted)


class MortalDatabase(Database):
    """A store whose transactions are points to die at."""

    steps: Steps

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction, None]:
        """Hold the write lock."""
        async with super().transaction() as tx:
            yield tx
            label = self.steps.labels.pop(tx, "other")
            self.steps.reach(f"{label}: before commit")
        self.steps.reach(f"{label}: after commit")


class MortalBot(SequelBot):
    """The bot with a clock that can be moved."""

    offset: float = 0.0

    def clock(self) -> dt.datetime:
        """Return the time in UTC."""
        return discord.utils.utcnow() + dt.timedelta(seconds=self.offset)


def wrap_requests(http: HTTPClient, steps: Steps, acts: "Acts") -> None:
    """Make requests about channels points to die at and moments to act in."""
    plain = http.request

    async def request(route: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if not route.path.startswith(("/channels/", "/guilds/")):
            return await plain(route, **kwargs)
        await acts.before_request()
        steps.reach(f"{route.method}: before")
        answer = await plain(route, **kwargs)
        steps.reach(f"{route.method}: after")
        return answer

    http.request = request


class Acts:
    """What moderators do while alerts are under way."""

    def __init__(self, bot: MortalBot, acts: list[tuple[int, Act]]) -> None:
        self._bot = bot
        self._acts = acts
        self._requests = 0

    async def before_request(self) -> None:
        """Do what belongs to this request; a moderator who comes too late is told and goes."""
        self._requests += 1
        for number, act in self._acts:
            if number == self._requests:
                with suppress(SequelwatchError):
                    await moderate(self._bot.db, act, self._bot.now())
                self._bot.alerts.kick()


async def live(order: Order) -> None:
    """Run one bot until it dies."""
    settings = Settings(
        token=order.token,
        database=Path(order.database),
        pack=ROOT / "tests" / "packs" / "harbour",
        newsroom_guild_ids=frozenset(),
        api_url=order.api_url,
        gateway_url=order.gateway_url,
        alert_rate=1_000,
        log_level="INFO",
        log_format="text",
        backup_dir=Path(order.database).parent / "backups",
        backup_keep=0,
        metrics_port=None,
        shard_ids=None,
        shard_count=1,
    )
    random.seed(order.seed)
    point_at(settings)
    engine.REQUEST_TIMEOUT_S = bringing.REQUEST_TIMEOUT_S = TIMEOUT_S
    errands_engine.REQUEST_TIMEOUT_S = TIMEOUT_S
    if order.mutation is not None:
        MUTATIONS[order.mutation].apply(setattr)
    steps = Steps(order.point, order.nth)
    for name, module in STATEMENTS.items():
        steps.watch(module, name)
    MortalDatabase.steps = steps
    async with MortalDatabase.open(settings.database, MIGRATIONS) as db:
        bot = MortalBot(settings, db, read_info(settings.pack), extensions=())
        bot.offset = order.offset
        wrap_requests(bot.http, steps, Acts(bot, order.acts))
        async with bot:
            await asyncio.gather(bot.start(order.token), report_idleness(bot, order.guilds))


async def report_idleness(bot: MortalBot, guilds: int) -> None:
    """Tell when nothing is due, and do as told."""
    while True:
        await asyncio.sleep(0.01)
        known = sum(not guild.unavailable for guild in bot.guilds) == guilds
        busy = any(
            task.get_name() == "alerts" or task.get_name().startswith("post ")
            for task in asyncio.all_tasks()
        )
        if busy or not known:
            continue
        due = await next_due(bot.db)
        if due is not None and due <= bot.now():
            bot.alerts.kick()
            continue
        say(f"idle {-1 if due is None else due - bot.now()}")
        words = (await asyncio.to_thread(read_line)).split()
        if words[0] == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        bot.offset += float(words[1])
        bot.alerts.kick()


def keep_log(path: str | None) -> None:
    """Log to a file or not at all."""
    if path is None:
        logging.disable()
    else:
        logging.basicConfig(filename=path, level=logging.INFO, format="%(asctime)s %(message)s")


def say(line: str) -> None:
    """Tell the parent."""
    os.write(1, f"{line}\n".encode())


def read_line() -> str:
    """Read one line and not a byte more: the rest may be another process's."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            os._exit(0)
        line += byte
    return line.decode()


def main() -> None:
    """Fork a bot for each order."""
    gc.freeze()
    while True:
        line = read_line()
        if not line.startswith("{"):
            continue  # an answer to a bot that died meanwhile
        pid = os.fork()
        if pid == 0:
            order = Order.load(line)
            keep_log(order.log)
            try:
                asyncio.run(live(order))
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(1)
        say(f"pid {pid}")
        _, status = os.waitpid(pid, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
