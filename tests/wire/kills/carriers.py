"""In which message each update is to be told at a place: a post of its own, or a digest."""

from dataclasses import dataclass

from bot.delivery.card import Alert, marker_of, ping_of, render_alert, title_of
from bot.delivery.digest_card import digest_marker, digest_title, render_digest
from bot.enums import PostState, State
from bot.models import Update
from bot.places import Destination, Post
from bot.store.database import Database
from bot.store.destinations import get_destination
from bot.store.digests import get_digest
from bot.store.posts import list_posts
from bot.store.updates import list_published


@dataclass(frozen=True, slots=True)
class Carrier:
    """One message that is wanted at a place; ``updates`` are what it tells of."""

    post: Post
    marker: str
    title: str
    updates: tuple[Update, ...]
    alert: Alert

    @property
    def name(self) -> str:
        """What it tells of, for the sentence about what is wrong."""
        return " and ".join(f"update {update.id}" for update in self.updates) or "an empty digest"

    @property
    def struck(self) -> bool:
        """Whether nothing of it stands any more."""
        return all(update.state is State.RETRACTED for update in self.updates)

    @property
    def state(self) -> PostState:
        """Where its delivery stands."""
        return self.post.state


async def list_carriers(db: Database, guild_id: int) -> tuple[list[Carrier], list[str]]:
    """Return what is wanted at a server's place, and the updates that are there more than once."""
    place = await get_destination(db, guild_id)
    assert place is not None
    updates = {update.id: update for update in await list_published(db)}
    found: list[Carrier] = []
    for post in await list_posts(db, guild_id, 9_999):
        if post.digest_id is None:
            found.append(_of_update(post, updates[post.update_id or 0], place))
        else:
            found.append(await _of_digest(db, post, place))
    told = [update.id for carrier in found for update in carrier.updates if _own(carrier, place)]
    twice = {number for number in told if told.count(number) > 1}
    return found, [f"update {number} is told in two messages" for number in sorted(twice)]


async def list_untold(db: Database, guild_id: int) -> list[int]:
    """Return the updates that have no message there, wanted or shown; a retraction excuses it."""
    carriers, _ = await list_carriers(db, guild_id)
    told = {update.id for carrier in carriers for update in carrier.updates}
    return [
        update.id
        for update in await list_published(db)
        if update.id not in told and update.state is not State.RETRACTED
    ]


def _own(carrier: Carrier, place: Destination) -> bool:
    """Whether it went to the channel of now, not to a former one."""
    return carrier.post.destination_id == place.id


def _of_update(post: Post, update: Update, place: Destination) -> Carrier:
    alert = render_alert(update, ping_of(update, place))
    return Carrier(post, marker_of(update.id), title_of(update), (update,), alert)


async def _of_digest(db: Database, post: Post, place: Destination) -> Carrier:
    digest_id = post.digest_id or 0
    _, made_at, updates = await get_digest(db, digest_id)
    struck = all(update.state is State.RETRACTED for update in updates)
    title = ("Retracted: " if struck else "") + digest_title(made_at, place)
    alert = render_digest(digest_id, made_at, updates, place)
    return Carrier(post, digest_marker(digest_id), title, tuple(updates), alert)
