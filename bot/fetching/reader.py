"""Fetches a feed and has it read by a child process, which is killed when it overruns."""

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.fetching.child import frame
from bot.fetching.client import Fetched, Fetcher, Validators
from bot.fetching.items import Document, FeedItem
from bot.fetching.problems import FetchError, Problem

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
DEADLINE_S = 6.0  # of one page; its processor time ends sooner
ANSWER_MOST = 4 * 1_048_576
PAGES_MOST = 500  # until a fresh child takes over, so that nothing piles up in one
COMMAND = (sys.executable, "-m", "bot.fetching.child")
# The token and all else that the bot was given stays out of the child.
_ENVIRON = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of looking at a feed; ``document`` is None where nothing has changed."""

    fetched: Fetched
    document: Document | None


class Parser:
    """One child process that reads page after page; started at need, killed on overrun."""

    def __init__(self, command: Sequence[str] = COMMAND, *, deadline_s: float = DEADLINE_S) -> None:
        self._command = command
        self._deadline_s = deadline_s
        self._child: asyncio.subprocess.Process | None = None
        self._pages = 0
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        return self._child.pid if self._child else None

    async def parse(self, page: bytes, content_type: str, url: str) -> Document:
        """Return what a page says; FetchError when it is no feed, or too much of one."""
        head = json.dumps({"content_type": content_type, "url": url}).encode()
        async with self._turn:
            try:
                async with asyncio.timeout(self._deadline_s):
                    found = await self._ask(frame(head) + frame(page))
            except (TimeoutError, OSError, EOFError, ValueError) as error:
                log.info("a page took too much to read: %s (%r)", url, error)
                await self._end()
                raise FetchError(Problem.TOO_COMPLICATED) from None
            except BaseException:
                await self._end()  # an answer that nobody took must not be taken for the next one
                raise
            if self._pages >= PAGES_MOST:
                await self._end()
        if "problem" in found:
            hint = f"The page names this one as its feed: {found['hint']}" if found["hint"] else ""
            raise FetchError(Problem[found["problem"]], hint=hint)
        items = tuple(FeedItem(**item) for item in found["items"])
        return Document(found["title"], found["home"], items)

    async def close(self) -> None:
        """End the child."""
        async with self._turn:
            await self._end()

    async def _ask(self, question: bytes) -> dict[str, Any]:
        child = self._child
        if child is None or child.returncode is not None:
            child = self._child = await self._start()
            self._pages = 0
        self._pages += 1
        assert child.stdin is not None  # noqa: S101 - pipes, by _start
        assert child.stdout is not None  # noqa: S101 - made with a pipe
        child.stdin.write(question)
        await child.stdin.drain()
        size = int.from_bytes(await child.stdout.readexactly(4), "big")
        if size > ANSWER_MOST:
            raise ValueError("the answer is too long")
        answer: dict[str, Any] = json.loads(await child.stdout.readexactly(size))
        return answer

    async def _start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            env={name: os.environ[name] for name in _ENVIRON if name in os.environ},
        )

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        if child.stdin is not None:
            child.stdin.close()
        await asyncio.shield(child.wait())


class FeedReader:
    """Fetcher and parser as one; both open at the first use."""

    def __init__(self, fetcher: Fetcher | None = None, parser: Parser | None = None) -> None:
        self.fetcher = fetcher or Fetcher()
        self.parser = parser or Parser()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections and end the child."""
        await self.parser.close()
        await self.fetcher.close()

    async def read(self, url: str, validators: Validators | None = None) -> Reading:
        """Look at a feed; FetchError says why nothing could be read."""
        fetched = await self.fetcher.fetch(url, validators)
        if fetched.body is None:
            return Reading(fetched, None)
        return Reading(
            fetched, await self.parser.parse(fetched.body, fetched.content_type, fetched.url)
        )
