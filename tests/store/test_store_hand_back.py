"""A post whose turn does not come in time is left for another claim: no failure, no request."""

import discord
import pytest

from bot.delivery.bringing import Bringer
from bot.delivery.endings import Endings
from bot.delivery.pace import Pace
from bot.delivery.people import People
from bot.delivery.settling import Settler
from bot.meter import NO_METER
from bot.store.claims import LEASE_S
from bot.store.database import Database
from tests.store.factories import NOW, claim_one, publish, send_alerts_to


@pytest.mark.parametrize(("stops", "after"), [(True, 0), (False, LEASE_S)])
async def test_what_had_no_turn_is_due_at_once_and_did_not_fail(
    db: Database, *, stops: bool, after: int
) -> None:
    await send_alerts_to(db, 1, 10)
    await publish(db, 1)
    claim = await claim_one(db)
    client, pace = discord.Client(intents=discord.Intents.none()), Pace(40.0)

    def now() -> int:
        return NOW + after

    bringer = Bringer(
        client,
        db,
        now,
        pace=pace,
        people=People(client, db, now, pace.turn),
        endings=Endings(Settler(db, now), now, on_trouble=lambda: None, on_errands=lambda: None),
        round_days=None,
        meter=NO_METER,
        is_stopping=lambda: stops,
        answered=lambda _: None,
    )
    await bringer.bring(claim, NOW)

    [kept] = await db.fetch("SELECT state, failures, reason, attempt_at, due_at FROM posts")
    assert kept == ("due", 0, None, None, NOW + after)
