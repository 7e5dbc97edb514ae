"""A backup made during the fan-out is put back, and no channel shows anything twice."""

import asyncio
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from bot.enums import Importance, Kind
from bot.models import PartialDate, Wording
from bot.newsroom import Editor, publish, write_draft
from bot.settings import MIGRATIONS, ROOT
from bot.store.copying import copy_database
from bot.store.database import Database
from tests.wire.bot_process import HEADLINE, BotProcess, age_attempts, prepare_store
from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.messages import create
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Channel, Guild, World

PLACES = 90
CHATTER = 130  # more messages than one page of the history holds
LATER_S = 7_200


def make_places(world: World, count: int) -> list[tuple[Guild, Channel]]:
    guilds = [world.add_guild(f"Harbour {number}") for number in range(count)]
    return [(guild, guild.add_channel("news")) for guild in guilds]


def alerts_in(channel: Channel) -> list[str]:
    return [message.content for message in channel.messages if message.author.bot]


def all_done(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as connection:
        states = connection.execute("SELECT DISTINCT state FROM posts").fetchall()
    return states == [("done",)]


def chat(server: DiscordServer, channel: Channel) -> None:
    """Let people write so much that an alert after it is not on the first page."""
    assert channel.guild is not None
    for number in range(CHATTER):
        create(server.state, channel, channel.guild.owner, {"content": f"hm {number}"})


async def run_command(*words: str, environ: dict[str, str]) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        cwd=ROOT,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
    return out.decode()


async def test_what_was_sent_after_a_backup_under_load_is_found_and_not_sent_again(
    tmp_path: Path,
) -> None:
    """Some alerts came long after the backup, behind more messages than one look shows."""
    world, database, copy = World(), tmp_path / "a.db", tmp_path / "copy.db"
    places = make_places(world, PLACES)
    late = [places[0][1], *(channel for _, channel in places[-5:])]
    await prepare_store(database, places)
    async with DiscordServer(world) as server:
        refused = Fault(f"POST /channels/{late[0].id}/messages", Effect.STATUS, status=503)
        server.faults.add(refused)
        async with BotProcess(server, database, ALERT_RATE="20") as process:
            await server.connected()
            await server.until(lambda: sum(bool(c.messages) for _, c in places) > 5)
            await run_command("backup", str(copy), environ=process.environ)
            shown_at_backup = sum(bool(channel.messages) for _, channel in places)
            for channel in late:
                chat(server, channel)
            await server.until(lambda: all(alerts_in(c) for _, c in places), within=40)
            await process.stop(signal.SIGKILL)
        told = await run_command("restore", str(copy), environ=process.environ)
        # The backup was made two hours before it is restored, and Discord has forgotten nonces.
        await age_attempts(database, LATER_S)
        world.clock.advance(LATER_S)
        async with BotProcess(server, database) as again:
            await server.until(lambda: all_done(database), within=40)
            assert await again.stop() == 0

    assert 5 < shown_at_backup < PLACES
    assert "is not in it" in told
    shown = [alerts_in(channel) for _, channel in places]
    assert shown == [[f"**{HEADLINE}**"]] * PLACES, again.output


async def test_a_draft_that_was_published_after_the_backup_is_not_sent_again_when_published_again(
    tmp_path: Path,
) -> None:
    world, database, copy = World(), tmp_path / "a.db", tmp_path / "copy.db"
    [(guild, channel)] = places = make_places(world, 1)
    await prepare_store(database, places, updates=0)
    editor, written_at = Editor(guild.id, 1, wire=True), int(time.time())
    wording = Wording(HEADLINE, "It was said.", Kind.CAST, None, PartialDate(2026, 11, 20), None)
    async with Database.open(database, MIGRATIONS) as db:
        draft = await write_draft(db, editor, wording, written_at)
    copy_database(database, copy)

    async def publish_it() -> None:
        async with Database.open(database, MIGRATIONS) as db:
            await publish(
                db, editor, draft.id, 1, importance=Importance.NOTABLE, people=(), now=written_at
            )

    async with DiscordServer(world) as server:
        async with BotProcess(server, database) as process:
            await server.connected()
            await publish_it()
            await server.until(lambda: alerts_in(channel), within=20)
            await process.stop()
        chat(server, channel)
        await run_command("restore", str(copy), environ=process.environ)
        await publish_it()
        await age_attempts(database, LATER_S)
        world.clock.advance(LATER_S)
        async with BotProcess(server, database) as again:
            await server.until(lambda: all_done(database), within=40)
            assert await again.stop() == 0

    assert alerts_in(channel) == [f"**{HEADLINE}**"], again.output
