"""What was acknowledged survives a power cut at any moment, and nothing is there by halves."""

import random
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.store.factories import (
    MIGRATIONS,
    claim_one,
    publish,
    retract,
    revise,
    send_alerts_to,
    show,
)
from tests.wire.power_cuts.checker import DAMAGED, LOST, Findings
from tests.wire.power_cuts.connection import recording
from tests.wire.power_cuts.plugin import SYNCHRONOUS
from tests.wire.power_cuts.recorder import Recorder

CUTS = 60
JOURNAL = "PRAGMA journal_mode=WAL"


async def work(path: Path) -> None:
    """Start anew, publish, deliver, correct and retract; stop, start again and go on."""
    for _ in range(2):
        async with Database.open(path, MIGRATIONS) as db:
            await send_alerts_to(db, 1, 10)
            update = await publish(db, 1)
            await show(db, await claim_one(db))
            await revise(db, update, "The script is not done")
            await retract(db, update)
            await show(db, await claim_one(db))


async def cut(path: Path, *, deaf: bool = False, **pragmas: str) -> Findings:
    recorder, findings = Recorder(deaf=deaf), Findings()
    replaced = {SYNCHRONOUS: pragmas.get("synchronous"), JOURNAL: pragmas.get("journal_mode")}
    with recording(recorder, {old: new for old, new in replaced.items() if new is not None}):
        await work(path)
    [found] = recorder.take()
    for seed in range(3):
        findings.cut(found, CUTS, random.Random(seed), restart=False)
    return findings


async def test_no_cut_loses_or_halves_anything(tmp_path: Path) -> None:
    findings = await cut(tmp_path / "store.db")

    assert findings.commits >= 14
    assert findings.cuts == 3 * CUTS
    assert dict(findings.wrong) == {}


@pytest.mark.parametrize("level", ["FULL", "NORMAL", "OFF"])
async def test_a_store_that_flushes_less_is_caught_losing_commits(
    tmp_path: Path, level: str
) -> None:
    """FULL loses the first migrations alone: their journal's deletion is not flushed."""
    findings = await cut(tmp_path / "store.db", synchronous=f"PRAGMA synchronous={level}")

    assert findings.wrong[LOST] > 0


async def test_a_disk_that_ignores_flushes_is_caught(tmp_path: Path) -> None:
    findings = await cut(tmp_path / "store.db", deaf=True)

    assert findings.wrong[LOST] > 0


async def test_transactions_without_a_journal_are_caught_being_halved(tmp_path: Path) -> None:
    findings = await cut(tmp_path / "store.db", journal_mode="PRAGMA journal_mode=MEMORY")

    assert findings.wrong[DAMAGED] + findings.wrong[LOST] > 0
