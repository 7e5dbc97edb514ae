"""Leads of invented outlets, put into the queue of a server."""

import dataclasses
from typing import Any

from bot.desk.leads import Lead
from bot.enums import Reliability
from bot.store.database import Database
from bot.stories import Taken, take_lead
from tests.store.factories import NOW

ITEM = Lead(
    guild_id=1,
    title="Varga hands in the script of Harbour Two",
    summary="She says so.",
    link="https://quay.example.org/script",
    outlet="The Quay",
    published=None,
    language="en",
    reliability=Reliability.TRADE,
    feed_id=7,
    sender_id=None,
    credit=False,
)
TIP = dataclasses.replace(
    ITEM, reliability=None, feed_id=None, sender_id=8, sender_name="mia", outlet="quay.example.org"
)


async def take(
    db: Database,
    lead: Lead = ITEM,
    *,
    now: int = NOW,
    **changes: Any,  # noqa: ANN401 - fields of a lead
) -> Taken:
    async with db.transaction() as tx:
        return await take_lead(tx, dataclasses.replace(lead, **changes), now)
