"""A poller at work on a store of its own."""

from dataclasses import dataclass, field
from typing import Any

from bot.feeds.poller import FeedPoller
from bot.fetching.timing import LEAST_S
from bot.store import feeds as store
from bot.store.database import Database
from bot.store.feeds import Feed
from bot.store.stories import list_waiting
from tests.store.factories import NOW
from tests.store.feeds import follow, make_document
from tests.wire.feed_server import FeedServer


@dataclass
class Newsroom:
    """A poller at work on a store of its own, with a clock that a test moves."""

    db: Database
    website: FeedServer
    poller: FeedPoller
    told: list[tuple[int, str, str]]
    posted: list[int] = field(default_factory=list[int])
    now: int = NOW
    away: set[int] = field(default_factory=set[int])

    async def follow(self, url: str, guild_id: int = 1, **more: Any) -> Feed:  # noqa: ANN401 - passed on
        return await follow(
            self.db, guild_id, url=url, document=make_document(), now=self.now, **more
        )

    async def later(self, seconds: int = 2 * LEAST_S) -> None:
        """Let time pass, and poll what is due then."""
        self.now += seconds
        await self.poller.poll()

    async def titles(self, guild_id: int = 1) -> list[str]:
        return sorted(story.title for story in await list_waiting(self.db, guild_id))

    async def feed(self, feed: Feed) -> Feed:
        return await store.require_feed(self.db, feed.guild_id, feed.id)
