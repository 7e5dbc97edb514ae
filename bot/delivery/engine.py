"""The alert engine: claims posts that are due and has each brought to what is wanted."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable

import discord
from discord.ext import tasks

from bot.delivery.bringing import Bringer
from bot.delivery.digests import make_due
from bot.delivery.endings import Endings
from bot.delivery.errands import Errands
from bot.delivery.pace import Pace
from bot.delivery.people import People
from bot.delivery.rules import REQUEST_TIMEOUT_S
from bot.delivery.settling import Settler
from bot.meter import NO_METER, Meter
from bot.places import Claim, Destination, Post
from bot.round_days import RoundDays
from bot.store import claims as store
from bot.store.claims import WHOLE, Shard
from bot.store.database import Database

log = logging.getLogger(__name__)

SWEEP_S = 5
AT_ONCE = 64  # requests under way; each destination has one at most
CLAIMED = 2 * AT_ONCE  # so that no request waits while what came of others is written
REFILL = AT_ONCE // 2  # claimed at once where much is due: each claim is a transaction
PEOPLE_AT_ONCE = AT_ONCE // 2  # the other half stays free for channels
STOP_S = 10


class AlertEngine:
    """Brings every post from what is shown to what is wanted."""

    def __init__(
        self,
        client: discord.Client,
        db: Database,
        now: Callable[[], int],
        rate: float,
        *,
        round_days: RoundDays | None = None,
        meter: Meter = NO_METER,
        shard: Shard = WHOLE,
        holds: Callable[[], bool] = lambda: False,
        on_trouble: Callable[[], None] = lambda: None,
    ) -> None:
        """``rate`` is requests per second over all channels; Discord allows 50 for all.

        While ``holds`` says so nothing is begun. ``on_trouble`` is called when there is something
        that moderators should hear of.
        """
        self._db = db
        self._now = now
        self._shard = shard
        self._holds = holds
        self._pace = Pace(rate)
        settler = Settler(db, now)
        self.people = People(client, db, now, self._pace.turn)
        self._errands = Errands(
            client, db, now, self._pace, settler=settler, shard=shard, holds=holds
        )
        self._bringer = Bringer(
            client,
            db,
            now,
            pace=self._pace,
            people=self.people,
            endings=Endings(settler, now, on_trouble=on_trouble, on_errands=self._errands.kick),
            round_days=round_days,
            meter=meter,
            is_stopping=lambda: self._stopping,
            answered=self._free_slot,
        )
        self._claiming: asyncio.Task[None] | None = None
        self._again = self._digests = False
        self._running: dict[asyncio.Task[None], Destination] = {}
        self._stopping = False
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._asking: set[int] = set()

    def start(self) -> None:
        """Begin to sweep for due posts."""
        self._sweep.start()

    def kick(self) -> None:
        """Deliver what is due now, without waiting for the next sweep."""
        self._digests = True
        self._errands.kick()
        self._go()

    def _go(self) -> None:
        self._again = True
        if self._stopping or (self._claiming is not None and not self._claiming.done()):
            return
        self._claiming = asyncio.create_task(self._claim_due(), name="alerts")

    async def finish(self, destination_id: int) -> None:
        """Wait for what is under way to a person, after which nothing more reaches it.

        Its posts have to be gone from the store: then no request begins any more. What another
        process has under way cannot be seen, and is given the time that a request may take.
        """
        count, own = self._shard
        if count > 1 and 0 not in own:  # people are shard 0's
            await asyncio.sleep(REQUEST_TIMEOUT_S)
            return
        tasks = [task for task, place in self._running.items() if place.id == destination_id]
        if tasks:
            await asyncio.wait(tasks, timeout=REQUEST_TIMEOUT_S)

    async def turn(self) -> None:
        """Wait for a turn at the one pace, for requests that are no alerts and not urgent."""
        await self._pace.turn()

    async def stop(self) -> None:
        """Claim nothing more and let requests under way end, for ten seconds at most.

        What is cut off stays claimed with its time of attempt and is looked for after a restart.
        """
        self._stopping = True
        self._sweep.cancel()
        if self._claiming is not None:
            await asyncio.wait([self._claiming])
        await self._errands.stop()
        left = [*self._running, *self._errands.running]
        if left:
            await asyncio.wait(left, timeout=STOP_S)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    @tasks.loop(seconds=SWEEP_S)
    async def _sweep(self) -> None:
        self.kick()

    async def _claim_due(self) -> None:
        """Begin to deliver what is due; whatever ends kicks again, so a slow one delays nobody."""
        while self._again and not self._stopping and len(self._running) < CLAIMED:
            self._again = False
            if self._holds():
                return  # the next sweep looks again
            if self._digests:
                self._digests = False
                await make_due(self._db, self._now())
            free, busy = CLAIMED - len(self._running), [one.id for one in self._running.values()]
            people = sum(one.user_id is not None for one in self._running.values())
            now, left = self._now(), PEOPLE_AT_ONCE - people
            try:
                async with self._db.transaction() as tx:
                    claims = await store.claim_posts(
                        tx, now, free, busy, people=left, shard=self._shard
                    )
            except sqlite3.Error:
                # A full disk or a locked file: the next sweep tries again.
                log.exception("alerts wait: the database cannot be written")
                return
            for claim in claims:
                task = asyncio.create_task(self._deliver(claim, now), name=f"post {claim.post.id}")
                self._running[task] = claim.destination
                task.add_done_callback(self._ended)
            # Of several posts for one destination only one is claimed, so there may be more.
            self._again |= bool(claims)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        # While as many run as may the next can wait; where little is due it may be for this place.
        if len(self._running) <= CLAIMED - REFILL:
            self._go()

    async def _deliver(self, claim: Claim, claimed_at: int) -> None:
        await self._slots.acquire()
        self._asking.add(claim.post.id)
        try:
            await self._bringer.bring(claim, claimed_at)
        except Exception:  # the edge of the loop: one post's failure is not the others'
            log.exception("post %s failed; it is tried again when its lease ends", claim.post.id)
        finally:
            self._free_slot(claim.post)

    def _free_slot(self, post: Post) -> None:
        """Let another request leave: this post's has ended, and is written down next."""
        if post.id in self._asking:
            self._asking.remove(post.id)
            self._slots.release()
