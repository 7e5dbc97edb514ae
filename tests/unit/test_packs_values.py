"""Values that cannot be used are told with file, line and what to write instead."""

from pathlib import Path

import pytest

from bot.packs.loading import check_pack
from tests.packs.broken import copy_harbour, told

LETTERS = "small letters a-z, digits and single hyphens, 60 at most."
DATES = 'Write "2022", "2022-12" or "2022-12-14".'

# file, what stands there (its first place), what is written instead, what is told
VALUES = [
    (
        "sources.toml",
        '"press"',
        "3",
        (
            'sources.toml:7: reliability "3" is not known. '
            'Write "primary", "trade", "press", "reference" or "fan".'
        ),
    ),
    (
        "sources.toml",
        '"https://quay.example.org/varga-second-film"',
        "5",
        (
            "sources.toml:5: url must be a text. "
            'Write the whole address, such as "https://example.org/page".'
        ),
    ),
    (
        "facts/story.toml",
        '"story-lamps"',
        "5",
        'facts/story.toml:2: id must be a text. Write "5", with the quotation marks.',
    ),
    (
        "sources.toml",
        '"2023-03-15"',
        "2023-03-15",
        'sources.toml:6: published must be a text. Write "2023-03-15", with the quotation marks.',
    ),
    (
        "sources.toml",
        '"2023-03-15"',
        '"2023-02-30"',
        f'sources.toml:6: published "2023-02-30" is no date. {DATES}',
    ),
    (
        "facts/sequel.toml",
        '"2024-06"',
        '"June 2024"',
        f'facts/sequel.toml:15: as_of "June 2024" is no date. {DATES}',
    ),
    (
        "pack.toml",
        '"2024-09-30"',
        '"2024-09"',
        'pack.toml:7: checked_on "2024-09" does not name a day. Write "2022-12-14".',
    ),
    (
        "sources.toml",
        "https://quay.example.org/varga",
        "quay.example.org/varga",
        (
            'sources.toml:5: url "quay.example.org/varga-second-film" is no web address. '
            'Write the whole address, such as "https://example.org/page".'
        ),
    ),
    (
        "sources.toml",
        "https://quay.example.org/varga-second-film",
        "https:///varga",
        (
            'sources.toml:5: url "https:///varga" is no web address. '
            'Write the whole address, such as "https://example.org/page".'
        ),
    ),
    (
        "sources.toml",
        "https://quay.example.org/varga-second-film",
        "https://[quay",
        (
            'sources.toml:5: url "https://[quay" is no web address. '
            'Write the whole address, such as "https://example.org/page".'
        ),
    ),
    (
        "sources.toml",
        "https://quay.example.org/varga-second-film",
        "ftp://quay.example.org",
        (
            'sources.toml:5: url "ftp://quay.example.org" is no web address. '
            'Write the whole address, such as "https://example.org/page".'
        ),
    ),
    (
        "facts/story.toml",
        '"confirmed"',
        '"confirmd"',
        'facts/story.toml:6: confidence "confirmd" is not known. Did you mean "confirmed"?',
    ),
    (
        "facts/story.toml",
        '"none"',
        '"some"',
        'facts/story.toml:5: spoiler "some" is not known. Write "none", "film" or "manga".',
    ),
    (
        "milestones.toml",
        '"2019-06-01"',
        '"2019-06"',
        'milestones.toml:3: day "2019-06" does not name a day. Write "2022-12-14".',
    ),
    (
        "milestones.toml",
        '"harbour-studio"',
        "",
        "milestones.toml:5: sources is empty. Name at least one.",
    ),
    (
        "timeline.toml",
        '"in-talks"',
        '"in talks"',
        'timeline.toml:15: stage "in talks" is not known. Did you mean "in-talks"?',
    ),
    (
        "timeline.toml",
        '"tl-2020-idea"',
        '"TL 2020"',
        f'timeline.toml:2: id "TL 2020" is badly formed. Use {LETTERS}',
    ),
    (
        "facts/story.toml",
        "The last chapter can be read either way.",
        " ",
        "facts/story.toml:25: notes is empty. Write something, or take the line out.",
    ),
    (
        "facts/story.toml",
        "either way",
        "either  way",
        (
            "facts/story.toml:25: notes has a space too many. "
            "Leave one space between words and none at either end."
        ),
    ),
    (
        "facts/story.toml",
        "either way",
        "either\\nway",
        (
            "facts/story.toml:25: notes has a character that cannot be seen (a line break). "
            "Type that place again, with plain spaces and on one line."
        ),
    ),
    (
        "facts/story.toml",
        "either way",
        "either\u202eway",
        (
            "facts/story.toml:25: notes has a character that cannot be seen (U+202E). "
            "Type that place again, with plain spaces and on one line."
        ),
    ),
    (
        "facts/story.toml",
        "forty lamps every evening",
        "x" * 588,
        "facts/story.toml:3: text has 601 characters. Shorten it: 600 characters are the most.",
    ),
    (
        "facts/story.toml",
        "The last chapter can be read either way.",
        "x" * 401,
        "facts/story.toml:25: notes has 401 characters. Shorten it: 400 characters are the most.",
    ),
    (
        "timeline.toml",
        "The studio marks the anniversary",
        "x" * 201,
        "timeline.toml:35: headline has 201 characters. Shorten it: 200 characters are the most.",
    ),
    (
        "entities/place.toml",
        '["The Lantern Harbour"]',
        '"The Lantern Harbour"',
        (
            "entities/place.toml:5: appears_in must be a list. "
            'Write ["The Lantern Harbour"], with the square brackets.'
        ),
    ),
    (
        "entities/place.toml",
        '["The Lantern Harbour"]',
        "true",
        'entities/place.toml:5: appears_in must be a list. Write ["…", "…"].',
    ),
    (
        "entities/character.toml",
        '["トモ", "The Lamplighter"]',
        '[\n    "トモ",\n    "",\n]',
        (
            "entities/character.toml:4: aliases has an entry that is empty. "
            "Write something, or take the line out."
        ),
    ),
    (
        "facts/sequel.toml",
        "lasting = true",
        'lasting = "yes"',
        (
            "facts/sequel.toml:24: lasting can only be true. "
            "Write true, without quotation marks, or take it out."
        ),
    ),
    (
        "pack.toml",
        'story = "Story"',
        "story = 1",
        (
            "pack.toml:12: categories has a line story that must be a text. "
            'Write "1", with the quotation marks.'
        ),
    ),
    (
        "pack.toml",
        '[categories]\nsequel = "Second film"\nstory = "Story"',
        'categories = "story"',
        (
            "pack.toml:10: categories must be a table. "
            'Write [categories], then lines like cast = "Cast".'
        ),
    ),
]


@pytest.mark.parametrize("case", VALUES)
def test_wrong_value_is_told_with_line_and_remedy(tmp_path: Path, case: tuple[str, ...]) -> None:
    file, old, new, *expected = case
    folder = copy_harbour(tmp_path, file, old, new)

    assert told(folder) == expected


def test_all_mistakes_are_told_at_once_in_order(tmp_path: Path) -> None:
    harbour = copy_harbour(tmp_path)
    timeline = harbour / "timeline.toml"
    text = timeline.read_text(encoding="utf-8")
    text = text.replace('"filmmaker"', '"film-maker"').replace('"lamp-wiki"', '"lamp-wikis"')
    timeline.write_text(text, encoding="utf-8")

    assert [(problem.line, problem.remedy) for problem in check_pack(harbour)] == [
        (4, 'Did you mean "filmmaker"?'),
        (14, 'Did you mean "filmmaker"?'),
        (29, 'Did you mean "lamp-wiki"?'),
    ]


def test_rows_on_one_line_are_checked_like_others(tmp_path: Path) -> None:
    harbour = copy_harbour(tmp_path)
    row = '{ id = "b", text = "B.", entities = ["tomo"], spoiler = "x", sources = ["quay-2023"] }'
    (harbour / "facts" / "story.toml").write_text(f"\nfact = [{row}, 5]\n", encoding="utf-8")

    assert [(problem.line, problem.message) for problem in check_pack(harbour)] == [
        (2, '"fact" has an entry that is no row'),
        (2, 'spoiler "x" is not known'),
        (2, "this fact has no confidence"),
    ]
