"""The child process that reads feeds: it is killed when it overruns, and the next page is read."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.fetching.items import ITEMS_MOST
from bot.fetching.problems import FetchError, Problem
from bot.fetching.reader import COMMAND, ROOT, Parser
from tests.wire.feed_server import entries, rss2

URL = "https://quay.example.org/feed"
GOOD = rss2(entries(2)).encode()
# Quadratic in its attributes: seconds of work in a page that is nowhere near the size limit.
ATTRIBUTES = b" ".join(b'a%d="x"' % number for number in range(60_000))
HEAVY = GOOD.replace(b"<item>", b"<item " + ATTRIBUTES + b">", 1)
MANY = rss2(entries(30_000)).encode()
NESTED = b"<rss version='2.0'><channel><item>" + b"<a>" * 400_000


@pytest.fixture
async def parser() -> AsyncGenerator[Parser, None]:
    parser = Parser()
    yield parser
    await parser.close()


async def problem_of(parser: Parser, page: bytes) -> Problem:
    with pytest.raises(FetchError) as caught:
        await parser.parse(page, "text/xml", URL)
    return caught.value.problem


async def outcome_of(parser: Parser, page: bytes, content_type: str = "text/xml") -> str:
    """Return "read", or the problem."""
    try:
        document = await parser.parse(page, content_type, URL)
    except FetchError as error:
        return error.problem
    return "read" if len(document.items) <= ITEMS_MOST else "too much"


async def longest_block(work: Coroutine[Any, Any, None]) -> float:
    """Return for how long the event loop stood still at most while something ran (seconds)."""
    loop, longest = asyncio.get_running_loop(), 0.0
    job = asyncio.ensure_future(work)
    while not job.done():
        before = loop.time()
        await asyncio.sleep(0.001)
        longest = max(longest, loop.time() - before - 0.001)
    job.result()
    return longest


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_one_child_reads_page_after_page(parser: Parser) -> None:
    first = await parser.parse(GOOD, "text/xml", URL)
    pid = parser.pid

    again = await parser.parse(GOOD, "text/xml", URL)

    assert (first, parser.pid) == (again, pid)
    assert [item.title for item in first.items] == [
        "Harbour news number 2",
        "Harbour news number 1",
    ]


async def test_a_page_that_takes_too_long_ends_the_child_and_the_next_one_is_read(
    parser: Parser,
) -> None:
    await parser.parse(GOOD, "text/xml", URL)
    first = parser.pid

    assert await problem_of(parser, HEAVY) is Problem.TOO_COMPLICATED

    assert parser.pid is None
    assert first is not None
    assert not is_running(first)
    assert len((await parser.parse(GOOD, "text/xml", URL)).items) == 2


@pytest.mark.parametrize("page", [MANY, NESTED], ids=["30,000 items", "400,000 tags"])
async def test_a_heavy_page_gives_items_or_a_refusal_in_time(parser: Parser, page: bytes) -> None:
    began = asyncio.get_running_loop().time()
    assert await outcome_of(parser, page) in ("read", Problem.TOO_COMPLICATED)
    assert asyncio.get_running_loop().time() - began < 9
    assert len((await parser.parse(GOOD, "text/xml", URL)).items) == 2


async def test_the_event_loop_goes_on_meanwhile(parser: Parser) -> None:
    await parser.parse(GOOD, "text/xml", URL)

    async def read() -> None:
        assert await problem_of(parser, HEAVY) is Problem.TOO_COMPLICATED
        await parser.parse(rss2(entries(1_000)).encode(), "text/xml", URL)

    # The bar is 50 ms; the rest is for a machine that does other things as well.
    assert await longest_block(read()) < 0.25


async def test_a_child_that_hangs_is_killed() -> None:
    parser = Parser((sys.executable, "-c", "import time; time.sleep(60)"), deadline_s=0.5)

    assert await problem_of(parser, GOOD) is Problem.TOO_COMPLICATED

    assert parser.pid is None


@pytest.mark.parametrize(
    "answer",
    ["b''", "b'\\xff\\xff\\xff\\xff'", "b'\\0\\0\\0\\2[}'", "b'\\0\\0\\0\\x09short'"],
    ids=["nothing", "too much", "no JSON", "cut off"],
)
async def test_a_child_that_answers_nonsense_is_killed(answer: str) -> None:
    script = f"import sys; sys.stdin.buffer.read(4); sys.stdout.buffer.write({answer})"
    parser = Parser((sys.executable, "-c", script), deadline_s=3)

    assert await problem_of(parser, GOOD) is Problem.TOO_COMPLICATED

    assert parser.pid is None


async def test_somebody_who_stops_waiting_leaves_no_answer_behind(parser: Parser) -> None:
    await parser.parse(GOOD, "text/xml", URL)
    waiting = asyncio.ensure_future(parser.parse(HEAVY, "text/xml", URL))
    await asyncio.sleep(0.1)

    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert len((await parser.parse(GOOD, "text/xml", URL)).items) == 2


async def test_several_at_once_get_each_its_own_answer(parser: Parser) -> None:
    pages = [rss2(entries(count)).encode() for count in range(1, 9)]

    found = await asyncio.gather(*(parser.parse(page, "text/xml", URL) for page in pages))

    assert [len(document.items) for document in found] == list(range(1, 9))


async def test_the_child_ends_with_its_parent() -> None:
    done = await asyncio.to_thread(
        subprocess.run, COMMAND, cwd=ROOT, input=b"", capture_output=True, check=True, timeout=10
    )

    assert done.stdout == b""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
async def test_memory_is_limited() -> None:
    script = (
        "from bot.fetching.child import limit_memory; limit_memory()\n"
        "try: bytearray(700_000_000)\nexcept MemoryError: print('refused')"
    )
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True
    )

    assert done.stdout.strip() == b"refused"


async def test_the_child_knows_neither_the_bot_nor_its_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    seen = tmp_path / "seen.txt"
    script = (
        "import os, sys\nfrom bot.fetching.child import answer, frame, read_frame\n"
        "import bot.fetching.parsing, json\n"
        "head, page = read_frame(sys.stdin.buffer), read_frame(sys.stdin.buffer)\n"
        "found = json.dumps(answer(head, page)).encode()\n"
        f"open({str(seen)!r}, 'w').write(repr([sorted(os.environ), sorted(sys.modules)]))\n"
        "sys.stdout.buffer.write(frame(found)); sys.stdout.flush()"
    )
    parser = Parser((sys.executable, "-c", script))

    assert len((await parser.parse(GOOD, "text/xml", URL)).items) == 2
    await parser.close()

    told = seen.read_text()
    assert "feedparser" in told
    for name in ("DISCORD_TOKEN", "'discord'", "aiosqlite", "bot.client", "bot.store", "aiohttp"):
        assert name not in told, name


def test_any_bytes_leave_the_child_fit_for_the_next_page() -> None:
    async def read_all() -> None:
        parser = Parser()

        await outcome_of(parser, GOOD)
        pid, loop = parser.pid, asyncio.get_running_loop()

        @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(page=st.binary(max_size=2_000), content_type=st.text(max_size=30))
        def try_it(page: bytes, content_type: str) -> None:
            reading = outcome_of(parser, page, content_type)
            outcome = asyncio.run_coroutine_threadsafe(reading, loop).result(10)
            assert outcome in ("read", Problem.NOT_A_FEED, Problem.CHARSET)

        await asyncio.to_thread(try_it)
        assert parser.pid == pid
        assert len((await parser.parse(GOOD, "text/xml", URL)).items) == 2
        await parser.close()

    asyncio.run(read_all())
