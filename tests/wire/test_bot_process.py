"""The bot as operators run it: a process, Discord's protocol, signals and logs."""

import signal
from pathlib import Path

import pytest

from tests.wire.bot_process import BotProcess
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Guild, World

TOKEN = ".".join(("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAx", "GabcDe", "w" * 38))
SYNC = "PUT /applications/*/commands"


@pytest.fixture
def world() -> World:
    return World(TOKEN)


async def test_a_second_start_syncs_nothing_and_a_signal_ends_it_cleanly(
    server: DiscordServer, tmp_path: Path
) -> None:
    async with BotProcess(server, tmp_path / "a.db", LOG_LEVEL="DEBUG") as first:
        await server.connected()
        code = await first.stop()
    assert code == 0, first.output
    async with BotProcess(server, tmp_path / "a.db") as second:
        await server.connected()
        assert await second.stop(signal.SIGINT) == 0

    assert len(server.ledger.calls(SYNC)) == 1
    assert server.ledger.unhandled == []
    assert "permissions=309237763072" in first.output
    assert TOKEN not in first.output
    assert "Traceback" not in first.output + second.output


async def test_a_member_asks_and_is_answered(
    server: DiscordServer, world: World, guild: Guild, tmp_path: Path
) -> None:
    mia = world.add_user("mia")
    guild.add_member(mia)
    async with BotProcess(server, tmp_path / "a.db") as process:
        await server.connected()
        for name, options in (
            ("status", {}),
            ("fact", {}),
            ("lookup", {"name": "gally"}),
            ("timeline", {}),
            ("news", {}),
            ("help", {}),
            ("about", {}),
            ("privacy", {}),
        ):
            record = await server.slash(guild, None, mia, name, options)
            assert "wrong on our side" not in str(record.data), (name, record.data)
        typed = await server.autocomplete(guild, None, mia, "lookup", {"name": "gal"})
        await process.stop()

    assert "Alita" in str(typed.data)
    assert server.ledger.unhandled == []
    assert server.violations == []
    assert "Traceback" not in process.output


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"DISCORD_TOKEN": ""}, "DISCORD_TOKEN is not set"),
        ({"DISCORD_TOKEN": "wrong"}, "DISCORD_TOKEN is refused"),
        ({"PACK": "nowhere"}, "PACK"),
        ({"DATABASE_PATH": "/proc/nowhere/x.db"}, "cannot be opened"),
    ],
)
async def test_a_bad_setting_ends_in_a_sentence(
    server: DiscordServer, tmp_path: Path, environ: dict[str, str], told: str
) -> None:
    process = BotProcess(server, tmp_path / "a.db")
    process.environ |= environ
    async with process:
        code = await process.stop(signal.SIGCONT)

    assert code in (1, 2)
    assert told in process.output
    assert "Traceback" not in process.output
