"""Milestones at work: queued at each destination's local noon, and true when they are sent."""

import asyncio
import datetime as dt
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from discord.ext import tasks

from bot.delivery.card import TITLE_MOST
from bot.delivery.content import Content
from bot.delivery.milestone_card import marker_of, render_milestone
from bot.enums import State
from bot.hours import local_time
from bot.milestones import POSTED_AT, Milestone, milestones_on
from bot.models import Anniversary, PackInfo
from bot.news import News
from bot.places import Claim
from bot.store import milestones as store
from bot.store.database import Database
from bot.store.meta import get_meta
from bot.store.milestones import Place
from bot.store.updates import get_update
from bot.text import cut

log = logging.getLogger(__name__)

SWEEP_S = 60
# A sweep that comes so much after noon may follow a copy of the database put back by hand, which
# knows nothing of what was sent since: then channels are searched first.
LATE_S = 180
NOON_S = POSTED_AT * 3600
YEAR = 366


@dataclass(frozen=True, slots=True)
class _Found:
    milestones: tuple[Milestone, ...]


class RoundDays:
    """Queues the milestones of the day once for each destination, on that local day or never."""

    def __init__(self, db: Database, news: Callable[[], Awaitable[News]], info: PackInfo) -> None:
        self._db = db
        self._news = news
        self._info = info
        self._looked: dict[int, dt.date] = {}

    def start(self, now: Callable[[], int], kick: Callable[[], None]) -> None:
        """Begin to look every minute; ``kick`` is called when something was queued."""
        self._sweep.start(now, kick)

    def stop(self) -> None:
        """Look no more."""
        self._sweep.cancel()

    @tasks.loop(seconds=SWEEP_S)
    async def _sweep(self, now: Callable[[], int], kick: Callable[[], None]) -> None:
        try:
            if await self.queue(now()):
                kick()
        except sqlite3.Error:
            log.exception("milestones wait: the database cannot be used")

    async def queue(self, now: int) -> int:
        """Queue what local noon brought since the last call; return how many posts at most."""
        wanted: dict[tuple[str, int | None], tuple[Milestone, list[int]]] = {}
        looked: dict[int, dt.date] = {}
        news = await self._news()
        restored_at = int(await get_meta(self._db, "restored_at") or 0)
        internal = {update.guild_id for update in news.updates if not update.wire}
        for place in await store.list_places(self._db):
            day, noon = noon_of(place, now)
            # What came before a backup was restored may have been posted already.
            if day is None or noon <= restored_at or self._looked.get(place.destination_id) == day:
                continue
            looked[place.destination_id] = day
            doubt = noon if now - noon > LATE_S else None
            for milestone in await self.on(
                day, place.guild_id if place.guild_id in internal else None
            ):
                if milestone.kind not in place.unwanted:
                    _, places = wanted.setdefault((milestone.key, doubt), (milestone, []))
                    places.append(place.destination_id)
        for (_, doubt), (milestone, places) in wanted.items():
            await self._keep(milestone, places, now, doubt)
        self._looked |= looked
        return sum(len(places) for _, places in wanted.values())

    async def _keep(
        self, milestone: Milestone, places: list[int], now: int, doubt: int | None
    ) -> None:
        revision = milestone.update.revision if milestone.update else 1
        async with self._db.transaction() as tx:
            kept = await store.insert_milestone(tx, milestone)
            await store.insert_milestone_posts(
                tx, kept, revision, places, now, doubtful_since=doubt
            )
        log.info("milestone %s queued at %s places", milestone.key, len(places))

    async def on(self, day: dt.date, guild_id: int | None) -> tuple[Milestone, ...]:
        """Return what a day brings to those who see a server's news; None is the wire alone."""
        news = await self._news()
        key = ("milestones", day, guild_id)
        found = news.kept(key, _Found)
        if found is None:
            days = await store.list_anniversaries(self._db)
            found = news.keep(key, _Found(self._milestones(day, guild_id, news, days)))
            await asyncio.sleep(0)  # thousands of servers may have news of their own
        return found.milestones

    async def next_on(self, day: dt.date, guild_id: int | None) -> Milestone | None:
        """Return the next milestone from a day on as things stand, None within a year."""
        news, days = await self._news(), await store.list_anniversaries(self._db)
        for ahead in range(YEAR):
            found = self._milestones(day + dt.timedelta(days=ahead), guild_id, news, days)
            if found:
                return found[0]
            await asyncio.sleep(0)
        return None

    def _milestones(
        self, day: dt.date, guild_id: int | None, news: News, days: Sequence[Anniversary]
    ) -> tuple[Milestone, ...]:
        checked = news.checked_on(guild_id, self._info.checked_on)
        return milestones_on(day, days, news.visible(guild_id), checked)

    async def content(self, claim: Claim, now: int) -> Content | None:
        """Return what a post of a milestone shows.

        One that is no longer true, or whose local day is over by more than a day, is dropped
        unless it may have been sent.
        """
        post = claim.post
        kept = await store.get_milestone(self._db, post.milestone_id or 0)
        if kept is None:
            return None
        day = dt.date.fromisoformat(kept.day)
        found = await self.on(day, post.guild_id or None)
        milestone = next((one for one in found if one.key == kept.key), None)
        update = await get_update(self._db, kept.update_id) if kept.update_id else None
        retracted = update is not None and update.state is State.RETRACTED
        today = local_time(claim.destination.hours.time_zone, now).date()
        stale = milestone is None or (today - day).days > 1
        unsent = post.shown_revision is None and claim.doubtful_since is None
        struck = retracted or (stale and unsent)
        return Content(
            name=kept.key,
            marker=marker_of(kept.key),
            revision=update.revision if update else 1,
            struck=struck,
            render=lambda place: render_milestone(
                kept, milestone, struck=struck, colour=self._info.colour,
                person=place.user_id is not None,
            ),
            title=lambda _: cut(kept.headline, TITLE_MOST),
        )  # fmt: skip


def noon_of(place: Place, now: int) -> tuple[dt.date | None, int]:
    """Return the local day whose noon is past, None in a morning, and how it stands in UTC."""
    local = local_time(place.time_zone, now)
    since = local.hour * 3600 + local.minute * 60 + local.second - NOON_S
    return (local.date() if since >= 0 else None), now - since
