"""Looking in a channel for an alert that may have been sent before an answer was lost."""

import datetime as dt
from collections.abc import Awaitable, Callable

import discord

PAGE = 100
PAGES = 10
CLOCK_SKEW_S = 60


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
