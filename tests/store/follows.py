"""People who follow by direct message."""

from bot.enums import Importance, Wants
from bot.places import Hours
from bot.store import followers
from bot.store.database import Database
from tests.store.factories import NOW

BERLIN = Hours("Europe/Berlin")


async def follow(
    db: Database,
    user_id: int,
    guild_id: int | None = 1,
    wants: Wants = Wants.ALL,
    hours: Hours = BERLIN,
) -> int:
    """Let a person follow everything by direct message; return the destination's id."""
    async with db.transaction() as tx:
        id_ = await followers.set_follower(
            tx,
            user_id,
            user_id * 1_000_003,
            least=Importance.MINOR,
            wants=wants,
            milestones=True,
            hours=hours,
            now=NOW,
        )
        if guild_id is not None:
            await followers.insert_follow(tx, id_, guild_id)
    return id_
