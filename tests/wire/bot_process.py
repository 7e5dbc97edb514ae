"""The real bot as a process of its own, pointed at a loopback Discord."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Self

from bot.app import bring_pack
from bot.enums import Importance, Kind
from bot.models import PartialDate, Wording
from bot.newsroom import Editor, publish, write_draft
from bot.settings import MIGRATIONS, ROOT, read_settings
from bot.store.database import Database
from tests.store.factories import send_alerts_to
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Channel, Guild

HEADLINE = "The director talks about a script"


class BotProcess:
    """``python -m bot`` against a server; use it with ``async with``, which kills it at the end."""

    def __init__(self, server: DiscordServer, database: Path, **environ: str) -> None:
        self._server = server
        self.environ = {
            "PATH": os.environ["PATH"],
            "DISCORD_TOKEN": server.world.app.token,
            "DISCORD_API_URL": server.api_url,
            "DISCORD_GATEWAY_URL": server.gateway_url,
            "DATABASE_PATH": str(database),
            **environ,
        }
        self._process: asyncio.subprocess.Process | None = None
        self.output = ""

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            cwd=ROOT,
            env=self.environ,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process is not None
        return self._process.pid

    async def stop(self, number: signal.Signals = signal.SIGTERM, within: float = 20.0) -> int:
        """Send a signal, wait for the end, keep what was logged; return the exit code."""
        process = self._process
        assert process is not None
        if process.returncode is None:
            process.send_signal(number)
        async with asyncio.timeout(within):
            out, _ = await process.communicate()
        self.output += out.decode()
        assert process.returncode is not None
        return process.returncode


async def prepare_store(
    path: Path, places: list[tuple[Guild, Channel]], updates: int = 1, *, now: int = 1_000
) -> None:
    """Make a store in which updates are published to channels at a time, and nothing is sent."""
    settings = read_settings({"DATABASE_PATH": str(path)})
    async with Database.open(path, MIGRATIONS) as db:
        await bring_pack(db, settings)
        for guild, channel in places:
            await send_alerts_to(db, guild.id, channel.id)
        editor = Editor(places[0][0].id, 1, wire=True)
        wording = Wording(
            HEADLINE, "What was said.", Kind.CAST, None, PartialDate(2026, 11, 20), None
        )
        for _ in range(updates):
            draft = await write_draft(db, editor, wording, now)
            await publish(
                db, editor, draft.id, 1, importance=Importance.NOTABLE, people=(), now=now
            )


async def age_attempts(path: Path, seconds: int) -> None:
    """Let time pass for a stopped bot: what it attempted lies longer ago, its leases ran out."""
    async with Database.open(path, MIGRATIONS) as db, db.transaction() as tx:
        await tx.execute(
            "UPDATE posts SET attempt_at = attempt_at - ?, lease_until = 0, due_at = 0", (seconds,)
        )
