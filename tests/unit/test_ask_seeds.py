"""An answer does not hang on the order of sets, which differs from start to start."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bot.settings import ROOT

OWN = ROOT / "tests" / "bench" / "ask_own.json"
ONCE_EITHER_WAY = "What does Gunnm Works contain?"


def answers(folder: Path, seed: int) -> list[tuple[str, bool]]:
    """Return what a fresh process answers."""
    told = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", "ask", "--jsonl", str(folder / "questions.jsonl")],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONHASHSEED": str(seed),
            "DATABASE_PATH": str(folder / f"{seed}.db"),
        },
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    return [(line["text"], line["abstained"]) for line in map(json.loads, told.splitlines())]


def test_every_start_answers_alike(tmp_path: Path) -> None:
    asked = [item["question"] for item in json.loads(OWN.read_text(encoding="utf-8"))[::5]]
    lines = [{"id": text, "question": text} for text in (ONCE_EITHER_WAY, *asked)]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    first, second = (answers(tmp_path, seed) for seed in (1, 2))

    assert len(first) == len(lines)
    assert first == second
