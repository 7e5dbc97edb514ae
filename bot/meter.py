"""What is counted while the bot works; who counts it is decided where the bot is put together."""

from enum import StrEnum
from typing import Protocol

import aiohttp
import discord

from bot.delivery.verdicts import EDIT_LIMITS, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE


class Failure(StrEnum):
    """Why a request for an alert failed, or was not made at all."""

    MISSING_PERMISSION = "missing-permission"
    FORBIDDEN = "forbidden"
    CHANNEL_GONE = "channel-gone"
    MESSAGE_GONE = "message-gone"
    EDIT_LIMIT = "edit-limit"
    RATE_LIMITED = "rate-limited"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNCLEAR = "unclear"


_BY_CODE = {
    UNKNOWN_CHANNEL: Failure.CHANNEL_GONE,
    UNKNOWN_MESSAGE: Failure.MESSAGE_GONE,
    **dict.fromkeys(EDIT_LIMITS, Failure.EDIT_LIMIT),
}
_TOO_MANY, _SERVER_ERROR = 429, 500


def failure_of(error: BaseException) -> Failure:
    """Put a failed request into one of a few classes."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return Failure.UNREACHABLE
    if isinstance(error, discord.RateLimited):
        return Failure.RATE_LIMITED
    if not isinstance(error, discord.HTTPException) or error.status >= _SERVER_ERROR:
        return Failure.UNCLEAR
    default = Failure.FORBIDDEN if isinstance(error, discord.Forbidden) else Failure.REFUSED
    if error.status == _TOO_MANY:
        default = Failure.RATE_LIMITED
    return _BY_CODE.get(error.code, default)


class Meter(Protocol):
    """Who counts."""

    def shown(self, *, first: bool) -> None:
        """Count an alert that was sent, or edited where it is not the first."""
        ...

    def failed(self, failure: Failure) -> None:
        """Count an alert that was not shown."""
        ...

    def answered(self, command: str, seconds: float) -> None:
        """Count a command and how long it took from its coming to its answer."""
        ...


class NoMeter:
    """Counts nothing."""

    def shown(self, *, first: bool) -> None:
        """Count nothing."""

    def failed(self, failure: Failure) -> None:
        """Count nothing."""

    def answered(self, command: str, seconds: float) -> None:
        """Count nothing."""


NO_METER = NoMeter()
