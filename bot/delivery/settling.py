"""Recording what came of requests: what ends at the same time shares one transaction."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.store.database import Database, Transaction

Write = Callable[[Transaction], Awaitable[bool]]


class Settler:
    """Writes settlements in the order of their coming, as many at once as wait."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[Write, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def settle(self, write: Write) -> bool:
        """Return what the write returned once it is on disk; raises what the store raised."""
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((write, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="alerts")
        return await kept

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                async with self._db.transaction() as tx:
                    results = [await write(tx) for write, _ in batch]
            except Exception as error:  # noqa: BLE001 - handed to those who wait
                for _, kept in batch:
                    if not kept.done():
                        kept.set_exception(error)
            else:
                for (_, kept), result in zip(batch, results, strict=True):
                    if not kept.done():
                        kept.set_result(result)
