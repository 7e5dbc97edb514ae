"""Addresses that lead somewhere private: no socket ever connects to one, however it is written."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.fetching.addresses import is_public
from bot.fetching.client import Fetcher
from bot.fetching.problems import FetchError, Problem
from tests.wire.feed_server import FeedServer

PUBLIC = "93.184.216.34"
LOOPBACKS = (
    *("127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0.0.0.0", "0", "0x7f000001"),  # noqa: S104 - hostile
    *("0x7f.0.0.1", "0177.0.0.1", "017700000001", "2130706433", "127.0.0.01", "0x7f.1"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]"),
    *("[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]"),
    *("[2002:7f00:1::]", "[2002:7f00:1::1]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]"),
    *("①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1", "⑯⑨｡254｡169｡254"),  # noqa: RUF001 - hostile
    *("localhost", "LOCALHOST", "localhost.", "ip6-localhost", "127.0.0.1.", "%31%32%37.0.0.1"),
)
OTHERS = (
    *("10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "192.0.2.1"),
    *("198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.0.8"),
    *("[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "[fd12::1]", "[fec0::1]", "[ff02::1]"),
    *("[2001:db8::1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::a00:1]"),
    *("[2002:a00:1::]", "[2002:c0a8:1::]", "[100::1]", "[64:ff9b::a9fe:a9fe]"),
)
WHOLE = (
    "http://user@127.0.0.1/",
    "http://user:pass@127.0.0.1/",
    "http://example.com@127.0.0.1/",
    "http://example.com:80@127.0.0.1/",
    "http://127.0.0.1@example.com/",
    "http://@127.0.0.1/",
    "http://127.0.0.1:22/",
    "http://127.0.0.1:6379/",
    "http://example.com:22/",
    "https://example.com:8443/",
    "http://127.0.0.1#@example.com/",
    "http://127.0.0.1\\@example.com/",
    "http://127.0.0.1\t/",
    "http:127.0.0.1/",
    "http:///127.0.0.1/",
    "//127.0.0.1/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:70/",
    "dict://127.0.0.1:11211/",
    "unix:///var/run/docker.sock",
    "data:text/xml,<rss/>",
    "javascript:alert(1)",
    "feed:http://127.0.0.1/",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "ws://127.0.0.1/",
    "http://metadata/",
    "http://[::1",
    "http://127.0.0.1:80:80/",
    "",
)
HOSTILE = (*(f"http://{host}/" for host in (*LOOPBACKS, *OTHERS)), *WHOLE)


@dataclass
class Recorder:
    """Notes every address that a socket of this loop is about to connect to."""

    connected: list[str] = field(default_factory=list[str])

    @property
    def private(self) -> list[str]:
        """Return those that are not public, save where a test serves its own pages."""
        return [place for place in self.connected if not is_public(place.rpartition(" ")[0])]


@pytest.fixture
async def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Record at the socket. What is public is refused here: no test goes out to the internet."""
    found, loop = Recorder(), asyncio.get_running_loop()
    connect = loop.sock_connect

    async def recording(sock: socket.socket, address: Any) -> None:  # noqa: ANN401 - as asyncio has it
        found.connected.append(f"{address[0]} {address[1]}")
        if is_public(str(address[0])):
            raise ConnectionRefusedError
        await connect(sock, address)

    monkeypatch.setattr(loop, "sock_connect", recording)
    return found


class Names(AbstractResolver):
    """A name server that answers each time with the next of its addresses."""

    def __init__(self, *answers: str | tuple[str, ...]) -> None:
        self._answers = iter(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        del family
        answer = next(self._answers)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in ((answer,) if isinstance(answer, str) else answer)
        ]

    async def close(self) -> None:
        """Do nothing: there is no connection."""


@contextlib.asynccontextmanager
async def open_fetcher(*answers: str | tuple[str, ...]) -> AsyncGenerator[Fetcher, None]:
    async with Fetcher(resolver=Names(*answers) if answers else None) as fetcher:
        yield fetcher


def test_there_are_enough_hostile_addresses() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


@pytest.mark.parametrize("url", HOSTILE)
async def test_a_hostile_address_is_never_connected_to(recorder: Recorder, url: str) -> None:
    # Whatever name is left in it resolves to this machine.
    async with open_fetcher("127.0.0.1", "127.0.0.1") as fetcher:
        with pytest.raises(FetchError):
            await fetcher.fetch(url)

    assert recorder.connected == []


@pytest.mark.parametrize("url", HOSTILE)
async def test_the_socket_alone_would_hold_too(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    def let_through(text: str, _allowed: object) -> URL:
        return URL(text)

    monkeypatch.setattr("bot.fetching.client.check_address", let_through)
    async with open_fetcher("127.0.0.1", "127.0.0.1") as fetcher:
        with pytest.raises((FetchError, AssertionError)):  # aiohttp asserts that it has a scheme
            await fetcher.fetch(url)

    assert recorder.connected == []


@pytest.mark.parametrize("url", HOSTILE)
async def test_a_redirect_to_a_hostile_address_is_not_followed(
    recorder: Recorder, url: str
) -> None:
    async with FeedServer() as website, Fetcher([website.place]) as fetcher:
        start = website.redirect("/start", url)
        website.put("/", "<rss/>")  # an empty or relative target leads back to the website
        with contextlib.suppress(FetchError):
            await fetcher.fetch(start)
        own = " ".join(map(str, website.place))

    assert set(recorder.connected) <= {own}


@pytest.mark.parametrize(
    "answers",
    [
        ("127.0.0.1",),
        ("::1",),
        ("::ffff:127.0.0.1",),
        ("169.254.169.254",),
        ("64:ff9b::7f00:1",),
        (("10.0.0.1", "192.168.0.1"),),
        (("127.0.0.1", "::1", "fe80::1"),),
    ],
)
async def test_a_name_that_leads_inside_is_not_connected_to(
    recorder: Recorder, answers: tuple[str | tuple[str, ...], ...]
) -> None:
    async with open_fetcher(*answers) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch("http://feeds.example.org/")

    assert caught.value.problem is Problem.PRIVATE
    assert recorder.connected == []


async def test_a_name_that_changes_its_mind_gains_nothing(recorder: Recorder) -> None:
    async with open_fetcher(PUBLIC, "127.0.0.1", (PUBLIC, "127.0.0.1")) as fetcher:
        problems = list[Problem]()
        for _ in range(3):
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch("http://feeds.example.org/")
            problems.append(caught.value.problem)

    assert problems[:2] == [Problem.UNREACHABLE, Problem.PRIVATE]
    assert set(recorder.connected) == {f"{PUBLIC} 80"}
    assert recorder.private == []


async def test_an_unknown_name_is_said_to_be_unknown() -> None:
    class Nobody(Names):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
        ) -> list[ResolveResult]:
            del host, port, family
            raise OSError("no such name")

    async with Fetcher(resolver=Nobody()) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch("http://feeds.example.org/")

    assert caught.value.problem is Problem.UNKNOWN_HOST


async def test_a_proxy_of_the_environment_is_not_used(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    async with open_fetcher(PUBLIC) as fetcher:
        with pytest.raises(FetchError):
            await fetcher.fetch("http://feeds.example.org/")

    assert recorder.connected == [f"{PUBLIC} 80"]


async def test_the_recorder_catches_a_fetch_that_is_not_guarded(recorder: Recorder) -> None:
    async with FeedServer() as website:
        url = website.put(body="<rss/>")
        async with aiohttp.ClientSession() as bare, bare.get(url) as response:
            assert response.status == 200

    assert recorder.private == [" ".join(map(str, website.place))]


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_public(host: str) -> None:
    assert is_public(host)


def private_networks() -> Iterator[str]:
    for network in (
        *("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
        *("100.64.0.0/10", "224.0.0.0/4", "240.0.0.0/4", "0.0.0.0/8", "192.0.0.0/24"),
    ):
        found = ipaddress.ip_network(network)
        yield str(found[0])
        yield str(found[-1])


@pytest.mark.parametrize("host", tuple(private_networks()))
@pytest.mark.parametrize("form", ["{}", "::ffff:{}", "64:ff9b::{}", "::{}"])
def test_both_ends_of_every_private_network_are_private_in_every_form(host: str, form: str) -> None:
    assert not is_public(form.format(host))
    sixtofour = ipaddress.IPv6Address((0x2002 << 112) | (int(ipaddress.ip_address(host)) << 80))
    assert not is_public(str(sixtofour))
