"""A full disk: alerts wait and go on, what only reads still answers, a writer is told why not."""

import asyncio
import contextlib
import resource
import subprocess
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.enums import Importance, Kind
from bot.models import PartialDate, Wording
from bot.newsroom import Editor, publish, write_draft
from bot.settings import MIGRATIONS
from bot.store.database import Database
from tests.wire.bot_process import BotProcess, prepare_store
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.state import InteractionRecord
from tests.wire.discord_server.world import Channel, Guild, User, World

Fill = Callable[[BotProcess, Path], AbstractContextManager[None]]
UNANSWERABLE = "What does the zeppelin of the postmaster cost?"
READING: dict[str, dict[str, Any]] = {
    "status": {},
    "fact": {},
    "lookup": {"name": "gally"},
    "timeline": {},
    "news": {},
    "ask": {"question": UNANSWERABLE},
    "help": {},
    "about": {},
    "alerts status": {},
    "desk drafts": {},
}


@contextmanager
def limited(process: BotProcess, _: Path) -> Generator[None]:
    """Let every write of the bot's process fail from the second page of a file on (EFBIG)."""
    _soft, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def filled(_: BotProcess, folder: Path) -> Generator[None]:
    """Fill a small disk to its last byte (ENOSPC)."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4_096))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def small_disk(folder: Path) -> Generator[None]:
    """Mount a disk of four megabytes in memory; skip where that is not allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603 - ours
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607 - ours


async def publish_update(database: Path, guild: Guild, headline: str) -> None:
    editor = Editor(guild.id, 1, wire=True)
    wording = Wording(headline, "It was said.", Kind.CAST, None, PartialDate(2026, 11, 20), None)
    async with Database.open(database, MIGRATIONS) as db:
        draft = await write_draft(db, editor, wording, 1_000)
        await publish(db, editor, draft.id, 1, importance=Importance.MAJOR, people=(), now=1_000)


def alerts_in(channel: Channel) -> list[str]:
    return [message.content for message in channel.messages if message.content]


def told(record: InteractionRecord) -> str:
    return str([record.data, record.edits, [m.json for m in record.followups]])


class Town:
    """A server with a news channel and somebody who may do everything there."""

    def __init__(self) -> None:
        self.world = World()
        self.guild = self.world.add_guild("Harbour")
        self.general = self.guild.add_channel("general")
        self.news = self.guild.add_channel("news")
        rights = discord.Permissions(manage_guild=True, manage_messages=True)
        self.ada: User = self.world.add_user("ada")
        self.guild.add_member(self.ada, self.guild.add_role("Keepers", rights))


@asynccontextmanager
async def running(town: Town, folder: Path) -> AsyncGenerator[tuple[DiscordServer, BotProcess]]:
    database = folder / "a.db"
    await prepare_store(database, [(town.guild, town.news)])
    # Python would keep half of a compiled module of ours and stumble over it later.
    plain = {"PYTHONDONTWRITEBYTECODE": "1"}
    async with (
        DiscordServer(town.world) as server,
        BotProcess(server, database, **plain) as process,
    ):
        await server.connected()
        await server.until(lambda: alerts_in(town.news))
        await server.slash(town.guild, town.general, town.ada, "ask", {"question": UNANSWERABLE})
        yield server, process


@pytest.mark.parametrize("fill", [limited, filled])
async def test_alerts_wait_reading_goes_on_and_writers_are_told(tmp_path: Path, fill: Fill) -> None:
    town, folder = Town(), tmp_path / "disk"
    with contextlib.ExitStack() as stack:
        if fill is filled:
            stack.enter_context(small_disk(folder))
        async with running(town, folder) as (server, process):
            await publish_update(folder / "a.db", town.guild, "The second word")
            with fill(process, folder):
                for name, options in READING.items():
                    record = await server.slash(town.guild, town.general, town.ada, name, options)
                    await record.finished()
                    assert "our side" not in told(record), (name, told(record))
                    assert "could not be saved" not in told(record), (name, told(record))
                for name in ("desk checked", "alerts pause"):
                    record = await server.slash(town.guild, town.general, town.ada, name)
                    await record.finished()
                    assert "disk of the bot's machine is full" in told(record), name
                await asyncio.sleep(6)  # more than one round of the deliveries
                assert len(alerts_in(town.news)) == 1
            await server.until(lambda: len(alerts_in(town.news)) == 2, 20)
            saved = await server.slash(town.guild, town.general, town.ada, "alerts pause")
            assert "could not be saved" not in told(saved)
            await asyncio.sleep(1)
            assert await process.stop() == 0

    assert alerts_in(town.news)[1] == "**The second word**"
    assert len(alerts_in(town.news)) == 2
    assert "alerts wait" in process.output


async def test_a_bot_that_is_stopped_while_the_disk_is_full_ends_cleanly(tmp_path: Path) -> None:
    town = Town()
    async with running(town, tmp_path) as (server, process):
        with limited(process, tmp_path):
            await server.slash(town.guild, town.general, town.ada, "fact")
            assert await process.stop() == 0
