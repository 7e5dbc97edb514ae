"""One process for all shards that Discord advises, and several processes on one database."""

import asyncio
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from tests.wire.bot_process import HEADLINE, BotProcess, prepare_store
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Channel, Guild, User, World

SHARDS = 4
PLACES = 24
SENDS = "POST /channels/*/messages"


def shard_of(guild: Guild) -> int:
    return (guild.id >> 22) % SHARDS


async def make_places(world: World) -> list[tuple[Guild, Channel]]:
    """Make servers in every shard; their ids carry the millisecond of their making."""
    places: list[tuple[Guild, Channel]] = []
    for number in range(PLACES):
        guild = world.add_guild(f"Harbour {number}")
        places.append((guild, guild.add_channel("news")))
        await asyncio.sleep(0.0021)
    assert {shard_of(guild) for guild, _ in places} == set(range(SHARDS))
    return places


def member_of(world: World, guild: Guild) -> User:
    user = world.add_user("mia")
    guild.add_member(user)
    return user


async def ready(server: DiscordServer, shards: int) -> None:
    app = server.world.app
    await server.until(lambda: len(server.gateway.live(app)) == shards and app.commands, 30)


async def assert_answers(server: DiscordServer, world: World, guild: Guild) -> None:
    record = await server.slash(guild, None, member_of(world, guild), "about")
    assert record.callback_type == 4


def alerts_in(channel: Channel) -> list[str]:
    """Return the alerts' lines; answers to commands have none."""
    return [message.content for message in channel.messages if message.content]


def sends(server: DiscordServer, places: list[tuple[Guild, Channel]]) -> list[float]:
    """Return when alerts were sent; notices go elsewhere."""
    paths = {f"/channels/{channel.id}/messages" for _, channel in places}
    return sorted(entry.at for entry in server.ledger.calls(SENDS) if entry.path in paths)


def shown(places: list[tuple[Guild, Channel]]) -> list[list[str]]:
    return [alerts_in(channel) for _, channel in places]


async def test_one_process_opens_as_many_shards_as_discord_advises(tmp_path: Path) -> None:
    world = World()
    places = await make_places(world)
    await prepare_store(tmp_path / "a.db", places)
    async with (
        DiscordServer(world, shards=SHARDS) as server,
        BotProcess(server, tmp_path / "a.db") as process,
    ):
        await ready(server, SHARDS)
        await server.until(lambda: all(channel.messages for _, channel in places), 30)
        for number in range(SHARDS):
            guild = next(guild for guild, _ in places if shard_of(guild) == number)
            await assert_answers(server, world, guild)
        asked = await server.slash(None, None, world.add_user("sol", installed=True), "about")
        assert await process.stop() == 0

    assert asked.callback_type == 4
    assert sorted(session.shard for session in server.gateway.sessions) == [
        (number, SHARDS) for number in range(SHARDS)
    ]
    assert shown(places) == [[f"**{HEADLINE}**"]] * PLACES, process.output


async def test_two_processes_send_each_alert_once_and_answer_each_their_own_servers(
    tmp_path: Path,
) -> None:
    """A process alone delivers for its own servers; the other's wait for it."""
    world, database = World(), tmp_path / "a.db"
    places = await make_places(world)
    await prepare_store(database, places, updates=3)
    first = [channel for guild, channel in places if shard_of(guild) in (0, 1)]
    second = [channel for guild, channel in places if shard_of(guild) in (2, 3)]
    fixed = {"SHARD_COUNT": str(SHARDS)}
    async with DiscordServer(world) as server, AsyncExitStack() as stack:
        one = await stack.enter_async_context(
            BotProcess(server, database, SHARD_IDS="0-1", ALERT_RATE="20", **fixed)
        )
        await ready(server, 2)
        await server.until(lambda: all(len(alerts_in(c)) == 3 for c in first), 30)
        await asyncio.sleep(1)
        assert not any(channel.messages for channel in second)
        two = await stack.enter_async_context(
            BotProcess(server, database, SHARD_IDS="2,3", ALERT_RATE="20", **fixed)
        )
        await ready(server, 4)
        await server.until(lambda: all(len(alerts_in(c)) == 3 for c in second), 30)
        for number in range(SHARDS):
            guild = next(guild for guild, _ in places if shard_of(guild) == number)
            await assert_answers(server, world, guild)
        await server.until(lambda: _settled(database), 10)
        codes = [await process.stop() for process in (one, two)]

    assert codes == [0, 0]
    assert shown(places) == [[f"**{HEADLINE}**"] * 3] * PLACES, one.output + two.output
    assert len(sends(server, places)) == 3 * PLACES
    assert len(server.ledger.calls("PUT /applications/*/commands")) == 1
    assert "Traceback" not in one.output + two.output


async def test_two_processes_together_keep_to_one_rate(tmp_path: Path) -> None:
    world, database = World(), tmp_path / "a.db"
    places = await make_places(world)
    await prepare_store(database, places, updates=5)
    async with DiscordServer(world) as server, AsyncExitStack() as stack:
        for ids in ("0-1", "2-3"):
            await stack.enter_async_context(
                BotProcess(
                    server, database, SHARD_IDS=ids, SHARD_COUNT=str(SHARDS), ALERT_RATE="30"
                )
            )
        await server.until(lambda: all(len(alerts_in(c)) == 5 for _, c in places), 60)

    times = sends(server, places)
    busiest = max(sum(start <= at < start + 1 for at in times) for start in times)
    assert busiest <= 32
    assert len(times) == 5 * PLACES


@pytest.mark.parametrize("kill", [0, 1])
async def test_a_killed_process_leaves_the_other_one_working(tmp_path: Path, kill: int) -> None:
    world, database = World(), tmp_path / "a.db"
    places = await make_places(world)
    await prepare_store(database, places, updates=2)
    async with DiscordServer(world) as server, AsyncExitStack() as stack:
        processes = [
            await stack.enter_async_context(
                BotProcess(
                    server, database, SHARD_IDS=ids, SHARD_COUNT=str(SHARDS), ALERT_RATE="20"
                )
            )
            for ids in ("0-1", "2-3")
        ]
        await ready(server, 4)
        await processes[kill].__aexit__(None, None, None)
        own = [c for guild, c in places if shard_of(guild) // 2 != kill]
        await server.until(lambda: all(len(alerts_in(c)) == 2 for c in own), 30)
        guild = next(guild for guild, _ in places if shard_of(guild) // 2 != kill)
        await assert_answers(server, world, guild)

    assert max(map(len, shown(places))) == 2


def _settled(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT DISTINCT state FROM posts").fetchall() == [("done",)]
