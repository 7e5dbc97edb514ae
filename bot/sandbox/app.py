"""Runs the sandbox: the same bot and cogs, its own store, a simulated Discord."""

import asyncio
import contextlib
import dataclasses
import logging
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import simcord

from bot.app import open_bot
from bot.enums import Importance
from bot.errors import SettingsError
from bot.fetching.client import Fetcher
from bot.models import GuildSettings
from bot.sandbox.server import Lobby
from bot.sandbox.website import open_website
from bot.sandbox.world import World, build_world, set_clock
from bot.settings import Settings
from bot.store.database import Database
from bot.store.destinations import get_destination, set_destination
from bot.store.guilds import set_settings
from bot.store.meta import set_meta

log = logging.getLogger(__name__)
TICK_S = 1.0
SETTLED_S = 30.0  # a slow machine needs seconds to read the pack


def sandbox_settings(settings: Settings, home: int | None = None) -> Settings:
    """Return the settings with a database of the sandbox's own, and no token."""
    database = settings.database.with_name(f"{settings.database.stem}-sandbox.db")
    newsrooms = settings.newsroom_guild_ids if home is None else frozenset({home})
    return dataclasses.replace(
        settings,
        token=None,
        database=database,
        newsroom_guild_ids=newsrooms,
        backup_keep=0,
        metrics_port=None,
        shard_ids=None,
        shard_count=1,
    )


def forget(database: Path) -> None:
    """Delete a database with its log files."""
    for suffix in ("", "-wal", "-shm", ".lock"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


@asynccontextmanager
async def open_sandbox(settings: Settings) -> AsyncGenerator[World, None]:
    """Start the bot in a fresh world; the store is the one that the settings name."""
    async with open_website() as place, open_bot(settings, fetcher=Fetcher([place])) as bot:
        # A simulated Discord remembers no commands from the run before.
        await set_meta(bot.db, "commands", "")
        env = simcord.Env(bot, check_errors=False, settle_timeout=SETTLED_S)
        feed = f"http://{place[0]}:{place[1]}/feed"
        world = build_world(env, bot.info.title, feed)
        env.backend.edit_bot_profile("sequelwatch")
        bot.settings = sandbox_settings(bot.settings, world.newsroom.id)
        # SimCord has five seconds for a start, and a slow machine needs longer to read a pack.
        await bot.readings.answers()
        set_clock(env)
        await env.start()
        try:
            await _send_news_to(bot.db, world)
            yield world
        finally:
            await env.shutdown()


async def run_sandbox(settings: Settings, port: int) -> None:
    """Serve the page until SIGINT or SIGTERM; print its address in one line."""
    async with open_sandbox(settings) as world:
        lobby = Lobby(world, world.title, str(settings.database))
        try:
            address = await lobby.start(port)
        except OSError as error:
            raise SettingsError(
                f"Port {port} of this machine is taken. Choose another one with --port, "
                "or leave it out for any that is free."
            ) from error
        print(f"Open {address} in a browser (Ctrl+C ends it)", flush=True)  # noqa: T201 - the one line
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):  # Windows
                asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        ticking = asyncio.create_task(_tick(world.env))
        try:
            await stopped.wait()
        finally:
            ticking.cancel()
            await lobby.stop()


async def _tick(env: simcord.Env) -> None:
    """Let the world's time pass, and with it the bot's loops."""
    while True:
        await asyncio.sleep(TICK_S)
        set_clock(env)
        # Somebody is just acting: their action settles the world as well.
        with contextlib.suppress(simcord.SetupError):
            await env.settle()


async def _send_news_to(db: Database, world: World) -> None:
    """Set alerts and desk of the first server up, so that the first post shows the whole way."""
    if await get_destination(db, world.newsroom.id) is not None:
        return
    async with db.transaction() as tx:
        await set_destination(
            tx,
            world.newsroom.id,
            world.news.id,
            ping_role_id=world.newsroom.roles["News pings"].id,
            least=Importance.MINOR,
            ping_from=Importance.MAJOR,
        )
        desk_role = world.newsroom.roles["Moderators"]
        await set_settings(
            tx,
            GuildSettings(
                world.newsroom.id, desk_role_id=desk_role.id, desk_channel_id=world.mods.id
            ),
        )
