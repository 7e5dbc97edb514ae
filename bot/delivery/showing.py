"""One request to Discord: an alert is sent, or the one that is shown gets newer words."""

import discord

from bot.delivery.content import Content
from bot.delivery.rules import nonce_of
from bot.models import Claim


async def show_alert(client: discord.Client, claim: Claim, content: Content) -> int:
    """Show a content's newest revision and return the message's id; raises what discord.py does.

    A send carries the post's own nonce: Discord answers a repeat with the first one's message.
    """
    post = claim.post
    channel = client.get_partial_messageable(post.channel_id, guild_id=post.guild_id or None)
    alert = content.render(claim.destination)
    if post.message_id is not None:
        message = channel.get_partial_message(post.message_id)
        await message.edit(
            content=alert.content,
            embed=alert.embed,
            view=alert.view,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        return post.message_id
    sent = await channel.send(
        alert.content,
        embed=alert.embed,
        view=alert.view,
        allowed_mentions=alert.mentions,
        nonce=nonce_of(content.name, post.channel_id),
    )
    return sent.id
