"""What a post shows: looked up anew before each request, so that the newest words are sent."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.delivery.card import Alert, marker_of, ping_of, render_alert
from bot.enums import State
from bot.models import Destination, Post
from bot.store.database import Database
from bot.store.updates import get_update


@dataclass(frozen=True, slots=True)
class Content:
    """What a post is about, in its newest revision.

    ``name`` names it in nonces and logs, ``marker`` is the custom id by which it is found again.
    """

    name: str
    marker: str
    revision: int
    struck: bool
    render: Callable[[Destination], Alert]


async def get_content(db: Database, post: Post) -> Content | None:
    """Return what a post shows, None when that was deleted."""
    if post.update_id is None:
        return None
    update = await get_update(db, post.update_id)
    if update is None:
        return None
    return Content(
        name=str(update.id),
        marker=marker_of(update.id),
        revision=update.revision,
        struck=update.state is State.RETRACTED,
        render=lambda place: render_alert(
            update, ping_of(update, place), person=place.user_id is not None
        ),
    )
