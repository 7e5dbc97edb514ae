"""Which servers are a process's."""

import discord
import pytest

from bot.shards import owns

NONE = discord.Intents.none()


@pytest.mark.parametrize(
    ("guild", "owner"), [((5 << 22) + 77, True), ((6 << 22) + 77, False), (0, False)]
)
async def test_a_server_belongs_to_one_shard(guild: int, owner: bool) -> None:
    client = discord.AutoShardedClient(intents=NONE, shard_ids=[1], shard_count=4)

    assert owns(client, guild) is owner


async def test_one_process_owns_everything() -> None:
    every = discord.AutoShardedClient(intents=NONE)

    assert owns(every, 7 << 22)
    assert owns(every, 0)
    assert owns(discord.Client(intents=NONE), 7 << 22)
