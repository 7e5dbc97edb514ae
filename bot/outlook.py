"""What would follow if something were published, corrected or retracted now."""

import asyncio
import dataclasses
import datetime as dt
import logging
from dataclasses import dataclass

import discord

from bot.desk.outlets import outlet_of
from bot.enums import Kind, Origin, PostState, State
from bot.models import PartialDate, Rumour, Update, Wording
from bot.news import News
from bot.newsroom import Editor, importance_of
from bot.places import Destination
from bot.status import Status, derive_status, describe_change
from bot.status.slips import slip_corrected, slip_of
from bot.store import destinations, posts
from bot.store.database import Database
from bot.store.decisions import get_record
from bot.store.guilds import get_settings
from bot.store.updates import typed_source

log = logging.getLogger(__name__)

COUNT_TIMEOUT_S = 1.0  # a preview has three seconds in all


@dataclass(frozen=True, slots=True)
class Outlook:
    """``shown`` is the update as it would stand, ``channels`` how many would show it.

    ``here`` is this server's destination if it is among them; ``second`` is whether a second
    moderator has to agree.
    """

    shown: Update
    change: str
    channels: int
    here: Destination | None
    second: bool = False


def as_published(draft: Update, wording: Wording, *, wire: bool, at: int) -> Update:
    """Return the update as it would be once published with this wording."""
    return dataclasses.replace(
        draft,
        state=State.PUBLISHED,
        wire=wire,
        published_at=draft.published_at or at,
        headline=wording.headline,
        summary=wording.summary,
        kind=wording.kind,
        stage=wording.stage,
        date=wording.date,
        release=wording.release,
        sources=(typed_source(draft.id, wording),) if wording.link else (),
    )


def unwritten(guild_id: int) -> Update:
    """Return an empty draft, for showing what would be before anything is stored."""
    return Update(
        id=0,
        key=None,
        origin=Origin.DESK,
        guild_id=guild_id,
        wire=False,
        state=State.DRAFT,
        revision=1,
        headline="",
        summary="",
        kind=Kind.CONTEXT,
        stage=None,
        date=PartialDate(2000),
        people=(),
        sources=(),
        published_at=None,
        corrected_at=None,
        retraction=None,
    )


async def look_ahead(
    db: Database, news: News, editor: Editor, update: Update, *, wording: Wording, now: int
) -> Outlook:
    """Return what publishing or correcting an update with this wording would do."""
    corrects = update.state is State.PUBLISHED
    shown = as_published(update, wording, wire=editor.wire, at=now)
    if corrects:
        shown = dataclasses.replace(shown, wire=update.wire, corrected_at=now)
    before, after = _statuses(news, editor, shown, now)
    slip = slip_of(_others(news, editor, shown), shown, _day(now))
    shown = dataclasses.replace(
        shown,
        slip=slip_corrected(slip, update, shown) if corrects else slip,
        rumour=await _rumour(db, editor, shown),
    )
    moves_stage = (before.first_hand_stage, before.reported_stage) != (
        after.first_hand_stage,
        after.reported_stage,
    )
    moves = moves_stage or before.release_date != after.release_date
    strict = (await get_settings(db, editor.guild_id)).approval
    change = describe_change(before, after)
    if corrects:
        here, copies = await _copies(db, editor, update)
        return Outlook(shown, change, copies, here, second=strict and moves)
    importance = importance_of(wording, moves_stage=moves_stage)
    shown = dataclasses.replace(shown, importance=importance)
    channels, own = await destinations.count_reach(db, editor.guild_id, importance, shown)
    if strict and not moves:
        moves = bool(await destinations.count_pinging(db, importance, shown))
    return Outlook(shown, change, channels, own[0] if own else None, second=strict and moves)


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
    today, others = _day(now), _others(news, editor, shown)
    return news.status(editor.guild_id, today), derive_status([*others, shown], today)


def _others(news: News, editor: Editor, shown: Update) -> list[Update]:
    return [other for other in news.visible(editor.guild_id) if other.id != shown.id]


def _day(now: int) -> dt.date:
    return dt.datetime.fromtimestamp(now, dt.UTC).date()


async def _rumour(db: Database, editor: Editor, shown: Update) -> Rumour | None:
    """Return a rumour with its outlet's record, as publishing or correcting it would store it."""
    if shown.kind is not Kind.RUMOUR:
        return None
    outlet, known = outlet_of(shown.wording.link), shown.rumour
    if known is not None and known.outlet == outlet:
        return known
    record = await get_record(db, editor.guild_id, outlet, shown.id)
    return dataclasses.replace(
        known or Rumour(outlet, 0, 0), outlet=outlet, came_true=record[0], settled=record[1]
    )


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
