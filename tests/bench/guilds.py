"""What servers cost: memory and time to connect of the real bot, against the loopback gateway.

python -m tests.bench.guilds [--guilds 0 1000 2500] [--channels 30] [--roles 20] [--shards 1]
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.figures import memory_mb
from tests.wire.bot_process import BotProcess
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import World

REST_S = 5  # after which what was read at the start is settled


async def measure(guilds: int, channels: int, roles: int, shards: int) -> tuple[float, float]:
    """Return megabytes of resident memory and seconds until all servers are known."""
    world = World()
    for number in range(guilds):
        guild = world.add_guild(f"Harbour {number}")
        for place in range(channels):
            guild.add_channel(f"channel-{place}")
        for rank in range(roles):
            guild.add_role(f"role-{rank}")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "a.db"
        async with DiscordServer(world, shards=shards) as server:
            for warm in (True, False):  # the first start syncs the pack and the commands
                began = time.perf_counter()
                async with BotProcess(server, database) as process:
                    await server.until(lambda: len(server.gateway.live(world.app)) == shards, 300)
                    taken = time.perf_counter() - began
                    await asyncio.sleep(REST_S)
                    used = memory_mb(process.pid)
                    await process.stop(within=120)
                assert f"ready as wire in {guilds} servers" in process.output or warm
    return used, taken


def main(arguments: list[str]) -> None:
    """Print a line for each number of servers."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.guilds", description=__doc__)
    parser.add_argument("--guilds", type=int, nargs="+", default=[0, 1_000, 2_500])
    parser.add_argument("--channels", type=int, default=30)
    parser.add_argument("--roles", type=int, default=20)
    parser.add_argument("--shards", type=int, default=1)
    options = parser.parse_args(arguments)
    for guilds in options.guilds:
        used, taken = asyncio.run(measure(guilds, options.channels, options.roles, options.shards))
        print(
            f"{guilds} servers with {options.channels} channels and {options.roles} roles in "
            f"{options.shards} shards: {used:.0f} MB, connected after {taken:.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
