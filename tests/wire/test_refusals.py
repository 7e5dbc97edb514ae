"""Days of refusals in virtual time, over real sockets: few are asked for, restarts included."""

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import bring_pack
from bot.client import SequelBot
from bot.enums import Form, Importance, Mode, Trouble
from bot.newsroom import Editor, publish, write_draft
from bot.settings import MIGRATIONS, read_settings
from bot.store.database import Database
from bot.store.destinations import set_options
from bot.store.updates import list_published
from tests.store.factories import place_of, send_alerts_to
from tests.wire.bot_process import prepare_store
from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import NEWS, Channel, Guild, World

DAY_S, STEP_S = 86_400, 3 * 3_600
QUEUED = 6
DAYS = 3


class TimelyBot(SequelBot):
    """The bot by the server's clock."""

    world: World

    def clock(self) -> dt.datetime:
        """Return the time in UTC."""
        return dt.datetime.fromtimestamp(self.world.clock.now(), dt.UTC)


@pytest.fixture
def place(world: World, guild: Guild) -> Channel:
    assert world.guilds
    return guild.add_channel("news")


@asynccontextmanager
async def running(
    server: DiscordServer, path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[TimelyBot, None]:
    """Run the bot in this process until the end of the block."""
    monkeypatch.setattr(Route, "BASE", server.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
    settings = read_settings({"DATABASE_PATH": str(path)})
    async with Database.open(settings.database, MIGRATIONS) as db:
        bot = TimelyBot(settings, db, await bring_pack(db, settings), extensions=("cogs.presence",))
        bot.world = server.world
        async with bot:
            task = asyncio.create_task(bot.start(server.world.app.token))
            await server.until(bot.is_ready, within=30)
            await rest(bot)
            yield bot
            await bot.close()
            await asyncio.gather(task, return_exceptions=True)


async def rest(bot: SequelBot) -> None:
    """Let everything be done that is to be done now."""
    bot.alerts.kick()
    bot.watch.kick()
    while left := [
        task
        for task in asyncio.all_tasks()
        if task.get_name() in ("alerts", "watch") or task.get_name().startswith("post ")
    ]:
        await asyncio.wait(left)


async def publish_more(bot: SequelBot, guild: Guild) -> None:
    """Publish what was published before once more, as new news."""
    [first, *_] = [one for one in await list_published(bot.db) if one.key is None]
    editor = Editor(guild.id, 1, wire=True)
    draft = await write_draft(bot.db, editor, first.wording, bot.now())
    await publish(
        bot.db, editor, draft.id, 1, importance=Importance.NOTABLE, people=(), now=bot.now()
    )


async def set_up_again(db: Database, guild: Guild, channel: Channel) -> None:
    """Do what an administrator does who has the permissions checked once more."""
    form = Form.ANNOUNCEMENT if channel.kind == NEWS else Form.TEXT
    await send_alerts_to(db, guild.id, channel.id, form=form)


def asked_at(server: DiscordServer, channel: Channel) -> list[float]:
    """Return when something was asked of a channel."""
    return [entry.at for entry in server.ledger.calls(f"* /channels/{channel.id}*")]


async def test_who_refuses_is_asked_twice_a_day_whatever_happens_and_gets_all_in_the_end(
    server: DiscordServer,
    guild: Guild,
    place: Channel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "a.db"
    await prepare_store(path, [(guild, place)], updates=QUEUED)
    refusal = Fault(f"* /channels/{place.id}*", Effect.STATUS, status=403, times=None)
    server.faults.add(refusal)

    for _ in range(DAYS):
        async with running(server, path, monkeypatch) as bot:
            await publish_more(bot, guild)
            for _ in range(DAY_S // STEP_S):
                await set_up_again(bot.db, guild, place)
                bot.watch.look(guild.id)  # as after each change of a role
                await rest(bot)
                server.world.clock.advance(STEP_S)
    refused = asked_at(server, place)
    refusal.times = 0
    async with running(server, path, monkeypatch) as bot:
        for _ in range(3):
            server.world.clock.advance(DAY_S)
            await rest(bot)

    assert DAYS <= len(refused) <= 2 * DAYS
    assert all(
        third - first >= DAY_S - 1 for first, third in zip(refused, refused[2:], strict=False)
    )
    assert len(place.messages) == QUEUED + DAYS
    assert len(asked_at(server, place)) == len(refused) + QUEUED + DAYS


async def test_a_deleted_channel_is_asked_twice_at_most(
    server: DiscordServer,
    guild: Guild,
    place: Channel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "a.db"
    await prepare_store(path, [(guild, place)], updates=QUEUED)
    del guild.channels[place.id], server.world.channels[place.id]

    for _ in range(2):
        async with running(server, path, monkeypatch) as bot:
            for _ in range(8):
                await publish_more(bot, guild)
                await rest(bot)
                server.world.clock.advance(STEP_S)
            destination = await place_of(bot.db, guild.id)
            assert (destination.mode, destination.trouble) == (Mode.PAUSED, Trouble.CHANNEL)

    assert 1 <= len(asked_at(server, place)) <= 2  # by a delivery and by who looks after it


async def test_a_server_that_removes_the_bot_is_asked_nothing_and_resumes_without_repeating(
    server: DiscordServer,
    guild: Guild,
    place: Channel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "a.db"
    await prepare_store(path, [(guild, place)], updates=2)
    async with running(server, path, monkeypatch) as bot:
        await server.until(lambda: len(place.messages) == 2)
        await rest(bot)
        await server.kick(guild)
        await server.until(lambda: bot.get_guild(guild.id) is None)
        await rest(bot)
        for _ in range(4):
            await publish_more(bot, guild)
            server.world.clock.advance(STEP_S)
            await rest(bot)
        before = len(asked_at(server, place))
    async with running(server, path, monkeypatch) as bot:
        await rest(bot)
        away = len(asked_at(server, place))
        await server.join(guild)
        await server.until(lambda: bot.get_guild(guild.id))
        await rest(bot)
        await publish_more(bot, guild)
        await rest(bot)
        await server.until(lambda: len(place.messages) == 3)

    assert (before, away) == (2, 2)
    assert len(place.messages) == 3
    assert server.ledger.invalid == 0


async def test_threads_and_publishing_share_the_two_requests_a_day(
    server: DiscordServer,
    guild: Guild,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, place = tmp_path / "a.db", guild.add_channel("news", NEWS)
    await prepare_store(path, [(guild, place)])
    await want_errands(path, guild, place)
    errands = [f"POST /channels/{place.id}/messages/*/{what}" for what in ("threads", "crosspost")]
    faults = [Fault(call, Effect.STATUS, status=403, times=None) for call in errands]
    alerts = Fault(f"POST /channels/{place.id}/messages", Effect.STATUS, status=403, times=0)
    for fault in (*faults, alerts):
        server.faults.add(fault)

    for day in range(2 * DAYS):
        alerts.times = None if day % 2 else 0
        async with running(server, path, monkeypatch) as bot:
            await publish_more(bot, guild)
            for _ in range(DAY_S // STEP_S):
                await set_up_again(bot.db, guild, place)
                await rest(bot)
                server.world.clock.advance(STEP_S)
    refused = [entry.at for entry in server.ledger.calls("*") if entry.status == 403]
    for fault in (*faults, alerts):
        fault.times = 0
    async with running(server, path, monkeypatch) as bot:
        for _ in range(3):
            server.world.clock.advance(DAY_S)
            await rest(bot)

    assert len(refused) >= 2 * DAYS
    assert all(
        third - first >= DAY_S - 1 for first, third in zip(refused, refused[2:], strict=False)
    )
    assert len(place.messages) == 2 * DAYS + 1
    assert all(server.ledger.calls(call)[-1].status == 200 for call in errands)


async def test_a_thread_and_publishing_that_are_refused_leave_one_request_to_an_alert(
    server: DiscordServer,
    guild: Guild,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, place = tmp_path / "a.db", guild.add_channel("news", NEWS)
    await prepare_store(path, [(guild, place)])
    await want_errands(path, guild, place)
    for what in ("threads", "crosspost"):
        call = f"POST /channels/{place.id}/messages/*/{what}"
        server.faults.add(Fault(call, Effect.STATUS, status=403, times=None))
    async with running(server, path, monkeypatch) as bot:
        call = f"POST /channels/{place.id}/messages"
        server.faults.add(Fault(call, Effect.STATUS, status=403, times=None))
        await publish_more(bot, guild)
        await rest(bot)

    assert len([entry for entry in server.ledger.calls("*") if entry.status == 403]) == 2


async def want_errands(path: Path, guild: Guild, channel: Channel) -> None:
    """Have a server's alerts published, and a thread opened under each."""
    async with Database.open(path, MIGRATIONS) as db:
        await set_up_again(db, guild, channel)
        place = await place_of(db, guild.id)
        async with db.transaction() as tx:
            await set_options(tx, dataclasses.replace(place, thread=True, publish=True))


async def test_nothing_is_begun_while_discord_refuses_very_much(
    server: DiscordServer,
    guild: Guild,
    place: Channel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "a.db"
    await prepare_store(path, [(guild, place)])
    async with running(server, path, monkeypatch) as bot:
        monkeypatch.setattr("bot.delivery.brake.MOST", 1)
        server.faults.add(Fault(f"GET /channels/{place.id}", Effect.STATUS, status=403))
        with pytest.raises(discord.Forbidden):
            await bot.fetch_channel(place.id)
        await publish_more(bot, guild)
        await rest(bot)
        held = len(place.messages)
        monkeypatch.setattr("bot.delivery.brake.WITHIN_S", 0)
        await rest(bot)

    assert (held, len(place.messages)) == (1, 2)
