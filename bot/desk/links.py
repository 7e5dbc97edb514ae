"""One address for one page, however it was shared; for telling pages apart, not for opening."""

import re
from functools import lru_cache
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote_to_bytes,
    urlencode,
    urlsplit,
    urlunsplit,
)

_TRACKING = re.compile(
    r"utm_.*|at_(?:medium|campaign|custom\d*|link_.*|bbc_.*|ptr_.*)|(?:mc|s|n|i)_?cid|mc_eid|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|mibextid|"
    r"igshid|igsh|ref|ref_src|ref_url|referrer|referer|source|src|cmp|cmpid|ocid|ito|spm|si|"
    r"feature|_ga|_gl|smid|smtyp|share|sharetype|sr_share|soc_src|soc_trk|wt_mc.*|xtor|"
    r"guccounter|guce_.*|__twitter_impression|amp|outputtype|traffic_source|rss|partner|usqp",
    re.IGNORECASE,
)
_DEVICE = re.compile(r"(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_PAGE_END = re.compile(r"(?:/|/amp|\.amp|/index\.(?:html?|php))$", re.IGNORECASE)
# Pages that an AMP cache serves: the real address stands in the path.
_CACHED = re.compile(
    r"(?:google\.[a-z.]{2,6}/amp|[a-z0-9.-]*cdn\.ampproject\.org/[cv])/(s/)?(?P<page>.+)", re.DOTALL
)
_SAME_SITE = {"twitter.com": "x.com", "youtube-nocookie.com": "youtube.com"}
_IN_PATH = "/:@!$&'()*+,;=-._~"
_PORTS = (None, 80, 443)


@lru_cache(maxsize=4_096)  # the addresses of what is published are asked for again and again
def canonical_url(url: str) -> str:
    """Return the address that stands for a page; what is no web address comes back as it is.

    Applying it again changes nothing. Equal means the same page; it may not be what a server
    answers to, so that people get the address as it was given.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _host(parts)
    except ValueError:
        return text
    if parts.scheme.lower() not in ("http", "https") or not host:
        return text
    path = quote(unquote_to_bytes(parts.path.encode("utf-8", "replace")), _IN_PATH)
    if cached := _CACHED.fullmatch(f"{host}{path}"):
        return canonical_url(f"https://{cached['page']}{'?' if parts.query else ''}{parts.query}")
    while end := _PAGE_END.search(path):
        path = path[: end.start()]
    fields = parse_qsl(parts.query.encode("utf-8", "replace").decode(), keep_blank_values=True)
    if host == "youtu.be" and path:
        host, path, fields = "youtube.com", "/watch", [*fields, ("v", path.strip("/"))]
    kept = urlencode(sorted({(key, text) for key, text in fields if not _TRACKING.fullmatch(key)}))
    place = host if port in _PORTS else f"{host}:{port}"
    return urlunsplit(("https", place, path, kept, ""))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii").lower()
    while device := _DEVICE.match(host):
        host = host[device.end() :]
    if ":" in host:
        host = f"[{host}]"
    return _SAME_SITE.get(host, host)
