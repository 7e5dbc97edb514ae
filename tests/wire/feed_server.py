"""A website with feeds on loopback: every format, and everything that goes wrong in the wild."""

import asyncio
import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any, Self

from aiohttp import web

# 256 MiB of zeros: nobody here can unpack brotli, which is the point.
BROTLI_BOMB = base64.b64decode(
    "z///f/gnAOKxQCD3/p/////wTwDEYQGA7v0/////4Z8AiMMiAN37f/7//8M/ARCHBQC69//8//+HfwIgDgsAdO//+f//"
    "D/8EQBwWAOje//P//x/+CYA4LADQvf/n//8//BMAcVgAoHv/z///f/gnAOKwAED3/p/////wTwDEYQGA7v0/////4Z8A"
    "iMMCAN37f/7//8M/ARCHBQC69//8//+HfwIgDgsAdO//+f//D/8EQBwWAOje//P//x/+CYA4LADQvf/P//9//BMAcVgA"
    "oHv/Dw=="
)


@dataclass(frozen=True)
class Entry:
    """One item of an invented website; ``at`` is in UTC seconds."""

    title: str
    link: str = ""
    id: str = ""
    text: str = ""
    at: int | None = None
    language: str = ""


@dataclass
class Page:
    """What stands at a path; ``drip`` are the seconds between single bytes."""

    body: bytes = b""
    content_type: str = "application/rss+xml; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    validated: bool = True
    drip: float = 0.0


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    status: int


class FeedServer:
    """Serves pages on 127.0.0.1 and notes who asked for what; use it with ``async with``.

    With several ``hosts`` it answers at 127.0.0.2 and so on as well (Linux).
    """

    def __init__(self, hosts: int = 1) -> None:
        self._hosts = hosts
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self._runner: web.AppRunner | None = None
        self.place = ("127.0.0.1", 0)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=2_048).start()
        self.place = (self._runner.addresses[0][0], self._runner.addresses[0][1])
        for number in range(2, self._hosts + 1):
            await web.TCPSite(self._runner, f"127.0.0.{number}", self.place[1]).start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def url(self, path: str = "/feed") -> str:
        """Return the address of a path."""
        return f"http://{self.place[0]}:{self.place[1]}{path}"

    def put(self, path: str = "/feed", body: bytes | str = b"", **page: Any) -> str:  # noqa: ANN401 - fields of a page
        """Put a page at a path; return its address."""
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = Page(data, **page)
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        """Lead from a path elsewhere."""
        return self.put(path, status=status, headers={"Location": target})

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        page = self.pages.get(request.path_qs) or self.pages.get(request.path)
        response = self._response(request, page or Page(status=404))
        self.asked.append(Asked(request.path, dict(request.headers), response.status))
        if page is None or not page.drip:
            return response
        dripping = web.StreamResponse(headers={"Content-Type": page.content_type})
        await dripping.prepare(request)
        for place in range(len(page.body)):
            await dripping.write(page.body[place : place + 1])
            await asyncio.sleep(page.drip)
        return dripping

    def _response(self, request: web.Request, page: Page) -> web.Response:
        headers = {"Content-Type": page.content_type, **page.headers}
        if page.validated and page.status == 200:
            headers["ETag"] = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
            if request.headers.get("If-None-Match") == headers["ETag"]:
                return web.Response(status=304, headers={"ETag": headers["ETag"]})
        return web.Response(status=page.status, body=page.body, headers=headers)


def entries(count: int, *, first: int = 1, at: int | None = None) -> list[Entry]:
    """Return so many invented items, newest first."""
    return [
        Entry(
            f"Harbour news number {number}",
            f"https://quay.example.org/news/{number}",
            f"news-{number}",
            f"What happened at the harbour on day {number}, told in a sentence or two.",
            None if at is None else at + number,
        )
        for number in reversed(range(first, first + count))
    ]


def rss2(items: Sequence[Entry], title: str = "The Quay", language: str = "en") -> str:
    """Return RSS 2.0."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>https://quay.example.org/</link><language>{language}</language>"
        f"{''.join(_rss_items(items))}</channel></rss>"
    )


def rss1(items: Sequence[Entry], title: str = "The Quay") -> str:
    """Return RSS 1.0."""
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="https://quay.example.org/"><title>{title}</title>'
        "<link>https://quay.example.org/</link><description>News</description></channel>"
        + "".join(
            f'<item rdf:about="{one.id}"><title>{escape(one.title)}</title>'
            f"<link>{escape(one.link)}</link><description>{escape(one.text)}</description>"
            + (f"<dc:date>{_moment(one.at).isoformat()}</dc:date>" if one.at else "")
            + "</item>"
            for one in items
        )
        + "</rdf:RDF>"
    )


def atom(items: Sequence[Entry], title: str = "The Quay") -> str:
    """Return Atom 1.0."""
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f'<title>{title}</title><link href="https://quay.example.org/"/><id>urn:quay</id>'
        + "".join(
            f'<entry><title type="text">{escape(one.title)}</title><id>{one.id}</id>'
            f'<link rel="alternate" href="{escape(one.link)}"/>'
            f'<summary type="html">{escape(one.text)}</summary>'
            + (f"<updated>{_moment(one.at).isoformat()}</updated>" if one.at else "")
            + "</entry>"
            for one in items
        )
        + "</feed>"
    )


def json_feed(items: Sequence[Entry], title: str = "The Quay") -> str:
    """Return JSON Feed 1.1."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "home_page_url": "https://quay.example.org/",
            "language": "en-GB",
            "items": [
                {
                    "id": one.id,
                    "url": one.link,
                    "title": one.title,
                    "content_html": one.text,
                    **({"date_published": _moment(one.at).isoformat()} if one.at else {}),
                }
                for one in items
            ],
        }
    )


FORMATS = {"rss1": rss1, "rss2": rss2, "atom": atom, "json": json_feed}


def gzip_bomb(megabytes: int) -> bytes:
    """Return gzip that unpacks to so many megabytes of spaces."""
    packer = zlib.compressobj(9, wbits=31)
    block = b" " * 1_048_576
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])


def packed(text: str) -> bytes:
    """Return gzip of two members, as some servers send."""
    data = text.encode()
    return gzip.compress(data[: len(data) // 2]) + gzip.compress(data[len(data) // 2 :])


def _rss_items(items: Sequence[Entry]) -> Iterator[str]:
    for one in items:
        parts = [f"<title>{escape(one.title)}</title>", f"<link>{escape(one.link)}</link>"]
        parts += [f"<description>{escape(one.text)}</description>"]
        parts += [f'<guid isPermaLink="false">{one.id}</guid>'] if one.id else []
        parts += [f"<pubDate>{format_datetime(_moment(one.at))}</pubDate>"] if one.at else []
        yield f"<item>{''.join(parts)}</item>"


def _moment(at: int | None) -> datetime:
    return datetime.fromtimestamp(at or 0, UTC)
