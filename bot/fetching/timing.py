"""When a feed is looked at next: what its website asks for, and patience where it fails."""

import email.utils
import re

LEAST_S = 15 * 60
FIRST_RETRY_S = 5 * 60
LONGEST_S = 24 * 3600
MOST_WAIT_S = 7 * 24 * 3600
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def parse_max_age(header: str) -> int | None:
    """Return for how long an answer stays fresh by Cache-Control, in seconds (RFC 9111)."""
    if "no-cache" in header.lower() or "no-store" in header.lower():
        return None
    found = _MAX_AGE.search(header)
    return int(found[1]) if found else None


def parse_retry_after(header: str, now: float) -> int | None:
    """Return how long a website asks to wait, in seconds (RFC 9110, section 10.2.3)."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:10]), MOST_WAIT_S)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0, min(int(moment.timestamp() - now), MOST_WAIT_S))


def next_look(now: int, max_age: int | None, dice: float) -> int:
    """Return when to look again after an answer; dice in 0..1 spread the feeds."""
    wait = min(max(LEAST_S, max_age or 0), LONGEST_S)
    return now + wait + round(dice * LEAST_S / 5)


def next_try(now: int, failures: int, retry_after: int | None, dice: float) -> int:
    """Return when to try again after so many failures in a row: doubling, a day at most.

    Never before a website asks for; it may ask for a week.
    """
    longest = min(FIRST_RETRY_S * 2 ** min(failures, 20), LONGEST_S)
    wait = round(longest * (0.5 + dice / 2))
    asked = min(retry_after or 0, MOST_WAIT_S)
    return now + max(wait, asked + round(dice * 60) if asked else 0, 60)
