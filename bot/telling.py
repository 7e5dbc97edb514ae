"""One direct message to somebody who asked to be told something."""

import asyncio
import logging
from collections.abc import Callable

import discord

from bot.delivery.rules import REQUEST_TIMEOUT_S, nonce_of
from bot.delivery.verdicts import REFUSALS

log = logging.getLogger(__name__)


async def tell(
    client: discord.Client,
    guild_id: int,
    user_id: int,
    *,
    about: str,
    render: Callable[[str], discord.ui.LayoutView],
) -> bool:
    """Send one message; return whether this person is done with: told, gone or not reachable.

    False while the server is not there, as during an outage. Raises what Discord may fail with
    (``FAILURES``) where another try may help. ``about`` names the message, so that Discord drops
    it when it is sent twice within minutes; ``render`` gets the server's name.
    """
    guild = client.get_guild(guild_id)
    if guild is None:
        return False
    try:
        async with asyncio.timeout(REQUEST_TIMEOUT_S):
            await guild.fetch_member(user_id)
            channel = await client.create_dm(discord.Object(user_id))
            await channel.send(
                view=render(guild.name),
                allowed_mentions=discord.AllowedMentions.none(),
                nonce=nonce_of(about, user_id),
            )
    except discord.NotFound:
        return True
    except discord.Forbidden as error:
        if error.code not in REFUSALS:
            raise
        log.info("%s: somebody takes no messages", about)
    return True
