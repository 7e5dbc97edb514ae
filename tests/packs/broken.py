"""Copies of the harbour pack with a mistake in them."""

import shutil
from pathlib import Path

from bot.packs.loading import check_pack

HARBOUR = Path(__file__).resolve().parent / "harbour"


def copy_harbour(place: Path, file: str = "", old: str = "", new: str = "") -> Path:
    """Return a copy of the pack in which the first ``old`` of a file is ``new``."""
    folder = shutil.copytree(HARBOUR, place / "harbour")
    if file:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def told(folder: Path) -> list[str]:
    """Return the problems of a pack as a person reads them."""
    return [str(problem) for problem in check_pack(folder)]
