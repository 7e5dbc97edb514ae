"""Discord's limit on edits of old messages, over real sockets: one answer holds for a channel."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.store.updates import list_published
from tests.wire.bot_process import prepare_store
from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Channel, Guild, World
from tests.wire.kills.moderation import CORRECT, Act, moderate
from tests.wire.test_refusals import TimelyBot, rest, running

QUEUED, WAIT_S = 4, 25.0
TOO_MANY, CALL = 429, "PATCH /channels/*/messages/*"


@pytest.fixture
def place(world: World, guild: Guild) -> Channel:
    assert world.guilds
    return guild.add_channel("news")


@pytest.fixture
async def bot(
    server: DiscordServer,
    guild: Guild,
    place: Channel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[TimelyBot, None]:
    """Return a bot that has posted some alerts two hours ago, and corrects them all."""
    path = tmp_path / "a.db"
    await prepare_store(path, [(guild, place)], updates=QUEUED)
    async with running(server, path, monkeypatch) as bot:
        server.world.clock.advance(7_200)
        for number, update in enumerate(await list_published(bot.db), 1):
            if update.key is None:
                await moderate(bot.db, Act(CORRECT, guild.id, number, update.id), bot.now())
        yield bot


def corrected(channel: Channel) -> int:
    return sum(message.json["edited_timestamp"] is not None for message in channel.messages)


@pytest.mark.parametrize(("status", "code"), [(429, 30046), (429, 20022), (400, 30046)])
async def test_a_limit_on_edits_is_met_once_and_the_others_of_the_channel_wait_for_its_end(
    server: DiscordServer, place: Channel, bot: TimelyBot, status: int, code: int
) -> None:
    fault = Fault(CALL, Effect.STATUS, status=status, code=code, retry_after=WAIT_S)
    server.faults.add(fault)

    await rest(bot)
    await rest(bot)
    limited = len(server.ledger.calls(CALL))
    server.world.clock.advance(WAIT_S + 2 if status == TOO_MANY else 3_600)
    await rest(bot)

    assert limited == 1
    assert len(server.ledger.calls(CALL)) == 1 + QUEUED
    assert corrected(place) == QUEUED


async def test_another_limit_on_an_edit_is_left_to_discord_py(
    server: DiscordServer, place: Channel, bot: TimelyBot
) -> None:
    server.faults.add(Fault(CALL, Effect.STATUS, status=TOO_MANY))

    await rest(bot)

    assert corrected(place) == QUEUED
    assert len(server.ledger.calls(CALL)) == 1 + QUEUED
