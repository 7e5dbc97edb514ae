"""One server with one channel, and who asks it."""

from collections.abc import AsyncGenerator

import discord
import pytest
from discord.http import Route

from tests.wire.discord_server.openapi import DESCRIPTION
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Channel, Guild, User, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def guild(world: World) -> Guild:
    guild = world.add_guild("Fans")
    guild.add_channel("general")
    return guild


@pytest.fixture
def general(guild: Guild) -> Channel:
    return next(iter(guild.channels.values()))


@pytest.fixture
def ann(world: World, guild: Guild) -> User:
    ann = world.add_user("ann")
    guild.add_member(ann)
    return ann


@pytest.fixture
async def server(world: World, guild: Guild) -> AsyncGenerator[DiscordServer, None]:
    """Return the running server; it holds bodies against Discord's description where that is."""
    assert guild.channels
    async with DiscordServer(
        world, openapi=DESCRIPTION if DESCRIPTION.exists() else None
    ) as server:
        yield server


@pytest.fixture
async def client(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[discord.Client, None]:
    monkeypatch.setattr(Route, "BASE", server.api_url)
    client = discord.Client(intents=discord.Intents.none())
    await client.login(server.world.app.token)
    yield client
    await client.close()
