"""The fake Discord's interactions and body checks with discord.py on the other side."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.wire.discord_server.faults import Effect, Fault
from tests.wire.discord_server.openapi import DESCRIPTION
from tests.wire.discord_server.sample_bot import Controls, SampleBot, layout
from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import Channel, Guild, Message, User, World


@pytest.fixture
async def bot(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[SampleBot, None]:
    monkeypatch.setattr(Route, "BASE", server.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
    bot = SampleBot()
    running = asyncio.create_task(bot.start(server.world.app.token))
    await server.connected()
    yield bot
    await bot.close()
    await running
    assert server.ledger.unhandled == []


def only(guild: Guild) -> Channel:
    return next(iter(guild.channels.values()))


async def shown(server: DiscordServer, guild: Guild, user: User, way: str) -> Message:
    record = await (await server.slash(guild, None, user, f"show {way}")).finished()
    assert record.original is not None
    return record.original


@pytest.mark.parametrize("abort", [False, True])
async def test_events_of_an_interruption_are_replayed(
    guild: Guild, ann: User, server: DiscordServer, bot: SampleBot, abort: bool
) -> None:
    server.gateway.open = False
    await server.gateway.disconnect(abort=abort)
    await server.until(lambda: not server.gateway.live(server.world.app))
    channel = guild.add_channel("made-meanwhile")
    await server.tell("CHANNEL_CREATE", channel)
    server.gateway.open = True
    await server.until(lambda: bot.get_channel(channel.id))
    assert (server.gateway.identifies, server.gateway.resumes) == (1, 1)
    assert (await server.slash(guild, channel, ann, "who")).data["content"] == "None"


@pytest.mark.usefixtures("bot")
async def test_session_that_is_forgotten_is_made_anew(
    guild: Guild, ann: User, server: DiscordServer
) -> None:
    await server.gateway.disconnect(forget=True)
    await server.until(lambda: server.gateway.identifies == 2)
    await server.connected()
    assert server.gateway.resumes == 0
    assert (await server.slash(guild, None, ann, "who")).data["content"] == "None"


async def test_kick_and_new_server_reach_the_bot(
    world: World, guild: Guild, server: DiscordServer, bot: SampleBot
) -> None:
    await server.kick(guild)
    await server.until(lambda: bot.get_guild(guild.id) is None)
    other = world.add_guild("Others", bots=[])
    await server.join(other)
    await server.until(lambda: bot.get_guild(other.id))
    with pytest.raises(LookupError):
        await server.slash(guild, None, guild.owner, "who")


async def test_interaction_carries_rights_and_context(
    world: World, guild: Guild, ann: User, server: DiscordServer, bot: SampleBot
) -> None:
    moderator = world.add_user("mo")
    guild.add_member(moderator, guild.add_role("mods", discord.Permissions(manage_messages=True)))
    for user in (ann, moderator, guild.owner):
        await server.slash(guild, None, user, "who", {"member": ann})
    answers = [record.data["content"] for record in server.state.records.values()]
    assert answers == ["ann"] * 3
    assert [i.permissions.manage_messages for i in bot.seen] == [False, True, True]
    assert bot.seen[0].app_permissions.send_messages
    assert bot.seen[0].is_guild_integration()
    await server.slash(None, None, ann, "who")
    assert bot.seen[-1].guild is None
    assert bot.seen[-1].context.dm_channel
    ann.installed = True
    await server.slash(None, world.add_private(ann), ann, "who")
    assert bot.seen[-1].context.private_channel
    assert bot.seen[-1].is_user_integration()


async def test_changed_roles_and_deleted_channels_reach_the_bot(
    guild: Guild, server: DiscordServer, bot: SampleBot
) -> None:
    place = only(guild)
    await server.until(lambda: bot.get_channel(place.id))
    guild.everyone.permissions = discord.Permissions(view_channel=True)
    await server.tell_roles(guild)
    seen = bot.get_guild(guild.id)
    assert seen is not None
    await server.until(lambda: seen.default_role.permissions.value == 1024)
    await server.delete_channel(place)
    await server.until(lambda: bot.get_channel(place.id) is None)


@pytest.mark.usefixtures("bot")
async def test_what_discord_would_not_offer_is_no_interaction(
    guild: Guild, ann: User, server: DiscordServer
) -> None:
    with pytest.raises(LookupError, match="synced"):
        await server.slash(guild, None, ann, "unknown")
    with pytest.raises(LookupError, match="subcommand"):
        await server.slash(guild, None, ann, "show")
    with pytest.raises(LookupError, match="no value"):
        await server.slash(guild, None, ann, "who", {"member": 5})
    with pytest.raises(LookupError, match="offered"):
        await server.slash(None, server.world.add_private(ann), ann, "who")


@pytest.mark.usefixtures("bot")
async def test_press_modal_and_select_work_on_a_message(
    guild: Guild, ann: User, server: DiscordServer
) -> None:
    message = await shown(server, guild, ann, "controls")
    assert message.custom_ids == ["write:1", "choose:1"]
    opened = await server.press(message, "write:1", ann)
    fields = [part["component"]["custom_id"] for part in opened.data["components"][1:]]
    sent = await server.submit_modal(opened, {fields[0]: ["b"]})
    assert sent.data["content"] == "prefilled ['b']"
    await server.press(message, "choose:1", ann, values=["two"])
    assert (message.content, message.custom_ids) == ("two", [])
    with pytest.raises(LookupError):
        await server.press(message, "write:1", ann)
    with pytest.raises(TimeoutError):
        await server.press(message, "gone:1", ann, component_type=2, within=0.1)
    quoted = await server.menu(message.channel, ann, "Quote", message)
    assert quoted.data["content"] == "> two"


@pytest.mark.usefixtures("bot")
async def test_channels_roles_and_people_can_be_chosen(
    guild: Guild, ann: User, server: DiscordServer
) -> None:
    message = await shown(server, guild, ann, "choosers")
    chosen = await server.press(message, "channel:1", ann, values=[only(guild)])
    assert chosen.data["content"] == "['general']"
    opened = await server.press(message, "more:1", ann)
    sent = await server.submit_modal(opened, {"person": [ann]})
    assert sent.data["content"] == "['@everyone', 'ann']"
    with pytest.raises(LookupError, match="filled in"):
        await server.submit_modal(opened, {"role": []})


@pytest.mark.usefixtures("bot")
async def test_followup_that_fails_after_the_commit_is_doubled_by_discord_py(
    guild: Guild, ann: User, server: DiscordServer
) -> None:
    server.faults.add(Fault("POST /webhooks/*", Effect.STATUS, 503, commit_after=0, skip=1))
    record = await server.slash(guild, None, ann, "show followup")
    await server.until(lambda: len(record.followups) == 3)
    assert [message.content for message in record.followups] == ["first", "second", "second"]


@pytest.mark.usefixtures("bot")
async def test_deferred_answer_is_filled_by_edit_or_followup(
    guild: Guild, ann: User, server: DiscordServer
) -> None:
    card = await shown(server, guild, ann, "later")
    assert card.custom_ids == ["press:1"]
    assert card.text.endswith("# Title\ntext")
    record = await (await server.slash(guild, None, ann, "show followup")).finished()
    await server.until(lambda: len(record.followups) == 2)
    assert record.followups[0] is record.original
    assert [message.content for message in record.followups] == ["first", "second"]
    assert all(message.ephemeral for message in record.followups)
    assert only(guild).messages == [card]


@pytest.mark.usefixtures("bot")
async def test_original_can_be_deleted(guild: Guild, ann: User, server: DiscordServer) -> None:
    record = await server.slash(guild, None, ann, "show whisper")
    assert record.original is not None
    await server.until(lambda: record.original and record.original.deleted)


@pytest.mark.usefixtures("bot")
async def test_callback_too_late_or_repeated_is_refused(
    guild: Guild, ann: User, server: DiscordServer
) -> None:
    record = await server.slash(guild, None, ann, "who")
    url = f"{server.api_url}/interactions/{record.id}/{record.token}/callback"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json={"type": 4, "data": {"content": "again"}}) as answer:
            assert (await answer.json())["code"] == 40060
        server.state.answer_within = 0.0
        async with session.post(url, json={"type": 4, "data": {"content": "late"}}) as answer:
            assert (await answer.json())["code"] == 10062
        hook = f"{server.api_url}/webhooks/{record.app.id}/{record.token}"
        server.world.clock.advance(15 * 60 + 1)
        async with session.post(hook, json={"content": "much later"}) as answer:
            assert (await answer.json())["code"] == 50027


@pytest.mark.skipif(not DESCRIPTION.exists(), reason="Discord's API description is not there")
async def test_only_wrong_bodies_violate_the_description(
    guild: Guild, ann: User, server: DiscordServer, bot: SampleBot
) -> None:
    for way in ("controls", "card", "later", "followup", "whisper", "choosers"):
        await shown(server, guild, ann, way)
    opened = await server.press(only(guild).messages[0], "write:1", ann)
    assert opened.callback_type == 9
    place = bot.get_partial_messageable(only(guild).id, guild_id=guild.id)
    ping = discord.AllowedMentions(roles=[discord.Object(guild.id)])
    embed = discord.Embed(title="t", timestamp=discord.utils.utcnow(), colour=0x123456)
    message = await place.send("news", embed=embed, nonce="n", allowed_mentions=ping)
    await message.edit(content="newer", view=Controls())
    await place.send("answer", reference=message)
    await place.send(view=layout())
    assert server.violations == []
    head = {"Authorization": f"Bot {server.world.app.token}"}
    async with aiohttp.ClientSession(headers=head) as session:
        url = f"{server.api_url}/channels/{only(guild).id}/messages"
        empty_row: dict[str, Any] = {"type": 1, "components": [{}]}
        bodies: list[dict[str, Any]] = [{"content": ["no text"]}, {"components": [empty_row]}]
        for body in bodies:
            async with session.post(url, json=body) as answer:
                assert answer.status == 400
    assert len(server.violations) == 2
