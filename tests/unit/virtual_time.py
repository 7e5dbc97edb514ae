"""Time that passes when there is nothing left to do."""

import asyncio
import selectors
from collections.abc import Callable


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time passes when there is nothing left to do, and then at once."""

    def __init__(self) -> None:
        self._passed = 0.0
        super().__init__(_Selector(self._pass))

    def time(self) -> float:
        """Return the virtual seconds since the start."""
        return self._passed

    def _pass(self, seconds: float) -> None:
        self._passed += seconds


class _Selector(selectors.SelectSelector):
    def __init__(self, wait: Callable[[float], None]) -> None:
        super().__init__()
        self._wait = wait

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everything waits for something that never comes")
        if timeout > 0:
            self._wait(timeout)
        return super().select(0)
