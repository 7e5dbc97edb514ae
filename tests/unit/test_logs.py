"""No token reaches a log, at any level and in either form."""

import json
import logging

import pytest

from bot.logs import HIDDEN, JsonFormatter, TextFormatter, redact

# Put together here, so that no scanner takes this file for a leak.
TOKEN = ".".join(("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAx", "GabcDe", "x" * 38))


@pytest.mark.parametrize(
    "text",
    [
        f"login with {TOKEN} failed",
        "POST https://discord.com/api/v10/interactions/123456/aW50ZXJhY3Rpb24tdG9rZW4/callback",
        "PATCH https://discord.com/api/v10/webhooks/123456/aW50ZXJhY3Rpb24-dG9rZW4/messages/@original",
        "{'op': 2, 'd': {'token': 'my-secret-value', 'intents': 1}}",
        '{"token": "my-secret-value"}',
    ],
)
def test_whatever_looks_like_a_token_is_hidden(text: str) -> None:
    hidden = redact(text)

    assert HIDDEN in hidden
    for secret in (TOKEN, "aW50ZXJhY3Rpb24", "my-secret-value"):
        assert secret not in hidden


def test_the_known_token_is_hidden_whatever_its_shape() -> None:
    assert redact("it is hunter2!", "hunter2") == f"it is {HIDDEN}!"


def test_ordinary_words_stay() -> None:
    text = "update 12 revision 3 shown in channel 1234567890123456789 (v0.1.0, discord.py 2.7.1)"

    assert redact(text) == text


@pytest.mark.parametrize("formatter", [TextFormatter(TOKEN), JsonFormatter(TOKEN)])
def test_a_traceback_that_holds_the_token_is_hidden_too(formatter: logging.Formatter) -> None:
    error = ValueError(f"bad token {TOKEN}")
    record = logging.LogRecord(
        "x", logging.ERROR, __file__, 1, "failed: %s", (TOKEN,), (ValueError, error, None)
    )

    line = formatter.format(record)

    assert TOKEN not in line
    assert line.count(HIDDEN) == 2


def test_json_lines_are_one_object_each() -> None:
    record = logging.LogRecord("bot.x", logging.INFO, __file__, 1, "two\nlines", (), None)

    line = JsonFormatter().format(record)

    assert "\n" not in line
    entry = json.loads(line)
    assert entry["message"] == "two\nlines"
    assert entry["level"] == "INFO"
