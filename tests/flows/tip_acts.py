"""What members and moderators do with tips, and what they see of it."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord
import simcord
from simcord.results import InteractionResult, ResponseMessage

from bot.models import GuildSettings
from bot.store.guilds import set_settings
from bot.store.stories import Story, list_waiting
from tests.flows.conftest import World
from tests.flows.desk_acts import FIELDS, components_of, parts, seen, text_of, typed

TIP: dict[str, Any] = {
    "link": "https://quay.example.org/script?utm_source=x",
    "said": "Ines Varga hands in the script of the second film. She says so in an interview.",
    "credit": ["no"],
}


async def open_desk(world: World, channel: simcord.ChannelHandle | None = None) -> None:
    """Let a server have a news desk, with its queue in a channel where one is named."""
    settings = GuildSettings(
        world.guild.id, desk_role_id=1, desk_channel_id=channel.id if channel else None
    )
    async with world.bot.db.transaction() as tx:
        await set_settings(tx, settings)


async def tip(
    world: World, who: simcord.MemberActor | None = None, **changes: object
) -> InteractionResult:
    """Send a tip by the command."""
    who = who or world.member
    channel = world.general if who.guild.id == world.guild.id else world.elsewhere
    opened = await who.slash(channel, "tip")
    return await who.submit_modal(opened, {**TIP, **changes})


async def waiting(world: World) -> list[Story]:
    """Return what waits in the first server."""
    return await list_waiting(world.bot.db, world.guild.id)


async def queue_of(world: World, who: simcord.MemberActor | None = None) -> ResponseMessage:
    """Open the queue as a moderator."""
    return seen(await (who or world.moderator).slash(world.mods, "desk queue"))


async def press_story(
    who: simcord.MemberActor,
    listing: ResponseMessage | discord.Message,
    verb: str,
    story: Story | int = 0,
) -> InteractionResult:
    """Press a story's button, the first story's where none is named."""
    ids = [str(item["custom_id"]) for item in _items(listing) if "custom_id" in item]
    wanted = f"queue:{verb}:1:{story.id if isinstance(story, Story) else ''}"
    found = next(id_ for id_ in ids if id_.startswith(wanted))
    return await who.click(listing, custom_id=found)


def _items(listing: ResponseMessage | discord.Message) -> Iterator[Mapping[str, Any]]:
    if isinstance(listing, ResponseMessage):
        return parts(listing.components)
    return parts(components_of(listing))


async def accept(
    world: World, who: simcord.MemberActor | None = None, **changes: object
) -> ResponseMessage:
    """Accept the first story and fill the form in; return the preview."""
    who = who or world.moderator
    opened = await press_story(who, await queue_of(world, who), "accept")
    fields = {**typed(opened), "kind": FIELDS["kind"], **changes}
    return seen(await who.submit_modal(opened, fields))


async def decline(
    world: World, who: simcord.MemberActor | None = None, reason: str = "It is an old interview."
) -> InteractionResult:
    """Decline the first story."""
    who = who or world.moderator
    opened = await press_story(who, await queue_of(world, who), "decline")
    return await who.submit_modal(opened, {"reason": reason})


async def told(world: World, who: simcord.MemberActor | None = None) -> list[str]:
    """Let the senders be told, and return what a person has read in direct messages."""
    await world.env.advance_time(20)
    user = await world.bot.fetch_user((who or world.member).id)
    channel = await user.create_dm()
    found = [message async for message in channel.history(oldest_first=True)]
    return [text_of("", (), components_of(message)) for message in found]


async def senders(world: World) -> list[int]:
    """Return the ids of senders that are still kept."""
    rows = await world.bot.db.fetch(
        "SELECT sender_id FROM story_leads WHERE sender_id IS NOT NULL ORDER BY id"
    )
    return [row[0] for row in rows]
