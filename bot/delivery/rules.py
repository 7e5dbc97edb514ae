"""Decisions of the delivery: pure, with the time and the dice as arguments."""

import base64
import hashlib
from enum import Enum, auto

from bot.models import Claim

# Discord drops a repeated nonce for "the past few minutes" and publishes no number
# (Create Message, enforce_nonce). Assumed is one minute, less the longest request, less
# the second that times are rounded to.
NONCE_WINDOW_S = 60
REQUEST_TIMEOUT_S = 30
SAFE_REPEAT_S = NONCE_WINDOW_S - REQUEST_TIMEOUT_S - 1

FIRST_RETRY_S = 5
LONGEST_RETRY_S = 24 * 3600


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
    nonce; after that the channel is searched first. A retracted update that nobody has seen
    is not sent; one that may have been sent is looked for once no late request can arrive.
    """
    if claim.post.shown_revision is not None:
        return Step.EDIT
    doubt = claim.doubtful_since
    if doubt is None:
        return Step.DROP if claim.post.wanted_struck else Step.SEND
    if now < doubt or now - doubt > NONCE_WINDOW_S:  # before it: the clock was put back
        return Step.FIND
    if claim.post.wanted_struck or now - doubt > SAFE_REPEAT_S:
        return Step.WAIT
    return Step.SEND


def nonce_of(name: str, channel_id: int) -> str:
    """Return the nonce of a first send, 22 characters (Discord allows 25).

    ``name`` is the content's. The nonce names the channel too, since Discord compares nonces
    per author and not per channel.
    """
    digest = hashlib.sha256(f"send:{name}:{channel_id}".encode()).digest()
    return base64.urlsafe_b64encode(digest)[:22].decode()


def retry_delay(failures: int, dice: float) -> int:
    """Return seconds until the next try: doubling with jitter, a day at most; dice in 0..1."""
    longest = min(FIRST_RETRY_S * 2 ** min(failures, 20), LONGEST_RETRY_S)
    return max(1, round(longest * (0.5 + dice / 2)))
