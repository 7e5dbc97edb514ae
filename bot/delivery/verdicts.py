"""What Discord's answers and permissions mean for a delivery."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import aiohttp
import discord

from bot.enums import Refusal

# What a request can fail with: discord.py, aiohttp below it, sockets, and half an answer.
FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, ValueError)
REFUSED_RETRY_S = 12 * 3600  # at most two refused requests a day and channel
MISSING_RETRY_S = 15 * 60  # known without a request
EDIT_LIMIT_RETRY_S, EDIT_LIMIT_LEAST_S = 3600, 20  # where Discord names no time, and where it does
TOO_FAST_RETRY_S = 3600
BLIND = "An answer was lost; missing permission: "
DELETED = "The channel was deleted"

# discord.com/developers/docs/topics/opcodes-and-status-codes#json
UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE, ARCHIVED = 10003, 10004, 10008, 50083
EDIT_LIMITS = (20022, 30046)  # of published messages, of messages older than an hour
PUBLISHED_ALREADY, HAS_THREAD = 40033, 160004
MESSAGES_TOO_FAST = 40003  # about our pace, so that it says nothing about the person
REFUSALS = {50007: Refusal.CLOSED, 50278: Refusal.NO_SERVER}


class EditLimitError(discord.HTTPException):
    """Too many edits of a channel's published messages, or of those older than an hour."""

    def __init__(self, response: aiohttp.ClientResponse, body: dict[str, Any]) -> None:
        """``body`` is Discord's answer, which names the seconds to wait."""
        super().__init__(response, body)
        self.retry_after = float(body.get("retry_after", EDIT_LIMIT_RETRY_S))


class Outcome(Enum):
    """What a failed request means for the post."""

    RETRY = auto()
    REFUSED = auto()
    GONE = auto()
    CLOSED = auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A failed request, judged; ``may_have_arrived`` when a message may be there all the same.

    ``of_channel`` when any request to that channel would fare alike, ``of_edits`` when any edit
    would; ``refusal`` when a person takes no messages.
    """

    outcome: Outcome
    reason: str
    may_have_arrived: bool = False
    retry_after: int | None = None
    of_channel: bool = False
    of_edits: bool = False
    refusal: Refusal | None = None


def judge(error: BaseException) -> Verdict:
    """Judge why a request failed; only a definite answer of Discord ends a post."""
    if isinstance(error, discord.RateLimited):
        return Verdict(
            Outcome.RETRY, "Discord asks to slow down", retry_after=round(error.retry_after) + 1
        )
    if isinstance(error, aiohttp.ClientConnectorError):
        return Verdict(Outcome.RETRY, "Discord cannot be reached")
    if isinstance(error, discord.HTTPException) and error.status < 500:  # noqa: PLR2004 - HTTP
        return _judge_answer(error)
    return Verdict(Outcome.RETRY, "Discord gave no clear answer", may_have_arrived=True)


def _judge_answer(error: discord.HTTPException) -> Verdict:
    if error.code == UNKNOWN_CHANNEL:
        return Verdict(Outcome.GONE, DELETED, of_channel=True)
    if error.code == UNKNOWN_MESSAGE:
        return Verdict(Outcome.GONE, "The message was deleted")
    if error.code in EDIT_LIMITS:
        reason = "Discord limits edits of old and of published messages"
        seconds = EDIT_LIMIT_RETRY_S
        if isinstance(error, EditLimitError):
            seconds = max(EDIT_LIMIT_LEAST_S, math.ceil(error.retry_after) + 1)
        return Verdict(Outcome.RETRY, reason, retry_after=seconds, of_edits=True)
    if isinstance(error, discord.Forbidden | discord.NotFound):
        return _judge_refusal(error)
    if error.status in (401, 408, 429):
        return Verdict(Outcome.RETRY, f"Discord answered {error.status}")
    reason = f"Discord refused it: {error.text}"[:200]
    return Verdict(Outcome.REFUSED, reason, retry_after=REFUSED_RETRY_S)


def _judge_refusal(error: discord.HTTPException) -> Verdict:
    if error.code in REFUSALS:
        reason = "Direct messages are refused"
        return Verdict(Outcome.CLOSED, reason, refusal=REFUSALS[error.code])
    if error.code == MESSAGES_TOO_FAST:
        reason = "Discord asks for fewer direct messages"
        return Verdict(Outcome.RETRY, reason, retry_after=TOO_FAST_RETRY_S, of_channel=True)
    reason = "Discord refuses it: a permission is missing, or the bot is timed out"
    if isinstance(error, discord.NotFound):
        reason = f"Discord does not find it: {error.text}"[:200]
    return Verdict(Outcome.REFUSED, reason, retry_after=REFUSED_RETRY_S, of_channel=True)


# Each permission as Discord's settings name it, in the order of the settings page.
TO_SEND = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
}
# The same permission bears another name in a forum's settings.
TO_POST = TO_SEND | {"send_messages": "Create Posts"}
# An author needs nothing else to change or delete its message (resources/message, Edit Message).
TO_EDIT = {"view_channel": "View Channel"}
TO_OPEN_THREAD = {"view_channel": "View Channel", "create_public_threads": "Create Public Threads"}
TO_FIND = {"view_channel": "View Channel", "read_message_history": "Read Message History"}
TO_DO_ALL = TO_SEND | TO_FIND


def missing_permissions(
    permissions: discord.Permissions, needed: Mapping[str, str] = TO_DO_ALL
) -> list[str]:
    """Return which of the needed permissions are missing, as Discord's settings name them."""
    return [
        name
        for flag, name in needed.items()
        if not permissions.is_superset(discord.Permissions(**{flag: True}))
    ]
