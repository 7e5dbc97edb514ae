"""``check``: what stands in the way of the bot, with what to do about it."""

import sqlite3
from importlib.util import find_spec

import aiohttp
import discord

from bot.app import point_at
from bot.backups import list_copies
from bot.delivery.verdicts import missing_permissions
from bot.errors import SequelwatchError
from bot.packs.loading import check_pack, load_pack
from bot.settings import Settings
from bot.store.backup import check_database, read_places

WAL_RESET_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))  # sqlite.org/wal.html#walresetbug


async def check_all(settings: Settings) -> int:
    """Look at everything and print what is found; return 0 when nothing has to be mended."""
    mended = [
        _check_pack(settings),
        _check_database(settings),
        _check_operation(settings),
        await _check_discord(settings),
    ]
    if all(mended):
        print("Nothing to mend.")
    return 0 if all(mended) else 1


def _check_pack(settings: Settings) -> bool:
    name = settings.pack.name
    problems = check_pack(settings.pack)
    for problem in problems:
        print(f"pack {name}: {problem}")
    if not problems:
        pack = load_pack(settings.pack)
        print(
            f"pack {name}: {len(pack.facts)} facts, {len(pack.entities)} names, "
            f"{len(pack.timeline)} timeline entries, {len(pack.sources)} sources"
        )
    return not problems


def _check_database(settings: Settings) -> bool:
    if not settings.database.exists():
        print(f"database: {settings.database} does not exist yet; the first start makes it")
        return True
    try:
        check_database(settings.database)
    except SequelwatchError as error:
        print(f"database: {error}")
        return False
    print(f"database: {settings.database} is sound (SQLite {sqlite3.sqlite_version})")
    if not _wal_reset_fixed(sqlite3.sqlite_version_info):
        print(
            "database: this SQLite can lose commits when two processes write one WAL file at the "
            "same moment; the bot's processes take turns, so let no other program write to it"
        )
    return True


def _check_operation(settings: Settings) -> bool:
    """Look at backups, figures and shards."""
    good = True
    copies = list_copies(settings.backup_dir, settings.database)
    if not settings.backup_keep:
        print("backups: switched off (BACKUP_KEEP=0)")
    elif copies:
        print(f"backups: the newest of {len(copies)} is of {copies[0][0]:%d %B %Y, %H:%M} UTC")
    else:
        print(f"backups: none yet; the running bot makes one each day in {settings.backup_dir}")
    if settings.metrics_port is not None and find_spec("prometheus_client") is None:
        print("figures: METRICS_PORT needs prometheus-client: pip install prometheus-client")
        good = False
    if settings.shard_ids is not None:
        which = ", ".join(map(str, settings.shard_ids))
        rate = settings.alert_rate * settings.share
        print(f"shards: {which} of {settings.shard_count}, with {rate:g} alerts a second")
        if not settings.leads:
            print("shards: commands are synced and backups made by the process with shard 0")
    return good


def _wal_reset_fixed(version: tuple[int, ...]) -> bool:
    newest = WAL_RESET_FIXED[0]
    return version >= newest or any(
        version[:2] == fix[:2] and version >= fix for fix in WAL_RESET_FIXED
    )


async def _check_discord(settings: Settings) -> bool:
    if settings.token is None:
        print("Discord: DISCORD_TOKEN is not set; only the sandbox can run (.env.example)")
        return True
    point_at(settings)
    client = discord.Client(intents=discord.Intents.none())
    try:
        async with client:
            await client.login(settings.token)
            print(f"Discord: logged in as {client.user}")
            return await _check_channels(client, settings)
    except discord.LoginFailure:
        print("Discord: DISCORD_TOKEN is refused; copy it anew from the Developer Portal")
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        print(f"Discord: no answer ({type(error).__name__}); is the network up?")
    return False


async def _check_channels(client: discord.Client, settings: Settings) -> bool:
    if not settings.database.exists():
        return True
    good = True
    for guild_id, channel_id in read_places(settings.database):
        try:
            guild = await client.fetch_guild(guild_id)
            member = await guild.fetch_member(client.user.id if client.user else 0)
            channel = await guild.fetch_channel(channel_id)
            missing = missing_permissions(channel.permissions_for(member))
        except discord.HTTPException as error:
            print(f"channel {channel_id} of server {guild_id}: {error.text}; set alerts up again")
            good = False
            continue
        if missing:
            print(f"#{channel.name} in {guild.name}: missing permission {', '.join(missing)}")
            good = False
        else:
            print(f"#{channel.name} in {guild.name}: alerts can be sent")
    return good
