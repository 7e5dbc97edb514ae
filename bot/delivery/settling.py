"""Recording what came of requests: what ends at the same time shares one transaction."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.store import claims
from bot.store.claims import Shown
from bot.store.database import Database, Transaction

Write = Callable[[Transaction], Awaitable[bool]]


class Settler:
    """Writes settlements, as many at once as wait; those of different posts in any order."""

    def __init__(self, db: Database, now: Callable[[], int]) -> None:
        self._db = db
        self._now = now
        self._waiting: list[tuple[Write | Shown, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def settle(self, write: Write | Shown) -> bool:
        """Return what the write returned once it is on disk; raises what the store raised.

        For what is merely shown, whether its claim was not lost.
        """
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((write, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="alerts")
        return await kept

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await self._keep(batch)

    async def _keep(self, batch: list[tuple[Write | Shown, asyncio.Future[bool]]]) -> None:
        try:
            async with self._db.transaction() as tx:
                shown = [write for write, _ in batch if isinstance(write, Shown)]
                kept_ids = await claims.settle_shown_all(tx, shown, self._now()) if shown else ()
                results = [
                    write.post.id in kept_ids if isinstance(write, Shown) else await write(tx)
                    for write, _ in batch
                ]
        except Exception as error:  # noqa: BLE001 - handed to those who wait
            if len(batch) > 1:
                # One that cannot be written must not undo the others.
                for one in batch:
                    await self._keep([one])
            elif not batch[0][1].done():
                batch[0][1].set_exception(error)
            return
        for (_, kept), result in zip(batch, results, strict=True):
            if not kept.done():
                kept.set_result(result)
