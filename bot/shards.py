"""Which servers are this process's, where several processes share the work."""

import discord


def owns(client: discord.Client, guild_id: int) -> bool:
    """Whether a server's events come to this process; direct messages (0) go to shard 0.

    The servers of other processes are not gone, and what waits for them is not ours to bring.
    Discord's rule is (guild_id >> 22) % shard_count (topics/gateway, Sharding).
    """
    if not isinstance(client, discord.AutoShardedClient) or not client.shard_ids:
        return True
    return (guild_id >> 22) % (client.shard_count or 1) in client.shard_ids
