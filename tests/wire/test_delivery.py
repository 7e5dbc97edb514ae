"""Alerts over real sockets: each channel shows each update once, whatever becomes of answers."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.wire.bot_process import HEADLINE, BotProcess, age_attempts, prepare_store
from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.openapi import DESCRIPTION
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Channel, Guild, World

FAULTS = {
    "refused before it took effect": Fault("", Effect.STATUS, status=503),
    "answer lost by a reset": Fault("", Effect.RESET, commit_after=0),
    "request lost by a reset": Fault("", Effect.RESET),
    "connection closed after it took effect": Fault("", Effect.FIN, commit_after=0),
    "500 though it took effect": Fault("", Effect.STATUS, status=500, commit_after=0),
    "503 though it took effect": Fault("", Effect.STATUS, status=503, commit_after=0),
    "half an answer": Fault("", Effect.HALF_BODY, commit_after=0),
    "too many requests": Fault("", Effect.STATUS, status=429, retry_after=1.0),
    "nothing wrong": Fault("", Effect.STATUS, times=0),
}


def make_places(world: World, names: list[str]) -> list[tuple[Guild, Channel]]:
    places: list[tuple[Guild, Channel]] = []
    for name in names:
        guild = world.add_guild(name)
        places.append((guild, guild.add_channel("news")))
    return places


async def test_every_channel_shows_the_alert_once_whatever_happens_to_answers(
    tmp_path: Path,
) -> None:
    world = World()
    places = make_places(world, list(FAULTS))
    await prepare_store(tmp_path / "a.db", places)
    openapi = DESCRIPTION if DESCRIPTION.exists() else None
    async with (
        DiscordServer(world, openapi=openapi) as server,
        BotProcess(server, tmp_path / "a.db") as process,
    ):
        for (_, channel), fault in zip(places, FAULTS.values(), strict=True):
            fault.pattern = f"POST /channels/{channel.id}/messages"
            server.faults.add(fault)
        await server.until(lambda: all(channel.messages for _, channel in places), within=40)
        await asyncio.sleep(12)  # long enough for every retry that could make a second one
        await process.stop()

    shown = {guild.name: [m.content for m in channel.messages] for guild, channel in places}
    assert server.violations == []
    assert shown == {name: [f"**{HEADLINE}**"] for name in FAULTS}, process.output


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_kill_in_the_middle_of_a_send_neither_repeats_nor_loses(
    tmp_path: Path, *, arrived: bool
) -> None:
    world, database = World(), tmp_path / "a.db"
    places = make_places(world, ["Fans"])
    channel = places[0][1]
    await prepare_store(database, places)
    hang = Fault(
        "POST /channels/*/messages", Effect.HANG, commit_after=0 if arrived else None, times=1
    )
    async with DiscordServer(world) as server:
        server.faults.add(hang)
        async with BotProcess(server, database) as killed:
            await server.until(lambda: server.ledger.calls("POST /channels/*/messages"))
            await server.connected()
            await killed.stop(signal.SIGKILL)
        assert len(channel.messages) == (1 if arrived else 0)
        # Two hours later Discord has forgotten the nonce.
        world.clock.advance(7_200)
        await age_attempts(database, 7_200)
        async with BotProcess(server, database) as again:
            await server.until(
                lambda: channel.messages and again.output == "" and _settled(server), within=40
            )
            await again.stop()

    assert [message.content for message in channel.messages] == [f"**{HEADLINE}**"]


def _settled(server: DiscordServer) -> bool:
    """Whether the found message was brought up to date, or a fresh one was sent."""
    sent = [entry for entry in server.ledger.calls("POST /channels/*/messages") if entry.status]
    return bool(sent or server.ledger.calls("PATCH /channels/*/messages/*"))
