"""Titles of threads follow corrections, as often as Discord lets a channel be renamed."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import pytest

from bot.store.updates import list_published
from tests.store.factories import set_place
from tests.wire.bot_process import prepare_store
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Channel, Guild, World
from tests.wire.kills.moderation import CORRECT, Act, moderate, wording
from tests.wire.test_refusals import TimelyBot, rest, running

Correct = Callable[[int], Awaitable[None]]


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
    path = tmp_path / "a.db"
    await prepare_store(path, [(guild, place)], updates=0)
    async with running(server, path, monkeypatch) as bot:
        await set_place(bot.db, guild.id, thread=True)
        yield bot


@pytest.fixture
async def correct(bot: TimelyBot, guild: Guild) -> Correct:
    """Return what corrects the one update to the words of a number, everything being done then."""

    async def correct(number: int) -> None:
        [update] = [one for one in await list_published(bot.db) if one.key is None]
        await moderate(bot.db, Act(CORRECT, guild.id, number, update.id), bot.now())
        await rest(bot)

    await moderate(bot.db, Act("publish", guild.id, 0), bot.now())
    await rest(bot)
    return correct


def thread_of(guild: Guild, place: Channel) -> Channel:
    [thread] = [channel for channel in guild.channels.values() if channel.parent is place]
    return thread


async def test_a_title_follows_although_no_threads_are_wanted_any_more(
    bot: TimelyBot, guild: Guild, place: Channel, correct: Correct
) -> None:
    await set_place(bot.db, guild.id, thread=False)

    await correct(1)

    assert thread_of(guild, place).name == wording(1).headline


async def test_a_thread_is_renamed_twice_in_ten_minutes_at_most(
    server: DiscordServer, bot: TimelyBot, guild: Guild, place: Channel, correct: Correct
) -> None:
    titles: list[str] = []
    for number in (1, 2, 3):
        await correct(number)
        titles.append(thread_of(guild, place).name)
        server.world.clock.advance(60)
    server.world.clock.advance(300 - 3 * 60)
    await rest(bot)

    call = f"PATCH /channels/{thread_of(guild, place).id}"
    renamed = [entry.at for entry in server.ledger.calls(call)]
    assert titles == [wording(1).headline] * 3
    assert thread_of(guild, place).name == wording(3).headline
    assert [later - first >= 300 for first, later in pairwise(renamed)] == [True]
