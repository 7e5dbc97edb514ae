"""Feeds as they are in the wild: what is read of them."""

import codecs

import pytest

from bot.fetching.items import ITEMS_MOST, SUMMARY_MOST, TITLE_MOST
from bot.fetching.parsing import decode
from bot.text import clean
from tests.unit.feed_pages import items_of, one, read
from tests.wire.feed_server import FORMATS, Entry, atom, entries, json_feed, rss2

AT = 1_793_000_000


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_says_the_same(kind: str) -> None:
    wanted = entries(3, at=AT)

    found = read(FORMATS[kind](wanted))

    assert (found["title"], found["home"]) == ("The Quay", "https://quay.example.org/")
    for item, entry in zip(found["items"], wanted, strict=True):
        assert (item["title"], item["link"], item["summary"]) == (
            entry.title,
            entry.link,
            entry.text,
        )
        assert (item["id"], item["published"]) == (entry.id, entry.at)
        assert "harbour news number" in item["words"]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "content_type", ["text/html", "text/plain; charset=utf-8", "", "image/png", "application/json"]
)
def test_the_content_type_does_not_matter(kind: str, content_type: str) -> None:
    assert len(items_of(FORMATS[kind](entries(2)), content_type)) == 2


MALFORMED = {
    "nothing before the root": rss2(entries(1)).partition("?>")[2],
    "white space before the declaration": f"\n \t{rss2(entries(1))}",
    "a byte order mark": codecs.BOM_UTF8 + rss2(entries(1)).encode(),
    "a bare ampersand": rss2(entries(1)).replace("at the harbour", "at R & D"),
    "an entity of HTML": rss2(entries(1)).replace("at the harbour", "caf&eacute;&nbsp;x"),
    "a tag that never ends": rss2(entries(1)).replace("</description>", "<b></description>"),
    "cut off in the middle": rss2(entries(1))[:-30],
    "a prefix nobody declared": rss2(entries(1)).replace("<item>", "<item><x:y>z</x:y>"),
    "a control character": rss2(entries(1)).replace("at the harbour", "at\x0b\x00 the"),
    "a reference to a control character": rss2(entries(1)).replace(
        "at the", f"at &#8;&#xD800;&#{'9' * 5_000}; the"
    ),
    "tags in capitals": rss2(entries(1)).replace("item>", "ITEM>").replace("title>", "TITLE>"),
    "text after the end": f"{rss2(entries(1))}<!-- served in 3 ms --><script>x</script>",
    "the document type of RSS 0.91": (
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>'
        "<title>Q</title><item><title>Harbour news number 1</title>"
        "<link>https://quay.example.org/news/1</link></item></channel></rss>"
    ),
    "an attribute without quotes": rss2(entries(1)).replace("<item>", "<item id=1>"),
    "a section within a section": rss2(entries(1)).replace(
        "<description>", "<description><![CDATA[a <![CDATA[b]]> c ]]>"
    ),
    "Atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Q</title><entry>'
        "<title>Harbour news number 1</title>"
        '<link rel="alternate" href="https://quay.example.org/news/1"/>'
        "<issued>2026-10-01T10:00:00Z</issued></entry></feed>"
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_feed_is_read_as_far_as_it_goes(name: str) -> None:
    [item] = items_of(MALFORMED[name])

    assert item.title == "Harbour news number 1"
    assert item.link == "https://quay.example.org/news/1"
    assert clean(item.summary) == item.summary


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        ("Café ☕".encode("utf-16"), ""),
        ("Café ☕".encode("utf-16-le"), "text/xml; charset=utf-16le"),
        ("Café ☕".encode(), "text/xml; charset=us-ascii"),
        ("Café ☕".encode(), "text/xml; charset=iso-2022-jp"),
        ("Café ☕".encode(), "text/xml; charset=no-such-thing"),
        (b"Caf\xe9 \x80", "text/xml; charset=windows-1252"),
        (b"Caf\xe9 \x80", "text/xml; charset=utf-8"),
        ("Café".encode("latin-1"), "text/xml; charset=ISO-8859-1"),
    ],
)
def test_characters_are_read_as_they_were_meant(page: bytes, content_type: str) -> None:
    assert decode(page, content_type).startswith("Café")


def test_a_declared_character_set_counts_where_the_header_names_none() -> None:
    page = rss2([Entry("Café 港")]).replace("utf-8", "shift_jis").replace("é", "e")

    assert items_of(page.encode("shift_jis"))[0].title == "Cafe 港"


def test_html_becomes_plain_text_and_does_nothing() -> None:
    text = (
        "&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two &amp;amp; three&lt;br&gt;four&lt;/p&gt;"
        "&lt;script&gt;alert(1)&lt;/script&gt;&lt;style&gt;b{}&lt;/style&gt;"
        "&lt;img src=x onerror=alert(1)&gt;&lt;a href='javascript:x'&gt;five&lt;/a&gt;"
    )

    item = one(f"<title>A &lt;b&gt;bold&lt;/b&gt; claim</title><description>{text}</description>")

    assert (item.title, item.summary) == ("A bold claim", "One Two & three four five")
    assert item.words == " a bold claim one two three four five "


def test_what_cannot_be_seen_is_not_kept() -> None:
    item = one(
        "<title>Safe&#x202E;gnp.exe&#x200B; &#x2066;x</title><link>javascript:alert(1)</link>"
    )

    assert (item.title, item.link) == ("Safegnp.exe x", "")


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("/news/1", "https://quay.example.org/news/1"),
        ("2", "https://quay.example.org/feeds/2"),
        ("//cdn.example.org/3", "https://cdn.example.org/3"),
        ("ftp://quay.example.org/4", ""),
        ("http://[broken", ""),
        (f"https://quay.example.org/{'x' * 2_000}", ""),
        ("", ""),
    ],
)
def test_links_are_whole_or_nothing(link: str, wanted: str) -> None:
    assert one(f"<title>t</title><link>{link}</link>").link == wanted


@pytest.mark.parametrize(
    ("date", "wanted"),
    [
        ("Mon, 02 Nov 2026 10:00:00 GMT", 1_793_613_600),
        ("Mon, 02 Nov 2026 12:00:00 +0200", 1_793_613_600),
        ("2 Nov 26 10:00 GMT", 1_793_613_600),
        ("2026-11-02T10:00:00Z", 1_793_613_600),
        ("Mon Nov  2 10:00:00 2026", 1_793_613_600),
        ("yesterday", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("", None),
    ],
)
def test_dates_are_read_in_their_many_forms(date: str, wanted: int | None) -> None:
    assert one(f"<title>t</title><pubDate>{date}</pubDate>").published == wanted


def test_newest_come_first_and_only_so_many() -> None:
    older_first = list(reversed(entries(ITEMS_MOST + 50, at=AT)))

    found = items_of(rss2(older_first))

    assert len(found) == ITEMS_MOST
    assert found[0].title.endswith(str(ITEMS_MOST + 50))


def test_long_texts_are_cut() -> None:
    item = one(f"<title>{'t' * 999}</title><description>{'word ' * 9_999}</description>")

    assert len(item.title) == TITLE_MOST
    assert len(item.summary) <= SUMMARY_MOST
    assert len(item.words) < 5_000


def test_a_post_without_a_title_is_known_by_how_it_begins() -> None:
    assert one("<description>A short post about ships.</description>").title == (
        "A short post about ships."
    )


def test_the_language_is_the_items_own_or_the_feeds() -> None:
    assert items_of(rss2(entries(1), language="pt-BR"))[0].language == "pt"
    assert items_of(atom(entries(1)))[0].language == "en"
    assert items_of(json_feed(entries(1)))[0].language == "en"
    assert items_of(rss2(entries(1), language="klingon?"))[0].language is None
