"""Which files make up a pack, and whether they changed; all that a start needs of a pack."""

import hashlib
from pathlib import Path

from bot.errors import PackError

HEAD_FILE = "pack.toml"


def list_files(folder: Path) -> list[str]:
    """Return the names of all TOML files in a pack, relative to it and sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.toml"))


def hash_pack(folder: Path) -> str:
    """Return the SHA-256 over names and bytes of all TOML files; PackError without a pack."""
    require_pack(folder)
    digest = hashlib.sha256()
    for file in list_files(folder):
        content = (folder / file).read_bytes()
        # The length keeps two files apart from one file that holds both.
        digest.update(f"{file}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def require_pack(folder: Path) -> None:
    """Raise PackError, naming the packs that there are, where there is none."""
    if not (folder / HEAD_FILE).is_file():
        places = folder.parent.glob(f"*/{HEAD_FILE}")
        others = ", ".join(sorted(place.parent.name for place in places)) or "none"
        raise PackError(f"There is no pack in {folder}. Packs found beside it: {others}.")
