"""One page has one address, however it was shared."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.desk.links import canonical_url

PAGE = "https://quay.example.org/news/script"


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        f" {PAGE}/ ",
        "http://quay.example.org/news/script",
        "HTTPS://WWW.Quay.Example.org:443/news/script",
        "http://quay.example.org:80/news/script#comments",
        "https://m.quay.example.org/news/script",
        "https://amp.quay.example.org/news/script/amp/",
        "https://www.google.com/amp/s/quay.example.org/news/script",
        "https://quay-example-org.cdn.ampproject.org/c/s/quay.example.org/news/script?usqp=1",
        f"{PAGE}?utm_source=feed&utm_medium=rss",
        f"{PAGE}?fbclid=abc&gclid=def&ref=home",
        f"{PAGE}/index.html",
        "https://somebody@quay.example.org./news/script",
        "https://quay.example.org/news/scr%69pt",
    ],
)
def test_one_page_has_one_address(url: str) -> None:
    assert canonical_url(url) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        f"{PAGE}?id=1",
        f"{PAGE}-two",
        "https://quay.example.org:8080/news/script",
        "https://other.example.org/news/script",
        "https://quay.example.org/News/script",
    ],
)
def test_another_page_has_another_address(url: str) -> None:
    assert canonical_url(url) != PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{PAGE}?b=2&a=1&utm_campaign=x", f"{PAGE}?a=1&b=2"),
        ("https://youtu.be/Abc123?si=share", "https://www.youtube.com/watch?v=Abc123&feature=x"),
        ("https://mobile.twitter.com/quay/status/1?s=20", "https://x.com/quay/status/1?s=20"),
        ("https://kölner-hafen.example/a", "https://xn--klner-hafen-rfb.example/a"),
    ],
)
def test_two_ways_to_one_page_meet(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(
    "text", ["", "news", "ftp://quay.example.org/a", "https://", "http://[::1"]
)
def test_what_is_no_web_address_comes_back(text: str) -> None:
    assert canonical_url(text) == text


PARTS = st.text(st.characters(codec=None) | st.sampled_from("/?&=#%.:@amp[]"), max_size=20)
ADDRESSES = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "HTTPS", "ftp"]),
    st.sampled_from(["", "www.", "m.amp.", "a@"]),
    st.sampled_from(["quay.example.org", "google.com/amp/s/x.example", "youtu.be", "x.example:99"]),
    PARTS,
    PARTS,
    PARTS,
)


@given(ADDRESSES | PARTS)
@example("https://quay.example.org//amp/amp//")
@example("https://quay.example.org/%25%2541")
@example("https://www.m.amp.example")
@example("https://google.com/amp/s/google.com/amp/youtu.be/a?v=%FF")
def test_a_second_time_changes_nothing(url: str) -> None:
    once = canonical_url(url)

    assert canonical_url(once) == once
