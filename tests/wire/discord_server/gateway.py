"""Discord's gateway (https://docs.discord.com/developers/events/gateway)."""

import contextlib
import json
import secrets
import zlib
from dataclasses import dataclass, field

import aiohttp
import discord
from aiohttp import web

from tests.wire.discord_server.payloads import guild_json, user_json
from tests.wire.discord_server.permissions import permissions_in
from tests.wire.discord_server.state import Event
from tests.wire.discord_server.world import DM, Application, Guild, Json, World

_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _INVALID, _HELLO, _ACK = 0, 1, 2, 6, 9, 10, 11
_IGNORED = {3, 4, 8}
_OF_GUILDS = ("CHANNEL_", "THREAD_", "GUILD_")
_GUILDS = discord.Intents(guilds=True).value
_GUILD_MESSAGES = discord.Intents(guild_messages=True).value
_DM_MESSAGES = discord.Intents(dm_messages=True).value


class Pipe:
    """One websocket; compresses when the query string asks for zlib-stream.

    For zstd-stream it sends plain text frames, which discord.py takes whatever it asked for.
    """

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.transport = request.transport
        packed = request.query.get("compress") == "zlib-stream"
        self._deflate = zlib.compressobj() if packed else None

    async def send(self, op: int, data: object = None) -> None:
        """Send one payload that is no event."""
        await self.write(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def write(self, text: str) -> None:
        """Send a payload as written; nothing when the socket is closed."""
        if self.socket.closed:
            return
        # A killed client is noticed only here; its session keeps the event for a RESUME.
        with contextlib.suppress(ConnectionError):
            if self._deflate is None:
                await self.socket.send_str(text)
                return
            # The socket writes before it first waits: the stream keeps the order of the calls.
            packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
            await self.socket.send_bytes(packed)


@dataclass(eq=False, slots=True)
class Session:
    """One identified client: alive while it has a pipe, kept for RESUME when it has none."""

    app: Application
    intents: int
    shard: tuple[int, int]
    pipe: Pipe | None
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    seq: int = 0
    sent: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    async def dispatch(self, name: str, data: Json) -> None:
        """Send an event, or keep it for a client that comes back."""
        self.seq += 1
        text = json.dumps({"op": _DISPATCH, "d": data, "s": self.seq, "t": name})
        self.sent.append((self.seq, text))
        del self.sent[:-1000]
        if self.pipe is not None:
            await self.pipe.write(text)

    def sees(self, event: Event) -> bool:
        """Whether intents, membership, permissions and shard let it hear of this."""
        if event.name.startswith("MESSAGE_"):
            private = event.channel is not None and event.channel.kind == DM
            if not self.intents & (_DM_MESSAGES if private else _GUILD_MESSAGES):
                return False
        elif event.name.startswith(_OF_GUILDS) and not self.intents & _GUILDS:
            return False
        if event.guild is not None and not self.has(event.guild):
            return False
        if event.guild is None and not self.owns(None):
            return False
        if event.channel is None or event.name.startswith("CHANNEL_"):
            return True
        return permissions_in(event.channel, self.app.user).view_channel

    def has(self, guild: Guild) -> bool:
        """Whether the bot is in the server and the server in the shard."""
        return self.app.user.id in guild.members and self.owns(guild)

    def owns(self, guild: Guild | None) -> bool:
        """Whether a server's events go to this shard; those outside servers go to shard 0."""
        number, count = self.shard
        return ((guild.id >> 22) % count if guild is not None else 0) == number


class Gateway:
    """All sessions. ``open`` off refuses new connections: an outage of the gateway alone."""

    def __init__(self, world: World, heartbeat_ms: int) -> None:
        self._world = world
        self._heartbeat_ms = heartbeat_ms
        self._pipes: list[Pipe] = []
        self.sessions: list[Session] = []
        self.url = ""
        self.open = True
        self.identifies = 0
        self.resumes = 0

    def live(self, app: Application) -> list[Session]:
        """Return the sessions of a bot that are connected and have their servers."""
        return [s for s in self.sessions if s.app is app and s.pipe is not None]

    async def dispatch(self, event: Event) -> None:
        """Send an event to all who see it."""
        for session in self.sessions:
            if session.sees(event):
                await session.dispatch(event.name, event.data)

    async def disconnect(
        self, code: int = 4000, *, forget: bool = False, abort: bool = False
    ) -> None:
        """Close every connection; ``forget`` refuses the RESUME, ``abort`` sends no close frame."""
        if forget:
            self.sessions.clear()
        for pipe in self._pipes[:]:
            if abort and pipe.transport is not None:
                pipe.transport.abort()
            else:
                await pipe.socket.close(code=code)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection until either side closes it."""
        if not self.open:
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=15_360, compress=False, timeout=1)
        await socket.prepare(request)
        pipe = Pipe(socket, request)
        self._pipes.append(pipe)
        session: Session | None = None
        try:
            await pipe.send(_HELLO, {"heartbeat_interval": self._heartbeat_ms, "_trace": []})
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    session = await self._receive(pipe, session, json.loads(frame.data))
        finally:
            self._pipes.remove(pipe)
            if session is not None and session.pipe is pipe:
                session.pipe = None
        return socket

    async def _receive(self, pipe: Pipe, session: Session | None, payload: Json) -> Session | None:
        """Handle one payload of a client."""
        match payload["op"]:
            case op if op == _HEARTBEAT:
                await pipe.send(_ACK)
            case op if op == _IDENTIFY:
                return await self._identify(pipe, payload["d"])
            case op if op == _RESUME:
                return await self._resume(pipe, payload["d"])
            case op if session is None:
                await pipe.socket.close(code=4003)
            case op if op not in _IGNORED:
                await pipe.socket.close(code=4001)
            case _:
                pass
        return session

    async def _identify(self, pipe: Pipe, data: Json) -> Session | None:
        app = self._app(data["token"])
        if app is None:
            await pipe.socket.close(code=4004, message=b"Authentication failed.")
            return None
        self.identifies += 1
        number, count = data.get("shard") or (0, 1)
        if not 0 <= number < count:
            await pipe.socket.close(code=4010, message=b"Invalid shard")
            return None
        session = Session(app, data["intents"], (number, count), None)
        # A client that identifies anew does not resume what it had.
        self.sessions = [
            old
            for old in self.sessions
            if old.pipe is not None or (old.app, old.shard) != (app, session.shard)
        ]
        guilds = [
            g for g in self._world.guilds.values() if session.sees(Event("GUILD_CREATE", {}, g))
        ]
        session.pipe = pipe
        ready = {
            "v": 10,
            "user": user_json(app.user),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "application": {"id": str(app.id), "flags": 0},
            "shard": [number, count],
        }
        await session.dispatch("READY", ready)
        for guild in guilds:
            body = guild_json(guild, app, session.intents) | {"unavailable": False}
            await session.dispatch("GUILD_CREATE", body)
        self.sessions.append(session)
        return session

    async def _resume(self, pipe: Pipe, data: Json) -> Session | None:
        app = self._app(data["token"])
        known = (s for s in self.sessions if s.id == data["session_id"] and s.app is app)
        session = next(known, None)
        if session is None:
            await pipe.send(_INVALID, data=False)
            return None
        self.resumes += 1
        session.pipe = pipe
        for text in [text for seq, text in session.sent if seq > data["seq"]]:
            await pipe.write(text)
        await session.dispatch("RESUMED", {"_trace": []})
        return session

    def _app(self, token: str) -> Application | None:
        bare = token.removeprefix("Bot ")
        return next((a for a in self._world.applications.values() if a.token == bare), None)
