"""The store as a process sees it that may die at any commit."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import aiosqlite

from bot.store.database import Database, Transaction
from tests.unit.memory_store import MemoryConnection


class MortalStore(Database):
    """A process's view of a store in memory: it may die at a commit, or stand still before one."""

    def __init__(self, memory: MemoryConnection) -> None:
        connection = cast("aiosqlite.Connection", memory)
        super().__init__(Path("memory"), connection, connection, memory.near)
        self.commits_left: float = 0
        self.frozen_until = 0.0

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction, None]:
        """Hold the write lock."""
        await asyncio.sleep(max(0.0, self.frozen_until - asyncio.get_running_loop().time()))
        async with super().transaction() as tx:
            yield tx
            await self._reach()
        await self._reach()

    async def _reach(self) -> None:
        self.commits_left -= 0.5
        if self.commits_left == 0:
            kill_bot()
            await asyncio.sleep(0)


def bot_tasks() -> list[asyncio.Task[Any]]:
    """Return what the engines are doing."""
    return [
        task
        for task in asyncio.all_tasks()
        if task.get_name() in ("alerts", "watch") or task.get_name().startswith("post ")
    ]


def kill_bot() -> None:
    """End everything that engines do, wherever it is; what has left goes on."""
    for task in bot_tasks():
        task.cancel()
