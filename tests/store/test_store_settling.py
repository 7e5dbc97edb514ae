"""What ends at the same time is written together, and one failure among it stays alone."""

import asyncio

from bot.delivery.settling import Settler
from bot.enums import Importance, PostState, Trouble
from bot.store import troubles
from bot.store.claims import Shown
from bot.store.database import Database, Transaction
from tests.store.factories import NOW, claim, only_post, publish, send_alerts_to


async def test_one_that_cannot_be_written_does_not_undo_the_others(db: Database) -> None:
    for guild_id in (1, 2):
        await send_alerts_to(db, guild_id, guild_id * 10)
    await publish(db, 1, wire=True, importance=Importance.MAJOR)
    settler = Settler(db, lambda: NOW)

    async def fail(tx: Transaction) -> bool:
        await tx.execute("DELETE FROM forms")
        raise LookupError("gone")

    writes = [Shown(one.post, 900 + one.post.id, 1, struck=False) for one in await claim(db)]
    first, failed, second = await asyncio.gather(
        settler.settle(writes[0]),
        settler.settle(fail),
        settler.settle(writes[1]),
        return_exceptions=True,
    )

    assert (first, second) == (True, True)
    assert isinstance(failed, LookupError)
    assert [(await only_post(db, guild_id)).state for guild_id in (1, 2)] == [PostState.DONE] * 2


async def test_a_destination_that_was_deleted_meanwhile_hinders_nobody(db: Database) -> None:
    async with db.transaction() as tx:
        until = await troubles.set_trouble(tx, 99, Trouble.REFUSED, until=NOW + 9, now=NOW)
        await troubles.lift_rest(tx, 99, NOW)

    assert until == NOW + 9
