"""The composition root: opens what the bot needs, in order, and closes it in reverse."""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.client import SequelBot
from bot.errors import SettingsError
from bot.fetching.client import Fetcher
from bot.fetching.reader import FeedReader
from bot.meter import NO_METER, Meter
from bot.models import PackInfo
from bot.packs.files import hash_pack
from bot.settings import MIGRATIONS, Settings
from bot.store.database import Database
from bot.store.pack_sync import get_synced, sync_pack

log = logging.getLogger(__name__)

# A thread that computes, as one that answers a question does, gives way to the event loop so soon.
# A turn of the loop waits for it several times, each time for Python's own 5 ms otherwise.
SWITCH_S = 0.001


@asynccontextmanager
async def open_bot(
    settings: Settings, meter: Meter = NO_METER, *, fetcher: Fetcher | None = None
) -> AsyncGenerator[SequelBot, None]:
    """Open the store with the pack in it, and make a bot that is not yet connected.

    ``fetcher`` reads feeds; only a test or the sandbox hands one in, to read from this machine.
    """
    sys.setswitchinterval(SWITCH_S)
    async with (
        Database.open(settings.database, MIGRATIONS) as db,
        FeedReader(fetcher) as reader,
    ):
        info = await bring_pack(db, settings)
        bot = SequelBot(settings, db, info, meter=meter, reader=reader)
        logging.getLogger().addHandler(bot.errors)
        try:
            yield bot
        finally:
            logging.getLogger().removeHandler(bot.errors)


async def bring_pack(db: Database, settings: Settings) -> PackInfo:
    """Sync the pack into the store when its files changed; PackError when it has mistakes."""
    digest = hash_pack(settings.pack)
    synced = await get_synced(db, settings.pack.name)
    if synced is not None and synced[0] == digest:
        return synced[1]
    # Read only when needed: most starts find the pack in the store.
    from bot.packs.loading import load_pack  # noqa: PLC0415 - see above

    pack = load_pack(settings.pack)
    await sync_pack(db, pack, digest, at=int(discord.utils.utcnow().timestamp()))
    log.info("pack %s synced: %s facts", settings.pack.name, len(pack.facts))
    return pack.info


def point_at(settings: Settings) -> None:
    """Point discord.py at a proxy or a test server, where the settings name one.

    A plain client connects to DEFAULT_GATEWAY without asking ``GET /gateway``.
    """
    if settings.api_url is not None:
        Route.BASE = settings.api_url
    if settings.gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)


@asynccontextmanager
async def _open_counted(settings: Settings) -> AsyncGenerator[SequelBot, None]:
    """Open the bot and, where a port for them is set, serve its figures."""
    if settings.metrics_port is None:
        async with open_bot(settings) as bot:
            yield bot
        return
    try:
        from bot.metrics import Metrics, serve  # noqa: PLC0415 - only where they are wanted
    except ImportError as error:
        raise SettingsError(
            f"METRICS_PORT needs {error.name}: pip install prometheus-client"
        ) from error
    metrics = Metrics()
    async with open_bot(settings, metrics) as bot, serve(metrics, bot, settings.metrics_port):
        yield bot


async def run_bot(settings: Settings) -> None:
    """Run on Discord until SIGTERM or SIGINT; alerts under way end and the store is closed."""
    token = settings.require_token()
    point_at(settings)
    async with _open_counted(settings) as bot, bot:
        running = asyncio.create_task(bot.start(token), name="bot")
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(number, running.cancel)
        try:
            await running
        except asyncio.CancelledError:
            log.info("stopping")
        except discord.LoginFailure as error:
            raise SettingsError("DISCORD_TOKEN is refused by Discord. Is it complete?") from error
