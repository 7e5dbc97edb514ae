"""Channels as a delivery finds them: what is missing there, and what only forums have."""

from collections.abc import Mapping, Sequence

import discord

from bot.delivery.verdicts import TO_EDIT, TO_POST, TO_SEND, missing_permissions
from bot.enums import Form, Mode
from bot.places import Destination

NO_TAG = "tag"
MISSING = "Missing permission: "


def needed_to_send(place: Destination) -> Mapping[str, str]:
    """Return the permissions that alerts need, as Discord's settings name them.

    In a former channel nothing is sent: what it shows is only corrected.
    """
    if place.mode is Mode.RETIRED:
        return TO_EDIT
    return TO_POST if place.form is Form.FORUM else TO_SEND


def missing_in(
    client: discord.Client, place: Destination, needed: Mapping[str, str]
) -> list[str] | None:
    """Return the missing permissions by name, and the tag; None when the cache cannot tell."""
    if place.form is Form.PERSON:
        return []  # a bot may always read its own direct messages, and who may write is not told
    guild = client.get_guild(place.guild_id)
    channel = guild.get_channel(place.channel_id) if guild is not None else None
    if guild is None or guild.unavailable or channel is None:
        return None
    missing = missing_permissions(channel.permissions_for(guild.me), needed)
    if (
        needed is TO_POST
        and isinstance(channel, discord.ForumChannel)
        and lacks_tag(channel, place)
    ):
        missing.append(NO_TAG)
    return missing


def reason_of(missing: Sequence[str]) -> str:
    """Say what hinders a delivery."""
    if NO_TAG in missing:
        return "The forum takes no posts without a tag: /alerts options chooses one"
    return f"{MISSING}{', '.join(missing)}"


async def get_forum(client: discord.Client, place: Destination) -> discord.ForumChannel:
    """Return a forum, asked for where the gateway has not told of it yet."""
    forum = client.get_channel(place.channel_id) or await client.fetch_channel(place.channel_id)
    if not isinstance(forum, discord.ForumChannel):
        raise discord.InvalidData("what was a forum is none any more")
    return forum


def tag_of(forum: discord.ForumChannel, place: Destination) -> discord.ForumTag | None:
    """Return the tag that alerts get in a forum, None when none was chosen or it is gone."""
    return forum.get_tag(place.tag_id) if place.tag_id is not None else None


def lacks_tag(forum: discord.ForumChannel, place: Destination) -> bool:
    """Whether a forum takes no posts without a tag, and none is chosen."""
    return forum.flags.require_tag and tag_of(forum, place) is None
