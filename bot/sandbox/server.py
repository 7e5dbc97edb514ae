"""The sandbox's front page: choose a room, and the simulated Discord shows it."""

import html
import secrets

import simcord
from aiohttp import web

from bot.sandbox.world import Room, World

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} sandbox</title>
<style>
body {{ background: #1e1f22; color: #dbdee1; font: 16px/1.5 system-ui, sans-serif; margin: 0; }}
main {{ max-width: 44rem; margin: 0 auto; padding: 2rem 1rem; }}
h1 {{ color: #fff; font-size: 1.5rem; margin: 0 0 .25rem; }}
h2 {{ font-size: .8rem; text-transform: uppercase; letter-spacing: .05em; color: #b5bac1;
  margin: 1.75rem 0 .5rem; }}
a.room {{ display: block; background: #2b2d31; border-radius: 8px; padding: .75rem 1rem;
  margin: .5rem 0; color: inherit; text-decoration: none; }}
a.room:hover, a.room:focus {{ background: #404249; }}
a.room b {{ color: #fff; }}
a.room span {{ display: block; color: #b5bac1; font-size: .9rem; }}
p, li {{ color: #b5bac1; }}
code {{ background: #111214; padding: .1rem .3rem; border-radius: 4px; color: #dbdee1; }}
</style>
</head>
<body><main>
<h1>{title}</h1>
<p>This is the real bot in a simulated Discord on your machine. Choose a room, choose whom to be
at the top of it, and type a slash command. One room is open at a time; come back here for
another one.</p>
{rooms}
<h2>Try this</h2>
<ol>
<li>As Mia in #general: <code>/ask</code> a question, <code>/status</code>, <code>/fact</code>,
<code>/lookup</code>,
<code>/timeline</code></li>
<li>As Noor in #mods: <code>/desk post</code>, fill the form in, look at the preview, publish</li>
<li>As Mia: <code>/tip</code>; then as Noor in #mods: <code>/desk queue</code>, accept it</li>
<li>In #news: the alert is there. Then <code>/desk edit</code> or <code>/desk retract</code> in
#mods, and look again</li>
<li>As Noor in #mods: <code>/feeds add address:{feed}</code>, then <code>/feeds test</code></li>
</ol>
<p>What you write is kept in {database}; start with <code>--fresh</code> to forget it. The rooms
themselves begin empty at every start.</p>
</main></body></html>"""


class Lobby:
    """Serves the front page on loopback and opens one room at a time."""

    def __init__(self, world: World, title: str, database: str) -> None:
        self._world = world
        self._title = title
        self._database = database
        # The address is the key, as it is for the rooms: other pages cannot guess it.
        self._secret = secrets.token_urlsafe(16)
        self._preview: simcord.Preview | None = None
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def start(self, port: int) -> str:
        """Serve on a port of 127.0.0.1, 0 for any; return the address. OSError when it is taken."""
        app = web.Application()
        app.router.add_get(f"/{self._secret}/", self._front)
        app.router.add_get(f"/{self._secret}/{{room}}", self._enter)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        host, self._port = self._runner.addresses[0][:2]
        return f"http://{host}:{self._port}/{self._secret}/"

    async def stop(self) -> None:
        """Close the open room and the page."""
        if self._preview is not None:
            await self._preview.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def open(self, room: Room) -> str:
        """Open a room instead of the one that was open; return its address."""
        if self._preview is not None:
            await self._preview.close()
        preview = self._world.env.preview(room.channel, viewers=room.people, layout="channel")
        await preview.__aenter__()
        self._preview = preview
        return preview.url

    async def _front(self, request: web.Request) -> web.Response:
        self._check(request)
        places = dict.fromkeys(room.place for room in self._world.rooms)
        rooms = "".join(
            f"<h2>{html.escape(place)}</h2>"
            + "".join(_link(room) for room in self._world.rooms if room.place == place)
            for place in places
        )
        page = _PAGE.format(
            title=html.escape(self._title),
            rooms=rooms,
            database=html.escape(self._database),
            feed=html.escape(self._world.feed),
        )
        return web.Response(text=page, content_type="text/html")

    async def _enter(self, request: web.Request) -> web.Response:
        self._check(request)
        room = self._world.room(request.match_info["room"])
        if room is None:
            raise web.HTTPNotFound(text="There is no such room.")
        raise web.HTTPFound(await self.open(room))

    def _check(self, request: web.Request) -> None:
        # A page elsewhere that resolves its name to this machine would send its own name.
        if request.host not in (f"127.0.0.1:{self._port}", f"localhost:{self._port}"):
            raise web.HTTPForbidden


def _link(room: Room) -> str:
    return (
        f'<a class="room" href="{room.key}"><b>{html.escape(room.title)}</b>'
        f"<span>{html.escape(room.hint)}</span></a>"
    )
