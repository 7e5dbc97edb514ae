"""How long an answer takes, beside a bare bot that answers a constant, in the same run.

    python -m tests.bench.latency [--rounds 400] [--facts 100000]

Both bots are processes of their own against the same kind of loopback server, asked in turn.
An interaction counts from its dispatch by the server to its callback received by it.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.enums import Confidence, EntityKind, Spoiler
from bot.models import Entity, Fact, Pack, PartialDate
from bot.packs.files import hash_pack
from bot.packs.loading import load_pack
from bot.settings import MIGRATIONS, ROOT, read_settings
from bot.store.database import Database
from bot.store.pack_sync import sync_pack
from tests.bench.figures import memory_mb, percentile
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Guild, User, World

BARE = ROOT / "tests" / "bench" / "bare_bot.py"
TOKEN = "bench.test.token"  # noqa: S105 - of the loopback server
WARM_UP = 30


@dataclass
class Bench:
    """One bot under test: its server, its process, and what was measured."""

    name: str
    server: DiscordServer
    guild: Guild
    user: User
    command: Sequence[str]
    environ: dict[str, str]
    process: asyncio.subprocess.Process | None = None
    starts_ms: list[float] = field(default_factory=list[float])
    readies_ms: list[float] = field(default_factory=list[float])
    reading: asyncio.Task[None] | None = None
    times_ms: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    async def start(self) -> None:
        """Start the bot; note when it is connected with its commands synced, and when ready.

        Ready is what discord.py calls so: two seconds after the last server, for any bot.
        """
        began = time.perf_counter()
        self.process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=ROOT,
            env=self.environ,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        ready = asyncio.Event()
        self.reading = asyncio.create_task(self._read(self.process, ready))
        await self.server.connected(within=120)
        self.starts_ms.append((time.perf_counter() - began) * 1_000)
        await ready.wait()
        self.readies_ms.append((time.perf_counter() - began) * 1_000)

    async def _read(self, process: asyncio.subprocess.Process, ready: asyncio.Event) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            if b"ready" in line:
                ready.set()

    async def stop(self) -> None:
        """Stop the bot."""
        assert self.process is not None
        self.process.terminate()
        await self.process.wait()
        await self.server.until(lambda: not self.server.gateway.live(self.server.world.app))

    def memory_mb(self) -> float:
        """Return the resident memory of the process in MB (Linux)."""
        assert self.process is not None
        return memory_mb(self.process.pid)

    async def ask(self, name: str, options: dict[str, str | int], *, typing: bool) -> None:
        """Ask once and note the time."""
        ask = self.server.autocomplete if typing else self.server.slash
        record = await ask(self.guild, None, self.user, name, options, within=30)
        assert record.answered_at is not None
        taken = (record.answered_at - record.dispatched_at) / 1e6
        self.times_ms.setdefault(f"/{name}{' (typing)' if typing else ''}", []).append(taken)


def generated_pack(base: Pack, facts: int) -> Pack:
    """Return the pack blown up to so many facts, with a name for every ten of them."""
    source = base.sources[0]
    entities = [
        Entity(
            f"made-{n}", f"Person {n:05} Made", EntityKind.PERSON, (f"Alias {n:05}",),
            f"Made-up person number {n}.", (), Spoiler.NONE, (source,),
        )
        for n in range(facts // 10)
    ]  # fmt: skip
    categories = tuple(base.info.categories)
    made = [
        Fact(
            f"made-fact-{n}", f"Statement number {n} about somebody made up.",
            categories[n % len(categories)], (entities[n % len(entities)].id,), None,
            PartialDate(2026), Spoiler.NONE, Confidence.REPORTED, (source,), None,
        )
        for n in range(facts)
    ]  # fmt: skip
    return Pack(
        base.info, base.sources, (*base.entities, *entities), (*base.facts, *made), base.timeline
    )


async def fill(database: Path, facts: int) -> None:
    """Make a store that already holds the pack, so that starting it syncs nothing."""
    settings = read_settings({"DATABASE_PATH": str(database)})
    pack = load_pack(settings.pack)
    if facts:
        pack = generated_pack(pack, facts)
    async with Database.open(database, MIGRATIONS) as db:
        await sync_pack(db, pack, hash_pack(settings.pack), at=1)


def make_world() -> tuple[World, Guild, User]:
    """Return a server with one member."""
    world = World(TOKEN)
    guild = world.add_guild("Bench")
    guild.add_channel("general")
    user = world.add_user("mia")
    guild.add_member(user)
    return world, guild, user


QUESTIONS: tuple[tuple[str, dict[str, str | int], bool], ...] = (
    ("status", {}, False),
    ("fact", {}, False),
    ("lookup", {"name": "e:alita"}, False),
    ("lookup", {"name": "gal"}, True),
)


async def measure(bare: Bench, ours: Bench, rounds: int, starts: int) -> None:
    """Start both several times, then ask both in turn."""
    for number in range(starts):
        for bench in (bare, ours) if number % 2 else (ours, bare):
            await bench.start()
            if number < starts - 1:
                await bench.stop()
    await asyncio.sleep(4)
    for number in range(WARM_UP + rounds):
        if number == WARM_UP:
            bare.times_ms.clear()
            ours.times_ms.clear()
        for name, options, typing in QUESTIONS:
            for bench in (bare, ours) if number % 2 else (ours, bare):
                await bench.ask(name, options, typing=typing)


COLUMNS = [(share, who) for share in ("p50", "p99") for who in ("bare", "ours", "ratio")]


def report(bare: Bench, ours: Bench) -> None:
    """Print both and the ratios."""
    print(f"{'':22}" + "".join(f"{f'{who} {share}':>10}" for share, who in COLUMNS))
    for key, times in bare.times_ms.items():
        mine = ours.times_ms[key]
        row = f"{key:22}"
        for share in (0.5, 0.99):
            a, b = percentile(times, share), percentile(mine, share)
            row += f"{a:>10.2f}{b:>10.2f}{b / a:>10.2f}"
        print(row)
    for what, these, those in (
        ("connected", bare.starts_ms, ours.starts_ms),
        ("ready", bare.readies_ms, ours.readies_ms),
    ):
        a, b = statistics.median(these), statistics.median(those)
        print(f"start to {what}, ms: bare {a:.0f}, ours {b:.0f}, ratio {b / a:.2f}")
    print(f"memory, MB: bare {bare.memory_mb():.0f}, ours {ours.memory_mb():.0f}")


async def main(rounds: int, facts: int, starts: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / "bench.db"
        await fill(database, facts)
        (world_a, guild_a, mia_a), (world_b, guild_b, mia_b) = make_world(), make_world()
        async with DiscordServer(world_a) as server_a, DiscordServer(world_b) as server_b:
            bare = Bench("bare", server_a, guild_a, mia_a, (sys.executable, str(BARE)),
                         environment(server_a, database))  # fmt: skip
            ours = Bench("ours", server_b, guild_b, mia_b, (sys.executable, "-m", "bot"),
                         environment(server_b, database))  # fmt: skip
            await measure(bare, ours, rounds, starts)
            print(f"{facts or 'the pack alone,'} generated facts; {rounds} rounds; times in ms")
            report(bare, ours)
            await bare.stop()
            await ours.stop()


def environment(server: DiscordServer, database: Path) -> dict[str, str]:
    """Return the environment of a bot under test."""
    return {
        "PATH": os.environ["PATH"],
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_URL": server.api_url,
        "DISCORD_GATEWAY_URL": server.gateway_url,
        "DATABASE_PATH": str(database),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--facts", type=int, default=0)
    parser.add_argument("--starts", type=int, default=5)
    options = parser.parse_args()
    asyncio.run(main(options.rounds, options.facts, options.starts))
