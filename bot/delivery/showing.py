"""One request to Discord: an alert is sent, or the one that is shown gets newer words or goes."""

import re
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord

from bot.delivery.card import Alert
from bot.delivery.content import Content
from bot.delivery.places import get_forum, tag_of
from bot.delivery.rules import nonce_of
from bot.delivery.verdicts import ARCHIVED, EDIT_LIMITS, EditLimitError
from bot.enums import Form
from bot.places import Claim, Destination, Post

_MESSAGE = re.compile(r".*/channels/[0-9]+/messages/[0-9]+")
_FORUM_POST = re.compile(r".*/channels/[0-9]+/threads")
TOO_MANY = 429
REPEATED = (500, 502, 504, 524)  # what discord.py asks again for by itself


class UnrepeatedError(discord.DiscordException):
    """Discord gave no clear answer to a request that discord.py must not repeat."""


async def show_alert(
    client: discord.Client, claim: Claim, content: Content, *, delete: bool = False
) -> int | None:
    """Show a content's newest revision and return the message's id; raises what discord.py does.

    A send carries the post's own nonce: Discord answers a repeat with the first one's message.
    A forum post cannot have one. ``delete`` takes down what is shown and returns None.
    """
    post, place = claim.post, claim.destination
    if post.message_id is not None:
        message = client.get_partial_messageable(
            post.channel_id, guild_id=post.guild_id or None
        ).get_partial_message(post.message_id)
        if delete:
            await message.delete()
            return None
        await _edit(client, message, content.render(place), place.form)
        return post.message_id
    if place.form is Form.FORUM:
        return await _post(await get_forum(client, place), content, place)
    return await _send(client, post, content, place)


def trace_unrepeatable() -> aiohttp.TraceConfig:
    """Keep discord.py from repeating by itself what it must not.

    The making of a forum post, which has no nonce, and edits that Discord limits by the channel.
    """
    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(_refuse_edits)
    trace.on_request_end.append(_refuse_repeat)
    trace.on_request_exception.append(_refuse_repeat)
    return trace


async def _refuse_repeat(
    _session: aiohttp.ClientSession,
    _context: SimpleNamespace,
    told: aiohttp.TraceRequestEndParams | aiohttp.TraceRequestExceptionParams,
) -> None:
    if told.method != "POST" or not _FORUM_POST.fullmatch(told.url.path):
        return
    if isinstance(told, aiohttp.TraceRequestEndParams):
        if told.response.status in REPEATED:
            told.response.close()
            raise UnrepeatedError(f"Discord answered {told.response.status}")
    elif isinstance(told.exception, ConnectionResetError):
        raise UnrepeatedError("the connection was reset") from told.exception


async def _refuse_edits(
    _session: aiohttp.ClientSession,
    _context: SimpleNamespace,
    told: aiohttp.TraceRequestEndParams,
) -> None:
    limited = told.response.status == TOO_MANY and told.method == "PATCH"
    if not limited or not _MESSAGE.fullmatch(told.url.path):
        return
    try:
        body = await told.response.json()
    except (aiohttp.ContentTypeError, ValueError):
        return
    if isinstance(body, dict) and cast("dict[str, Any]", body).get("code") in EDIT_LIMITS:
        raise EditLimitError(told.response, cast("dict[str, Any]", body))


async def _send(client: discord.Client, post: Post, content: Content, place: Destination) -> int:
    alert = content.render(place)
    channel = client.get_partial_messageable(post.channel_id, guild_id=post.guild_id or None)
    sent = await channel.send(
        alert.content,
        embed=alert.embed,
        view=alert.view,
        allowed_mentions=alert.mentions,
        nonce=nonce_of(content.name, post.channel_id),
        silent=place.silent and not alert.pings,
    )
    return sent.id


async def _post(forum: discord.ForumChannel, content: Content, place: Destination) -> int:
    alert, tag = content.render(place), tag_of(forum, place)
    made = await forum.create_thread(
        name=content.title(place),
        content=alert.content,
        embed=alert.embed,
        view=alert.view,
        allowed_mentions=alert.mentions,
        applied_tags=[tag] if tag is not None else [],
        silent=place.silent and not alert.pings,
    )
    return made.thread.id


async def _edit(
    client: discord.Client, message: discord.PartialMessage, alert: Alert, form: Form
) -> None:
    try:
        await message.edit(
            content=alert.content,
            embed=alert.embed,
            view=alert.view,
            allowed_mentions=discord.AllowedMentions.none(),
        )
    except discord.HTTPException as error:
        if form is not Form.FORUM or error.code != ARCHIVED:
            raise
        # Discord closes a forum post after days of silence; nothing in it can change until then.
        await client.http.edit_channel(message.id, archived=False)
        await _edit(client, message, alert, Form.TEXT)
