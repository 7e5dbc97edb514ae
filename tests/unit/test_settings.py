"""Settings are checked once, and a mistake names the variable."""

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.errors import SettingsError
from bot.settings import ROOT, read_settings


def test_nothing_set_gives_the_defaults() -> None:
    settings = read_settings({})

    assert settings.token is None
    assert settings.database == ROOT / "data" / "sequelwatch.db"
    assert settings.pack.name == "alita"
    assert settings.newsroom_guild_ids == frozenset()
    assert (settings.alert_rate, settings.log_level, settings.log_format) == (40, "INFO", "text")


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "DISCORD_TOKEN": " abc ",
            "DATABASE_PATH": str(tmp_path / "x.db"),
            "NEWSROOM_GUILD_IDS": "1, 22 333",
            "ALERT_RATE": "5",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "JSON",
            "DISCORD_API_URL": "http://127.0.0.1:1/api/v10/",
            "DISCORD_GATEWAY_URL": "ws://127.0.0.1:1/gateway",
        }
    )

    assert settings.require_token() == "abc"
    assert settings.database == tmp_path / "x.db"
    assert settings.newsroom_guild_ids == {1, 22, 333}
    assert (settings.alert_rate, settings.log_level, settings.log_format) == (5, "DEBUG", "json")
    assert settings.api_url == "http://127.0.0.1:1/api/v10"
    assert settings.gateway_url == "ws://127.0.0.1:1/gateway"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PACK", "nowhere"),
        ("NEWSROOM_GUILD_IDS", "12,my server"),
        ("ALERT_RATE", "51"),
        ("ALERT_RATE", "0"),
        ("ALERT_RATE", "many"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("DISCORD_API_URL", "ftp://host"),
        ("DISCORD_GATEWAY_URL", "http://host"),
    ],
)
def test_a_mistake_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


def test_a_missing_token_is_explained_where_it_is_needed() -> None:
    with pytest.raises(SettingsError, match="DISCORD_TOKEN"):
        read_settings({}).require_token()


def test_the_example_file_lists_every_setting_and_no_other() -> None:
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    example = dotenv_values(ROOT / ".env.example")

    named = set(re.findall(r'"([A-Z_]{4,})"', source)) - {"DEBUG", "INFO", "WARNING", "ERROR"}
    assert named == set(example)
