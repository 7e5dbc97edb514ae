"""Looking in a channel for an alert that may have been sent before an answer was lost."""

import datetime as dt
from collections.abc import Awaitable, Callable

import discord

from bot.delivery.places import get_forum
from bot.enums import Form
from bot.places import Claim
from bot.store.claims import LEASE_S

PAGE = 100
PAGES = 10
CLOCK_SKEW_S = 60


async def search_for(
    client: discord.Client,
    claim: Claim,
    marker: str,
    now: int,
    turn: Callable[[], Awaitable[None]],
) -> tuple[int | None, bool]:
    """Look where a claimed post may have been sent; return as ``find_message`` does."""
    post, doubt = claim.post, claim.doubtful_since or now
    own_id = client.user.id if client.user is not None else 0
    first = min(doubt, now)  # a clock that was put back must not hide it
    if claim.destination.form is Form.FORUM:
        forum = await get_forum(client, claim.destination)
        return await find_post(forum, own_id, marker, first=first, turn=turn)
    return await find_message(
        client.get_partial_messageable(post.channel_id, guild_id=post.guild_id or None),
        own_id,
        marker,
        first=first,
        last=max(doubt + LEASE_S, claim.doubtful_until or 0),
        turn=turn,
    )


async def find_message(
    channel: discord.abc.Messageable,
    own_id: int,
    marker: str,
    *,
    first: int,
    last: int,
    turn: Callable[[], Awaitable[None]],
) -> tuple[int | None, bool]:
    """Return the id of the marked message and whether everything was read that it could be in.

    ``first`` and ``last`` are when it may have been sent, in UTC seconds; ``turn`` is awaited
    before each request but the first.
    """
    after = max(0, discord.utils.time_snowflake(_moment(first - CLOCK_SKEW_S)))
    until = _moment(last + CLOCK_SKEW_S)
    for number in range(PAGES):
        if number:
            await turn()
        history = channel.history(limit=PAGE, after=discord.Object(after), oldest_first=True)
        page = [message async for message in history]
        for message in page:
            if message.author.id == own_id and marker in _custom_ids(message):
                return message.id, True
        if len(page) < PAGE or page[-1].created_at > until:
            return None, True
        after = page[-1].id
    return None, False


async def find_post(
    forum: discord.ForumChannel,
    own_id: int,
    marker: str,
    *,
    first: int,
    turn: Callable[[], Awaitable[None]],
) -> tuple[int | None, bool]:
    """Return the id of the forum post whose first message is marked, and whether all was read.

    Those that are open are read before those that are closed: one may close meanwhile.
    """
    begin = _moment(first - CLOCK_SKEW_S)
    found = [
        thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id
    ]
    await turn()
    whole = True
    async for thread in forum.archived_threads(limit=PAGE * PAGES):
        if thread.archive_timestamp < begin:
            break
        found.append(thread)
    else:
        whole = len(found) < PAGE * PAGES
    for thread in found:
        if thread.owner_id != own_id or discord.utils.snowflake_time(thread.id) < begin:
            continue
        await turn()
        try:
            starter = await thread.fetch_message(thread.id)
        except discord.NotFound:  # a moderator deleted it
            continue
        if marker in _custom_ids(starter):
            return thread.id, True
    return None, whole


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _custom_ids(message: discord.Message) -> set[str]:
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    return {
        item.custom_id
        for row in rows
        for item in row.children
        if isinstance(item, discord.Button) and item.custom_id
    }
