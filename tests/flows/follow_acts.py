"""What members do to follow, and what they find in their direct messages."""

from typing import Any

import discord
import simcord

from bot.models import Update
from tests.flows.conftest import World
from tests.flows.desk_acts import components_of, deliver, text_of
from tests.flows.reading import post_news

CHOICE: dict[str, Any] = {
    "what": ["all"],
    "milestones": ["no"],
    "how": ["messages"],
    "when": ["now"],
    "zone": "Berlin",
}
TO_PEOPLE = "/channels/*/messages"


async def follow(
    world: World, who: simcord.MemberActor | None = None, **changes: object
) -> simcord.InteractionResult:
    """Fill the form of /follow in; return what came of it."""
    who = who or world.member
    channel = world.general if who.guild.id == world.guild.id else world.elsewhere
    opened = await who.slash(channel, "follow")
    return await who.submit_modal(opened, {**CHOICE, **changes})


async def tell(world: World, headline: str, **changes: Any) -> Update:  # noqa: ANN401 - as post_news takes them
    """Publish news and let them be delivered."""
    update = await post_news(world, headline, **changes)
    await deliver(world)
    return update


def inbox(who: simcord.MemberActor) -> list[discord.Message]:
    """Return the bot's direct messages to somebody, oldest first, without the greetings."""
    found = sorted(who.user.dm_channel.history(), key=lambda message: message.id)
    return [message for message in found if "You follow the news about" not in message.content]


def letters(who: simcord.MemberActor) -> list[str]:
    """Return what the direct messages to somebody say."""
    return [
        text_of(message.content, message.embeds, components_of(message)) for message in inbox(who)
    ]


def close_messages(world: World, who: simcord.MemberActor, code: int = 50007) -> None:
    """Let Discord refuse messages to somebody from now on."""
    world.env.inject_error(
        "POST",
        f"/channels/{who.user.dm_channel.id}/messages",
        status=403,
        code=code,
        message="Cannot send messages to this user",
        times=None,
    )


def requests_to(world: World, who: simcord.MemberActor) -> int:
    """Return how often the bot tried to write to somebody."""
    path = f"/channels/{who.user.dm_channel.id}/messages"
    return sum(entry.method == "POST" and entry.path == path for entry in world.env.http_requests)


def open_messages(world: World) -> None:
    """Let Discord take messages again."""
    world.env.backend.faults.clear()
