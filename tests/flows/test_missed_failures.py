"""What the bot could not hear, look at or tell in time is made good later."""

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Mapping

import discord
import pytest
from simcord.backend.serializers import guild_create_payload

from bot import notices
from bot.delivery import watch
from bot.enums import Mode, Trouble
from bot.places import Destination
from bot.store import troubles as store
from bot.store.destinations import get_destination
from tests.flows.conftest import World
from tests.flows.desk_acts import alerts, publish, said, send_alerts_to
from tests.flows.test_notices import desk_in, owner_reads, tell
from tests.flows.test_visible_failure import deny, heard, mode_of, pass_a_day, prepare, unheard


@pytest.mark.parametrize("gone", ["role", "channel"])
async def test_what_moderators_could_not_be_told_is_told_a_day_later_and_once(
    world: World, gone: str
) -> None:
    role = world.guild.create_role("News pings", mentionable=True)
    await desk_in(world, world.mods)
    await send_alerts_to(world, world.news, role=role)
    path = f"/channels/{world.mods.id}/messages"
    world.env.inject_error("POST", path, status=503, times=None)

    if gone == "role":
        world.env.backend.delete_role(world.guild.id, role.id)
    else:
        world.env.backend.delete_channel(world.news.id)
    await world.env.settle()
    before = await heard(world)
    world.env.backend.faults.clear()
    await pass_a_day(world)
    told = await heard(world)
    await pass_a_day(world)

    assert (before, [f"The {gone}" in text for text in told]) == ([], [True])
    assert await heard(world) == told


async def test_an_end_that_moderators_could_not_be_told_is_told_a_day_later(world: World) -> None:
    await prepare(world)
    await deny(world, world.news, read_message_history=True)
    for channel in (world.news, world.mods):
        path = f"/channels/{channel.id}/messages"
        world.env.inject_error("POST", path, status=503, times=None)
    await publish(world)
    await world.env.advance_time(200)
    before = await heard(world)

    world.env.backend.faults.clear()
    await pass_a_day(world)

    assert before == []
    assert "I do not know whether alert #" in (await heard(world))[0]


async def fail(*_: object) -> list[tuple[Destination, bool]]:
    """Fail as a database does on a bad disk."""
    raise sqlite3.OperationalError("disk I/O error")


async def test_a_look_that_the_database_hindered_is_taken_a_minute_later(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await prepare(world)
    await deny(world, world.news, send_messages=True)
    await publish(world)

    with monkeypatch.context() as patch:
        patch.setattr(store, "list_places", fail)
        await deny(world, world.news)
    before = alerts(world.news)
    await world.env.advance_time(65)

    assert (before, len(alerts(world.news))) == ([], 1)
    assert "cannot be looked at" in caplog.text
    caplog.get_records("call").clear()


async def test_a_look_at_all_servers_that_the_database_hindered_is_taken_a_minute_later(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await prepare(world)
    with unheard(world):
        world.env.backend.delete_channel(world.news.id)

    with monkeypatch.context() as patch:
        patch.setattr(store, "list_places", fail)
        await world.restart()
    before = await mode_of(world)
    await world.env.advance_time(65)

    assert before == (Mode.ACTIVE, None)
    assert await mode_of(world) == (Mode.PAUSED, Trouble.CHANNEL)
    assert "cannot be looked at" in caplog.text
    caplog.get_records("call").clear()


async def test_a_place_that_cannot_be_looked_at_hinders_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await send_alerts_to(world, world.elsewhere, guild=world.other)
    await prepare(world)
    with unheard(world):
        world.env.backend.delete_channel(world.news.id)
    look = watch.missing_in

    def failing(
        client: discord.Client, place: Destination, needed: Mapping[str, str]
    ) -> list[str] | None:
        if place.guild_id == world.other.id:
            raise AttributeError("no member")
        return look(client, place, needed)

    monkeypatch.setattr(watch, "missing_in", failing)

    await world.restart()
    await world.env.advance_time(1)

    assert await mode_of(world) == (Mode.PAUSED, Trouble.CHANNEL)
    assert "cannot be looked at" in caplog.text
    caplog.get_records("call").clear()


async def test_a_removal_that_a_lost_session_hid_is_found_out_at_the_first_refusal(
    world: World,
) -> None:
    await prepare(world)
    for method, path, status, code in (
        ("POST", f"/channels/{world.news.id}/messages", 403, 50001),
        ("GET", f"/guilds/{world.guild.id}", 404, 10004),
    ):
        world.env.inject_error(method, path, status=status, code=code, times=None)

    await publish(world)
    away = await mode_of(world)
    world.bot.watch.look_everywhere()
    await asyncio.wait([task for task in asyncio.all_tasks() if task.get_name() == "watch"])
    still = await mode_of(world)
    world.env.backend.faults.clear()
    guild = world.env.backend.guilds[world.guild.id]
    world.env.backend.emit("GUILD_CREATE", guild_create_payload(world.env.backend, guild))
    await world.env.settle()

    assert away == still == (Mode.PAUSED, Trouble.REMOVED)
    assert await mode_of(world) == (Mode.ACTIVE, None)
    [greeting] = await heard(world)
    assert "I am back" in greeting


async def test_a_channel_that_refuses_alerts_is_not_asked_to_take_the_notice_of_it(
    world: World,
) -> None:
    await desk_in(world, world.news)
    await send_alerts_to(world, world.news)
    path = f"/channels/{world.news.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50013, times=None)

    await publish(world)

    [warning] = owner_reads(world)
    assert "Discord refuses my alerts" in warning
    asked = [str(entry.json) for entry in world.env.http_requests if entry.path == path]
    assert [text for text in asked if "Discord refuses" in text] == []


async def test_a_refused_notice_counts_where_alerts_go_too(world: World) -> None:
    await desk_in(world, world.news)
    await send_alerts_to(world, world.news)
    path = f"/channels/{world.news.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50013, times=None)

    await tell(world)
    await publish(world)
    [(refused, before)] = await world.bot.db.fetch(
        "SELECT refused_at, refused_before FROM destinations"
    )

    assert None not in (refused, before)


async def test_a_notice_that_discord_never_answers_is_given_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(*_: object, **__: object) -> None:
        await asyncio.sleep(3600)

    await desk_in(world, world.mods)
    monkeypatch.setattr(notices, "REQUEST_TIMEOUT_S", 0.05)
    monkeypatch.setattr(discord.TextChannel, "send", hang)

    async with asyncio.timeout(5):
        assert not await tell(world)


async def test_a_channel_for_which_discord_never_answers_delays_no_other_server(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = discord.Client.fetch_channel

    async def hang(client: discord.Client, channel_id: int, /) -> object:
        if channel_id == world.news.id:
            await asyncio.sleep(3600)
        return await ask(client, channel_id)

    await prepare(world)
    await send_alerts_to(world, world.elsewhere, guild=world.other)
    with unheard(world):
        world.env.backend.delete_channel(world.news.id)
        world.env.backend.delete_channel(world.elsewhere.id)
    monkeypatch.setattr(watch, "REQUEST_TIMEOUT_S", 0.05)
    monkeypatch.setattr(discord.Client, "fetch_channel", hang)

    await world.restart()
    await world.env.advance_time(1)

    other = await get_destination(world.bot.db, world.other.id)
    assert other is not None
    assert other.trouble is Trouble.CHANNEL


async def test_a_test_alert_finds_out_that_the_channel_was_deleted_and_asks_once(
    world: World,
) -> None:
    await send_alerts_to(world, world.news)
    path = f"/channels/{world.news.id}/messages"
    world.env.inject_error("POST", path, status=404, code=10003, times=None)

    answers = [said(await world.admin.slash(world.mods, "alerts test")) for _ in range(2)]

    assert ["The channel for alerts is gone" in text for text in answers] == [True, True]
    assert sum(entry.path == path for entry in world.env.http_requests) == 1
    assert await mode_of(world) == (Mode.PAUSED, Trouble.CHANNEL)


async def test_what_waited_for_the_end_of_a_timeout_is_posted_then(world: World) -> None:
    await prepare(world)
    assert world.bot.user is not None
    until = world.env.now() + dt.timedelta(seconds=90)
    world.env.backend.edit_member(
        world.guild.id, world.bot.user.id, {"timed_out_until": until.isoformat()}
    )
    await world.restart()  # the simulator does not tell a bot of its own timeout, as Discord does
    await publish(world)
    before = alerts(world.news)

    await world.env.advance_time(180)

    assert (before, len(alerts(world.news))) == ([], 1)
