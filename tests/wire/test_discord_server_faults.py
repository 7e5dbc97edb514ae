"""Ordered faults and rate limits of the fake Discord, as a bare discord.py client meets them."""

import asyncio

import aiohttp
import discord
import pytest
from discord.http import Route

from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.throttle import Limits
from tests.wire.discord_server.world import Channel, World

SEND = "POST /channels/*/messages"


async def send(client: discord.Client, channel: Channel, text: str = "news") -> discord.Message:
    return await client.get_partial_messageable(channel.id).send(text, nonce=f"nonce-{text}")


@pytest.mark.parametrize("status", [503, 520])
@pytest.mark.parametrize("commit_after", [None, 0.0])
async def test_failed_send_may_have_been_made_all_the_same(
    server: DiscordServer,
    general: Channel,
    client: discord.Client,
    status: int,
    commit_after: float | None,
) -> None:
    server.faults.add(Fault(SEND, Effect.STATUS, status, commit_after))
    with pytest.raises(discord.DiscordServerError):
        await send(client, general)
    entry = server.ledger.calls(SEND)[-1]
    assert (entry.status, entry.committed) == (status, commit_after is not None)
    assert len(general.messages) == (commit_after is not None)
    await send(client, general)
    assert len(general.messages) == 1


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        (Effect.RESET, aiohttp.ClientOSError),
        (Effect.FIN, aiohttp.ServerDisconnectedError),
        (Effect.HALF_BODY, aiohttp.ClientPayloadError),
        (Effect.HANG, TimeoutError),
    ],
)
async def test_answer_is_lost_after_the_commit(
    server: DiscordServer,
    general: Channel,
    client: discord.Client,
    effect: Effect,
    error: type[Exception],
) -> None:
    server.faults.add(Fault(SEND, effect, commit_after=0))
    with pytest.raises(error) as caught:
        async with asyncio.timeout(0.3):
            await send(client, general)
    assert len(general.messages) == 1
    assert server.ledger.calls(SEND)[-1].status is None
    if isinstance(caught.value, OSError) and effect is Effect.RESET:
        assert caught.value.errno == 104


@pytest.mark.parametrize("effect", [Effect.RESET, Effect.FIN, Effect.HANG])
async def test_request_is_lost_before_the_commit(
    server: DiscordServer, general: Channel, client: discord.Client, effect: Effect
) -> None:
    server.faults.add(Fault(f"POST /channels/{general.id}/messages", effect, skip=1))
    await send(client, general, "first")
    with pytest.raises((aiohttp.ClientError, TimeoutError)):
        async with asyncio.timeout(0.3):
            await send(client, general, "lost")
    assert [message.content for message in general.messages] == ["first"]
    assert not server.ledger.calls(SEND)[-1].committed


async def test_late_commit_shows_when_its_time_has_come(
    world: World, server: DiscordServer, general: Channel, client: discord.Client
) -> None:
    server.faults.add(Fault(SEND, Effect.RESET, commit_after=90))
    with pytest.raises(aiohttp.ClientOSError):
        await send(client, general)
    world.clock.advance(89)
    await asyncio.sleep(0.02)
    assert not general.messages
    world.clock.advance(1)
    await server.until(lambda: general.messages, within=1)
    assert server.ledger.calls(SEND)[-1].committed


async def test_retried_server_error_with_nonce_makes_one_message(
    server: DiscordServer, general: Channel, client: discord.Client
) -> None:
    server.faults.add(Fault(SEND, Effect.STATUS, 502, commit_after=0))
    await send(client, general)
    assert len(general.log) == 1
    assert [entry.status for entry in server.ledger.calls(SEND)] == [502, 200]


@pytest.mark.parametrize("via", [True, False])
async def test_limit_without_via_is_taken_for_a_ban(
    server: DiscordServer, general: Channel, client: discord.Client, via: bool
) -> None:
    faults = [Fault(SEND, Effect.STATUS, 429, retry_after=0.01, via=via)]
    server.faults.chooser = lambda entry: (
        faults.pop() if faults and entry.method == "POST" else None
    )
    if via:
        await send(client, general)
    else:
        with pytest.raises(discord.HTTPException):
            await send(client, general)
    assert len(general.messages) == via
    assert server.ledger.too_many == 1


async def test_bucket_headers_keep_the_client_below_the_limit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = world.add_guild("Limited").add_channel("general")
    async with DiscordServer(world, limits=Limits(bucket=3, seconds=0.3)) as server:
        monkeypatch.setattr(Route, "BASE", server.api_url)
        client = discord.Client(intents=discord.Intents.none())
        await client.login(world.app.token)
        for number in range(7):
            await send(client, channel, str(number))
        await client.close()
        times = [entry.at for entry in server.ledger.calls(SEND)]
        assert server.ledger.too_many == 0
    assert times[3] - times[0] >= 0.29
    assert len(channel.messages) == 7


async def test_more_than_fifty_a_second_is_too_many(world: World, general: Channel) -> None:
    async with DiscordServer(world, limits=Limits(bucket=1000)) as server:
        head = {"Authorization": f"Bot {world.app.token}"}
        async with aiohttp.ClientSession(headers=head) as session:
            url = f"{server.api_url}/channels/{general.id}/messages"
            for number in range(50):
                await session.post(url, json={"content": str(number)})
            async with session.post(url, json={"content": "one too many"}) as answer:
                body = await answer.json()
        assert (answer.status, body["global"], "Via" in answer.headers) == (429, True, True)
        assert 0 < body["retry_after"] <= 1
        assert (server.ledger.too_many, server.ledger.invalid) == (1, 1)
        assert len(general.messages) == 50
