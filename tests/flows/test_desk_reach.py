"""How far news reaches: channels, pings, newsrooms and other servers."""

import dataclasses

import discord
import pytest

from tests.flows.conftest import World
from tests.flows.desk_acts import (
    alerts,
    deliver,
    press,
    publish,
    said,
    send_alerts_to,
    shown,
    write_draft,
)


async def test_the_ping_reaches_the_role_only_from_its_threshold(world: World) -> None:
    role = world.guild.create_role("News pings", mentionable=True)
    await send_alerts_to(world, world.news, role=role)

    preview = await write_draft(world)
    quiet = shown(preview)
    await world.moderator.select(preview, ["script"])
    loud = shown(preview)
    await press(world.moderator, preview, "Publish")
    await deliver(world)

    assert "**Pings** · nobody here: @News pings is pinged for official" in quiet
    assert "**Pings** · @News pings, number of people unknown" in loud
    [alert] = world.news.history()
    assert alert.content.startswith(role.mention)
    assert [pinged.id for pinged in alert.role_mentions] == [role.id]


async def test_the_preview_counts_whom_the_ping_reaches(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = world.guild.create_role("News pings", mentionable=True)
    await send_alerts_to(world, world.news, role=role)

    async def counts(guild: discord.Guild) -> dict[discord.Object, int]:
        return {discord.Object(guild.id): 9, discord.Object(role.id): 1204}

    monkeypatch.setattr(discord.Guild, "role_member_counts", counts)
    preview = await write_draft(world, kind=["official"])

    assert "**Pings** · @News pings, 1,204 people" in shown(preview)


async def test_the_preview_names_what_keeps_the_channel_from_getting_it(world: World) -> None:
    closed = world.guild.create_text_channel(
        "closed",
        overwrites={world.guild.default_role: discord.PermissionOverwrite(send_messages=False)},
    )
    await send_alerts_to(world, closed)

    preview = await write_draft(world)

    assert "I cannot post in #closed. Missing permission: Send Messages" in shown(preview)


async def test_a_newsroom_reaches_other_servers(world: World) -> None:
    world.bot.settings = dataclasses.replace(
        world.bot.settings, newsroom_guild_ids=frozenset({world.guild.id})
    )
    await send_alerts_to(world, world.news)
    await send_alerts_to(world, world.elsewhere, guild=world.other)

    preview = await write_draft(world)
    text = shown(preview)
    await press(world.moderator, preview, "Publish to 2 channels")
    await deliver(world)

    assert "#news and 1 channel of other servers" in text
    assert len(alerts(world.news)) == len(alerts(world.elsewhere)) == 1
    assert "script" in said(await world.stranger.slash(world.elsewhere, "news"))


async def test_any_other_server_reaches_only_itself(world: World) -> None:
    await send_alerts_to(world, world.news)
    await send_alerts_to(world, world.elsewhere, guild=world.other)

    await publish(world, "script", world.stranger)

    assert alerts(world.news) == []
    assert len(alerts(world.elsewhere)) == 1
    assert "hands in a script" not in said(await world.member.slash(world.general, "news"))
    assert "hands in a script" not in said(await world.member.slash(world.general, "status"))


async def test_a_paused_channel_gets_nothing(world: World) -> None:
    await send_alerts_to(world, world.news)
    await world.admin.slash(world.mods, "alerts pause")

    await publish(world)

    assert alerts(world.news) == []
