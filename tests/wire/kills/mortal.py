"""The process that forks bots, as the trial sees it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.settings import ROOT
from tests.wire.kills.child import Order

WITHIN_S = 20


class Mortal:
    """Runs one bot at a time; ``pid`` is the running one's."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid: int | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncGenerator["Mortal", None]:
        """Start the forking process and end it."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.wire.kills.child",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        mortal = cls(process)
        try:
            yield mortal
        finally:
            mortal.kill()
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()

    async def start(self, order: Order) -> None:
        """Fork a bot."""
        self.tell(order.dump())
        word, number = await self.hear()
        assert word == "pid", word
        self.pid = int(number)

    def tell(self, line: str) -> None:
        """Send a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    async def hear(self) -> tuple[str, str]:
        """Return the next line as word and number."""
        assert self._process.stdout is not None
        async with asyncio.timeout(WITHIN_S):
            line = await self._process.stdout.readline()
        assert line, "the forking process ended"
        word, number = line.decode().split()
        if word == "ended":
            self.pid = None
        return word, number

    async def end(self) -> None:
        """Wait until the killed bot has ended."""
        while self.pid is not None:
            await self.hear()

    def kill(self) -> None:
        """Kill the running bot, if any."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGKILL)
