"""Pictures of the main exchanges, taken of the sandbox's own page by a local Chromium."""

import asyncio
import dataclasses
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import simcord
from PIL import Image

from bot.errors import SettingsError
from bot.sandbox.app import open_sandbox
from bot.sandbox.world import World
from bot.settings import Settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=20000",
)
WIDTH = 1_000
EDGE_LEFT, EDGE_TOP, EDGE_BOTTOM = 257, 126, 156  # the page's own frame around the messages
PATIENCE_S = 90
COLOURS = 128


@dataclass(frozen=True, slots=True)
class Exchange:
    """What somebody does, and how high the picture of it is (pixels)."""

    name: str
    height: int
    act: Callable[[World], Awaitable[tuple[simcord.ChannelHandle, simcord.MemberActor]]]


def take_pictures(settings: Settings, folder: Path) -> int:
    """Write one PNG for each exchange; SettingsError where there is no Chromium."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise SettingsError(
            "Pictures need a Chromium on this machine (Debian: apt install chromium)."
        )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / settings.database.name
        asyncio.run(_take_all(settings, database, folder, browser))
    return 0


async def _take_all(settings: Settings, database: Path, folder: Path, browser: str) -> None:

    async with open_sandbox(dataclasses.replace(settings, database=database)) as world:
        for exchange in EXCHANGES:
            channel, viewer = await exchange.act(world)
            await world.env.settle()
            path = folder / f"{exchange.name}.png"
            async with world.env.preview(channel, viewers=[viewer], layout="channel") as preview:
                await _shoot(browser, preview.url, path, exchange.height)
            _crop(path)
            print(path, flush=True)  # noqa: T201 - the command line's output


async def _shoot(browser: str, url: str, path: Path, height: int) -> None:
    with tempfile.TemporaryDirectory() as profile:
        process = await asyncio.create_subprocess_exec(
            browser,
            *FLAGS,
            f"--user-data-dir={profile}",
            f"--window-size={WIDTH},{height + EDGE_TOP + EDGE_BOTTOM}",
            f"--screenshot={path}",
            url,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(PATIENCE_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            raise SettingsError(f"{browser} did not finish a picture in {PATIENCE_S} s.") from None
    if process.returncode != 0:
        raise SettingsError(f"{browser} wrote no picture (exit code {process.returncode}).")


def _crop(path: Path) -> None:
    """Keep the messages alone, in few colours: the README carries these files."""
    with Image.open(path) as picture:
        box = (EDGE_LEFT, EDGE_TOP, picture.width, picture.height - EDGE_BOTTOM)
        small = picture.crop(box).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def _command(
    command: str, /, **options: object
) -> Callable[[World], Awaitable[tuple[simcord.ChannelHandle, simcord.MemberActor]]]:
    async def act(world: World) -> tuple[simcord.ChannelHandle, simcord.MemberActor]:
        channel = world.newsroom.create_text_channel("general")
        await world.member.slash(channel, command, **options)
        return channel, world.member

    return act


async def _preview(world: World) -> tuple[simcord.ChannelHandle, simcord.MemberActor]:
    mods = world.newsroom.create_text_channel("mods")
    form = await world.moderator.slash(mods, "desk post")
    await world.moderator.submit_modal(
        form,
        {
            "headline": "Example: the director talks about a script",
            "summary": "An invented update, to show how the desk works. Nothing of it was said.",
            "link": "https://example.org/interview",
            "kind": ["filmmaker"],
            "date": "yesterday",
        },
    )
    return mods, world.moderator


async def _alert(world: World) -> tuple[simcord.ChannelHandle, simcord.MemberActor]:
    mods, moderator = await _preview(world)
    message = mods.history(viewer=moderator)[-1]
    publish = next(
        item.custom_id
        for row in message.components
        for item in getattr(row, "children", ())
        if (item.custom_id or "").startswith("desk:publish:")
    )
    await moderator.click(message, custom_id=publish)
    return world.news, world.member


EXCHANGES = (
    Exchange("status", 1060, _command("status")),
    Exchange("fact", 290, _command("fact", category="box-office")),
    Exchange("lookup", 800, _command("lookup", name="gally")),
    Exchange("timeline", 1180, _command("timeline")),
    Exchange("desk", 600, _preview),
    Exchange("alert", 380, _alert),
)
