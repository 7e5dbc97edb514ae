"""The status of what is waited for: derived from updates, and put into words."""

from bot.status.rules import Silence, Status, derive_status, known_from, known_updates
from bot.status.words import answer, describe_change

__all__ = [
    "Silence",
    "Status",
    "answer",
    "derive_status",
    "describe_change",
    "known_from",
    "known_updates",
]
