"""The fake Discord behaves as Discord does towards a bare discord.py client over REST."""

import io

import discord
import pytest
from discord.http import handle_message_parameters

from tests.wire.discord_server.server import DiscordServer
from tests.wire.discord_server.world import FORUM, NEWS, Channel, World


async def send(client: discord.Client, channel: Channel, text: str = "news") -> discord.Message:
    return await client.get_partial_messageable(channel.id).send(text, nonce=f"nonce-{text}")


def deny(channel: Channel, world: World, **denied: bool) -> None:
    channel.overwrite(world.app.user, deny=discord.Permissions(**denied))


async def test_wrong_token_is_refused(server: DiscordServer, client: discord.Client) -> None:
    other = discord.Client(intents=discord.Intents.none())
    with pytest.raises(discord.LoginFailure):
        await other.login("wrong")
    await other.close()
    assert client.application is not None
    assert client.application.id == server.world.app.id
    assert server.ledger.invalid == 1


async def test_same_nonce_makes_one_message_until_the_window_has_passed(
    world: World, general: Channel, client: discord.Client
) -> None:
    first = await send(client, general)
    assert (await send(client, general)).id == first.id
    world.clock.advance(59)
    assert (await send(client, general)).id == first.id
    world.clock.advance(2)
    assert (await send(client, general)).id != first.id
    assert [message.content for message in general.messages] == ["news", "news"]


async def test_nonce_is_the_authors_and_not_the_channels(
    general: Channel, client: discord.Client
) -> None:
    assert general.guild is not None
    other = general.guild.add_channel("other")
    first = await send(client, general)
    assert (await send(client, other)).id == first.id
    assert not other.messages


async def test_two_bots_do_not_share_nonces(
    world: World, general: Channel, client: discord.Client
) -> None:
    assert general.guild is not None
    second = world.add_application("second", "second.test.token")
    general.guild.add_bot(second)
    other = discord.Client(intents=discord.Intents.none())
    await other.login(second.token)
    await send(client, general)
    await send(other, general)
    await other.close()
    assert [message.author for message in general.messages] == [world.app.user, second.user]


async def test_message_deleted_meanwhile_is_not_sent_again(
    general: Channel, client: discord.Client
) -> None:
    await (await send(client, general)).delete()
    with pytest.raises(discord.NotFound) as caught:
        await send(client, general)
    assert caught.value.code == 10008
    assert len(general.log) == 1


async def test_history_pages_both_ways_and_finds_the_middle(
    general: Channel, client: discord.Client
) -> None:
    place = client.get_partial_messageable(general.id)
    sent = [await place.send(str(number)) for number in range(5)]

    async def ids(**rest: object) -> list[str]:
        return [m.content async for m in place.history(**rest)]  # pyright: ignore[reportArgumentType]

    assert await ids(limit=2) == ["4", "3"]
    assert await ids(before=sent[2]) == ["1", "0"]
    assert await ids(after=sent[1], limit=2) == ["2", "3"]
    assert await ids(around=sent[2], limit=3) == ["3", "2", "1"]


async def test_history_is_empty_without_the_right_to_read_it(
    world: World, general: Channel, client: discord.Client
) -> None:
    await send(client, general)
    deny(general, world, read_message_history=True)
    place = client.get_partial_messageable(general.id)
    assert [message async for message in place.history()] == []


@pytest.mark.parametrize(
    ("denied", "code"),
    [("view_channel", 50001), ("send_messages", 50013), ("embed_links", 50013)],
)
async def test_missing_right_has_discords_code(
    world: World, general: Channel, client: discord.Client, denied: str, code: int
) -> None:
    deny(general, world, **{denied: True})
    place = client.get_partial_messageable(general.id)
    with pytest.raises(discord.Forbidden) as caught:
        await place.send("news", embed=discord.Embed(title="news"))
    assert caught.value.code == code
    assert not general.log


async def test_text_needs_no_right_to_embed(
    world: World, general: Channel, client: discord.Client
) -> None:
    deny(general, world, embed_links=True)
    assert (await send(client, general)).content == "news"


async def test_unknown_channel_and_message_have_discords_codes(
    general: Channel, client: discord.Client
) -> None:
    with pytest.raises(discord.NotFound) as caught:
        await client.fetch_channel(1)
    assert caught.value.code == 10003
    with pytest.raises(discord.NotFound) as caught:
        await client.get_partial_messageable(general.id).fetch_message(1)
    assert caught.value.code == 10008


@pytest.mark.parametrize(("letters", "embedded"), [(2001, 0), (0, 3001), (0, 0)])
async def test_body_over_the_limits_or_empty_is_refused(
    general: Channel, client: discord.Client, letters: int, embedded: int
) -> None:
    embeds = [discord.Embed(description="x" * embedded)] * 2 if embedded else []
    with pytest.raises(discord.HTTPException) as caught:
        await client.get_partial_messageable(general.id).send("x" * letters, embeds=embeds)
    assert caught.value.status == 400
    assert not general.log


async def test_edit_keeps_what_was_shown_before(general: Channel, client: discord.Client) -> None:
    message = await send(client, general, "first")
    await message.edit(content="second", embed=discord.Embed(title="title"))
    (kept,) = general.messages
    assert (kept.content, kept.embeds[0]["title"]) == ("second", "title")
    assert [old["content"] for old in kept.versions] == ["first"]


async def test_announcement_is_crossposted_once(general: Channel, client: discord.Client) -> None:
    assert general.guild is not None
    message = await send(client, general.guild.add_channel("news", NEWS))
    await message.publish()
    with pytest.raises(discord.HTTPException) as caught:
        await message.publish()
    assert caught.value.code == 40033


async def test_forum_post_is_a_thread_with_its_first_message(
    general: Channel, client: discord.Client
) -> None:
    assert general.guild is not None
    forum = await client.fetch_channel(general.guild.add_channel("posts", FORUM).id)
    assert isinstance(forum, discord.ForumChannel)
    thread, message = await forum.create_thread(name="news", content="text")
    assert thread.id == message.id
    await thread.send("more")
    assert [m.content for m in general.guild.channels[thread.id].messages] == ["text", "more"]


async def test_message_gets_one_thread_and_a_channel_many(
    general: Channel, client: discord.Client
) -> None:
    assert general.guild is not None
    channel = await client.fetch_channel(general.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("news")
    assert (await message.create_thread(name="talk")).id == message.id
    with pytest.raises(discord.HTTPException) as caught:
        await client.http.start_thread_with_message(
            general.id, message.id, name="again", auto_archive_duration=1440
        )
    assert caught.value.code == 160004
    loose = await channel.create_thread(name="loose", type=discord.ChannelType.public_thread)
    await loose.send("more")
    deny(general, general.guild.world, create_public_threads=True, send_messages_in_threads=True)
    with pytest.raises(discord.Forbidden):
        await loose.send("more")
    with pytest.raises(discord.Forbidden):
        await channel.create_thread(name="other", type=discord.ChannelType.public_thread)
    assert [m.content for m in general.guild.channels[loose.id].messages] == ["more"]


async def test_foreign_message_is_neither_edited_nor_deleted(
    world: World, general: Channel, client: discord.Client
) -> None:
    assert general.guild is not None
    second = world.add_application("second", "second.test.token")
    role = general.guild.add_bot(second)
    other = discord.Client(intents=discord.Intents.none())
    await other.login(second.token)
    message = await send(client, general)
    seen = await other.get_partial_messageable(general.id).fetch_message(message.id)
    with pytest.raises(discord.Forbidden) as caught:
        await other.http.edit_message(
            general.id, message.id, params=handle_message_parameters("no")
        )
    assert caught.value.code == 50005
    with pytest.raises(discord.Forbidden):
        await seen.delete()
    role.permissions = discord.Permissions(manage_messages=True)
    await seen.delete()
    await other.close()
    assert not general.messages


async def test_direct_message_needs_an_open_door(world: World, client: discord.Client) -> None:
    ann = world.add_user("ann")
    dm = await (await client.fetch_user(ann.id)).create_dm()
    await dm.send("hello")
    ann.dms_open = False
    with pytest.raises(discord.Forbidden) as caught:
        await dm.send("hello again")
    assert caught.value.code == 50007
    assert [m.content for m in world.dm(world.app, ann).messages] == ["hello"]


async def test_only_allowed_mentions_ping(
    world: World, general: Channel, client: discord.Client
) -> None:
    assert general.guild is not None
    fans = general.guild.add_role("fans", mentionable=True)
    mods = general.guild.add_role("mods", mentionable=True)
    text = f"<@&{fans.id}> <@&{mods.id}> @everyone"
    place = client.get_partial_messageable(general.id)
    only = discord.AllowedMentions(everyone=False, users=False, roles=[discord.Object(fans.id)])
    await place.send(text, allowed_mentions=only)
    await place.send(text, allowed_mentions=discord.AllowedMentions.none())
    await place.send(text)
    deny(general, world, mention_everyone=True)
    pinged = [(m.json["mention_roles"], m.json["mention_everyone"]) for m in general.messages]
    both = [str(fans.id), str(mods.id)]
    assert pinged == [([str(fans.id)], False), ([], False), (both, False)]


async def test_files_arrive_with_the_message(general: Channel, client: discord.Client) -> None:
    file = discord.File(io.BytesIO(b"picture"), "ladder.png", description="A ladder")
    message = await client.get_partial_messageable(general.id).send("look", file=file)
    assert message.attachments[0].filename == "ladder.png"
    assert message.attachments[0].description == "A ladder"
    assert general.messages[0].files == {"ladder.png": b"picture"}


async def test_role_member_counts_leave_everyone_out(
    world: World, general: Channel, client: discord.Client
) -> None:
    assert general.guild is not None
    fans = general.guild.add_role("fans")
    general.guild.add_member(world.add_user("ann"), fans)
    counts = await client.http.get_role_member_counts(general.guild.id)
    assert counts[str(fans.id)] == 1
    assert str(general.guild.id) not in counts
