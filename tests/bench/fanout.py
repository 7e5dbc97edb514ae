"""One alert to many channels: how fast beside what Discord allows, and beside a bare loop.

    python -m tests.bench.fanout [--channels 2000] [--rates 40 48] [--bare-channels 2000]
    python -m tests.bench.fanout --followers 2000 [--channels 100]

With Discord's limits on, the bot is ``python -m bot``; a run counts from the first request to the
last. With limits off, both bots are processes of their own against the same kind of server, one
after the other, as many requests under way in each. With followers, one update is under way to
people by direct message when the next is published; what counts is when channels have it.
"""

import argparse
import asyncio
import dataclasses
import math
import os
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import discord

from bot.app import bring_pack, point_at
from bot.client import SequelBot
from bot.delivery.card import render_alert
from bot.delivery.engine import AT_ONCE
from bot.enums import Importance, Wants
from bot.places import Hours
from bot.settings import MIGRATIONS, ROOT, read_settings
from bot.store.database import Database
from bot.store.followers import set_follower
from bot.store.updates import list_published
from tests.bench.figures import cpu_s, memory_mb, percentile, tell
from tests.wire.bot_process import prepare_store
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.throttle import Limits
from tests.wire.discord_server.world import Channel, Guild, World

TOKEN = "bench.test.token"  # noqa: S105 - of the loopback server
SENT = "POST /channels/*/messages"
UNLIMITED = 100_000
IDLE_S = 15.0
COMMAND = "status"


def make_world(channels: int) -> tuple[World, list[tuple[Guild, Channel]]]:
    """Return so many servers with a channel each."""
    world = World(TOKEN)
    guilds = [world.add_guild(f"Server {number}") for number in range(channels)]
    return world, [(guild, guild.add_channel("news")) for guild in guilds]


@asynccontextmanager
async def running(
    server: DiscordServer, database: Path, *command: str, **environ: str
) -> AsyncGenerator[int, None]:
    """Run a bot and yield its process id."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *command,
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_URL": server.api_url,
            "DISCORD_GATEWAY_URL": server.gateway_url,
            "DATABASE_PATH": str(database),
            "LOG_LEVEL": "WARNING",
            **environ,
        },
    )
    try:
        yield process.pid
    finally:
        process.kill()
        await process.wait()


async def ask_until(server: DiscordServer, guild: Guild, end: float, times: list[float]) -> None:
    """Use a command ten times a second and note how long each answer took, in ms."""
    user = server.world.add_user("mia")
    guild.add_member(user)
    while time.time() < end and len(server.ledger.calls(SENT)) < len(server.world.guilds):
        record = await server.slash(guild, None, user, COMMAND, within=30)
        times.append(record.round_trip / 1e6)
        await asyncio.sleep(0.1)


async def measure_limited(channels: int, rate: int, scratch: Path) -> None:
    """Fan out with Discord's limits on and commands in between."""
    world, places = make_world(channels)
    start_s = 10 + channels / 200
    due = int(time.time() + start_s + IDLE_S)
    database = scratch / f"limited-{rate}.db"
    await prepare_store(database, places, now=due)
    idle, busy = list[float](), list[float]()
    async with (
        DiscordServer(world, limits=Limits()) as server,
        running(server, database, "bot", ALERT_RATE=str(rate)) as pid,
    ):
        await server.connected(within=start_s)
        await asyncio.sleep(max(0.0, due - IDLE_S - time.time()))
        await ask_until(server, places[0][0], due - 1, idle)
        before, spent = memory_mb(pid), cpu_s(pid)
        await server.until(lambda: server.ledger.calls(SENT), within=60)
        await ask_until(server, places[0][0], due + 3 * channels / rate, busy)
        await server.until(lambda: all(place.messages for _, place in places), within=60)
        spent, after = cpu_s(pid) - spent, memory_mb(pid)
    sent = server.ledger.calls(SENT)
    taken = sent[-1].at - sent[0].at
    fullest = max(sum(entry.at <= other.at < entry.at + 1 for other in sent[number : number + 80])
                  for number, entry in enumerate(sent))  # fmt: skip
    # The first channel is where the commands were used.
    repeated = sum(len(place.log) - 1 for _, place in places[1:])
    ratio = taken / (channels / rate)
    tell(
        f"limits on, {rate}/s, {channels} channels: {taken:.1f} s, "
        f"{ratio:.3f} of channels / rate; {server.ledger.too_many} answers 429, "
        f"at most {fullest} sends in any second; {repeated} repeated; "
        f"{1_000 * spent / channels:.2f} ms CPU a post (commands included); "
        f"memory {before:.1f} -> {after:.1f} MB"
    )
    tell(
        f"  /{COMMAND} idle p50 {percentile(idle, 0.5):.1f}, p99 {percentile(idle, 0.99):.1f} ms; "
        f"during p50 {percentile(busy, 0.5):.1f}, p99 {percentile(busy, 0.99):.1f} ms; "
        f"p99 ratio {percentile(busy, 0.99) / percentile(idle, 0.99):.2f} "
        f"({len(idle)} and {len(busy)} uses)"
    )


async def measure_followed(channels: int, followers: int, rate: int, scratch: Path) -> None:
    """Publish once while an earlier update still goes out to people; time the channels."""
    world, places = make_world(channels)
    database = scratch / "followed.db"
    start_s = 10 + channels / 200
    first = int(time.time() + start_s)
    second = first + math.ceil(channels / rate) + 5
    async with Database.open(database, MIGRATIONS) as db, db.transaction() as tx:
        for number in range(followers):
            person = world.add_user(f"follower-{number}")
            await set_follower(
                tx,
                person.id,
                world.dm(world.app, person).id,
                least=Importance.MINOR,
                wants=Wants.ALL,
                milestones=False,
                hours=Hours(),
                now=first,
            )
    await prepare_store(database, places, now=first)
    await prepare_store(database, places, now=second)
    async with (
        DiscordServer(world, limits=Limits()) as server,
        running(server, database, "bot", ALERT_RATE=str(rate)),
    ):
        await server.until(
            lambda: all(len(place.messages) == 2 for _, place in places), within=3_600
        )
        people = len(server.ledger.calls(SENT)) - 2 * channels
    ids = {str(place.id) for _, place in places}
    sent = [entry.at for entry in server.ledger.calls(SENT) if entry.path.split("/")[2] in ids]
    late = sorted(sent)[channels:]
    tell(
        f"{followers} followers, {channels} channels, {rate}/s: the second update was in all "
        f"channels {late[-1] - late[0]:.1f} s after the first of them had it "
        f"({channels / rate:.1f} s at that rate), the first one {late[0] - second:.1f} s after "
        f"it was due; {people} people had been written to by then; "
        f"{server.ledger.too_many} answers 429"
    )


async def measure_unlimited(channels: int, role: str, scratch: Path) -> tuple[float, float]:
    """Return posts per second, and milliseconds of CPU a post, with limits off."""
    world, places = make_world(channels)
    database = scratch / f"{role}-{time.time()}.db"
    due = int(time.time() + 6)
    await prepare_store(database, places, now=due)
    async with (
        DiscordServer(world) as server,
        running(server, database, "tests.bench.fanout", "--role", role) as pid,
    ):
        await asyncio.sleep(max(0.0, due - 0.5 - time.time()))
        spent = cpu_s(pid)
        await server.until(lambda: len(server.ledger.calls(SENT)) >= channels, within=300)
        await asyncio.sleep(0.5)
        spent = cpu_s(pid) - spent
    sent = server.ledger.calls(SENT)
    return channels / (sent[-1].at - sent[0].at), 1_000 * spent / channels


async def play_role(role: str) -> None:
    """Be one of the bots that are measured without limits; until killed."""
    settings = dataclasses.replace(read_settings(os.environ), alert_rate=UNLIMITED)
    point_at(settings)
    async with Database.open(settings.database, MIGRATIONS) as db:
        if role == "ours":
            bot = SequelBot(settings, db, await bring_pack(db, settings), extensions=())
            async with bot:
                await bot.login(settings.require_token())
                await asyncio.sleep(600)
        await send_barely(db, settings.require_token())


async def send_barely(db: Database, token: str) -> None:
    """Send the same words to the same channels, the least that discord.py needs."""
    [update] = [found for found in await list_published(db) if found.key is None]
    rows = await db.fetch("SELECT d.channel_id, p.due_at FROM posts p JOIN destinations d "
                          "ON d.id = p.destination_id")  # fmt: skip
    gate = asyncio.Semaphore(AT_ONCE)

    async def send(client: discord.Client, channel_id: int) -> None:
        async with gate:
            alert = render_alert(update)
            await client.get_partial_messageable(channel_id).send(
                alert.content, embed=alert.embed, view=alert.view, allowed_mentions=alert.mentions
            )

    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(token)
        await asyncio.sleep(max(0.0, rows[0][1] - time.time()))
        await asyncio.gather(*(send(client, channel_id) for channel_id, _ in rows))
        await asyncio.sleep(600)


async def follow(channels: int, followers: int, rates: list[int]) -> None:
    """Measure how people and channels get on."""
    with tempfile.TemporaryDirectory() as folder:
        for rate in rates[:1]:
            await measure_followed(channels, followers, rate, Path(folder))


async def main(channels: int, rates: list[int], bare_channels: int, rounds: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for number in range(rounds):
            roles = ("bare", "ours") if number % 2 else ("ours", "bare")
            figures = {
                role: await measure_unlimited(bare_channels, role, scratch) for role in roles
            }
            (bare, bare_cpu), (ours, our_cpu) = figures["bare"], figures["ours"]
            tell(
                f"limits off, {bare_channels} channels: bare {bare:.0f} posts/s and {bare_cpu:.2f} "
                f"ms CPU a post, ours {ours:.0f} and {our_cpu:.2f}; ratios {ours / bare:.2f}, "
                f"{our_cpu / bare_cpu:.2f}"
            )
        for rate in rates:
            await measure_limited(channels, rate, scratch)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, default=2_000)
    parser.add_argument("--rates", type=int, nargs="*", default=[40, 48])
    parser.add_argument("--bare-channels", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--followers", type=int, default=0)
    parser.add_argument("--role", choices=("ours", "bare"))
    options = parser.parse_args()
    if options.role:
        asyncio.run(play_role(options.role))
    elif options.followers:
        asyncio.run(follow(options.channels, options.followers, options.rates))
    else:
        asyncio.run(main(options.channels, options.rates, options.bare_channels, options.rounds))
