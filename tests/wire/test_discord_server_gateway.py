"""The fake Discord's gateway towards a bare socket and towards the bare bot as a process."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.state import Event
from tests.wire.discord_server.world import Guild, User, World

ROOT = Path(__file__).parents[2]


async def test_bare_bot_of_another_process_answers(
    world: World, guild: Guild, ann: User, server: DiscordServer
) -> None:
    env = {"DISCORD_TOKEN": world.app.token, "DISCORD_API_URL": server.api_url}
    env |= {"DISCORD_GATEWAY_URL": server.gateway_url}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.bare_bot", cwd=ROOT, env=os.environ | env
    )
    try:
        await server.connected()
        assert [len(body) for body in world.app.syncs] == [3]
        answer = await server.slash(guild, None, ann, "status")
        assert answer.data["content"] == "A constant answer."
        assert 0 < answer.round_trip < 3e9
        typed = await server.autocomplete(guild, None, ann, "lookup", {"name": "gal"})
        assert [choice["value"] for choice in typed.choices] == ["1", "2", "3"]
    finally:
        process.terminate()
        await process.wait()
    assert (server.violations, server.ledger.unhandled) == ([], [])


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 1}}, 4004),
        ({"op": 4, "d": {}}, 4003),
    ],
)
async def test_gateway_closes_with_discords_code(
    server: DiscordServer, payload: dict[str, Any], code: int
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(server.gateway_url) as socket,
    ):
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json())["op"] == 11
        await socket.send_json(payload)
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert socket.close_code == code


async def test_shard_holds_its_own_servers_only(
    world: World, guild: Guild, server: DiscordServer
) -> None:
    number = (guild.id >> 22) % 2
    for shard in (0, 1):
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(server.gateway_url) as socket,
        ):
            token = {"token": world.app.token, "intents": 1, "shard": [shard, 2]}
            await socket.send_json({"op": 2, "d": token})
            await socket.receive_json()
            ready = await socket.receive_json()
            assert [int(g["id"]) for g in ready["d"]["guilds"]] == [guild.id] * (shard == number)


async def test_address_of_the_gateway_can_be_asked_for(world: World, server: DiscordServer) -> None:
    head = {"Authorization": f"Bot {world.app.token}"}
    async with aiohttp.ClientSession(headers=head) as session:
        for path in ("/gateway", "/gateway/bot"):
            async with session.get(server.api_url + path) as answer:
                assert (await answer.json())["url"] == server.gateway_url
        async with session.get(f"{server.api_url}/nowhere") as answer:
            assert answer.status == 404
    assert server.ledger.unhandled == ["GET /nowhere"]


@pytest.mark.parametrize(("intents", "event"), [(1, "GUILD_UPDATE"), (513, "MESSAGE_CREATE")])
async def test_intents_decide_what_a_session_hears(
    world: World, guild: Guild, server: DiscordServer, intents: int, event: str
) -> None:
    head = {"Authorization": f"Bot {world.app.token}"}
    async with (
        aiohttp.ClientSession(headers=head) as session,
        session.ws_connect(server.gateway_url) as socket,
    ):
        await socket.send_json({"op": 2, "d": {"token": world.app.token, "intents": intents}})
        await server.until(lambda: server.gateway.live(world.app))
        url = f"{server.api_url}/channels/{next(iter(guild.channels))}/messages"
        async with session.post(url, json={"content": "news"}) as answer:
            assert answer.status == 200
        await server.gateway.dispatch(Event("GUILD_UPDATE", {}, guild))
        seen = [(await socket.receive_json())["t"] for _ in range(4)]
    assert seen == [None, "READY", "GUILD_CREATE", event]
