"""What a post shows: looked up anew before each request, so that the newest words are sent."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.delivery.card import Alert, marker_of, ping_of, render_alert, title_of
from bot.delivery.digest_card import digest_marker, digest_title, render_digest
from bot.enums import State
from bot.models import Destination, Post
from bot.store.database import Database
from bot.store.digests import get_digest
from bot.store.updates import get_update


@dataclass(frozen=True, slots=True)
class Content:
    """What a post is about, in its newest revision.

    ``name`` names it in nonces and logs, ``marker`` is the custom id by which it is found again,
    ``title`` names its thread or forum post.
    """

    name: str
    marker: str
    revision: int
    struck: bool
    render: Callable[[Destination], Alert]
    title: Callable[[Destination], str]


async def get_content(db: Database, post: Post) -> Content | None:
    """Return what a post shows, None when that was deleted."""
    if post.digest_id is not None:
        return await _digest(db, post.digest_id)
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
        title=lambda _: title_of(update),
    )


async def _digest(db: Database, digest_id: int) -> Content | None:
    revision, made_at, updates = await get_digest(db, digest_id)
    if not revision:
        return None
    struck = all(update.state is State.RETRACTED for update in updates)
    return Content(
        name=f"digest-{digest_id}",
        marker=digest_marker(digest_id),
        revision=revision,
        struck=struck,
        render=lambda place: render_digest(digest_id, made_at, updates, place),
        title=lambda place: ("Retracted: " if struck else "") + digest_title(made_at, place),
    )
