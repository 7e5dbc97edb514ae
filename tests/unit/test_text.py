import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InputError
from bot.text import checked_link, clean, cut, escape, host_of, link, spoiler

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200e\u200f\u202a\u202e\u2060\u2066\u2069\u3164"
    "\ufeff\U000e0041"
)
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
CLUSTERS = ["👩\u200d👧", "🇬🇧", "e\u0335\u0302", "👍🏽", "1\ufe0f\u20e3", "กำ", "\u1100\u1161"]
SYNTAX = [
    *("@everyone", "@here", "<@1>", "<@!2>", "<@&3>", "<#4>", "</ask about:5>", "<id:guide>"),
    *("<t:0:R>", "<:a:1>", "<a:b:2>", ":smile:", "[x](http://a.bc)", "[x]", "(http://a.bc)"),
    *("https://a.bc/_d_", "steam://x", "discord.gg/ab", "DISCORD.com/invite/ab"),
    *("discordapp.com/invite\\ab", "\n", "# ", "### "),
    *("-# ", "> ", ">>> ", "- ", "* ", "1. ", "||", "**", "__", "~~", "`", "```", "*", "_", "\\"),
    *("|", " ", "a", "[", "](", ")", "<", ">", ":", "@", "#", "銃", "é", "🎉", "¯\\_(ツ)_/¯"),
]
LINES = st.lists(st.sampled_from(SYNTAX) | st.text(max_size=3), max_size=14).map("".join)

# What Discord's server and preview code read in a message without heeding backslashes.
UNESCAPED = {
    "mention": r"<@[!&]?\d+>",
    "everyone": r"(?<!\\)@(?:everyone|here)",
    "invite": r"(?i)discord(?:app)?\.(?:gg|com|gift|new)",
    "link": r"(?:https?|steam|discord)://\S",
}
# What its clients draw, once escaped signs are out of the way.
DRAWN = {
    "reference": r"<(?:[@#/]|id:|t:|a?:\w+:\d)",
    "angle link": r"<[^: >]+:/?[^ >]+>",
    "named emoji": r":[\w+-]+:",
    "masked link": r"\[[\s\S]*\]\([\s\S]*\)",
    "inline": r"\*|_|~~|\|\||`",
    "heading": r"(?m)^#{1,3}\s",
    "subtext": r"(?m)^-#\s",
    "quote": r"(?m)^ *>(?:>>)?\s",
    "list": r"(?m)^ *(?:[*-]|\d+\.)\s",
}


def active(markdown: str) -> list[str]:
    drawn = re.sub(r"\\[^A-Za-z0-9\s]", "\0", markdown)
    return [name for name, rule in UNESCAPED.items() if re.search(rule, markdown)] + [
        name for name, rule in DRAWN.items() if re.search(rule, drawn)
    ]


def shown(markdown: str) -> str:
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", markdown)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("syntax", [piece for piece in SYNTAX if active(piece)])
def test_the_oracle_sees_what_escaping_removes(syntax: str) -> None:
    assert active(syntax)
    assert not active(escape(syntax))


def test_the_oracle_knows_all_of_discords_syntax() -> None:
    seen = {name for piece in [*SYNTAX, "<x:/y>"] for name in active(f"{piece}x")}
    assert seen == {*UNESCAPED, *DRAWN}


@given(LINES, st.booleans())
def test_escaped_text_does_nothing_and_reads_the_same(text: str, multiline: bool) -> None:
    stored = clean(text, multiline=multiline)
    assert active(escape(stored)) == []
    assert shown(escape(stored)) == stored


@pytest.mark.parametrize(
    "text",
    [
        'It isn\'t "over": the film made $404 million, and #1 in 3 countries (2019).',
        "Alita: Battle Angel",
        "C&C rated it 3.5/5; it's 50% off! Why? Because…",
    ],
)
def test_ordinary_prose_needs_no_escapes(text: str) -> None:
    assert escape(text) == text


def test_every_line_is_kept_from_being_a_block() -> None:
    assert escape("# a\n- b\n12. c\n> d") == "\\# a\n\\- b\n12\\. c\n\\> d"


def test_second_masked_link_and_formatting_in_brackets_are_escaped() -> None:
    assert escape("[**a**](http://b.c) [d](http://e.f)") == (
        r"\[\*\*a\*\*](http\://b.c) \[d](http\://e.f)"
    )


@given(st.text() | LINES, st.booleans())
def test_cleaning_twice_changes_nothing(text: str, multiline: bool) -> None:
    once = clean(text, multiline=multiline)
    assert clean(once, multiline=multiline) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(alphabet=st.sampled_from(f"a1 \n👩🚀❤銃\u0301\u200d\ufe0f\ufe0e\u20e3{INVISIBLE}")))
def test_nothing_invisible_survives_outside_emoji(text: str) -> None:
    stored = clean(text)
    assert not set(stored) & set(INVISIBLE)
    for at, char in enumerate(stored):
        if char == "\u200d":
            assert stored[at - 1] in "👩🚀❤\ufe0f\ufe0e"
            assert stored[at + 1] in "👩🚀❤"
        if char in "\ufe0f\ufe0e":
            assert stored[at - 1] in "👩🚀❤" or stored[at - 1 : at + 2] == "1\ufe0f\u20e3"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  two\t words \r\n", "two words"),
        ("in\u200bvis\u202eible\u2069\x07", "invisible"),
        ("cafe\u200b\u0301", "café"),
        ("x\u200dy z\ufe0f", "xy z"),
        (
            "👩🏽\u200d🚀 🏳\ufe0f\u200d🌈 1\ufe0f\u20e3 ❤\ufe0f",
            "👩🏽\u200d🚀 🏳\ufe0f\u200d🌈 1\ufe0f\u20e3 ❤\ufe0f",
        ),
        (ENGLAND, None),
        ("🏴\U000e0068\U000e0069\U000e007f", "🏴"),
        ("a\ud800b \ud83d\ude00", "a\ufffdb 😀"),
        ("a" + "\u0335" * 30, "a" + "\u0335" * 4),
        ("a" + "\u0335" * 4 + "❤\ufe0f\u0335", None),
        ("\u2329\ufe0f", "\u3008"),
        ("\u3164\u2800", ""),
    ],
)
def test_cleaning_keeps_what_can_be_seen(typed: str, stored: str | None) -> None:
    assert clean(typed) == (typed if stored is None else stored)


def test_line_breaks_are_kept_only_where_asked_for() -> None:
    assert clean("a\r\n\n \n\nb \u2028c") == "a b c"
    assert clean("\n a\r\n\n \n\nb \u2028c\n", multiline=True) == "a\n\nb\nc"


@given(LINES, st.integers(0, 60))
def test_cut_text_keeps_to_the_limit_and_stays_inert(text: str, limit: int) -> None:
    whole = escape(clean(text, multiline=True))
    short = cut(whole, limit)
    assert units(short) <= limit
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1])) or not limit
    assert active(short) == []


@pytest.mark.parametrize("cluster", [*CLUSTERS, ENGLAND, "😀"])
def test_cut_never_splits_a_grapheme(cluster: str) -> None:
    whole = f"a{cluster * 5}"
    for limit in range(1, units(whole)):
        fitting = (limit - 2) // units(cluster)
        assert cut(whole, limit) == (f"a{cluster * fitting}…" if limit > 1 else "…")


@given(LINES, st.integers(0, 40))
def test_cut_closes_a_spoiler(text: str, limit: int) -> None:
    short = cut(spoiler(escape(clean(text))), limit)
    assert units(short) <= limit
    assert short.count("||") in (0, 2)
    assert re.fullmatch(r"…?|\|\|[^|]+\|\|", short)


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("hello brave new world", 12, "hello brave…"),
        ("hello, brave", 8, "hello…"),
        ("fits", 4, "fits"),
        (r"a\*b", 3, "a…"),
        (r"a\\\\b", 4, r"a\\…"),
        ("映画の続編", 4, "映画の…"),
        ("||hidden text||", 11, "||hidden…||"),
        ("||hidden|| and shown", 14, "||hidden||…"),
    ],
)
def test_cut_ends_where_it_reads_well(text: str, limit: int, short: str) -> None:
    assert cut(text, limit) == short


def test_bars_inside_cannot_break_a_spoiler() -> None:
    assert spoiler(escape("a|b||c\\")) == "||a│b││c\\\\||"
    assert spoiler("tail\\") == "||tail||"
    assert spoiler(" ") == ""


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" https://News.Example.com/a_(b)?q=ä ", "https://news.example.com/a_%28b%29?q=%C3%A4"),
        ("HTTP://example.com.", "http://example.com"),
        ("https://example.com/%28*|x__y", "https://example.com/%28%2A%7Cx%5F%5Fy"),
        ("https://映画テスト.jp/x", "https://xn--zckzah5375cp1p.jp/x"),
        ("https://discord.com/blog/x", "https://discord.com/blog/x"),
    ],
)
def test_web_addresses_are_normalised(typed: str, stored: str) -> None:
    assert checked_link(typed) == stored
    assert checked_link(stored) == stored


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("example.com/a", "starts with https://"),
        ("javascript:alert(1)", "starts with https://"),
        ("https://exam ple.com", "a space or another sign"),
        ("https://example.com/\u202ea", "a space or another sign"),
        ("https://example.com/<a>", "a space or another sign"),
        ("https://example.com\\@evil.example", "a space or another sign"),
        ("https://example.com@evil.example/", "hides where it leads"),
        ("https://localhost/a", "no public website"),
        ("https://app.localhost/a", "no public website"),
        ("https://10.0.0.1/", "no public website"),
        ("https://2130706433/", "no public website"),
        ("https://0x7f.1/", "no public website"),
        ("https://[::1]/", "a space or another sign"),
        ("https://a.example:99999/", "no public website"),
        ("https:///a", "no public website"),
        ("https://ex\u0430mple.com/", "mixes alphabets"),
        ("https://xn--exmple-4nf.com/", "mixes alphabets"),
        ("https://discord.gg/abc", "invites"),
        ("https://DISCORD.gg./abc", "invites"),
        ("https://ptb.discord.com//Invite/abc", "invites"),
        ("https://discordapp.com/%69nvite/abc", "invites"),
        (f"https://example.com/{'a' * 500}", "longer than 500"),
        (f"https://example.com/{'ä' * 100}", "longer than 500"),
    ],
)
def test_other_addresses_are_refused_with_advice(typed: str, advice: str) -> None:
    with pytest.raises(InputError, match=re.escape(advice)) as refusal:
        checked_link(typed)
    assert re.search(r"(?:Write|Try) ", str(refusal.value))


@given(st.text(max_size=30).map(lambda text: f"https://example.com/{text}") | st.text())
def test_an_accepted_address_cannot_leave_its_link(text: str) -> None:
    try:
        url = checked_link(text)
    except InputError:
        return
    assert re.fullmatch(r"https?://[a-z0-9.-]+(?::\d+)?(?:[/?#][^\s()<>|*`\\]*)?", url)


def test_the_host_is_shown_as_it_is() -> None:
    assert host_of("https://www.example.com:8080/a") == "example.com"
    assert host_of("https://\u0430\u0440\u0440\u04cf\u0435.com/") == "xn--80ak6aa92e.com"
    assert host_of("javascript://example.com/") == ""
    assert host_of("no address") == ""


@pytest.mark.parametrize(
    ("label", "markdown"),
    [
        ("The Daily (film)", "[The Daily (film)](https://example.com/a)"),
        ("Example.com", "[Example.com](https://example.com/a)"),
        ("", "[example.com](https://example.com/a)"),
        ("a | b", "[a | b](https://example.com/a)"),
        ("other.org news", "other.org news ([example.com](https://example.com/a))"),
        ("other\u2024org", "other\u2024org ([example.com](https://example.com/a))"),
        ("https://other.org", r"https\://other.org ([example.com](https://example.com/a))"),
        ("[x](y)", r"\[x](y) ([example.com](https://example.com/a))"),
        ("*new*", r"\*new\* ([example.com](https://example.com/a))"),
        ("@everyone", r"\@everyone ([example.com](https://example.com/a))"),
        ("party 🎉", "party 🎉 ([example.com](https://example.com/a))"),
    ],
)
def test_a_label_never_disguises_its_link(label: str, markdown: str) -> None:
    assert link(label, "https://www.example.com/a").replace("www.", "") == markdown


def test_brackets_of_a_stored_address_are_encoded() -> None:
    assert link("a", "https://example.com/b_(c)") == "[a](https://example.com/b_%28c%29)"


def test_a_label_without_an_address_is_plain() -> None:
    assert link("*a*", None) == r"\*a\*"
    assert link("*a*", "javascript://example.com") == r"\*a\*"
