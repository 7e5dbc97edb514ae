"""How the bot is doing: figures and times, and nothing about any server."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from discord.utils import format_dt

from bot.controls import custom_id
from bot.models import PackInfo
from bot.text import escape
from cogs.ui.cards import Card, button

LATE_S = 60  # an alert that is due for longer is worth a look
VERSION_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Backup:
    """Whether copies are made, when the newest was, and whether the last try failed."""

    on: bool
    last: dt.datetime | None
    failed: bool


@dataclass(frozen=True, slots=True)
class Health:
    """What is known at a moment; ``oldest_s`` is for how long the oldest alert is due."""

    connected_at: dt.datetime | None
    latency: float
    shards: tuple[Sequence[int] | None, int]
    waiting: int
    oldest_s: int | None
    backup: Backup
    database_bytes: int
    pack: str
    errors: int


def render_health(health: Health, info: PackInfo) -> Card:
    """Render what is well and what is not, with a mark at the latter."""
    version = health.pack[:VERSION_SHOWN] or "unknown"
    errors = f"{health.errors}, see the log" if health.errors else "none"
    card = Card(info.colour).text(
        "### How the bot is doing",
        _connection(health),
        _alerts(health),
        _backup(health.backup),
        f"**Database** · {_size(health.database_bytes)}",
        f"**Pack** · {escape(info.title)}, version {version}, checked for news up to "
        + info.checked_on.text,
        ("⚠️ " if health.errors else "") + f"**Errors in the last hour** · {errors}",
    )
    return card.row(button("Refresh", custom_id("health:refresh:1")))


def _connection(health: Health) -> str:
    ids, count = health.shards
    part = f", shards {', '.join(map(str, ids))} of {count}" if ids and count > 1 else ""
    if health.connected_at is None:
        return f"⚠️ **Not connected** to Discord's gateway at this moment{part}"
    latency = ""
    if math.isfinite(health.latency):
        latency = f", {health.latency * 1000:.0f} ms to Discord and back"
    return f"**Connected** · since {format_dt(health.connected_at, 'R')}{latency}{part}"


def _alerts(health: Health) -> str:
    if not health.waiting:
        return "**Alerts** · nothing is waiting"
    text = f"**Alerts** · {health.waiting} waiting"
    if health.oldest_s is None:
        return f"{text}, none of them due yet"
    mark = "⚠️ " if health.oldest_s > LATE_S else ""
    return f"{mark}{text}, the oldest due for {_span(health.oldest_s)}"


def _backup(backup: Backup) -> str:
    if not backup.on:
        return "⚠️ **Backup** · automatic ones are switched off"
    if backup.failed:
        since = f"the newest is {format_dt(backup.last, 'R')}" if backup.last else "there is none"
        return f"⚠️ **Backup** · the last try failed, see the log; {since}"
    if backup.last is None:
        return "**Backup** · none yet; the first is made a minute after the start"
    return f"**Backup** · {format_dt(backup.last, 'R')}, checked"


def _span(seconds: int) -> str:
    unit, size = next(
        ((unit, size) for unit, size in (("hour", 3600), ("minute", 60)) if seconds >= size),
        ("second", 1),
    )
    number = seconds // size
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
