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
    assert (settings.backup_dir, settings.backup_keep) == (ROOT / "data" / "backups", 7)
    assert settings.metrics_port is None
    assert (settings.shard_ids, settings.shard_count) == (None, None)
    assert (settings.leads, settings.share) == (True, 1.0)


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
            "BACKUP_DIR": str(tmp_path / "copies"),
            "BACKUP_KEEP": "0",
            "METRICS_PORT": "9101",
            "SHARD_COUNT": "8",
            "SHARD_IDS": "6, 2-3",
        }
    )

    assert settings.require_token() == "abc"
    assert settings.database == tmp_path / "x.db"
    assert settings.newsroom_guild_ids == {1, 22, 333}
    assert (settings.alert_rate, settings.log_level, settings.log_format) == (5, "DEBUG", "json")
    assert settings.api_url == "http://127.0.0.1:1/api/v10"
    assert settings.gateway_url == "ws://127.0.0.1:1/gateway"
    assert (settings.backup_dir, settings.backup_keep) == (tmp_path / "copies", 0)
    assert settings.metrics_port == 9101
    assert (settings.shard_ids, settings.shard_count) == ((2, 3, 6), 8)
    assert (settings.leads, settings.share) == (False, 3 / 8)


def test_backups_lie_beside_the_database_unless_told_otherwise(tmp_path: Path) -> None:
    settings = read_settings({"DATABASE_PATH": str(tmp_path / "x.db")})

    assert settings.backup_dir == tmp_path / "backups"


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
        ("BACKUP_KEEP", "-1"),
        ("BACKUP_KEEP", "all"),
        ("METRICS_PORT", "65536"),
        ("SHARD_COUNT", "0"),
        ("SHARD_IDS", "0"),
    ],
)
def test_a_mistake_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


@pytest.mark.parametrize("ids", ["4", "0-4", "3-2", "one", "-1", "1-"])
def test_a_shard_that_does_not_exist_is_refused(ids: str) -> None:
    with pytest.raises(SettingsError, match="SHARD_IDS"):
        read_settings({"SHARD_COUNT": "4", "SHARD_IDS": ids})


def test_a_missing_token_is_explained_where_it_is_needed() -> None:
    with pytest.raises(SettingsError, match="DISCORD_TOKEN"):
        read_settings({}).require_token()


def test_the_example_file_lists_every_setting_and_no_other() -> None:
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    example = dotenv_values(ROOT / ".env.example")

    named = set(re.findall(r'"([A-Z_]{4,})"', source)) - {"DEBUG", "INFO", "WARNING", "ERROR"}
    assert named == set(example)
