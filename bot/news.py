"""The news that a server sees, kept in memory and checked against the store at every use."""

import asyncio
import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from bot.enums import State
from bot.models import PartialDate, Update
from bot.status import Status, derive_status
from bot.store import updates as store
from bot.store.database import Database

T = TypeVar("T")
REMEMBERED = 256  # statuses, and as many cards, kept for one version of the news


class News:
    """All published updates at one version of the store."""

    def __init__(
        self, version: int, updates: Sequence[Update], checks: Mapping[int, PartialDate]
    ) -> None:
        self.version = version
        self.updates = tuple(updates)
        self.checks = checks
        self._views: dict[int | None, tuple[Update, ...]] = {}
        self._statuses: dict[tuple[int | None, dt.date], Status] = {}
        self._kept: dict[Hashable, object] = {}

    def visible(self, guild_id: int | None) -> tuple[Update, ...]:
        """Return what a server sees, oldest first: the pack, the wire and its own updates.

        None is a direct message: the pack and the wire alone. Retracted updates are left out.
        """
        view = self._views.get(guild_id)
        if view is None:
            view = tuple(
                update
                for update in self.updates
                if update.state is State.PUBLISHED and (update.wire or update.guild_id == guild_id)
            )
            self._views[guild_id] = view
        return view

    def status(self, guild_id: int | None, as_of: dt.date) -> Status:
        """Return the status that a server's updates support at a day."""
        key = (guild_id, as_of)
        status = self._statuses.get(key)
        if status is None:
            if len(self._statuses) >= REMEMBERED:
                self._statuses.clear()
            status = self._statuses[key] = derive_status(self.visible(guild_id), as_of)
        return status

    def keep(self, key: Hashable, value: T) -> T:
        """Remember what was made of this version, such as a card; it is forgotten with it."""
        if len(self._kept) >= REMEMBERED:
            self._kept.clear()
        self._kept[key] = value
        return value

    def kept(self, key: Hashable, kind: type[T]) -> T | None:
        """Return what was remembered, None if nothing was."""
        value = self._kept.get(key)
        return value if isinstance(value, kind) else None

    def find(self, update_id: int, guild_id: int | None) -> Update | None:
        """Return an update if this server may see it, retracted ones included."""
        for update in self.updates:
            if update.id == update_id and (update.wire or update.guild_id == guild_id):
                return update
        return None

    def checked_on(self, guild_id: int | None, researched: PartialDate) -> PartialDate:
        """Return up to when somebody has looked for news that this server would see."""
        known = (self.checks.get(store.WIRE), self.checks.get(guild_id or store.WIRE))
        return max([researched, *(day for day in known if day is not None)])


class NewsReader:
    """Hands out the current news; one small read of the store tells whether it still is."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._news: News | None = None
        self._loading = asyncio.Lock()

    async def current(self) -> News:
        """Return the news as the store has it now."""
        version = await store.get_news_version(self._db)
        if self._news is not None and self._news.version == version:
            return self._news
        async with self._loading:
            if self._news is None or self._news.version < version:
                updates = await store.list_published(self._db)
                checks = await store.list_checks(self._db)
                # Read before the rows: a change in between makes the next call read again.
                self._news = News(version, updates, checks)
            return self._news


Clock = Callable[[], dt.datetime]


def today_of(clock: Clock) -> dt.date:
    """Return the day of a clock, in UTC."""
    return clock().astimezone(dt.UTC).date()
