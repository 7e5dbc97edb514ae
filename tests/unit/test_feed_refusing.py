"""What is no feed is refused, and what means harm comes to nothing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.fetching.parsing import HTML_MOST, RefusedError, strip_html
from bot.text import clean
from tests.unit.feed_pages import items_of, one, read


@pytest.mark.parametrize("charset", ["iso-2022-jp", "utf-7", "hz", "x-unknown", "rot13", "zlib"])
def test_other_character_sets_are_refused_unless_the_bytes_are_utf8(charset: str) -> None:
    page = f'<?xml version="1.0" encoding="{charset}"?><rss version="2.0"/>'.encode() + b"\xff\xe0"

    with pytest.raises(RefusedError, match="CHARSET"):
        read(page)


def test_html_is_cut_before_it_is_parsed() -> None:
    assert strip_html("<b>" + "x" * 2 * HTML_MOST) == "x" * (HTML_MOST - 3)
    assert len(strip_html("<div>" * 50_000)) <= HTML_MOST


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "<html><title>A page</title></html>",
        "<xml/>",
        "{",
        "[]",
        "{}",
        '{"version": "https://jsonfeed.org/version/1", "items": 7}',
        '{"version": "2", "items": []}',
        '{"a":' * 50_000,
        "[" * 50_000,
        "\x00" * 100,
    ],
)
def test_what_is_no_feed_is_refused(page: str) -> None:
    with pytest.raises(RefusedError, match="NOT_A_FEED"):
        read(page)


def test_a_web_page_may_name_its_feed() -> None:
    page = (
        "<html><head><link rel='stylesheet' href='/x.css'>"
        "<link rel='alternate' type='application/rss+xml' href='/feed.xml'></head></html>"
    )

    with pytest.raises(RefusedError, match=r"NOT_A_FEED https://quay\.example\.org/feed\.xml"):
        read(page)


def test_entities_neither_grow_nor_reach_out() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}<!ENTITY x SYSTEM "file:///etc/passwd">]>'

    item = one("<title>Laughs &l9; &x;</title><link>/1</link>", head)

    assert len(item.title) < 100
    assert "root:" not in item.title + item.summary


def test_strange_json_is_read_without_a_fault() -> None:
    page = {
        "version": "https://jsonfeed.org/version/1",
        "title": ["not", "text"],
        "items": [
            7,
            None,
            {"id": 5, "url": {"a": 1}, "title": None, "content_text": "Plain", "language": 3},
            {"id": "6", "external_url": "/x", "title": "T", "date_published": "soon"},
            {"id": 1e400, "summary": "S", "date_published": "2026-11-02T10:00:00"},
        ],
    }

    found = items_of(json.dumps(page))

    assert sorted((item.id, item.title, item.published) for item in found) == [
        ("", "S", 1_793_613_600),
        ("5", "Plain", None),
        ("6", "T", None),
    ]


@settings(max_examples=150, deadline=None)
@given(
    page=st.one_of(
        st.binary(max_size=400),
        st.tuples(
            st.sampled_from([b"<rss version='2.0'>", b"<feed>", b"{", b"<?xml", b"\xff\xfe<\0"]),
            st.binary(max_size=200),
            st.sampled_from([b"", b"</rss>", b"}", b"<item><title>x</title></item>"]),
        ).map(b"".join),
    ),
    content_type=st.text(max_size=40),
)
def test_any_bytes_give_items_or_a_refusal(page: bytes, content_type: str) -> None:
    try:
        found = items_of(page, content_type)
    except RefusedError:
        return
    for item in found:
        assert item.title or item.link
        assert clean(item.title) == item.title
        assert item.link == "" or item.link.startswith("http")
