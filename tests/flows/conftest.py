"""A world to act in: two servers, their people, and the real bot on a store of its own."""

import dataclasses
import datetime as dt
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import discord
import pytest
import simcord

from bot.app import open_bot
from bot.client import SequelBot
from bot.fetching.client import Fetcher
from bot.replies import explain
from bot.settings import Settings, read_settings

TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PACK = Path(__file__).parent.parent / "packs" / "harbour"
SETTLED_S = 30  # a busy machine is no fault; what never settles still ends


@dataclass
class World:
    """Two servers and who is in them; ``bot`` is the one that runs now."""

    env: simcord.Env
    settings: Settings
    stack: AsyncExitStack
    bot: SequelBot
    guild: simcord.GuildHandle
    other: simcord.GuildHandle
    general: simcord.ChannelHandle
    news: simcord.ChannelHandle
    mods: simcord.ChannelHandle
    elsewhere: simcord.ChannelHandle
    fetcher: Fetcher | None
    member: simcord.MemberActor
    moderator: simcord.MemberActor
    admin: simcord.MemberActor
    stranger: simcord.MemberActor

    async def restart(self) -> None:
        """Stop the bot and start it anew on the same store, the world going on."""
        fresh = await self.stack.enter_async_context(open_bot(self.settings, fetcher=self.fetcher))
        await self.bot.decks.flush()  # as a graceful stop does; the simulator only detaches
        await fresh.readings.answers()
        await self.env.restart_bot(fresh)
        # At the end the bot has to stop before its store is closed.
        self.stack.push_async_callback(self.env.shutdown)
        self.bot = fresh


def make_settings(tmp_path: Path, pack: Path = PACK) -> Settings:
    """Return settings for a store in a test's own folder."""
    base = read_settings({"DATABASE_PATH": str(tmp_path / "test.db"), "PACK": "alita"})
    return dataclasses.replace(base, pack=pack, backup_keep=0, shard_count=1)


@pytest.fixture
def pack() -> Path:
    """The pack that the bot speaks; a test may override it."""
    return PACK


@pytest.fixture
def today() -> dt.datetime:
    """When the world begins; a test may override it."""
    return TODAY


@pytest.fixture
def fetcher() -> Fetcher | None:
    """What reads feeds; a test may override it to read from this machine."""
    return None


@pytest.fixture
async def world(
    tmp_path: Path,
    pack: Path,
    today: dt.datetime,
    fetcher: Fetcher | None,
    caplog: pytest.LogCaptureFixture,
) -> AsyncGenerator[World, None]:
    """Return the running world; faults of the bot that it swallowed fail the test at its end."""
    settings = make_settings(tmp_path, pack)
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(open_bot(settings, fetcher=fetcher))
        env = simcord.Env(bot, settle_timeout=SETTLED_S)
        env.backend.advance_clock((today - env.now()).total_seconds())
        # SimCord has five seconds for a start, and a busy machine needs longer to read a pack.
        await bot.readings.answers()
        await env.start()
        stack.push_async_callback(env.shutdown)
        world = build_world(env, settings, stack, bot, fetcher)
        await env.settle()
        yield world
        # What a person was told in a sentence is no fault; what the log got as an error is one.
        faults = [error for error in env.errors if explain(error) is None]
        logged = [entry for entry in caplog.get_records("call") if entry.levelno >= logging.ERROR]
        assert (faults, [entry.getMessage() for entry in logged]) == ([], [])


def build_world(
    env: simcord.Env,
    settings: Settings,
    stack: AsyncExitStack,
    bot: SequelBot,
    fetcher: Fetcher | None = None,
) -> World:
    """Make two servers with channels and people of every rank."""
    guild, other = env.create_guild("Harbour Town"), env.create_guild("Far Away")
    moderators = guild.create_role(
        "Moderators", permissions=discord.Permissions(manage_messages=True)
    )
    administrators = guild.create_role(
        "Administrators", permissions=discord.Permissions(manage_guild=True)
    )
    far_moderators = other.create_role(
        "Moderators", permissions=discord.Permissions(manage_messages=True, manage_guild=True)
    )
    return World(
        env=env,
        settings=settings,
        stack=stack,
        bot=bot,
        guild=guild,
        other=other,
        general=guild.create_text_channel("general"),
        news=guild.create_news_channel("news"),
        mods=guild.create_text_channel("mods"),
        elsewhere=other.create_text_channel("elsewhere"),
        fetcher=fetcher,
        member=guild.add_member(env.create_user("mia")),
        moderator=guild.add_member(env.create_user("noor"), roles=[moderators]),
        admin=guild.add_member(env.create_user("ada"), roles=[administrators]),
        stranger=other.add_member(env.create_user("sol"), roles=[far_moderators]),
    )
