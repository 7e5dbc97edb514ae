"""One page from the open web: what comes of every answer that a website can give."""

import asyncio
import zlib
from collections.abc import AsyncGenerator

import pytest

from bot.fetching.client import MOST_BYTES, Fetcher, Validators
from bot.fetching.problems import FetchError, Problem
from tests.wire.feed_server import BROTLI_BOMB, FeedServer, entries, gzip_bomb, packed, rss2


@pytest.fixture
async def website() -> AsyncGenerator[FeedServer, None]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def fetcher(website: FeedServer) -> AsyncGenerator[Fetcher, None]:
    async with Fetcher([website.place]) as fetcher:
        yield fetcher


async def problem_of(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url)
    return caught.value


async def test_a_page_comes_with_its_validators_and_age(
    website: FeedServer, fetcher: Fetcher
) -> None:
    url = website.put(body="<rss/>", headers={"Cache-Control": "public, max-age=7200"})

    fetched = await fetcher.fetch(url)

    assert (fetched.body, fetched.max_age, fetched.moved) == (b"<rss/>", 7200, None)
    assert fetched.validators.etag
    [asked] = website.asked
    assert "Cookie" not in asked.headers
    assert "Authorization" not in asked.headers


async def test_a_page_that_has_not_changed_is_not_sent_again(
    website: FeedServer, fetcher: Fetcher
) -> None:
    url = website.put(body="<rss/>")
    first = await fetcher.fetch(url)

    again = await fetcher.fetch(url, first.validators)

    assert (again.body, again.validators) == (None, first.validators)
    assert [asked.status for asked in website.asked] == [200, 304]


async def test_a_304_that_nobody_asked_for_is_no_answer(
    website: FeedServer, fetcher: Fetcher
) -> None:
    error = await problem_of(fetcher, website.put(status=304))

    assert error.problem is Problem.ANSWER


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (404, Problem.MISSING),
        (410, Problem.GONE),
        (401, Problem.REFUSED),
        (403, Problem.REFUSED),
        (429, Problem.BUSY),
        (500, Problem.BROKEN),
        (503, Problem.BUSY),
        (204, Problem.ANSWER),
    ],
)
async def test_every_refusal_has_its_sentence(
    website: FeedServer, fetcher: Fetcher, status: int, problem: Problem
) -> None:
    error = await problem_of(fetcher, website.put(status=status, headers={"Retry-After": "77"}))

    assert (error.problem, error.retry_after) == (problem, 77)
    assert "{status}" not in str(error)


async def test_a_cookie_is_not_brought_back(website: FeedServer, fetcher: Fetcher) -> None:
    website.put("/target", "<rss/>")
    page = website.redirect("/start", "/target")
    website.pages["/start"].headers["Set-Cookie"] = "who=you; Path=/"

    await fetcher.fetch(page)
    await fetcher.fetch(page)

    assert len(website.asked) == 4
    assert all("Cookie" not in asked.headers for asked in website.asked)


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), "/1"), ((308, 301), "/2"), ((302,), None), ((301, 307), "/1"), ((302, 301), None)],
)
async def test_only_permanent_steps_are_remembered(
    website: FeedServer, fetcher: Fetcher, statuses: tuple[int, ...], moved: str | None
) -> None:
    for step, status in enumerate(statuses):
        website.redirect(f"/{step}", f"/{step + 1}", status)
    website.put(f"/{len(statuses)}", "<rss/>")

    fetched = await fetcher.fetch(website.url("/0"))

    assert fetched.moved == (website.url(moved) if moved else None)
    assert fetched.url == website.url(f"/{len(statuses)}")


async def test_three_redirects_are_followed_and_a_fourth_is_not(
    website: FeedServer, fetcher: Fetcher
) -> None:
    for step in range(4):
        website.redirect(f"/{step}", f"/{step + 1}")
    website.put("/4", "<rss/>")

    assert (await fetcher.fetch(website.url("/1"))).body == b"<rss/>"
    assert (await problem_of(fetcher, website.url("/0"))).problem is Problem.REDIRECTS


async def test_packed_pages_are_unpacked(website: FeedServer, fetcher: Fetcher) -> None:
    text = rss2(entries(50))
    gzip_url = website.put("/gzip", packed(text), headers={"Content-Encoding": "gzip"})
    deflated = zlib.compress(text.encode())
    deflate_url = website.put("/deflate", deflated, headers={"Content-Encoding": "deflate"})

    assert (await fetcher.fetch(gzip_url)).body == text.encode()
    assert (await fetcher.fetch(deflate_url)).body == text.encode()


@pytest.mark.parametrize(
    ("body", "encoding", "problem"),
    [
        (gzip_bomb(64), "gzip", Problem.TOO_LARGE),
        (BROTLI_BOMB, "br", Problem.GARBLED),
        (packed("x" * 100)[:40], "gzip", Problem.GARBLED),
        (b"no gzip at all", "gzip", Problem.GARBLED),
        (packed("x"), "gzip, gzip", Problem.GARBLED),
        (b" " * (MOST_BYTES + 1), "identity", Problem.TOO_LARGE),
    ],
    ids=["gzip bomb", "brotli bomb", "cut off", "no gzip", "packed twice", "too long"],
)
async def test_what_unpacks_to_too_much_or_to_nothing_is_refused(
    website: FeedServer, fetcher: Fetcher, body: bytes, encoding: str, problem: Problem
) -> None:
    url = website.put(body=body, headers={"Content-Encoding": encoding}, validated=False)

    assert (await problem_of(fetcher, url)).problem is problem


async def test_a_drip_is_given_up(website: FeedServer) -> None:
    url = website.put(body=b"<rss>" + b" " * 10_000, drip=0.01)
    loop = asyncio.get_running_loop()
    async with Fetcher([website.place], patience_s=0.3) as fetcher:
        began = loop.time()
        error = await problem_of(fetcher, url)

    assert error.problem is Problem.SLOW
    assert loop.time() - began < 2


async def test_silence_is_given_up() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    place = server.sockets[0].getsockname()[:2]
    async with server, Fetcher([place], total_s=0.2) as fetcher:
        error = await problem_of(fetcher, f"http://{place[0]}:{place[1]}/")
        await fetcher.close()
        await asyncio.sleep(0.05)

    assert error.problem is Problem.TIMEOUT


async def test_nobody_listening_is_unreachable() -> None:
    async with Fetcher([("127.0.0.1", 1)]) as fetcher:
        assert (await problem_of(fetcher, "http://127.0.0.1:1/")).problem is Problem.UNREACHABLE


async def test_a_connection_that_ends_in_the_middle_is_garbled() -> None:
    async def cut_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(cut_off, "127.0.0.1", 0)
    place = server.sockets[0].getsockname()[:2]
    async with server, Fetcher([place]) as fetcher:
        error = await problem_of(fetcher, f"http://{place[0]}:{place[1]}/")

    assert error.problem is Problem.GARBLED


async def test_validators_are_sent_as_they_were_given(
    website: FeedServer, fetcher: Fetcher
) -> None:
    url = website.put(body="<rss/>")

    await fetcher.fetch(url, Validators('W/"a"', "Mon, 02 Nov 2026 10:00:00 GMT"))

    [asked] = website.asked
    assert asked.headers["If-None-Match"] == 'W/"a"'
    assert asked.headers["If-Modified-Since"] == "Mon, 02 Nov 2026 10:00:00 GMT"
