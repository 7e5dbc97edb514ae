"""Decisions of the delivery: pure, with the time and the dice as arguments."""

import base64
import hashlib
from collections.abc import Sequence
from enum import Enum, auto

from bot.enums import Form, Importance
from bot.hours import quiet_until
from bot.places import Claim

# Discord drops a repeated nonce for "the past few minutes" and publishes no number
# (Create Message, enforce_nonce). Assumed is one minute, less the longest request, less
# the second that times are rounded to.
NONCE_WINDOW_S = 60
REQUEST_TIMEOUT_S = 30
SAFE_REPEAT_S = NONCE_WINDOW_S - REQUEST_TIMEOUT_S - 1

FIRST_RETRY_S = 5
LONGEST_RETRY_S = 24 * 3600


# "10 messages an hour and channel" is what those report who publish a lot; Discord documents no
# number. The last ones are kept for what matters more, and what came too late is left out.
HOUR_S = 3600
PUBLISHED_MOST = {Importance.MAJOR: 10, Importance.NOTABLE: 6, Importance.MINOR: 3}
PUBLISHED_WITHIN_S = {Importance.NOTABLE: 24 * HOUR_S, Importance.MINOR: 6 * HOUR_S}

# A channel, and so a thread, may be renamed twice in ten minutes: a limit that no header tells.
RENAME_GAP_S = 300


class Step(Enum):
    """What to do for a claimed post."""

    SEND = auto()
    FIND = auto()
    EDIT = auto()
    DROP = auto()
    WAIT = auto()


def next_step(claim: Claim, now: int) -> Step:
    """Choose how to bring a post to what is wanted.

    A send whose outcome is unknown is repeated only while Discord drops the repeat by its
    nonce; after that the channel is searched first. A forum post has no nonce and is searched
    for before any repeat, once no late request can arrive. A retracted update that nobody has
    seen is not sent; one that may have been sent is looked for likewise.
    """
    if claim.post.shown_revision is not None:
        return Step.EDIT
    doubt = claim.doubtful_since
    if doubt is None:
        return Step.DROP if claim.post.wanted_struck else Step.SEND
    if now < doubt or now - doubt > NONCE_WINDOW_S:  # before it: the clock was put back
        return Step.FIND
    nonce = claim.destination.form is not Form.FORUM
    if not nonce or claim.post.wanted_struck or now - doubt > SAFE_REPEAT_S:
        return Step.WAIT
    return Step.SEND


def quiet_end(claim: Claim, now: int) -> int | None:
    """Return when the quiet hours end that put off a first send; a repeat comes in any case."""
    return None if claim.doubtful_since is not None else quiet_until(claim.destination.hours, now)


def nonce_of(name: str, channel_id: int) -> str:
    """Return the nonce of a first send, 22 characters (Discord allows 25).

    ``name`` is the content's. The nonce names the channel too, since Discord compares nonces
    per author and not per channel.
    """
    digest = hashlib.sha256(f"send:{name}:{channel_id}".encode()).digest()
    return base64.urlsafe_b64encode(digest)[:22].decode()


def next_publishing(
    importance: Importance, spent: Sequence[int], shown_at: int, now: int
) -> int | None:
    """Return when a message may be published to a channel's followers: now, later, or never.

    ``spent`` are when others of the channel were, oldest first. Major news may use the whole
    hour's budget and waits for it as long as it takes; the rest leaves something over and is
    left out when it would come too late.
    """
    recent = [at for at in spent if at > now - HOUR_S]
    over = len(recent) - PUBLISHED_MOST[importance]
    at = now if over < 0 else recent[over] + HOUR_S
    latest = shown_at + PUBLISHED_WITHIN_S.get(importance, at)
    return at if at <= latest else None


def jittered(seconds: int, dice: float) -> int:
    """Return a pause of so many seconds or up to twice as many; dice in 0..1."""
    return round(seconds * (1 + dice))


def retry_delay(failures: int, dice: float) -> int:
    """Return seconds until the next try: doubling with jitter, a day at most; dice in 0..1."""
    longest = min(FIRST_RETRY_S * 2 ** min(failures, 20), LONGEST_RETRY_S)
    return max(1, round(longest * (0.5 + dice / 2)))
