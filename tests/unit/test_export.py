"""What moderators added becomes part of a copy of the pack that is checked like any other."""

import asyncio
import dataclasses
import shutil
from pathlib import Path

import pytest

from bot.app import bring_pack
from bot.cli.export import export
from bot.enums import Confidence, Reliability
from bot.errors import InputError
from bot.packs.loading import check_pack, load_pack
from bot.settings import MIGRATIONS, Settings, read_settings
from bot.store.additions import Statement
from bot.store.database import Database
from bot.text import clean
from tests.store.additions import STATEMENT, add

PACK = Path(__file__).parents[1] / "packs" / "harbour"
HOSTILE = clean('She said "no": C:\\new \t [[fact]] # ünï 船 \x7f')


def settings_of(tmp_path: Path) -> Settings:
    base = read_settings({"DATABASE_PATH": str(tmp_path / "test.db"), "PACK": "alita"})
    return dataclasses.replace(base, pack=PACK)


async def write(settings: Settings) -> None:
    said = dataclasses.replace(
        STATEMENT, category="story", entities=("tomo", "ines-varga"), text="Tomo is tall."
    )
    disputed = dataclasses.replace(
        said,
        text=HOSTILE,
        title=HOSTILE,
        notes=HOSTILE,
        category="sequel",
        confidence=Confidence.DISPUTED,
        reliability=Reliability.PRESS,
        link="https://quay.example.org/varga-second-film",
    )
    gone: Statement = dataclasses.replace(said, entities=("nobody",))
    async with Database.open(settings.database, MIGRATIONS) as db:
        await bring_pack(db, settings)
        await add(db, 1, said, wire=True)
        await add(db, 1, disputed, wire=True)
        await add(db, 1, gone, wire=True)
        await add(db, 2, dataclasses.replace(said, text="Only in server two."))


def appended(tmp_path: Path, folder: Path) -> Path:
    """Return a copy of the pack with the files of a folder appended to its own."""
    copy = tmp_path / "harbour"
    shutil.copytree(PACK, copy)
    for file in folder.rglob("*.toml"):
        target = copy / file.relative_to(folder)
        target.write_text(target.read_text("utf-8") + "\n" + file.read_text("utf-8"), "utf-8")
    return copy


def test_the_wires_facts_become_part_of_a_pack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, folder = settings_of(tmp_path), tmp_path / "out"
    asyncio.run(write(settings))

    assert asyncio.run(export(settings, folder, None)) == 0

    copy = appended(tmp_path, folder)
    assert check_pack(copy) == ()
    pack = load_pack(copy)
    facts = {fact.id: fact for fact in pack.facts}
    assert facts["story-added-1"].text == "Tomo is tall."
    assert facts["story-added-1"].entities == ("tomo", "ines-varga")
    assert facts["story-added-1"].sources[0].url == STATEMENT.link
    assert facts["sequel-added-2"].text == HOSTILE
    assert [source.id for source in facts["sequel-added-2"].sources] == ["quay-2023"]
    told = capsys.readouterr().out
    assert "2 facts" in told
    assert "Left out" in told
    assert "+3" in told


def test_one_servers_facts_are_exported_alone(tmp_path: Path) -> None:
    settings, folder = settings_of(tmp_path), tmp_path / "out"
    asyncio.run(write(settings))

    asyncio.run(export(settings, folder, 2))

    pack = load_pack(appended(tmp_path, folder))
    assert [fact.text for fact in pack.facts if "-added-" in fact.id] == ["Only in server two."]


def test_files_are_never_written_over(tmp_path: Path) -> None:
    settings, folder = settings_of(tmp_path), tmp_path / "out"
    asyncio.run(write(settings))
    asyncio.run(export(settings, folder, None))

    with pytest.raises(InputError, match="already there"):
        asyncio.run(export(settings, folder, None))
