"""A fake Discord on a loopback socket: REST API v10 and gateway in one asyncio program."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from tests.wire.discord_server.gateway import Gateway
from tests.wire.discord_server.interactions import (
    Options,
    Value,
    command_data,
    envelope,
    find_command,
    modal_data,
    place,
    press_data,
    resolve_members,
)
from tests.wire.discord_server.openapi import load_description
from tests.wire.discord_server.payloads import channel_json, guild_json, role_json, user_json
from tests.wire.discord_server.rest import PREFIX, Rest
from tests.wire.discord_server.rest_interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL
from tests.wire.discord_server.state import Event, InteractionRecord, State
from tests.wire.discord_server.throttle import Limits, Throttle
from tests.wire.discord_server.world import Application, Channel, Guild, Json, Message, User, World


class DiscordServer:
    """Serves a world to bots in any process; use it with ``async with``.

    ``openapi`` names Discord's API description to hold bodies against (``violations``), ``limits``
    switches rate limits on, ``nonce_window`` is in seconds of the world's clock, ``answer_within``
    the real seconds that Discord gives an interaction, ``shards`` is how many it advises.
    """

    def __init__(
        self,
        world: World,
        *,
        openapi: Path | None = None,
        limits: Limits | None = None,
        nonce_window: float = 60.0,
        answer_within: float = 3.0,
        heartbeat_ms: int = 41_250,
        port: int = 0,
        shards: int = 1,
    ) -> None:
        self.world = world
        self.state = State(world, nonce_window, answer_within)
        self.gateway = Gateway(world, heartbeat_ms)
        throttle = Throttle(world.clock, limits) if limits else None
        description = load_description(openapi) if openapi else None
        self._rest = Rest(self.state, self.gateway.dispatch, description, throttle, shards)
        self._port = port
        self._runner: web.AppRunner | None = None
        self.ledger = self._rest.ledger
        self.faults = self._rest.faults
        self.violations = self._rest.violations
        self.api_url = ""
        self.gateway_url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_get("/gateway", self.gateway.serve)
        self._rest.mount(app.router, lambda: self.gateway_url)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.api_url = f"http://127.0.0.1:{self._port}{PREFIX}"
        self.gateway_url = self.gateway.url = f"ws://127.0.0.1:{self._port}/gateway"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        self.gateway.open = False
        await self._rest.close()
        await self.gateway.disconnect(1001)
        await self._runner.cleanup()
        if self._rest.errors:
            raise ExceptionGroup("the server itself failed", self._rest.errors)

    async def pass_time(self, seconds: float) -> None:
        """Let time pass at once; what takes effect late does so at its time, and in order."""
        await self._rest.pass_time(seconds)

    async def until(self, met: Callable[[], object], within: float = 10.0) -> None:
        """Wait until something holds, looking every 5 ms; TimeoutError otherwise."""
        async with asyncio.timeout(within):
            while not met():  # noqa: ASYNC110 - any fact of the server may be waited for
                await asyncio.sleep(0.005)

    async def connected(self, app: Application | None = None, within: float = 15.0) -> None:
        """Wait until a bot is connected, knows its servers and has synced its commands."""
        asked = app or self.world.app
        await self.until(lambda: self.gateway.live(asked) and asked.commands, within)

    async def slash(
        self,
        guild: Guild | None,
        channel: Channel | None,
        user: User,
        name: str,
        options: Options | None = None,
        *,
        app: Application | None = None,
        within: float = 5.0,
    ) -> InteractionRecord:
        """Use a slash command (``"name sub"``) and wait for the callback.

        Without channel in the first text channel, without server in the bot's DM. LookupError when
        Discord would not offer that here, TimeoutError when the bot does not answer.
        """
        bot, words = app or self.world.app, name.split()
        where = place(self.world, bot, guild, channel, user)
        command = find_command(bot, where, user, words[0], 1)
        data = command_data(command, words[1:], options or {}, None)
        resolve_members(data, where)
        return await self._send(bot, COMMAND, where, user, data, within=within)

    async def autocomplete(
        self,
        guild: Guild | None,
        channel: Channel | None,
        user: User,
        name: str,
        options: Options,
        *,
        focused: str | None = None,
        app: Application | None = None,
        within: float = 5.0,
    ) -> InteractionRecord:
        """Type into an option; ``options`` holds what is typed so far, the focused one last."""
        bot, words = app or self.world.app, name.split()
        where = place(self.world, bot, guild, channel, user)
        command = find_command(bot, where, user, words[0], 1)
        data = command_data(command, words[1:], options, focused or [*options][-1])
        return await self._send(bot, AUTOCOMPLETE, where, user, data, within=within)

    async def menu(
        self,
        channel: Channel,
        user: User,
        name: str,
        target: Message | User,
        *,
        app: Application | None = None,
        within: float = 5.0,
    ) -> InteractionRecord:
        """Use a context menu command on a person or a message."""
        bot, key = app or self.world.app, str(target.id)
        command = find_command(bot, channel, user, name, 2 if isinstance(target, User) else 3)
        data: Json = {"id": command["id"], "name": name, "type": command["type"], "target_id": key}
        if isinstance(target, User):
            data["resolved"] = {"users": {key: user_json(target)}}
        else:
            data["resolved"] = {"messages": {key: target.json}}
        resolve_members(data, channel)
        return await self._send(bot, COMMAND, channel, user, data, within=within)

    async def press(
        self,
        message: Message,
        custom_id: str,
        user: User,
        *,
        values: Sequence[Value] | None = None,
        component_type: int | None = None,
        app: Application | None = None,
        within: float = 5.0,
    ) -> InteractionRecord:
        """Press a button or, with ``values``, choose from a select under a message.

        LookupError when the message has no such enabled control, unless ``component_type`` is
        given: that replays a press of a control that is gone.
        """
        data = press_data(message, custom_id, values, component_type)
        resolve_members(data, message.channel)
        bot = app or self.world.app
        return await self._send(
            bot, COMPONENT, message.channel, user, data, source=message, within=within
        )

    async def submit_modal(
        self,
        opened: InteractionRecord,
        values: Mapping[str, Any],
        user: User | None = None,
        *,
        within: float = 5.0,
    ) -> InteractionRecord:
        """Send the modal that an interaction was answered with; values by ``custom_id``."""
        data = modal_data(opened.data, values, opened.channel.guild)
        resolve_members(data, opened.channel)
        who = user or opened.user
        return await self._send(
            opened.app, MODAL, opened.channel, who, data, source=opened.source, within=within
        )

    async def _send(
        self,
        app: Application,
        kind: int,
        channel: Channel,
        user: User,
        data: Json,
        *,
        source: Message | None = None,
        within: float,
    ) -> InteractionRecord:
        """Dispatch an interaction to the bot and wait for its callback."""
        number, token = self.world.ids.next(), secrets.token_urlsafe(64)
        now = self.world.clock.now()
        record = InteractionRecord(number, token, app, kind, user, channel, now, source=source)
        record.payload = envelope(app, channel, user)
        record.payload |= {"id": str(number), "token": token, "type": kind, "data": data}
        if source is not None:
            record.payload["message"] = source.json
        self.state.records[token] = record
        record.dispatched_at = time.perf_counter_ns()
        for session in self.gateway.live(app):
            if session.owns(channel.guild):
                await session.dispatch("INTERACTION_CREATE", record.payload)
        return await record.answered(within)

    async def join(self, guild: Guild, app: Application | None = None) -> None:
        """Let a bot join a server and tell it."""
        bot = app or self.world.app
        guild.add_bot(bot)
        for session in self.gateway.live(bot):
            if session.owns(guild):
                await session.dispatch("GUILD_CREATE", guild_json(guild, bot, session.intents))

    async def kick(self, guild: Guild, app: Application | None = None) -> None:
        """Remove a bot from a server and tell it."""
        bot = app or self.world.app
        await self.gateway.dispatch(Event("GUILD_DELETE", {"id": str(guild.id)}, guild))
        del guild.members[bot.user.id]

    async def delete_channel(self, channel: Channel) -> None:
        """Delete a channel and tell the bots."""
        assert channel.guild is not None
        del channel.guild.channels[channel.id], self.world.channels[channel.id]
        await self.tell("CHANNEL_DELETE", channel)

    async def tell(self, event: str, channel: Channel) -> None:
        """Send CHANNEL_CREATE or CHANNEL_UPDATE after the test has changed the world."""
        await self.gateway.dispatch(Event(event, channel_json(channel), channel.guild, channel))

    async def tell_roles(self, guild: Guild) -> None:
        """Send GUILD_ROLE_UPDATE for all roles after the test has changed them."""
        for role in guild.roles.values():
            data = {"guild_id": str(guild.id), "role": role_json(role)}
            await self.gateway.dispatch(Event("GUILD_ROLE_UPDATE", data, guild))
