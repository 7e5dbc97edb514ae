"""Local hours: quiet ones, those of digests, and the zones they are in; summer time included."""

import bisect
import datetime as dt
import re
import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process, utils

from bot.enums import Digest, Importance
from bot.errors import InputError
from bot.places import Hours

DAY = dt.timedelta(days=1)
DAYS_AHEAD = 16  # two weeks, since a zone may leave out the weekday of a weekly digest
CLOSE_ENOUGH = 60  # of 100, for a name with typing errors
OFFERED = 5
_TIME = re.compile(r"([01]?\d|2[0-3])(?::([0-5]\d))?", re.ASCII)


def quiet_until(hours: Hours, now: int) -> int | None:
    """Return when the quiet hours that hold now end, in UTC seconds; None when none hold.

    They end, or begin, for good at the first moment at which a clock on the wall says so, and at
    the moment of the jump where the clocks jump over it.
    """
    start, stop = hours.quiet_from, hours.quiet_until
    if start is None or stop is None or start == stop:
        return None
    zone = ZoneInfo(hours.time_zone)
    today, nights = local_time(hours.time_zone, now).date(), DAY * (stop < start)
    end = now
    for day in (today - 2 * DAY, today - DAY, today, today + DAY):
        if _moment(zone, day, start) <= end < (last := _moment(zone, day + nights, stop)):
            end = last
    return None if end == now else end


def next_digest(hours: Hours, now: int) -> int:
    """Return when the next digest after now is due, in UTC seconds: one a local day at most.

    ValueError when there are no digests.
    """
    if hours.digest is Digest.OFF:
        raise ValueError("there are no digests")
    zone, today = ZoneInfo(hours.time_zone), local_time(hours.time_zone, now).date()
    for day in (today + number * DAY for number in range(DAYS_AHEAD)):
        if hours.digest is Digest.WEEKLY and day.weekday() != hours.digest_day:
            continue
        moment = _moment(zone, day, hours.digest_at)
        # A day that a zone left out, as Samoa did in 2011, has no digest.
        if moment > now and local_time(hours.time_zone, moment).date() == day:
            return moment
    raise ValueError(f"no digest within {DAYS_AHEAD} days")


def waits_for_digest(hours: Hours, importance: Importance) -> bool:
    """Whether an update waits for the digest; major news never does."""
    return hours.digest is not Digest.OFF and importance is not Importance.MAJOR


def local_time(zone: str, now: int) -> dt.datetime:
    """Return what the clocks of an IANA zone say at a moment in UTC seconds."""
    return dt.datetime.fromtimestamp(now, ZoneInfo(zone))


def parse_zone(text: str) -> str:
    """Read an IANA zone, or a city that names one; InputError offers what is close."""
    wanted = _fold(text)
    if wanted in _zones():
        return _zones()[wanted]
    cities = {name for folded, name in _zones().items() if folded.rpartition("/")[2] == wanted}
    if len(cities) == 1:
        return cities.pop()
    close = ", ".join(close_zones(text, OFFERED))
    raise InputError(
        "I do not know that time zone. Write the name of a region and its largest city, such as "
        f"Europe/Berlin or America/New_York.{f' Did you mean: {close}?' if close else ''}"
    )


def close_zones(text: str, most: int) -> list[str]:
    """Return the zones that a text may mean, the closest first; all of them for no text."""
    wanted, zones = _fold(text), _zones()
    if not wanted:
        return sorted(zones.values())[:most]
    found = process.extract(
        wanted,
        zones.keys(),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=CLOSE_ENOUGH,
        limit=None,
    )
    # Typed is a name's beginning, more often than not.
    found.sort(key=lambda hit: (f"/{wanted}" not in f"/{hit[0]}", -hit[1], hit[0]))
    return [zones[folded] for folded, _, _ in found[:most]]


def parse_time(text: str) -> int:
    """Read a time of day such as 22:00 or 7; return minutes after midnight, or InputError."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise InputError("Write a time of day as 22:00 or 7:30, from 0:00 to 23:59.")
    hour, minute = match.groups(default="0")
    return int(hour) * 60 + int(minute)


def time_text(minutes: int) -> str:
    """Return minutes after midnight as 07:30."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _moment(zone: ZoneInfo, day: dt.date, minutes: int) -> int:
    """Return the first moment of a day at which its clocks say so much or more.

    A time that comes twice is the first of the two; one that the clocks jump over is the jump.
    """
    wall = dt.datetime.combine(day, dt.time(minutes // 60, minutes % 60))
    first, second = (int(wall.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1))
    if second >= first:
        return first
    # PEP 495: in a gap the two readings enclose the jump, the other way round.
    return bisect.bisect_left(range(first), wall, lo=second, key=lambda at: _wall(zone, at))


def _wall(zone: ZoneInfo, moment: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(moment, zone).replace(tzinfo=None)


@cache
def _zones() -> dict[str, str]:
    """Return the names of places by how they are typed; read from the system once."""
    return {
        _fold(name): name
        for name in zoneinfo.available_timezones()
        if name == "UTC" or ("/" in name and not name.startswith(("Etc/", "SystemV/", "US/")))
    }


def _fold(text: str) -> str:
    return "_".join(text.casefold().split())
