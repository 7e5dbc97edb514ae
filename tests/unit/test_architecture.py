"""Imports point one way: rules know no Discord, the engine no cogs, SQL stays in the store."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "cogs").rglob("*.py")])
VALUES = ("bot/enums.py", "bot/models.py", "bot/places.py", "bot/errors.py")
RULES = (
    "bot/status/",
    "bot/audit.py",
    "bot/names.py",
    "bot/dates.py",
    "bot/packs/",
    "bot/ask/",
    "bot/delivery/rules.py",
    "bot/desk/leads.py",
    "bot/desk/links.py",
    "bot/desk/likeness.py",
    "bot/desk/headline_words.py",
    "bot/desk/matching.py",
    "bot/milestones.py",
    "bot/feeds/rules.py",
    "bot/fetching/addresses.py",
    "bot/fetching/items.py",
    "bot/fetching/parsing.py",
    "bot/fetching/timing.py",
    "bot/labels.py",
)
SQL = re.compile(r"\s*(SELECT|INSERT INTO|INSERT OR|UPDATE \w+ SET|DELETE FROM|PRAGMA)\b")


def imports_of(path: Path) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden_for(name: str) -> tuple[str, ...]:
    """Return the prefixes of modules that a file may not import."""
    if name in VALUES:
        return ("bot", "cogs", "discord", "aiosqlite")
    if name.startswith(RULES):
        return ("cogs", "discord", "aiosqlite", "bot.store", "bot.client", "simcord")
    if name.startswith("bot/store/"):
        return ("cogs", "discord", "bot.delivery", "bot.newsroom", "bot.client", "simcord")
    if name.startswith("bot/sandbox/"):
        return ("cogs",)
    if name.startswith("bot/"):
        return ("cogs", "aiosqlite", "simcord")
    return ("aiosqlite", "sqlite3", "simcord")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_its_place_may(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    allowed_store_driver = name.startswith("bot/store/")
    for imported in imports_of(path):
        if name in ("bot/models.py", "bot/places.py") and imported.startswith("bot.enums"):
            continue
        for prefix in forbidden_for(name):
            same = imported == prefix or imported.startswith(f"{prefix}.")
            assert not same or (prefix == "aiosqlite" and allowed_store_driver), imported


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.parts[-2] != "ui" and path.is_relative_to(ROOT / "cogs")],
    ids=lambda path: path.name,
)
def test_a_cog_imports_no_other_cog(path: Path) -> None:
    others = [
        name for name in imports_of(path) if name.startswith("cogs.") and "cogs.ui" not in name
    ]

    assert others == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sql_stands_in_the_store_alone(path: Path) -> None:
    if path.is_relative_to(ROOT / "bot" / "store"):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    assert [text for text in texts if SQL.match(text)] == []


def test_the_engine_knows_no_fandom() -> None:
    names = re.compile(r"alita|kishiro|gunnm|cameron|rodriguez|salazar", re.IGNORECASE)
    allowed = {"bot/settings.py"}  # the default of PACK

    knowing = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if names.search(path.read_text(encoding="utf-8"))
    ]

    assert set(knowing) <= allowed
