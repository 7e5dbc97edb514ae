"""Making digests whose hour has come; what they show is sent as any post is."""

import logging
import sqlite3

from bot.store import digests as store
from bot.store.database import Database

log = logging.getLogger(__name__)


async def make_due(db: Database, now: int) -> None:
    """Make every digest that is due, each together with its post; on failure later."""
    try:
        while await store.has_due_digests(db, now):
            async with db.transaction() as tx:
                await store.make_digests(tx, now)
    except sqlite3.Error:
        log.exception("digests wait: the database cannot be written")
