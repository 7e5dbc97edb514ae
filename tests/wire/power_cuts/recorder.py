"""A file system for SQLite that writes down what is written and flushed."""

import threading
from collections.abc import Callable
from pathlib import Path

import apsw

from tests.wire.power_cuts.disk import Act, Kind, Recording

LOGS = ("-wal", "-journal")


class Recorder(apsw.VFS):
    """Passes everything on to the system's files and keeps a recording of each database.

    ``deaf`` drops flushes, as some disks do: what proves that the checker sees it. Connections of
    several threads write at once: ``lock`` keeps each act and its note together, and a commit's
    note in the order in which the commits were.
    """

    def __init__(self, *, deaf: bool = False) -> None:
        self.deaf = deaf
        self.lock = threading.RLock()
        self.running: dict[str, Recording] = {}
        self.done: list[Recording] = []
        self.name = f"recorded-{id(self)}"
        super().__init__(self.name, "")

    def xOpen(  # noqa: N802 - named by SQLite
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> apsw.VFSFile:
        """Open a file of a database, its logs, or a temporary one."""
        if name is None:
            return apsw.VFSFile("", name, flags)
        return RecordedFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - as above
        """Delete a log."""
        with self.lock:
            super().xDelete(filename, syncdir)
            self.note(filename, Kind.DELETE, int(syncdir))

    def begin(self, path: str, read: Callable[[], str]) -> None:
        """Record a database from now on; anew where something else has changed its files."""
        with self.lock:
            found = files_of(path)
            old = self.running.get(path)
            if old is None or old.contents() != found:
                if old is not None:
                    self.done.append(old)
                self.running[path] = Recording(found, [read()])

    def note(self, filename: str, kind: Kind, at: int = 0, data: bytes = b"") -> None:
        """Write down an act."""
        path, suffix = split(filename)
        recording = self.running.get(path)
        if recording is not None and not (self.deaf and kind is Kind.SYNC):
            recording.acts.append(Act(kind, suffix, at, data))

    def note_commit(self, path: str, read: Callable[[], str]) -> None:
        """Write down that the program goes on after a commit."""
        with self.lock:
            state, recording = read(), self.running.get(path)
            if recording is not None and recording.states[-1] != state:
                recording.states.append(state)
                recording.acts.append(Act(Kind.COMMIT))

    def take(self) -> list[Recording]:
        """Return all recordings and forget them."""
        taken = [*self.done, *self.running.values()]
        self.done, self.running = [], {}
        return [recording for recording in taken if recording.commits]


class RecordedFile(apsw.VFSFile):
    """A file whose writes and flushes are written down."""

    def __init__(self, recorder: Recorder, name: str | apsw.URIFilename, flags: list[int]) -> None:
        self._recorder = recorder
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - named by SQLite
        """Write bytes."""
        with self._recorder.lock:
            super().xWrite(data, offset)  # pyright: ignore[reportUnknownMemberType] - apsw's stub
            self._recorder.note(self._name, Kind.WRITE, offset, bytes(data))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - as above
        """Cut the file off."""
        with self._recorder.lock:
            super().xTruncate(newsize)
            self._recorder.note(self._name, Kind.TRUNCATE, newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - as above
        """Flush; the real disk is spared, since a recording is all that counts here."""
        del flags
        self._recorder.note(self._name, Kind.SYNC)


def split(filename: str) -> tuple[str, str]:
    """Return the path of the database and the suffix of the file."""
    for suffix in LOGS:
        if filename.endswith(suffix):
            return filename.removesuffix(suffix), suffix
    return filename, ""


def files_of(path: str) -> dict[str, bytes]:
    """Return the database and its logs as they are on the disk, but for what is empty."""
    found: dict[str, bytes] = {}
    for suffix in ("", *LOGS):
        file = Path(path + suffix)
        if file.exists() and (content := file.read_bytes()):
            found[suffix] = content
    return found
