"""Members follow by the server's ping role, which never gives a right."""

import discord
import pytest
import simcord

from bot.store.followers import get_follower
from tests.flows.conftest import World
from tests.flows.desk_acts import press, said, seen, send_alerts_to, typed
from tests.flows.follow_acts import follow, inbox, tell


@pytest.fixture
async def role(world: World) -> simcord.RoleHandle:
    """Return the ping role of the first server, which the bot may give."""
    role = world.guild.create_role("News pings", mentionable=True)
    await send_alerts_to(world, world.news, role=role)
    return role


def own_role(world: World) -> int:
    """Return the id of the bot's own role, which stands above all and may manage roles."""
    roles = world.env.backend.get_guild(world.guild.id).roles.values()
    return next(role.id for role in roles if role.managed)


def roles_of(world: World, who: simcord.MemberActor) -> list[int]:
    return list(world.env.backend.get_guild(world.guild.id).members[who.id].role_ids)


async def test_the_role_is_given_and_taken_again(world: World, role: simcord.RoleHandle) -> None:
    answer = await follow(world, how=["role"])
    had = roles_of(world, world.member)
    form = await world.member.slash(world.general, "follow")
    ended = await press(world.member, seen(answer), "Stop")

    assert "You follow the news by a role" in said(answer)
    assert f"{role.mention} for: Official announcements" in said(answer)
    assert seen(answer).ephemeral
    assert had == [role.id]
    assert typed(form)["how"] == "role"
    assert f"You no longer have {role.mention}" in said(ended)
    assert roles_of(world, world.member) == []
    assert await get_follower(world.bot.db, world.member.id) is None


@pytest.mark.usefixtures("role")
async def test_the_role_replaces_direct_messages_and_the_other_way_round(world: World) -> None:
    await follow(world)
    by_role = await follow(world, how=["role"])
    await tell(world, "While by role")
    await follow(world)
    await tell(world, "By message again")

    assert "Your direct messages from me have ended." in said(by_role)
    assert [message.content for message in inbox(world.member)] == ["**By message again**"]
    assert roles_of(world, world.member) == []


async def test_without_a_ping_role_the_form_offers_messages_alone(world: World) -> None:
    opened = await world.member.slash(world.general, "follow")

    assert "By the role" not in str(opened.modal)
    assert "By direct message" in str(opened.modal)


@pytest.mark.usefixtures("role")
async def test_a_missing_permission_is_named_with_its_place(world: World) -> None:
    world.env.backend.edit_role(world.guild.id, own_role(world), {"permissions": 0})

    answer = await follow(world, how=["role"])

    assert "**Manage Roles**" in said(answer)
    assert "Server Settings, Roles" in said(answer)
    assert roles_of(world, world.member) == []


async def test_a_role_above_the_bots_own_is_named(world: World, role: simcord.RoleHandle) -> None:
    world.env.backend.reorder_roles(world.guild.id, [{"id": str(role.id), "position": 30}])

    answer = await follow(world, how=["role"])

    assert "stands above my own role" in said(answer)


@pytest.mark.parametrize("how", ["server", "channel"])
async def test_a_role_that_gives_a_right_is_given_to_nobody(world: World, how: str) -> None:
    permissions = discord.Permissions(kick_members=how == "server")
    role = world.guild.create_role("Helpers", permissions=permissions)
    if how == "channel":
        hidden = discord.PermissionOverwrite(view_channel=False)
        seen_by = discord.PermissionOverwrite(view_channel=True)
        world.guild.create_text_channel(
            "secret", overwrites={world.guild.default_role: hidden, role: seen_by}
        )
    await send_alerts_to(world, world.news, role=role)

    answer = await follow(world, how=["role"])

    assert "gives rights that not everybody has" in said(answer)
    assert roles_of(world, world.member) == []
