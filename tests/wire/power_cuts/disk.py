"""A disk whose power may fail: what was written, when it was flushed, and what a cut leaves."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum, auto

SECTOR = 512
HALF = 0.5


class Kind(Enum):
    """What was done to a file; COMMIT is a note that the program was told "kept"."""

    WRITE = auto()
    TRUNCATE = auto()
    SYNC = auto()
    DELETE = auto()
    COMMIT = auto()


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a file, named by its suffix ("" is the database).

    ``at`` is the offset of a write, the size after a truncation, and for a deletion whether the
    folder is flushed with it: otherwise the file may be there again after a cut.
    """

    kind: Kind
    suffix: str = ""
    at: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Recording:
    """All acts on a database and its logs; ``states`` holds its content after each commit."""

    before: dict[str, bytes]
    states: list[str]
    acts: list[Act] = field(default_factory=list[Act])

    @property
    def commits(self) -> int:
        """How often the program was told that something was kept."""
        return len(self.states) - 1

    def contents(self) -> dict[str, bytes]:
        """Return the files as the running program sees them, but for what is empty."""
        files = {suffix: bytearray(data) for suffix, data in self.before.items()}
        for act in self.acts:
            if act.kind is Kind.DELETE:
                files.pop(act.suffix, None)
            elif act.kind is not Kind.COMMIT:
                _apply(files.setdefault(act.suffix, bytearray()), act)
        return {suffix: bytes(data) for suffix, data in files.items() if data}

    def cuts(self) -> list[int]:
        """Return after how many acts a cut tells most: around each flush and commit."""
        near = {
            index + step
            for index, act in enumerate(self.acts)
            if act.kind is not Kind.WRITE
            for step in (0, 1)
        }
        return sorted(near)

    def cut(self, index: int, dice: random.Random) -> tuple[dict[str, bytes], list[str]]:
        """Return the files after a cut, and the contents that the database may have then.

        Of what was not flushed each sector may be there in any of its versions. The content has
        to be that of the last commit that was told, or of the one under way.
        """
        acts, disk = self.acts[:index], _Disk(self.before)
        for act in acts:
            disk.take(act)
        told = sum(act.kind is Kind.COMMIT for act in acts)
        return disk.lose_power(dice), self.states[told : told + 2]


class _Disk:
    """What is flushed, what is not, and deleted files that may come back."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = {suffix: bytearray(data) for suffix, data in files.items()}
        self._ghosts: dict[str, bytearray | None] = {}
        self._pending: defaultdict[str, list[Act]] = defaultdict(list)

    def take(self, act: Act) -> None:
        """Do what was done."""
        if act.kind is Kind.DELETE:
            flushed = self._files.pop(act.suffix, None)
            self._pending.pop(act.suffix, None)
            if not act.at:
                self._ghosts.setdefault(act.suffix, flushed)
        elif act.kind is Kind.SYNC:
            if act.suffix not in self._files:
                self._ghosts.clear()  # SQLite flushes the folder with a new file's first flush
            content = self._files.setdefault(act.suffix, bytearray())
            for one in self._pending.pop(act.suffix, []):
                _apply(content, one)
        elif act.kind is not Kind.COMMIT:
            self._pending[act.suffix].append(act)

    def lose_power(self, dice: random.Random) -> dict[str, bytes]:
        """Return what is left."""
        files = dict(self._files)
        for suffix, waiting in self._pending.items():
            survived = _survive(files.get(suffix), waiting, dice)
            if survived is not None:
                files[suffix] = survived
        back = {suffix: ghost for suffix, ghost in self._ghosts.items() if ghost is not None}
        files |= {suffix: ghost for suffix, ghost in back.items() if dice.random() < HALF}
        return {suffix: bytes(data) for suffix, data in files.items()}


def _apply(content: bytearray, act: Act) -> None:
    if act.kind is Kind.TRUNCATE:
        del content[act.at :]
    elif act.kind is Kind.WRITE:
        end = act.at + len(act.data)
        if len(content) < end:
            content.extend(bytes(end - len(content)))
        content[act.at : end] = act.data


def _survive(
    flushed: bytearray | None, waiting: list[Act], dice: random.Random
) -> bytearray | None:
    """Return a file with some of what was written to it since its last flush."""
    share = dice.choice((0.0, 0.5, 0.9, 1.0))
    if flushed is None and dice.random() >= share:
        return None
    content = bytearray(flushed or b"")
    versions: defaultdict[int, list[bytes]] = defaultdict(list)
    whole = bytearray(content)
    for act in waiting:
        _apply(whole, act)
        if act.kind is Kind.TRUNCATE:
            if dice.random() < share:
                _apply(content, act)
            versions.clear()
            continue
        first, last = act.at // SECTOR, (act.at + len(act.data) - 1) // SECTOR
        for sector in range(first, last + 1):
            versions[sector].append(bytes(whole[sector * SECTOR : (sector + 1) * SECTOR]))
    for sector, written in versions.items():
        if dice.random() < share:
            data = written[-1] if dice.random() < share else dice.choice(written)
            _apply(content, Act(Kind.WRITE, at=sector * SECTOR, data=data))
    return content
