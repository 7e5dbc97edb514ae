"""Settings from the environment, read once into one frozen object."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
PACKS = ROOT / "data" / "packs"
MIGRATIONS = ROOT / "data" / "migrations"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FORMATS = ("text", "json")
LARGEST_RATE = 50  # requests per second that Discord allows a bot (topics/rate-limits)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided."""

    token: str | None
    database: Path
    pack: Path
    newsroom_guild_ids: frozenset[int]
    api_url: str | None
    gateway_url: str | None
    alert_rate: int
    log_level: str
    log_format: str

    def require_token(self) -> str:
        """Return the token; SettingsError when there is none."""
        if not self.token:
            raise SettingsError(
                "DISCORD_TOKEN is not set. Copy .env.example to .env and put the bot's token "
                "there (Discord Developer Portal, Bot, Reset Token), "
                "or try the sandbox, which needs none: python -m bot sandbox"
            )
        return self.token


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read and check every setting; SettingsError names the first that is wrong."""
    values = {name: value.strip() for name, value in environ.items()}
    database = Path(values.get("DATABASE_PATH") or "data/sequelwatch.db")
    pack = PACKS / (values.get("PACK") or "alita")
    if not (pack / "pack.toml").is_file():
        known = ", ".join(sorted(path.parent.name for path in PACKS.glob("*/pack.toml")))
        raise SettingsError(f"PACK: there is no pack {pack.name!r}. There is: {known}.")
    return Settings(
        token=values.get("DISCORD_TOKEN") or None,
        database=database if database.is_absolute() else ROOT / database,
        pack=pack,
        newsroom_guild_ids=_ids(values, "NEWSROOM_GUILD_IDS"),
        api_url=_url(values, "DISCORD_API_URL", ("http", "https")),
        gateway_url=_url(values, "DISCORD_GATEWAY_URL", ("ws", "wss")),
        alert_rate=_rate(values),
        log_level=_choice(values, "LOG_LEVEL", LEVELS, "INFO"),
        log_format=_choice(values, "LOG_FORMAT", FORMATS, "text"),
    )


def _ids(values: Mapping[str, str], name: str) -> frozenset[int]:
    words = values.get(name, "").replace(",", " ").split()
    for word in words:
        if not (word.isascii() and word.isdigit()):
            raise SettingsError(
                f"{name}: {word!r} is not a server id. Write the numbers with commas in between "
                "(Discord: Settings, Advanced, Developer Mode; right-click the server, Copy ID)."
            )
    return frozenset(map(int, words))


def _url(values: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    value = values.get(name)
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        raise SettingsError(f"{name}: {value!r} is not an address like {schemes[0]}://host/path.")
    return value.rstrip("/")


def _rate(values: Mapping[str, str]) -> int:
    value = values.get("ALERT_RATE") or "40"
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= LARGEST_RATE):
        raise SettingsError(f"ALERT_RATE: {value!r} is not a number from 1 to {LARGEST_RATE}.")
    return int(value)


def _choice(values: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = values.get(name) or default
    for choice in choices:
        if value.lower() == choice.lower():
            return choice
    raise SettingsError(f"{name}: {value!r} is not one of {', '.join(choices)}.")
