"""Reading a moment that a moderator typed, in the time of the server."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from bot.errors import InputError

YEARS_AHEAD = 2  # further ahead a time of publishing is a typing error
_DISCORD = re.compile(r"<t:(\d{1,12})(?::[a-zA-Z])?>")  # developers/reference#message-formatting
_LOCAL = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(today|tomorrow))[ ,t]+(\d{1,2})[:.](\d{2})")


def parse_when(text: str, zone: str, now: int) -> int:
    """Read a moment still to come, in UTC seconds; InputError says what to write instead.

    Takes what Discord's own @time writes, or ``2026-12-01 18:00``, ``today 18:00`` and
    ``tomorrow 18:00`` in the time zone. A time that clocks show twice is the first of the two.
    """
    plain = " ".join(text.split())
    example = dt.datetime.fromtimestamp(now + 86_400, ZoneInfo(zone)).strftime("%Y-%m-%d 18:00")
    advice = f"Write a day and a time like {example} ({zone}), or choose one with @time."
    if found := _DISCORD.fullmatch(plain):
        at = int(found[1])
    elif found := _LOCAL.fullmatch(plain.casefold()):
        at = _local(found, zone, now, advice)
    else:
        raise InputError(f"That is no time I can read. {advice}")
    if at <= now:
        raise InputError(f"That time is over already. {advice}")
    if at > now + YEARS_AHEAD * 366 * 86_400:
        raise InputError(f"That is more than {YEARS_AHEAD} years ahead. Is the year right?")
    return at


def parse_times(due: str, until: str, zone: str, now: int) -> tuple[int, int | None]:
    """Read when something is published, and after when not any more; InputError as above."""
    due_at = parse_when(due, zone, now)
    last = parse_when(until, zone, now) if until.strip() else None
    if last is not None and last <= due_at:
        raise InputError("“Not after” has to be later than the time of publishing.")
    return due_at, last


def _local(found: re.Match[str], zone: str, now: int, advice: str) -> int:
    year, month, day, named, hour, minute = found.groups()
    today = dt.datetime.fromtimestamp(now, ZoneInfo(zone)).date()
    try:
        if named:
            date = today + dt.timedelta(days=1 if named == "tomorrow" else 0)
        else:
            date = dt.date(int(year), int(month), int(day))
        wall = dt.datetime.combine(date, dt.time(int(hour), int(minute)))
    except ValueError:
        raise InputError(f"There is no such day or time. {advice}") from None
    moment = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise InputError(f"The clocks jump over that time on that day. {advice}")
    return int(moment.timestamp())
