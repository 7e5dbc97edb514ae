"""Figures for Prometheus from the running bot, on loopback alone and only where wanted."""

import asyncio
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import discord
import pytest
from aiohttp.client_reqrep import ConnectionKey
from prometheus_client.parser import text_string_to_metric_families

from bot.meter import Failure, failure_of
from tests.wire.bot_process import BotProcess, prepare_store
from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import World


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def read_figures(port: int) -> dict[str, float]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/metrics") as response,
    ):
        assert response.status == 200
        text = await response.text()
    figures: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(sample.labels.values())
            figures[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return figures


async def test_what_the_bot_does_is_counted(tmp_path: Path) -> None:
    world, port = World(), free_port()
    guilds = [world.add_guild(f"Harbour {number}") for number in range(3)]
    places = [(guild, guild.add_channel("news")) for guild in guilds]
    mia = world.add_user("mia")
    guilds[0].add_member(mia)
    await prepare_store(tmp_path / "a.db", places)
    refused = Fault(
        f"POST /channels/{places[0][1].id}/messages", Effect.STATUS, status=403, times=9
    )
    async with DiscordServer(world) as server:
        server.faults.add(refused)
        async with BotProcess(server, tmp_path / "a.db", METRICS_PORT=str(port)) as process:
            await server.connected()
            await server.until(lambda: all(channel.messages for _, channel in places[1:]))
            await server.slash(guilds[0], None, mia, "about")
            await asyncio.sleep(0.5)
            figures = await read_figures(port)
            with pytest.raises(aiohttp.ClientConnectorError):
                await _connect(_own_address(), port)
            await process.stop()

    assert figures["sequelwatch_sends_total"] == 2
    assert figures["sequelwatch_edits_total"] == 0
    assert figures["sequelwatch_failures_total{forbidden}"] == 1
    assert {f"sequelwatch_failures_total{{{failure}}}" for failure in Failure} <= figures.keys()
    assert figures["sequelwatch_queue_depth"] == 1
    assert figures["sequelwatch_oldest_due_seconds"] == 0
    assert figures["sequelwatch_command_seconds_count{about}"] == 1
    assert figures["sequelwatch_command_seconds_sum{about}"] < 3
    assert figures["sequelwatch_servers"] == 3
    assert figures["sequelwatch_database_bytes"] > 100_000
    assert not any(guild.name in key for key in figures for guild in guilds)


async def test_a_port_that_is_taken_is_a_sentence(server: DiscordServer, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = BotProcess(server, tmp_path / "a.db", METRICS_PORT=str(taken.getsockname()[1]))
        async with process:
            assert await process.stop(signal.SIGCONT) == 2

    assert "METRICS_PORT" in process.output
    assert "Traceback" not in process.output


async def test_without_a_port_nothing_of_it_is_imported() -> None:
    code = "import bot.app, sys; print([m for m in sys.modules if 'prometheus' in m])"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()

    assert out == b"[]\n"


def http(status: int, code: int = 0) -> discord.HTTPException:
    class Response:
        reason = "why"

        def __init__(self) -> None:
            self.status = status

    kind = discord.Forbidden if status == 403 else discord.HTTPException
    return kind(Response(), {"code": code, "message": "no"})  # pyright: ignore[reportArgumentType] - a stand-in


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (http(403, 50013), Failure.FORBIDDEN),
        (http(404, 10003), Failure.CHANNEL_GONE),
        (http(404, 10008), Failure.MESSAGE_GONE),
        (http(400, 30046), Failure.EDIT_LIMIT),
        (http(429, 30046), Failure.EDIT_LIMIT),
        (http(400, 50035), Failure.REFUSED),
        (http(429), Failure.RATE_LIMITED),
        (discord.RateLimited(40.0), Failure.RATE_LIMITED),
        (http(503), Failure.UNCLEAR),
        (TimeoutError(), Failure.UNCLEAR),
        (aiohttp.ServerDisconnectedError(), Failure.UNCLEAR),
        (
            aiohttp.ClientConnectorError(
                ConnectionKey(
                    "x",
                    1,
                    is_ssl=False,
                    ssl=False,
                    proxy=None,
                    proxy_auth=None,
                    proxy_headers_hash=None,
                ),
                OSError(),
            ),
            Failure.UNREACHABLE,
        ),
    ],
)
def test_every_failure_has_one_of_a_few_names(error: Exception, failure: Failure) -> None:
    assert failure_of(error) is failure


def _own_address() -> str:
    """Return an address of this machine that is not loopback's first."""
    return "127.0.0.2"


async def _connect(host: str, port: int) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"http://{host}:{port}/metrics"):
        pass
