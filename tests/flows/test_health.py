"""``/health``: what moderators of a newsroom server see of the bot's own state."""

import dataclasses
import logging
from pathlib import Path

import pytest

from tests.flows.conftest import World
from tests.flows.desk_acts import send_alerts_to
from tests.flows.reading import last_of, text_of
from tests.store.factories import publish


@pytest.fixture
def newsroom(world: World) -> World:
    newsrooms = frozenset({world.guild.id})
    world.bot.settings = dataclasses.replace(world.bot.settings, newsroom_guild_ids=newsrooms)
    return world


async def health(world: World) -> str:
    result = await world.moderator.slash(world.mods, "health")
    return text_of(result)


async def test_a_moderator_of_a_newsroom_sees_how_the_bot_is_doing(newsroom: World) -> None:
    result = await newsroom.moderator.slash(newsroom.mods, "health")

    text = text_of(result)
    assert last_of(result).ephemeral
    assert "**Connected** · since <t:" in text
    assert "**Alerts** · nothing is waiting" in text
    assert "automatic ones are switched off" in text
    assert "MB" in text
    assert "checked for news up to" in text
    assert "**Errors in the last hour** · none" in text
    for secret in (newsroom.other.name, newsroom.guild.name, str(newsroom.settings.database)):
        assert secret not in text


async def test_what_is_wrong_is_marked_and_refreshed(
    newsroom: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, bot = newsroom, newsroom.bot
    with monkeypatch.context() as patch:
        patch.setattr(bot.backups, "_keep", 7)
        patch.setattr(bot.backups, "failure", "/secret/folder has 1 MB left")
        bot.errors.emit(logging.makeLogRecord({"levelno": logging.ERROR}))
        bot.connected_at = None
        shown = await world.moderator.slash(world.mods, "health")
    text = text_of(shown)
    assert "⚠️ **Not connected**" in text
    assert "⚠️ **Backup** · the last try failed" in text
    assert "⚠️ **Errors in the last hour** · 1" in text
    assert "secret" not in text

    bot.connected_at = bot.clock()
    again = await world.moderator.click(last_of(shown), custom_id="health:refresh:1")

    assert "**Connected** · since" in text_of(again)


async def test_alerts_that_wait_are_counted_with_the_age_of_the_oldest(newsroom: World) -> None:
    world, bot = newsroom, newsroom.bot
    await bot.alerts.stop()
    await send_alerts_to(world, world.news)
    await publish(bot.db, world.guild.id, now=int(world.env.now().timestamp()) - 7_200)

    assert "⚠️ **Alerts** · 1 waiting, the oldest due for 2 hours" in await health(world)


async def test_moderators_of_another_server_and_members_do_not_see_it(newsroom: World) -> None:
    world = newsroom
    command = world.env.backend.find_command("health", world.guild.id)
    assert command is not None
    for guild, person in ((world.guild, world.member), (world.other, world.stranger)):
        guild.set_command_permissions(int(command["id"]), {person: True})

    member = text_of(await world.member.slash(world.general, "health"))
    stranger = text_of(await world.stranger.slash(world.elsewhere, "health"))

    assert "Only moderators can do this" in member
    assert "Only moderators of the servers" in stranger


async def test_help_names_it_in_newsrooms_alone(newsroom: World) -> None:
    home = text_of(await newsroom.moderator.slash(newsroom.mods, "help"))
    away = text_of(await newsroom.stranger.slash(newsroom.elsewhere, "help"))

    assert "</health:" in home
    assert "health" not in away


async def test_the_bot_makes_a_backup_soon_after_a_start_and_the_card_tells_of_it(
    newsroom: World, tmp_path: Path
) -> None:
    world, folder = newsroom, tmp_path / "copies"
    world.settings = dataclasses.replace(newsroom.bot.settings, backup_keep=2, backup_dir=folder)
    await world.restart()
    assert "none yet" in await health(world)

    await world.env.advance_time(70)

    assert len(list(folder.iterdir())) == 1
    assert "**Backup** · <t:" in await health(world)
