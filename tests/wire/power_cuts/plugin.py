"""Runs tests on recorded disks and cuts the power of every database that they wrote."""

import random
import sqlite3
import sys
from collections.abc import Callable, Generator
from typing import Any

import pytest

from tests.wire.power_cuts.checker import Findings
from tests.wire.power_cuts.connection import recording
from tests.wire.power_cuts.recorder import Recorder

SYNCHRONOUS = "PRAGMA synchronous=EXTRA"


class Cutter:
    """A plugin for pytest; ``findings`` is what it saw."""

    def __init__(self, cuts: int, seed: int, synchronous: str | None, *, deaf: bool) -> None:
        self._cuts = cuts
        self._dice = random.Random(seed)
        self._recorder = Recorder(deaf=deaf)
        self._pragmas = {SYNCHRONOUS: f"PRAGMA synchronous={synchronous or 'EXTRA'}"}
        self._plain: Callable[..., Any] = sqlite3.connect
        self._each = 1
        self.findings = Findings()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """Record all databases."""
        with recording(self._recorder, self._pragmas):
            return (yield)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Share the cuts out among the tests; not each writes something."""
        self._each = max(1, 2 * self._cuts // max(1, len(session.items)))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Cut what a test wrote, once it is over, and look at it with the system's SQLite."""
        result = yield
        recorded, before = sqlite3.connect, self.findings.wrong.total()
        sqlite3.connect = self._plain
        for found in self._recorder.take():
            self.findings.cut(found, self._each, self._dice)
        sqlite3.connect = recorded
        if self.findings.wrong.total() > before:
            sys.stderr.write(f"\n{item.nodeid}: {dict(self.findings.wrong)}\n")
        return result
