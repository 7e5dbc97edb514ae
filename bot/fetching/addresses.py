"""Which addresses may be read from: public websites on the usual ports, and nothing else."""

import ipaddress
from collections.abc import Collection

from yarl import URL

from bot.fetching.problems import FetchError, Problem

PORTS = (80, 443)
ADDRESS_MOST = 1_000
Place = tuple[str, int]  # an IP address and a port

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # carries an IPv4 address (RFC 6052)
# Of IANA's special-purpose registries, what one Python version or another takes for global.
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # IETF protocol assignments (RFC 6890)
        "192.88.99.0/24",  # 6to4 relays, deprecated (RFC 7526)
        "::/96",  # IPv4-compatible, deprecated (RFC 4291, section 2.5.5.1)
        "64:ff9b:1::/48",  # NAT64 of a local network (RFC 8215)
        "100::/32",  # discarded (RFC 6666), and the dummy prefix next to it
        "2001::/23",  # IETF protocol assignments; Teredo, which carries IPv4, is among them
        "3fff::/20",  # documentation (RFC 9637)
        "5f00::/16",  # SRv6 segment identifiers (RFC 9602)
        "fec0::/10",  # site-local, deprecated (RFC 3879)
    )
)


def is_public(host: str) -> bool:
    """Whether an IP address, as a socket connects to it, belongs to the public internet."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            address = inner
    if any(address in network for network in _NEVER):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def check_address(text: str, allowed: Collection[Place] = ()) -> URL:
    """Return an address that may be tried; FetchError says what is wrong with it.

    Only the form is judged here. Where a name leads is judged when the socket is made.
    ``allowed`` are places of this machine that a test may read from.
    """
    text = text.strip()
    if len(text) > ADDRESS_MOST or not text.isprintable() or " " in text or "\\" in text:
        raise FetchError(Problem.ADDRESS)
    try:
        url = URL(text)
        host, port = url.raw_host or "", url.port
    except ValueError:
        raise FetchError(Problem.ADDRESS) from None
    if url.scheme not in ("http", "https") or not host:
        raise FetchError(Problem.ADDRESS)
    if url.user is not None or url.password is not None or "@" in url.raw_authority:
        raise FetchError(Problem.SIGNS_IN)
    if (host, port) in allowed:
        return url.with_fragment(None)
    if port not in PORTS:
        raise FetchError(Problem.PORT)
    if _is_number(host) and not is_public(host):
        raise FetchError(Problem.PRIVATE)
    if "." not in host.rstrip(".") and ":" not in host:
        raise FetchError(Problem.PRIVATE)  # a name without a dot is one of the local network
    return url.with_fragment(None)


def _is_number(host: str) -> bool:
    """Whether a host is an IP address, or a number that some libraries read as one."""
    if ":" in host:
        return True
    last = host.rstrip(".").rpartition(".")[2]
    return last.isdigit() or last.lower().startswith("0x")
