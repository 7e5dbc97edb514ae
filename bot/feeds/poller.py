"""Looks at feeds when they are due and hands over what is new."""

import asyncio
import logging
import random
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

from discord.ext import tasks
from yarl import URL

from bot.feeds.rules import Fate, marks_of
from bot.feeds.taking import take_items
from bot.fetching.client import Validators
from bot.fetching.problems import FetchError, Problem
from bot.fetching.reader import FeedReader, Reading
from bot.fetching.timing import next_look, next_try
from bot.store import feeds as store
from bot.store.database import Database
from bot.store.feeds import Address, Feed
from bot.text import escape

log = logging.getLogger(__name__)

SWEEP_S = 20
AT_ONCE = 16  # hosts asked at the same time, each for one feed after the other
BATCH = 500
VALIDATOR_MOST = 500
FAILING_S = 24 * 3600  # from when on moderators are told, if it also failed so many times
FAILURES_LEAST = 4
# A host that behaves so is not asked for its other feeds in the same round.
_HOST_FAILS = (Problem.TIMEOUT, Problem.SLOW, Problem.UNREACHABLE, Problem.UNKNOWN_HOST)

Tell = Callable[[int, str, str], Awaitable[object]]  # of the server, the topic, the text


class FeedPoller:
    """Polls every address that somebody follows; one look serves all who follow it."""

    def __init__(
        self,
        db: Database,
        reader: FeedReader,
        now: Callable[[], int],
        *,
        editor_id: Callable[[], int],
        tell: Tell,
        reachable: Callable[[int], bool],
        posted: Callable[[], None],
    ) -> None:
        """Poll; ``posted`` is called when news was published, ``editor_id`` is the bot's own id.

        A server that is not ``reachable`` for the moment is told later.
        """
        self._db = db
        self._reader = reader
        self._now = now
        self._editor_id = editor_id
        self._tell = tell
        self._reachable = reachable
        self._posted = posted
        self._round: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        """Begin to look for due feeds."""
        self._sweep.start()

    async def stop(self) -> None:
        """Look no more; what is cut off is looked at again after its lease."""
        self._stopping = True
        self._sweep.cancel()
        if self._round is not None:
            self._round.cancel()
            await asyncio.gather(self._round, return_exceptions=True)

    def kick(self) -> None:
        """Look at what is due now, unless a round is under way."""
        if not self._stopping and (self._round is None or self._round.done()):
            self._round = asyncio.create_task(self.poll(), name="feeds")

    @tasks.loop(seconds=SWEEP_S)
    async def _sweep(self) -> None:
        self.kick()

    async def poll(self) -> None:
        """Look at all that is due, then tell moderators what they should know."""
        try:
            while due := await store.list_due(self._db, self._now(), BATCH):
                async with self._db.transaction() as tx:
                    await store.claim_addresses(tx, [one.id for one in due], self._now())
                await self._look_at(due)
            await self._tell_news()
        except sqlite3.Error:
            # A full disk or a locked file: the next sweep tries again.
            log.exception("feeds wait: the database cannot be used")

    async def _look_at(self, due: Sequence[Address]) -> None:
        hosts = defaultdict[str, list[Address]](list)
        for address in due:
            hosts[URL(address.url).raw_host or ""].append(address)
        gate = asyncio.Semaphore(AT_ONCE)

        async def ask(addresses: Sequence[Address]) -> None:
            async with gate:
                for address in addresses:
                    if not await self._look_safely(address):
                        return

        await asyncio.gather(*map(ask, hosts.values()))

    async def _look_safely(self, address: Address) -> bool:
        """Look at one address; return whether its host is worth asking for another."""
        try:
            return await self._look(address)
        except Exception:  # the edge of the loop: one feed's failure is not the others'
            log.exception("feed address %s failed; it is tried again after its lease", address.id)
            return True

    async def _look(self, address: Address) -> bool:
        try:
            reading = await self._reader.read(
                address.url, Validators(address.etag, address.last_modified)
            )
        except FetchError as error:
            await self._note_failure(address, error)
            return error.problem not in _HOST_FAILS
        if reading.document is not None:
            marks = marks_of(reading.document)
            for feed in await store.list_followers(self._db, address.id):
                judged = await take_items(
                    self._db,
                    feed,
                    reading.document,
                    marks,
                    editor_id=self._editor_id(),
                    now=self._now(),
                )
                if any(one.fate is Fate.POSTED and not one.known for one in judged):
                    self._posted()
        # Last: what was not handed over to everybody is asked for anew.
        await self._note_read(address, reading)
        return True

    async def _note_read(self, address: Address, reading: Reading) -> None:
        fetched, now = reading.fetched, self._now()
        async with self._db.transaction() as tx:
            await store.settle_read(
                tx,
                address,
                etag=_kept(fetched.validators.etag),
                last_modified=_kept(fetched.validators.last_modified),
                next_at=next_look(now, fetched.max_age, random.random()),
                now=now,
            )
            if fetched.moved is not None and reading.document is not None:
                await store.set_moved(tx, address.id, fetched.moved)

    async def _note_failure(self, address: Address, error: FetchError) -> None:
        now, gone = self._now(), error.problem is Problem.GONE
        since = address.failing_since or now
        keeps = address.failures + 1 >= FAILURES_LEAST and now - since >= FAILING_S
        log.info("feed address %s: %s", address.id, error)
        next_at = next_try(now, address.failures, error.retry_after, random.random())
        async with self._db.transaction() as tx:
            await store.settle_failed(
                tx, address, problem=str(error), next_at=next_at, now=now, ended=gone
            )
            if not gone and (address.told or not keeps):
                return
            await store.set_told(tx, address.id)
            for feed in await store.list_followers(tx, address.id):
                topic = f"feed:{feed.id}:{'gone' if gone else 'failing'}"
                text = _gone_text(feed) if gone else _failing_text(feed, since, error)
                await store.insert_news(tx, feed.guild_id, topic, text)

    async def _tell_news(self) -> None:
        for news_id, guild_id, topic, text in await store.list_news(self._db):
            if not self._reachable(guild_id):
                continue
            try:
                await self._tell(guild_id, topic, text)
            except Exception:  # one server's channel is not the others'
                log.exception("feed news %s could not be told", news_id)
                continue
            async with self._db.transaction() as tx:
                await store.delete_news(tx, news_id)


def _kept(validator: str | None) -> str | None:
    return validator if validator and len(validator) <= VALIDATOR_MOST else None


def _gone_text(feed: Feed) -> str:
    return (
        f"The feed “{escape(feed.title)}” has ended: its website says that it is gone for good "
        f"(410). It is not looked at any more; /feeds remove takes it off the list."
    )


def _failing_text(feed: Feed, since: int, error: FetchError) -> str:
    return (
        f"The feed “{escape(feed.title)}” cannot be read since <t:{since}:f>. {escape(str(error))} "
        "I keep trying, less often as time passes. /feeds test shows how it stands."
    )
