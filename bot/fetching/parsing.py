"""Reads RSS, Atom and JSON Feed. Runs in the child process alone: it may take long or die."""

import calendar
import codecs
import datetime as dt
import html
import io
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import feedparser  # pyright: ignore[reportMissingTypeStubs] - it has none
import nh3

from bot.fetching.items import ITEMS_MOST, SUMMARY_MOST, TITLE_MOST
from bot.names import fold
from bot.text import clean, cut

HTML_MOST = 65_536
ID_MOST = LINK_MOST = 1_000
WORDS_MOST = 4_000
_CHARSETS = {
    *("ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "iso8859-15"),
    *(f"cp125{number}" for number in range(9)),
    *("shift_jis", "euc_jp", "cp932"),  # old Japanese sites; neither switches its state
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED = re.compile(r"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]+|[0-9]+);?")
_BLOCKS = re.compile(
    r"<(?=/?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|table|blockquote|hr)\b)", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=[-_]|$)")
_EARLIEST = 631_152_000  # 1990, before the first feed
_LATEST = 4_102_444_800  # 2100: beyond it is a mistake and no date


class RefusedError(Exception):
    """The page is no feed that can be read; ``str()`` names the problem."""


def parse(data: bytes, content_type: str, url: str) -> dict[str, Any]:
    """Return a feed as the fields of ``Document``; RefusedError where it is none."""
    text = decode(data, content_type)
    found = (_parse_json if text.lstrip()[:1] == "{" else _parse_xml)(text, url)
    dated = [item for item in found["items"] if item["title"] or item["link"]]
    # Items without a date keep their place at the front: newest first is the custom.
    dated.sort(key=lambda item: -(item["published"] or _LATEST))
    return {**found, "items": dated[:ITEMS_MOST]}


def decode(data: bytes, content_type: str) -> str:
    """Return the text of a page in one of the allowed character sets.

    A byte order mark counts first, then the header, then the XML declaration (RFC 7303), each
    only where the bytes fit it; what fits none is read as the web does, as UTF-8 or else cp1252.
    """
    marked = [charset for mark, charset in _MARKS if data.startswith(mark)]
    header = _HEADER_CHARSET.search(content_type)
    declared = _DECLARED.search(data[:400].decode("latin-1"))
    named = [found[1] for found in (header, declared) if found]
    known = [charset for name in named if (charset := _charset(name))]
    if named and not known and not marked and not _fits(data, "utf-8"):
        raise RefusedError("CHARSET")
    charsets = [*marked, *known, "utf-8", "cp1252"]
    fitting = next((charset for charset in charsets if _fits(data, charset)), "latin-1")
    return _NOT_IN_XML.sub("", data.decode(fitting).removeprefix("\ufeff"))


def _charset(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if found in _CHARSETS else None


def _fits(data: bytes, charset: str) -> bool:
    try:
        data.decode(charset)
    except UnicodeDecodeError:
        return False
    return True


def _parse_xml(text: str, url: str) -> dict[str, Any]:
    source = _REFERENCE.sub(_character, _DECLARATION.sub("", text, count=1)).encode()
    read = cast(
        "Mapping[str, Any]",
        feedparser.parse(  # pyright: ignore[reportUnknownMemberType] - the library has no types
            # A stream: text or bytes would be taken for the name of a file or an address.
            io.BytesIO(source),
            # Without the feed's address, so that ids stay the same when it moves.
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        ),
    )
    head: Mapping[str, Any] = read["feed"]
    if not read.get("version"):
        raise RefusedError(f"NOT_A_FEED {_named_feed(head, url)}".strip())
    language = str(head.get("language") or "")
    return {
        "title": _plain(head.get("title"), head.get("title_detail"), TITLE_MOST),
        "home": _web_address(head.get("link"), url),
        "items": [_entry(entry, language, url) for entry in read["entries"]],
    }


def _character(reference: re.Match[str]) -> str:
    """Return a numeric reference unless it names what is no character, where parsers fail."""
    digits = reference[1]
    if len(digits) > len("x0010FFFF"):
        return ""
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return reference[0] if code <= sys.maxunicode and not _NOT_IN_XML.match(chr(code)) else ""


def _entry(entry: Mapping[str, Any], language: str, url: str) -> dict[str, Any]:
    contents: Sequence[Mapping[str, Any]] = entry.get("content") or ()
    text = entry.get("summary") or (contents[0].get("value") if contents else "")
    detail: Mapping[str, Any] = entry.get("title_detail") or {}
    moment = entry.get("published_parsed")
    if not moment and "updated_parsed" in entry:  # asked for without it, the library warns
        moment = entry["updated_parsed"]
    return _item(
        id_=str(entry.get("id") or ""),
        link=_web_address(entry.get("link"), url),
        title=_plain(entry.get("title"), detail, TITLE_MOST),
        text=strip_html(str(text or "")),
        published=calendar.timegm(moment) if moment else None,
        language=str(entry.get("language") or detail.get("language") or language),
    )


def _named_feed(head: Mapping[str, Any], url: str) -> str:
    """Return the address of the feed that a web page names as its own, or nothing."""
    links: Iterable[Mapping[str, Any]] = head.get("links") or ()
    for link in links:
        kind = str(link.get("type", ""))
        if link.get("rel") == "alternate" and ("rss" in kind or "atom" in kind or "feed" in kind):
            return _web_address(link.get("href"), url)
    return ""


def _parse_json(text: str, url: str) -> dict[str, Any]:
    """Read a JSON Feed (jsonfeed.org/version/1.1)."""
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedError("NOT_A_FEED") from None
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):  # pyright: ignore[reportUnknownMemberType] - JSON
        raise RefusedError("NOT_A_FEED")
    head = cast("dict[str, Any]", found)
    if "jsonfeed.org/version/" not in str(head.get("version")):
        raise RefusedError("NOT_A_FEED")
    language = _text(head, "language")
    entries = [cast("dict[str, Any]", one) for one in head["items"] if isinstance(one, dict)]
    return {
        "title": cut(clean(_text(head, "title")), TITLE_MOST),
        "home": _web_address(head.get("home_page_url"), url),
        "items": [_json_item(entry, language, url) for entry in entries],
    }


def _json_item(entry: Mapping[str, Any], language: str, url: str) -> dict[str, Any]:
    text = _text(entry, "summary") or _text(entry, "content_text")
    moment = None
    with suppress(ValueError, OverflowError):
        read = dt.datetime.fromisoformat(_text(entry, "date_published"))
        moment = int(read.replace(tzinfo=read.tzinfo or dt.UTC).timestamp())
    return _item(
        id_=_text(entry, "id"),
        link=_web_address(entry.get("url") or entry.get("external_url"), url),
        title=cut(clean(_text(entry, "title")), TITLE_MOST),
        text=text[:HTML_MOST] or strip_html(_text(entry, "content_html")),
        published=moment,
        language=_text(entry, "language") or language,
    )


def _item(
    *, id_: str, link: str, title: str, text: str, published: int | None, language: str
) -> dict[str, Any]:
    text = clean(text[:WORDS_MOST])
    if published is not None and not _EARLIEST <= published <= _LATEST:
        published = None
    spoken = _LANGUAGE.match(language.strip().lower())
    return {
        "id": clean(id_)[:ID_MOST],
        "link": link,
        # A post without a title, as on microblogs, is known by how it begins.
        "title": title or cut(text, TITLE_MOST // 2),
        "summary": cut(text, SUMMARY_MOST),
        "published": published,
        "language": spoken[0] if spoken else None,
        "words": f" {fold(f'{title} {text}')} ",
    }


def strip_html(text: str) -> str:
    """Return the text of HTML; what stands in blocks of its own stays apart."""
    if "<" not in text and "&" not in text:
        return text[:HTML_MOST]
    apart = _BLOCKS.sub(" <", text[:HTML_MOST])
    return html.unescape(nh3.clean(apart[:HTML_MOST], tags=set(), strip_comments=True))


def _plain(value: object, detail: object, most: int) -> str:
    text = str(value or "")
    kind = cast("Mapping[str, Any]", detail).get("type") if isinstance(detail, Mapping) else ""
    return cut(clean(text[:HTML_MOST] if kind == "text/plain" else strip_html(text)), most)


def _web_address(value: object, base: str) -> str:
    """Return an absolute http address, or nothing."""
    text = clean(str(value or ""))[: LINK_MOST + 1]
    with suppress(ValueError):
        whole = urljoin(base, text) if text else ""
        parts = urlsplit(whole)
        if parts.scheme in ("http", "https") and parts.hostname and len(whole) <= LINK_MOST:
            return whole
    return ""


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    return str(value) if isinstance(value, str | int) else ""
