"""An invented website with a feed on loopback, so that /feeds has something to follow."""

import html
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.utils import formatdate

from aiohttp import web

EVERY_S = 600  # a new item comes so often
SHOWN = 8
_TITLES = (
    "Example: a painter shows harbour sketches",
    "Example: an interview about nothing in particular",
    "Example: a figure of a captain is on sale",
    "Example: the sequel's script is being read aloud",
)


@asynccontextmanager
async def open_website() -> AsyncGenerator[tuple[str, int], None]:
    """Serve ``/feed`` on a free port of 127.0.0.1; yield where."""
    app = web.Application()
    app.router.add_get("/feed", _feed)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield str(host), int(port)
    finally:
        await runner.cleanup()


async def _feed(_request: web.Request) -> web.Response:
    newest = int(time.time()) // EVERY_S
    items = "".join(
        f"<item><title>{html.escape(_TITLES[number % len(_TITLES)])} ({number % 1_000})</title>"
        f"<link>https://example.org/news/{number}</link><guid>{number}</guid>"
        f"<pubDate>{formatdate(number * EVERY_S, usegmt=True)}</pubDate>"
        "<description>Invented, to show how feeds work. All of it is untrue.</description></item>"
        for number in range(newest, newest - SHOWN, -1)
    )
    text = (
        '<rss version="2.0"><channel><title>The Example Post</title><language>en</language>'
        f"<link>https://example.org/</link>{items}</channel></rss>"
    )
    return web.Response(text=text, content_type="application/rss+xml")
