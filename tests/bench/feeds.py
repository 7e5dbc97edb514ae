"""Many feeds polled on loopback, beside the bare libraries: plain aiohttp, plain feedparser.

    python -m tests.bench.feeds [--feeds 1000] [--items 30] [--hosts 50] [--rounds 3]

The website is a process of its own with several addresses (Linux). Before each round a tenth of
the feeds gets a new item. The bare references ask for the same pages with as many requests under
way and without conditions; they keep nothing, and feedparser runs in their own process.
"""

import argparse
import asyncio
import contextlib
import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import feedparser  # pyright: ignore[reportMissingTypeStubs] - it has none

from bot.feeds.poller import AT_ONCE, FeedPoller
from bot.fetching.client import Fetcher
from bot.fetching.items import Document, FeedItem
from bot.fetching.parsing import parse
from bot.fetching.problems import FetchError
from bot.fetching.reader import FeedReader
from bot.settings import MIGRATIONS, ROOT
from bot.store.database import Database
from tests.bench.figures import memory_mb, tell
from tests.store.factories import NOW
from tests.store.feeds import follow
from tests.wire.feed_server import FeedServer, entries, rss2

HOUR = 3_600
A_SERVER = 25
CHANGED = 10  # one feed in so many
ATTRIBUTES = " ".join(f'a{number}=""' for number in range(16_000))
HEAVY = rss2(entries(2)).replace("<item>", f"<item {ATTRIBUTES}>")


@dataclass(frozen=True)
class Measured:
    """What a piece of work took, in seconds: time, processor time, longest block of the loop.

    ``busy`` is the longest that the loop's own thread worked between two turns, which says the
    same on a machine that is busy with other things.
    """

    wall: float
    cpu: float
    block: float
    busy: float

    @property
    def blocked(self) -> str:
        return f"longest block {1_000 * self.block:.0f} ms ({1_000 * self.busy:.0f} ms at work)"


async def measure(work: Callable[[], Awaitable[object]]) -> Measured:
    """Run something and measure it."""
    loop, block, busy = asyncio.get_running_loop(), 0.0, 0.0
    began, spent = time.perf_counter(), time.process_time()
    job = asyncio.ensure_future(work())
    while not job.done():
        before, worked = loop.time(), time.thread_time()
        await asyncio.sleep(0.001)
        block = max(block, loop.time() - before - 0.001)
        busy = max(busy, time.thread_time() - worked)
    await job
    return Measured(time.perf_counter() - began, time.process_time() - spent, block, busy)


async def serve(feeds: int, items: int, hosts: int) -> None:
    """Be the website; each line on standard input is a round and is answered when it is ready."""
    async with FeedServer(hosts) as website:
        website.put("/heavy", HEAVY, validated=False)
        for number in range(feeds):
            website.put(f"/{number}", rss2(entries(items), title=f"Website {number}"))
        tell(str(website.place[1]))
        turn = 0
        while await asyncio.to_thread(sys.stdin.readline):
            turn += 1
            for number in range(turn % CHANGED, feeds, CHANGED):
                page = rss2(entries(items, first=1 + turn), title=f"Website {number}")
                website.put(f"/{number}", page)
            statuses = [asked.status for asked in website.asked]
            website.asked.clear()
            tell(f"{len(statuses)} {statuses.count(304)}")


class Website:
    """The website's process as the bench sees it."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.port = port

    async def turn(self) -> tuple[int, int]:
        """Begin another round; return how many requests came since, and how many were a 304."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        requests, unchanged = (await self._process.stdout.readline()).split()
        return int(requests), int(unchanged)


@asynccontextmanager
async def serving(feeds: int, items: int, hosts: int) -> AsyncGenerator[Website, None]:
    """Run the website."""
    options = ("--feeds", str(feeds), "--items", str(items), "--hosts", str(hosts))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.feeds", "--serve", *options),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield Website(process, int(await process.stdout.readline()))
    finally:
        process.kill()
        await process.wait()


async def ask_barely(urls: Sequence[str], *, parsed: bool) -> None:
    """Ask for pages with the bare libraries."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession() as session:

        async def ask(url: str) -> None:
            async with gate, session.get(url) as response:
                page = await response.read()
            if parsed:
                feedparser.parse(io.BytesIO(page))  # pyright: ignore[reportUnknownMemberType] - no types

        await asyncio.gather(*map(ask, urls))


async def poll(
    db: Database, reader: FeedReader, website: Website, urls: Sequence[str], rounds: int
) -> list[Measured]:
    """Poll every feed so many times; print what each round took."""
    clock = [NOW]

    async def say_nothing(*_news: object) -> None:
        await asyncio.sleep(0)

    poller = FeedPoller(
        db,
        reader,
        lambda: clock[0],
        editor_id=lambda: 1,
        tell=say_nothing,
        reachable=lambda _guild_id: True,
        posted=lambda: None,
    )
    found = list[Measured]()
    await website.turn()
    for number in range(1, rounds + 1):
        clock[0] += HOUR
        measured = await measure(poller.poll)
        requests, unchanged = await website.turn()
        leads = (await db.fetch("SELECT count(*) FROM story_leads"))[0][0]
        tell(
            f"round {number}: {requests} requests in {measured.wall:.1f} s, {unchanged} answered "
            f"304 ({unchanged / max(requests, 1):.0%}); {1_000 * measured.cpu / requests:.2f} ms "
            f"CPU a feed; {measured.blocked}; {leads} leads at the desks"
        )
        found.append(measured)
    failed = await db.fetch("SELECT count(*) FROM feed_addresses WHERE failures > 0")
    tell(f"  {failed[0][0]} of {len(urls)} addresses failing")
    return found


async def main(feeds: int, items: int, hosts: int, rounds: int) -> None:
    """Measure and print."""
    page = parse(rss2(entries(items)).encode(), "", "https://quay.example.org/")
    document = Document("Q", "", tuple(FeedItem(**item) for item in page["items"]))
    with tempfile.TemporaryDirectory() as folder:
        async with serving(feeds, items, hosts) as website:
            places = [(f"127.0.0.{1 + number % hosts}", website.port) for number in range(feeds)]
            urls = [f"http://{ip}:{port}/{n}" for n, (ip, port) in enumerate(places)]
            bare = await measure(lambda: ask_barely(urls, parsed=False))
            whole = await measure(lambda: ask_barely(urls, parsed=True))
            tell(f"bare aiohttp: {bare.wall:.1f} s, {bare.blocked}")
            tell(f"with feedparser: {whole.wall:.1f} s, {whole.blocked}")
            async with (
                Database.open(Path(folder) / "x.db", MIGRATIONS) as db,
                FeedReader(Fetcher(places)) as reader,
            ):
                for number, url in enumerate(urls):
                    await follow(db, 1 + number // A_SERVER, url=url, document=document)
                before = memory_mb("self")
                ours = await poll(db, reader, website, urls, rounds)
                child = memory_mb(reader.parser.pid or "self")
                await reader.parser.close()
                spent = resource.getrusage(resource.RUSAGE_CHILDREN)
                tell(
                    f"memory {before:.0f} -> {memory_mb('self'):.0f} MB here, {child:.0f} MB in "
                    f"the child, which worked {spent.ru_utime + spent.ru_stime:.1f} s in all"
                )
                first, last = ours[0].wall, ours[-1].wall
                tell(
                    f"first and last round as ratios of bare aiohttp with feedparser: "
                    f"{first / whole.wall:.2f} and {last / whole.wall:.2f}; of bare aiohttp alone: "
                    f"{first / bare.wall:.1f} and {last / bare.wall:.1f}"
                )
                await measure_heavy(reader, f"http://{places[0][0]}:{website.port}/heavy")


async def measure_heavy(reader: FeedReader, url: str) -> None:
    """Read a page that keeps a parser busy for seconds, here and in the bare way."""

    async def guarded() -> None:
        with contextlib.suppress(FetchError):
            await reader.read(url)

    ours = await measure(guarded)
    bare = await measure(lambda: ask_barely([url], parsed=True))
    tell(
        f"a page of {len(HEAVY) // 1_024} KiB with 16,000 attributes an item: {ours.blocked} "
        f"here; feedparser in-process: {bare.blocked}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.feeds, options.items, options.hosts))
    else:
        asyncio.run(main(options.feeds, options.items, options.hosts, options.rounds))
