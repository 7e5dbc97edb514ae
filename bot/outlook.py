"""What would follow if something were published, corrected or retracted now."""

import asyncio
import dataclasses
import datetime as dt
import logging
from dataclasses import dataclass

import discord

from bot.enums import PostState, State
from bot.models import Destination, Update, Wording
from bot.news import News
from bot.newsroom import Editor, as_published, importance_of
from bot.status import Status, derive_status, describe_change
from bot.store import destinations, posts
from bot.store.database import Database

log = logging.getLogger(__name__)

COUNT_TIMEOUT_S = 1.0  # a preview has three seconds in all


@dataclass(frozen=True, slots=True)
class Outlook:
    """``shown`` is the update as it would stand, ``channels`` how many would show it.

    ``here`` is this server's destination if it is among them.
    """

    shown: Update
    change: str
    channels: int
    here: Destination | None


async def look_ahead(
    db: Database, news: News, editor: Editor, update: Update, *, wording: Wording, now: int
) -> Outlook:
    """Return what publishing or correcting an update with this wording would do."""
    shown = as_published(update, wording, wire=editor.wire, at=now)
    if update.state is State.PUBLISHED:
        shown = dataclasses.replace(shown, wire=update.wire, corrected_at=now)
        before, after = _statuses(news, editor, shown, now)
        here, copies = await _copies(db, editor, update)
        return Outlook(shown, describe_change(before, after), copies, here)
    before, after = _statuses(news, editor, shown, now)
    moves = (before.first_hand_stage, before.reported_stage) != (
        after.first_hand_stage,
        after.reported_stage,
    )
    importance = importance_of(wording, moves_stage=moves)
    shown = dataclasses.replace(shown, importance=importance)
    channels, own = await destinations.count_reach(db, editor.guild_id, importance, shown)
    return Outlook(shown, describe_change(before, after), channels, own[0] if own else None)


async def look_ahead_retracted(
    db: Database, news: News, editor: Editor, update: Update, *, reason: str, now: int
) -> Outlook:
    """Return what retracting an update would do."""
    shown = dataclasses.replace(update, state=State.RETRACTED, retraction=reason)
    before, after = _statuses(news, editor, shown, now)
    here, copies = await _copies(db, editor, update)
    return Outlook(shown, describe_change(before, after), copies, here)


async def _copies(db: Database, editor: Editor, update: Update) -> tuple[Destination | None, int]:
    states = await posts.count_states(db, update.id)
    copies = sum(count for state, count in states.items() if state is not PostState.GONE)
    return await destinations.get_destination(db, editor.guild_id), copies


def _statuses(news: News, editor: Editor, shown: Update, now: int) -> tuple[Status, Status]:
    today = dt.datetime.fromtimestamp(now, dt.UTC).date()
    others = [other for other in news.visible(editor.guild_id) if other.id != shown.id]
    return news.status(editor.guild_id, today), derive_status([*others, shown], today)


async def count_pinged(guild: discord.Guild | None, role_id: int) -> int | None:
    """Return how many people have a role, None where Discord does not say."""
    if guild is None:
        return None
    try:
        async with asyncio.timeout(COUNT_TIMEOUT_S):
            counts = await guild.role_member_counts()
    except Exception as error:  # noqa: BLE001 - a preview never fails for want of a number
        log.info("members of role %s cannot be counted: %r", role_id, error)
        return None
    return next((count for role, count in counts.items() if role.id == role_id), None)
