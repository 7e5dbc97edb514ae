"""The line of each key is found in any TOML that a fan may write."""

import tomllib
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from bot.packs.lines import find_lines

TEXT = '''# [[fact]] id = "no"
title = "A [[fact]] # in a text"

[categories]  # names
"a-b" = "One"
c.d = "Two"

[[fact]]
id = "x"
text = """
[[fact]]
id = "no"
""""
list = [
    "a]", # ]
    'b"',
]
after = 1
[fact.extra]
more = { a = 1, b = "}" }
  [[ "fact" ]]
  'id' = \'\'\'
it's\'\'\'
last = 2'''


def test_keys_are_found_past_texts_lists_and_comments() -> None:
    tomllib.loads(TEXT)

    lines = find_lines(TEXT)

    assert lines.root == {
        "title": 2,
        "categories": 4,
        "categories.a-b": 5,
        "categories.c": 6,
        "categories.c.d": 6,
    }
    assert lines.rows == {
        "fact": [
            {
                "": 8,
                "id": 9,
                "text": 10,
                "list": 14,
                "after": 18,
                "extra": 19,
                "extra.more": 20,
            },
            {"": 21, "id": 22, "last": 24},
        ]
    }


def test_windows_line_ends_count_once() -> None:
    assert find_lines(TEXT.replace("\n", "\r\n")) == find_lines(TEXT)


_QUOTES = ('"{}"', "'{}'", '"""{}"""', "'''{}'''", '["{}",\n"]"]')
_values = st.tuples(
    st.text(alphabet="ab[]{}#='\"\n\\, ", max_size=12), st.sampled_from(_QUOTES)
).map(lambda pair: pair[1].format(pair[0]))


@given(st.lists(_values, max_size=6))
def test_any_valid_values_do_not_hide_the_keys_after_them(values: list[str]) -> None:
    text, expected = "", dict[str, int]()
    for number, value in enumerate(values):
        part = f"key{number} = {value}\n"
        try:
            tomllib.loads(text + part)
        except tomllib.TOMLDecodeError:
            continue
        expected[f"key{number}"] = text.count("\n") + 1
        text += part

    assert find_lines(text).root == expected
    assert cast("dict[str, object]", tomllib.loads(text)).keys() == expected.keys()
