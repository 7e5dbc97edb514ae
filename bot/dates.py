"""Dates as people type them, and days as people read them."""

import datetime as dt
import re
import unicodedata
from contextlib import suppress

from bot.errors import InputError
from bot.models import PartialDate

_FIRST_YEAR = 1900
_DAYS_A_MONTH = 30.436875  # the Gregorian mean
_EXACT_DAYS = 60  # up to here the number of days says enough
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_FORMS = "Write a day like 2022-12-14, a month like 2022-12 or a year like 2022."
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc", "-"))
_ISO = re.compile(r"(?P<year>\d{4})(?: ?- ?(?P<month>\d{1,2})(?: ?- ?(?P<day>\d{1,2}))?)?")
_NAMED = re.compile(
    r"(?:(?P<before>\d{1,2})(?:st|nd|rd|th)? )?(?:of )?(?P<name>[a-z]{3,9})\.?"
    r"(?: (?P<after>\d{1,2})(?:st|nd|rd|th)?)?,? (?P<year>\d{4})"
)
_NUMBERS = re.compile(r"(\d{1,4})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{1,4})")


def parse_as_of(text: str, today: dt.date) -> dt.date:
    """Return the last day of a year, month or day, at most today; InputError as ``parse_said``."""
    return min(parse_said(text, today).last, today)


def parse_said(text: str, today: dt.date) -> PartialDate:
    """Read when something was said or happened; InputError says what to write instead.

    Takes ``2022``, ``2022-12``, ``2022-12-14``, ``14 December 2022``, ``Dec 14, 2022``,
    ``December 2022``, ``today`` and ``yesterday``; nothing before 1900 or after today.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    plain = " ".join(plain.casefold().split())
    if plain == "today":
        return PartialDate.of(today)
    if plain == "yesterday":
        return PartialDate.of(today - dt.timedelta(days=1))
    parts = _parts(plain)
    if parts is None:
        raise InputError(_numbers_advice(plain) or f"That is no date I can read. {_FORMS}")
    date = _partial_date(*parts)
    if date.first > today:
        raise InputError(f"{date.text} is still to come. Write today's date or an earlier one.")
    return date


def humanise_days(days: int) -> str:
    """Say a number of days: exactly, and from two months on also roughly in years and months."""
    exact = _count(days, "day")
    if days < _EXACT_DAYS:
        return exact
    years, months = divmod(round(days / _DAYS_A_MONTH), 12)
    rough = " ".join(_count(n, unit) for n, unit in ((years, "year"), (months, "month")) if n)
    return f"{exact} (about {rough})"


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"


def _parts(plain: str) -> tuple[int, int | None, int | None] | None:
    """Split into year, month and day, which need not exist; None when it has no such form."""
    if match := _ISO.fullmatch(plain):
        return int(match["year"]), _number(match["month"]), _number(match["day"])
    match = _NAMED.fullmatch(plain)
    if match is None or (match["before"] and match["after"]):
        return None
    names = [name for name in _MONTHS if name.startswith(match["name"])]
    if not names:
        return None
    day = _number(match["before"] or match["after"])
    return int(match["year"]), _MONTHS.index(names[0]) + 1, day


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _partial_date(year: int, month: int | None, day: int | None) -> PartialDate:
    if year < _FIRST_YEAR:
        raise InputError(f"{year} is too long ago: dates start at {_FIRST_YEAR}. {_FORMS}")
    if month is not None and not 1 <= month <= len(_MONTHS):
        raise InputError(f"There is no month {month}. {_FORMS}")
    try:
        if day is not None:
            dt.date(year, month or 1, day)
        return PartialDate(year, month, day)
    except ValueError:
        name = _MONTHS[(month or 1) - 1].capitalize()
        raise InputError(f"There is no {day} {name} {year}. {_FORMS}") from None


def _numbers_advice(plain: str) -> str | None:
    """Say how to write a date of bare numbers, which people order in different ways."""
    match = _NUMBERS.fullmatch(plain)
    if match is None:
        return None
    first, middle, last = (int(part) for part in match.groups())
    readings: set[str] = set()
    for year, month, day in ((first, middle, last), (last, middle, first), (last, first, middle)):
        if year >= _FIRST_YEAR:
            with suppress(ValueError):
                readings.add(dt.date(year, month, day).isoformat())
    written = " or ".join(sorted(readings))
    if len(readings) > 1:
        return f"{plain} can be read in two ways. Write {written}."
    return f"Write {plain} as {written}, so that everybody reads the same day." if written else None
