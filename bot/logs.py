"""Logging: one line an event, and never a token."""

import datetime as dt
import json
import logging
import re
import sys
import time
from collections import deque

# Bot tokens (three parts with dots), and the tokens of interactions and webhooks, which
# discord.py writes into the addresses that it logs at DEBUG.
_TOKENS = re.compile(
    r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"
    r"|(?<=/interactions/)\d+/[\w.=-]+"
    r"|(?<=/webhooks/)\d+/[\w.=-]+"
    r"|(?<=[\"']token[\"']: [\"'])[^\"']+"
)
HIDDEN = "[hidden]"
MOST_ERRORS = 1_000


def redact(text: str, secret: str | None = None) -> str:
    """Return the text without tokens: anything shaped like one, and the given secret."""
    if secret:
        text = text.replace(secret, HIDDEN)
    return _TOKENS.sub(HIDDEN, text)


class TextFormatter(logging.Formatter):
    """``2026-11-23T12:00:00Z INFO bot.client ready``; tracebacks follow on lines of their own."""

    def __init__(self, secret: str | None = None) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")
        self._secret = secret

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802, D102 - named by logging
        return _utc(record)

    def format(self, record: logging.LogRecord) -> str:  # noqa: D102 - named by logging
        return redact(super().format(record), self._secret)


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, secret: str | None = None) -> None:
        super().__init__()
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:  # noqa: D102 - named by logging
        entry = {
            "time": _utc(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        redacted = {key: redact(value, self._secret) for key, value in entry.items()}
        return json.dumps(redacted, ensure_ascii=False)


class ErrorCount(logging.Handler):
    """Remembers when errors were logged, for as long as an hour."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._times: deque[float] = deque(maxlen=MOST_ERRORS)

    def emit(self, record: logging.LogRecord) -> None:
        """Remember an error."""
        self._times.append(record.created)

    def last_hour(self) -> int:
        """Return how many errors the last hour had, a thousand at most."""
        since = time.time() - 3600
        return sum(moment > since for moment in self._times)


def set_up_logging(level: str, style: str, secret: str | None) -> None:
    """Log to standard error; discord.py stays at INFO, since its DEBUG holds whole requests."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(secret) if style == "json" else TextFormatter(secret))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("discord", "aiosqlite", "asyncio"):
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))


def _utc(record: logging.LogRecord) -> str:
    moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
