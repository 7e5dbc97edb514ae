"""What a post shows: looked up anew before each request, so that the newest words are sent."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bot.delivery.card import Alert, marker_of, ping_of, render_alert, title_of
from bot.delivery.digest_card import digest_marker, digest_title, render_digest
from bot.enums import State
from bot.models import Update
from bot.places import Destination, Post
from bot.store.database import Database
from bot.store.digests import get_digest
from bot.store.updates import get_news_version, get_update

KEPT = 64  # contents, and as many renderings of each: one for each role that is pinged


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


class Contents:
    """Contents, read once for each version of the news; whether it is still that is asked anew.

    That question is one point read without a thread hop, where a content takes a longer one.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._version = -1
        self._kept: dict[int, Content] = {}

    async def get(self, post: Post) -> Content | None:
        """Return what a post shows in its newest words, None when that was deleted."""
        if post.update_id is None:
            return await get_content(self._db, post)
        version = await get_news_version(self._db)
        if version != self._version or len(self._kept) > KEPT:
            self._version, self._kept = version, {}
        content = self._kept.get(post.update_id)
        if content is None:
            # Read after the version: at worst it is newer, and read again at the next use.
            content = await get_content(self._db, post)
            if content is not None and version == self._version:
                self._kept[post.update_id] = content
        return content


def _rendering(update: Update) -> Callable[[Destination], Alert]:
    """Return how an update is rendered, which is done once for each role that it pings."""

    @lru_cache(maxsize=KEPT)
    def render(ping_role_id: int | None, *, person: bool) -> Alert:
        return render_alert(update, ping_role_id, person=person)

    return lambda place: render(ping_of(update, place), person=place.user_id is not None)


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
        render=_rendering(update),
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
