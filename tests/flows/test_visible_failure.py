"""Moderators hear what keeps alerts away, mend it, and hear that it works again."""

import datetime as dt
from collections.abc import Generator
from contextlib import contextmanager

import discord
import pytest
import simcord
from simcord.backend.models.channel import Overwrite
from simcord.backend.serializers import guild_create_payload
from simcord.enums import OverwriteType

from bot.enums import Mode, Trouble
from bot.store.destinations import get_destination
from tests.flows.conftest import World
from tests.flows.desk_acts import alerts, deliver, publish, said, send_alerts_to
from tests.flows.test_notices import desk_in, owner_reads, texts

DAY = 86_400


async def deny(world: World, channel: simcord.ChannelHandle, **denied: bool) -> None:
    """Take permissions in a channel away from everybody, all others being given."""
    role_id = world.guild.default_role.id
    overwrite = Overwrite(role_id, OverwriteType.ROLE, deny=discord.Permissions(**denied).value)
    world.env.backend.set_overwrite(channel.id, overwrite)
    await world.env.settle()


async def prepare(world: World) -> None:
    """Send alerts to #news, and notices to #mods."""
    await desk_in(world, world.mods)
    await send_alerts_to(world, world.news)
    await world.env.settle()


async def pass_a_day(world: World) -> None:
    """Let what was told lie a day back, which the simulator would take long to live through."""
    async with world.bot.db.transaction() as tx:
        await tx.execute("UPDATE notices SET told_at = told_at - ?", (DAY,))
    await world.env.advance_time(65)


@contextmanager
def unheard(world: World) -> Generator[None]:
    """Let things happen of which Discord's events do not reach the bot."""
    listeners = world.env.backend.subscribers
    kept = listeners.copy()
    listeners.clear()
    yield
    listeners.extend(kept)


async def heard(world: World) -> list[str]:
    """Return what the moderators' channel was told, oldest first."""
    await world.env.advance_time(1)
    return [m.content for m in sorted(world.mods.history(), key=lambda m: m.id) if m.content]


async def mode_of(world: World) -> tuple[Mode, Trouble | None]:
    destination = await get_destination(world.bot.db, world.guild.id)
    assert destination is not None
    return destination.mode, destination.trouble


async def test_a_missing_permission_is_told_by_name_given_and_told_to_be_well(
    world: World,
) -> None:
    await prepare(world)
    await deny(world, world.news, send_messages=True, embed_links=True)

    await publish(world, headline="First")
    await publish(world, headline="Second")
    [warning] = await heard(world)
    before = alerts(world.news)
    await deny(world, world.news)
    await deliver(world)

    assert f"<#{world.news.id}>" in warning
    assert "I lack **Send Messages** and **Embed Links** there" in warning
    assert "**Edit Channel**" in warning
    assert (before, ["First" in text for text in alerts(world.news)]) == ([], [True, False])
    assert (await heard(world))[1:] == [f"✅ Alerts work again in <#{world.news.id}>."]


async def test_while_alerts_wait_the_warning_comes_once_a_day_and_a_restart_adds_none(
    world: World,
) -> None:
    await prepare(world)
    await deny(world, world.news, send_messages=True)
    await publish(world)

    await world.restart()
    await world.env.advance_time(65)
    first = len(await heard(world))
    await pass_a_day(world)
    second = len(await heard(world))
    await deny(world, world.news)
    await deliver(world)

    assert (first, second) == (1, 2)
    assert (await heard(world))[2:] == [f"✅ Alerts work again in <#{world.news.id}>."]
    assert len(alerts(world.news)) == 1


async def test_a_timeout_of_the_bot_is_called_by_its_name(world: World) -> None:
    await prepare(world)
    assert world.bot.user is not None
    until = world.env.now() + dt.timedelta(hours=2)
    world.env.backend.edit_member(
        world.guild.id, world.bot.user.id, {"timed_out_until": until.isoformat()}
    )
    await world.restart()  # the simulator does not tell a bot of its own timeout, as Discord does

    await publish(world)

    [warning] = owner_reads(world) or await heard(world)
    assert "I am timed out in this server until" in warning
    assert "**Remove Timeout**" in warning


async def test_a_refusal_that_no_permission_explains_is_told_too(world: World) -> None:
    await prepare(world)
    path = f"/channels/{world.news.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50013, times=1)

    await publish(world)
    [warning] = await heard(world)
    status = said(await world.admin.slash(world.mods, "alerts status"))

    assert "Discord refuses my alerts" in warning
    assert "Discord refused the last try" in status
    assert "1 waiting to be sent or changed, next try <t:" in status
    assert "**Last one that arrived** · none yet" in status
    assert await mode_of(world) == (Mode.ACTIVE, Trouble.REFUSED)


async def test_a_deleted_channel_pauses_alerts_and_another_one_resumes_them(world: World) -> None:
    await prepare(world)
    await publish(world, headline="Before")

    world.env.backend.delete_channel(world.news.id)
    await world.env.settle()
    [warning] = await heard(world)
    halted = await mode_of(world)
    status = said(await world.admin.slash(world.mods, "alerts status"))
    resumed = said(await world.admin.slash(world.mods, "alerts resume"))
    await publish(world, headline="Meanwhile")
    await world.admin.slash(world.mods, "alerts setup", channel=world.general)
    await publish(world, headline="After")

    assert "The channel for alerts was deleted, so alerts are paused" in warning
    assert halted == (Mode.PAUSED, Trouble.CHANNEL)
    assert "The channel is gone" in status
    assert "/alerts setup" in resumed
    assert [("After" in text, "Meanwhile" in text) for text in alerts(world.general)] == [
        (True, False)
    ]
    await pass_a_day(world)
    assert len(await heard(world)) == 1


async def test_a_channel_that_was_deleted_while_the_bot_was_away_is_found_out(
    world: World,
) -> None:
    await prepare(world)
    with unheard(world):
        world.env.backend.delete_channel(world.news.id)

    await world.restart()
    await world.env.advance_time(1)

    assert await mode_of(world) == (Mode.PAUSED, Trouble.CHANNEL)
    assert "was deleted" in (await heard(world))[0]


async def test_a_deleted_role_is_told_and_alerts_ping_nobody(world: World) -> None:
    role = world.guild.create_role("News pings", mentionable=True)
    await desk_in(world, world.mods)
    await send_alerts_to(world, world.news, role=role)

    world.env.backend.delete_role(world.guild.id, role.id)
    await world.env.settle()
    await publish(world, kind=["official"])

    [warning] = await heard(world)
    assert "The role that alerts pinged was deleted" in warning
    assert "<@&" not in alerts(world.news)[0]


async def test_a_removed_bot_pauses_and_its_return_resumes_without_repeating(
    world: World,
) -> None:
    await prepare(world)
    await publish(world, headline="Before")
    guild = world.env.backend.guilds[world.guild.id]

    world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id)})
    await world.env.settle()
    away = await mode_of(world)
    world.env.backend.emit("GUILD_CREATE", guild_create_payload(world.env.backend, guild))
    await world.env.settle()
    await publish(world, headline="After")

    assert away == (Mode.PAUSED, Trouble.REMOVED)
    assert await mode_of(world) == (Mode.ACTIVE, None)
    assert [("Before" in text, "After" in text) for text in alerts(world.news)] == [
        (True, False),
        (False, True),
    ]
    [greeting] = await heard(world)
    assert "I am back" in greeting


async def test_a_removal_that_no_event_told_of_is_found_out_and_so_is_a_return(
    world: World,
) -> None:
    await send_alerts_to(world, world.elsewhere, guild=world.other)
    absent = world.env.backend.guilds[world.other.id]
    with unheard(world):
        del world.env.backend.guilds[world.other.id]
    await world.restart()
    await world.env.advance_time(1)
    away = await get_destination(world.bot.db, world.other.id)
    with unheard(world):
        world.env.backend.guilds[world.other.id] = absent
    await world.restart()
    await world.env.advance_time(1)
    back = await get_destination(world.bot.db, world.other.id)

    assert away is not None
    assert back is not None
    assert (away.mode, away.trouble) == (Mode.PAUSED, Trouble.REMOVED)
    assert (back.mode, back.trouble) == (Mode.ACTIVE, None)


async def test_a_server_is_forgotten_a_month_after_it_removed_the_bot(world: World) -> None:
    await send_alerts_to(world, world.elsewhere, guild=world.other)
    del world.env.backend.guilds[world.other.id]
    world.env.backend.emit("GUILD_DELETE", {"id": str(world.other.id)})
    await world.env.settle()
    kept = await get_destination(world.bot.db, world.other.id)
    async with world.bot.db.transaction() as tx:
        await tx.execute("UPDATE absences SET since = since - ?", (30 * DAY + 100,))

    await world.restart()
    await world.env.advance_time(1)

    assert kept is not None
    assert await get_destination(world.bot.db, world.other.id) is None


async def test_an_outage_is_no_removal(world: World) -> None:
    await prepare(world)

    world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id), "unavailable": True})
    await world.env.settle()

    assert await mode_of(world) == (Mode.ACTIVE, None)


async def test_what_nobody_knows_is_told_and_looked_for_once_the_permission_is_there(
    world: World,
) -> None:
    await prepare(world)
    await deny(world, world.news, read_message_history=True)
    path = f"/channels/{world.news.id}/messages"
    world.env.inject_error("POST", path, status=503, times=None)

    await publish(world)
    await world.env.advance_time(200)
    warnings = await heard(world)
    world.env.backend.faults.clear()
    await deny(world, world.news)
    await deliver(world)

    assert "I do not know whether alert #" in warnings[0]
    assert "**Read Message History**" in warnings[0]
    assert len(alerts(world.news)) == 1
    assert "look now whether alert #" in (await heard(world))[1]


async def test_what_is_buried_under_too_many_messages_is_told_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await prepare(world)
    monkeypatch.setattr("bot.delivery.search.PAGES", 0)
    path = f"/channels/{world.news.id}/messages"
    world.env.inject_error("POST", path, status=503, times=None)

    await publish(world)
    await world.env.advance_time(200)

    [warning] = await heard(world)
    assert "I do not know whether alert #" in warning
    assert "too many messages came after it" in warning


async def test_nothing_is_said_where_all_is_well(world: World) -> None:
    await prepare(world)
    await publish(world)
    await world.env.advance_time(130)

    assert texts(world.mods) == []


async def test_a_channel_that_is_deleted_after_a_warning_is_told_too_and_once(
    world: World,
) -> None:
    await prepare(world)
    await deny(world, world.news, send_messages=True)
    await publish(world)

    world.env.backend.delete_channel(world.news.id)
    await world.env.settle()
    await pass_a_day(world)

    assert [("I lack" in text, "was deleted" in text) for text in await heard(world)] == [
        (True, False),
        (False, True),
    ]
