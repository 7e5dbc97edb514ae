"""Fetches one page from the open web without trusting anybody on the way."""

import asyncio
import socket
import ssl
import time
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.fetching.addresses import Place, check_address, is_public
from bot.fetching.problems import MOST_MB, FetchError, Problem
from bot.fetching.timing import parse_max_age, parse_retry_after

MOST_BYTES = MOST_MB * 1_048_576  # on the wire, and again once unpacked
CHUNK = 65_536
TOTAL_S = 20.0
REDIRECTS_MOST = 3
SLOWEST = 2_048  # bytes a second, once the first seconds are over
PATIENCE_S = 5.0
AT_ONCE = 32
HEADER_MOST = 8_190
USER_AGENT = "sequelwatch/0.1 (reads feeds for Discord servers)"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, application/json;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_UNPACKED = ("", "identity")
_PACKED = ("gzip", "x-gzip", "deflate")
_NOT_PUBLIC = "is not public"
_EITHER = zlib.MAX_WBITS | 32  # gzip or zlib, by its header


@dataclass(frozen=True, slots=True)
class Validators:
    """What a website gave to ask "has it changed?" with (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a website answered; ``body`` is None where nothing has changed (304).

    ``asked`` is the address as it was given, ``url`` where the answer came from, and ``moved`` the
    one to use from now on, where every step there was permanent.
    """

    asked: str
    url: str
    moved: str | None
    body: bytes | None
    content_type: str
    validators: Validators
    max_age: int | None


class Fetcher:
    """Fetches over a session of its own: no cookies, no proxy, no credentials.

    ``allowed`` are places (address and port) that a test may read from although they are not
    public; ``resolver`` stands in for the system's in tests. Opened at the first use.
    """

    def __init__(
        self,
        allowed: Collection[Place] = (),
        *,
        resolver: AbstractResolver | None = None,
        total_s: float = TOTAL_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._allowed = frozenset(allowed)
        self._resolver = resolver
        self._total_s = total_s
        self._patience_s = patience_s
        self._session: aiohttp.ClientSession | None = None

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
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, text: str, validators: Validators | None = None) -> Fetched:
        """Fetch a page; FetchError says what went wrong."""
        try:
            async with asyncio.timeout(self._total_s):
                return await self._follow(text, validators or Validators())
        except TimeoutError:
            raise FetchError(Problem.TIMEOUT) from None
        except aiohttp.ClientConnectorDNSError:
            raise FetchError(Problem.UNKNOWN_HOST) from None
        except (aiohttp.ClientSSLError, ssl.SSLError, ssl.CertificateError):
            raise FetchError(Problem.CERTIFICATE) from None
        except aiohttp.ClientConnectorError as error:
            # In the text, since several addresses that fail are summed up in one error.
            blocked = _NOT_PUBLIC in str(error.os_error)
            raise FetchError(Problem.PRIVATE if blocked else Problem.UNREACHABLE) from None
        except aiohttp.InvalidURL:
            raise FetchError(Problem.ADDRESS) from None
        except (aiohttp.ClientPayloadError, zlib.error):
            raise FetchError(Problem.GARBLED) from None
        except (aiohttp.ClientError, OSError, ValueError):
            raise FetchError(Problem.UNREACHABLE) from None

    async def _follow(self, text: str, validators: Validators) -> Fetched:
        url = check_address(text, self._allowed)
        asked, permanent, moved = str(url), True, None
        for _hop in range(REDIRECTS_MOST + 1):
            async with self._open().get(
                url, headers=_headers(validators), allow_redirects=False
            ) as response:
                if response.status not in _REDIRECTS:
                    return await self._read(response, validators, asked, moved)
                target = response.headers.get("Location", "")
                url = check_address(_join(url, target), self._allowed)
                permanent = permanent and response.status in _PERMANENT
                moved = str(url) if permanent else moved
        raise FetchError(Problem.REDIRECTS)

    async def _read(
        self,
        response: aiohttp.ClientResponse,
        known: Validators,
        asked: str,
        moved: str | None,
    ) -> Fetched:
        status, headers, body = response.status, response.headers, None
        unchanged = status == 304 and known != Validators()  # noqa: PLR2004 - Not Modified
        if not unchanged:
            check_status(status, parse_retry_after(headers.get("Retry-After", ""), time.time()))
            if (response.content_length or 0) > MOST_BYTES:
                raise FetchError(Problem.TOO_LARGE)
            body = await self._collect(response)
        given = Validators(headers.get("ETag"), headers.get("Last-Modified"))
        return Fetched(
            asked,
            str(response.url),
            moved,
            body,
            headers.get("Content-Type", ""),
            known if unchanged and given == Validators() else given,
            parse_max_age(headers.get("Cache-Control", "")),
        )

    async def _collect(self, response: aiohttp.ClientResponse) -> bytes:
        """Read and unpack piece by piece, never more than is allowed."""
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if encoding not in _UNPACKED + _PACKED:
            raise FetchError(Problem.GARBLED)
        unpacker = _Unpacker() if encoding in _PACKED else None
        began, wire, size, pieces = asyncio.get_running_loop().time(), 0, 0, list[bytes]()
        while chunk := await self._next_chunk(response.content, began, wire):
            wire += len(chunk)
            for piece in unpacker.unpack(chunk) if unpacker else (chunk,):
                size += len(piece)
                if size > MOST_BYTES or wire > MOST_BYTES:
                    raise FetchError(Problem.TOO_LARGE)
                pieces.append(piece)
        if unpacker and not unpacker.complete:
            raise FetchError(Problem.GARBLED)
        return b"".join(pieces)

    async def _next_chunk(self, content: aiohttp.StreamReader, began: float, size: int) -> bytes:
        """Return what comes next; FetchError when ``size`` bytes since ``began`` are too few."""
        clock = asyncio.get_running_loop().time
        fair = began + max(self._patience_s, size / SLOWEST)
        try:
            async with asyncio.timeout_at(fair):
                return await content.read(CHUNK)
        except TimeoutError:
            if clock() < fair:
                raise
            raise FetchError(Problem.SLOW) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=AT_ONCE,
                limit_per_host=1,
                use_dns_cache=False,
                resolver=self._resolver,
                socket_factory=self._make_socket,
                # A feed is asked for once in a while: an idle connection would only be held open.
                force_close=True,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                headers={
                    "User-Agent": USER_AGENT,
                    "Accept": ACCEPT,
                    "Accept-Encoding": "gzip, deflate",
                },
                timeout=aiohttp.ClientTimeout(total=None),
                max_line_size=HEADER_MOST,
                max_field_size=HEADER_MOST,
            )
        return self._session

    def _make_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Make the socket for an address just before it is connected to, or refuse.

        The one place that every hop passes with the address really used, whatever a name server
        said a moment before: a filter on names or on what they resolve to leaves ways around.
        """
        family, kind, protocol, _name, place = info
        host, port = str(place[0]), int(place[1])
        if (host, port) not in self._allowed and not (is_public(host) and port in (80, 443)):
            raise OSError(f"{host} {_NOT_PUBLIC}")
        return socket.socket(family=family, type=kind, proto=protocol)


class _Unpacker:
    """Unpacks gzip and deflate in pieces of bounded size; several gzip members as one."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_EITHER)
        self._begun = False

    @property
    def complete(self) -> bool:
        """Whether the end was reached, or nothing has come at all."""
        return self._stream.eof or not self._begun

    def unpack(self, data: bytes) -> Iterator[bytes]:
        """Yield what the next bytes hold, 64 KiB at a time."""
        self._begun = self._begun or bool(data)
        while data:
            if self._stream.eof:
                self._stream = zlib.decompressobj(_EITHER)
            piece = self._stream.decompress(data, CHUNK)
            data = self._stream.unconsumed_tail or self._stream.unused_data
            yield piece


def check_status(status: int, retry_after: int | None) -> None:
    """Raise FetchError unless a page came with this answer."""
    problem: Problem | None = None
    match status:
        case 200 | 203:
            return
        case 404:
            problem = Problem.MISSING
        case 410:
            problem = Problem.GONE
        case 429 | 503:
            problem = Problem.BUSY
        case _ if 400 <= status < 500:  # noqa: PLR2004 - RFC 9110, section 15.5
            problem = Problem.REFUSED
        case _ if status >= 500:  # noqa: PLR2004 - RFC 9110, section 15.6
            problem = Problem.BROKEN
        case _:
            problem = Problem.ANSWER
    raise FetchError(problem, status=status, retry_after=retry_after)


def _headers(validators: Validators) -> dict[str, str]:
    headers = dict[str, str]()
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _join(url: URL, target: str) -> str:
    try:
        return str(url.join(URL(target)))
    except ValueError:
        raise FetchError(Problem.ADDRESS) from None
