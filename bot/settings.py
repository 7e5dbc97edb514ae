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
MOST_BACKUPS = 1_000
LARGEST_PORT = 65_535
MOST_SHARDS = 10_000


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
    backup_dir: Path
    backup_keep: int  # automatic copies, of which the oldest go; 0 makes none
    metrics_port: int | None  # of 127.0.0.1
    shard_ids: tuple[int, ...] | None  # those of this process, all where None
    shard_count: int | None  # as Discord advises where None

    @property
    def leads(self) -> bool:
        """Whether this process does what is to be done once: that with shard 0."""
        return self.shard_ids is None or 0 in self.shard_ids

    @property
    def share(self) -> float:
        """The part of all servers, and so of the pace, that is this process's."""
        if self.shard_ids is None or self.shard_count is None:
            return 1.0
        return len(self.shard_ids) / self.shard_count

    @property
    def most(self) -> int:
        """Requests that Discord may see from this process in a second: its share of the limit."""
        return max(1, int(max(LARGEST_RATE, self.alert_rate) * self.share))

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
    database = database if database.is_absolute() else ROOT / database
    backups = Path(values.get("BACKUP_DIR") or database.parent / "backups")
    shard_count = _number(values, "SHARD_COUNT", range(1, MOST_SHARDS + 1))
    rates = range(1, LARGEST_RATE + 1)
    return Settings(
        token=values.get("DISCORD_TOKEN") or None,
        database=database,
        pack=pack,
        newsroom_guild_ids=_ids(values, "NEWSROOM_GUILD_IDS"),
        api_url=_url(values, "DISCORD_API_URL", ("http", "https")),
        gateway_url=_url(values, "DISCORD_GATEWAY_URL", ("ws", "wss")),
        alert_rate=_number(values, "ALERT_RATE", rates) or 40,
        log_level=_choice(values, "LOG_LEVEL", LEVELS, "INFO"),
        log_format=_choice(values, "LOG_FORMAT", FORMATS, "text"),
        backup_dir=backups if backups.is_absolute() else ROOT / backups,
        backup_keep=_number(values, "BACKUP_KEEP", range(MOST_BACKUPS + 1), 7) or 0,
        metrics_port=_number(values, "METRICS_PORT", range(1, LARGEST_PORT + 1)),
        shard_ids=_shards(values, shard_count),
        shard_count=shard_count,
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


def _number(
    values: Mapping[str, str], name: str, allowed: range, default: int | None = None
) -> int | None:
    value = values.get(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and int(value) in allowed):
        raise SettingsError(
            f"{name}: {value!r} is not a number from {allowed[0]} to {allowed[-1]}."
        )
    return int(value)


def _shards(values: Mapping[str, str], count: int | None) -> tuple[int, ...] | None:
    """Read ``0,1`` or ``0-3``."""
    words = values.get("SHARD_IDS", "").replace(",", " ").split()
    if not words:
        return None
    if count is None:
        raise SettingsError("SHARD_IDS needs SHARD_COUNT, the same in every process.")
    ids = set[int]()
    for word in words:
        first, dash, last = word.partition("-")
        bounds = (first, last if dash else first)
        if not all(bound.isascii() and bound.isdigit() for bound in bounds):
            raise SettingsError(f"SHARD_IDS: {word!r} is not a shard such as 0, or several as 0-3.")
        found = range(int(bounds[0]), int(bounds[1]) + 1)
        if not found or found[-1] >= count:
            raise SettingsError(
                f"SHARD_IDS: {word!r} is not among the shards 0 to {count - 1} of SHARD_COUNT."
            )
        ids.update(found)
    return tuple(sorted(ids))


def _choice(values: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = values.get(name) or default
    for choice in choices:
        if value.lower() == choice.lower():
            return choice
    raise SettingsError(f"{name}: {value!r} is not one of {', '.join(choices)}.")
