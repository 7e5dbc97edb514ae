"""The sandbox: what a newcomer opens first."""

import dataclasses
from pathlib import Path

import aiohttp
import pytest

from bot.errors import SettingsError
from bot.sandbox.app import forget, open_sandbox, sandbox_settings
from bot.sandbox.pictures import take_pictures
from bot.sandbox.server import Lobby
from bot.settings import Settings, read_settings
from bot.store.destinations import get_destination
from tests.flows.desk_acts import said


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    base = read_settings({"DATABASE_PATH": str(tmp_path / "x.db"), "DISCORD_TOKEN": "secret"})
    return sandbox_settings(base)


def test_the_sandbox_has_a_store_of_its_own_and_no_token(settings: Settings) -> None:
    assert settings.database.name == "x-sandbox.db"
    assert settings.token is None


async def test_a_news_post_of_the_sandbox_reaches_its_news_channel(settings: Settings) -> None:
    async with open_sandbox(settings) as world:
        mods = world.room("mods")
        assert mods is not None
        form = await world.moderator.slash(mods.channel, "desk post")
        await world.moderator.submit_modal(
            form,
            {
                "headline": "An example",
                "summary": "Nothing of it was said.",
                "link": "",
                "kind": ["cast"],
                "date": "today",
            },
        )
        preview = mods.channel.history(viewer=world.moderator)[-1]
        await world.moderator.click(preview, label="Publish to 1 channel")
        await world.env.settle()

        alert = world.news.last_message

    assert alert is not None
    assert alert.content == "**An example**"


async def test_the_sandbox_has_a_feed_to_follow(settings: Settings) -> None:
    async with open_sandbox(settings) as world:
        mods = world.room("mods")
        assert mods is not None
        answer = await world.moderator.slash(mods.channel, "feeds add", address=world.feed)

    assert "The Example Post" in said(answer)


async def test_dates_are_todays_and_ids_the_same_at_each_start(settings: Settings) -> None:
    async with open_sandbox(settings) as first:
        ids = [room.channel.id for room in first.rooms]
        assert abs((first.env.now() - first.env.bot.clock()).total_seconds()) < 5  # type: ignore[attr-defined]
    async with open_sandbox(settings) as second:
        assert [room.channel.id for room in second.rooms] == ids
        bot = second.env.bot
        destination = await get_destination(bot.db, second.newsroom.id)  # type: ignore[attr-defined]

    assert destination is not None
    assert destination.channel_id in ids


async def test_the_page_opens_each_room_and_only_for_who_knows_its_address(
    settings: Settings,
) -> None:
    async with open_sandbox(settings) as world, aiohttp.ClientSession() as session:
        lobby = Lobby(world, "A <title>", "x.db")
        address = await lobby.start(0)
        try:
            async with session.get(address) as page:
                text = await page.text()
            assert "A &lt;title&gt;" in text
            for room in world.rooms:
                assert f'href="{room.key}"' in text
                async with session.get(f"{address}{room.key}") as opened:
                    assert opened.status == 200
                    assert "SimCord" in await opened.text()
            async with session.get(f"{address}nowhere") as missing:
                assert missing.status == 404
            async with session.get(f"{address.rsplit('/', 2)[0]}/guess/") as guessed:
                assert guessed.status == 404
            async with session.get(address, headers={"Host": "evil.example"}) as foreign:
                assert foreign.status == 403
        finally:
            await lobby.stop()


async def test_starting_afresh_forgets(settings: Settings) -> None:
    async with open_sandbox(settings):
        assert settings.database.exists()

    forget(settings.database)

    assert list(settings.database.parent.glob("*.db*")) == []


def test_pictures_need_a_browser(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SettingsError, match="Chromium"):
        take_pictures(dataclasses.replace(settings), tmp_path / "pictures")
