"""An alert about nothing, by which administrators see that alerts arrive."""

from collections.abc import Callable

import discord

from bot.delivery.card import TITLE_MOST, Alert
from bot.delivery.places import tag_of
from bot.delivery.verdicts import Outcome, judge
from bot.enums import Trouble
from bot.errors import InputError
from bot.places import Destination
from bot.store.database import Database
from bot.store.troubles import halt_channel, may_ask_at, set_trouble
from bot.text import cut

GONE = "The channel for alerts is gone. Choose another: /alerts setup."
AlertChannel = discord.TextChannel | discord.ForumChannel


async def try_out(
    db: Database,
    channel: AlertChannel,
    alert: Alert,
    place: Destination,
    title: str,
    *,
    now: Callable[[], int],
) -> str:
    """Post an alert that pings nobody and return its address; InputError when it cannot be.

    It is one of the two requests a day at a destination that refuses.
    """
    if place.trouble is Trouble.CHANNEL:
        raise InputError(GONE)
    at = await may_ask_at(db, place.id)
    if at > now():
        raise InputError(f"Discord refused twice within a day. Try again <t:{at}:R>.")
    try:
        return await _post(channel, alert, place, title)
    except discord.HTTPException as error:
        verdict = judge(error)
        if verdict.outcome is Outcome.REFUSED and verdict.of_channel:
            async with db.transaction() as tx:
                until = now() + (verdict.retry_after or 0)
                await set_trouble(tx, place.id, Trouble.REFUSED, until=until, now=now())
        if verdict.outcome is Outcome.GONE and verdict.of_channel:
            async with db.transaction() as tx:
                await halt_channel(tx, place.channel_id, verdict.reason)
            raise InputError(GONE) from error
        raise InputError(f"The test alert could not be posted: {verdict.reason}.") from error


async def _post(channel: AlertChannel, alert: Alert, place: Destination, title: str) -> str:
    if isinstance(channel, discord.TextChannel):
        sent = await channel.send(
            alert.content, embed=alert.embed, view=alert.view, silent=place.silent
        )
        return sent.jump_url
    tag = tag_of(channel, place)
    made = await channel.create_thread(
        name=cut(f"Test: {title}", TITLE_MOST),
        content=alert.content,
        embed=alert.embed,
        view=alert.view,
        applied_tags=[tag] if tag is not None else [],
        silent=place.silent,
    )
    return made.thread.jump_url
