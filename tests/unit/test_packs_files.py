"""Files that are no TOML, misnamed or laid out wrongly are told with line and remedy."""

from pathlib import Path

import pytest

from tests.packs.broken import copy_harbour, told

# file, what stands there (its first place), what is written instead, what is told
SYNTAX = [
    (
        "timeline.toml",
        'headline = "Varga thinks of a second film"',
        'headline = "Varga thinks of a second film',
        (
            "timeline.toml:6: this is not valid TOML: Illegal character '\\n'. "
            "Close the text with a quotation mark on the same line."
        ),
    ),
    (
        "facts/story.toml",
        "forty lamps",
        '"forty" lamps',
        (
            "facts/story.toml:3: this is not valid TOML: "
            "Expected newline or end of document after a statement. "
            "Put the whole value in double quotation marks, and use single ones inside it."
        ),
    ),
    (
        "facts/story.toml",
        '["quay-2023", "lamp-wiki"]',
        '["quay-2023" "lamp-wiki"]',
        (
            "facts/story.toml:7: this is not valid TOML: Unclosed array. "
            "Put commas between the entries of the list and a ] at its end."
        ),
    ),
    (
        "facts/story.toml",
        'date = "2019"',
        'date = "2019"\ndate = "2020"',
        (
            "facts/story.toml:14: this is not valid TOML: Cannot overwrite a value. "
            "This key stands twice here: take one of the lines out."
        ),
    ),
    (
        "pack.toml",
        '"The Lantern Harbour"',
        "“The Lantern Harbour”",
        (
            "pack.toml:3: this is not valid TOML: Invalid value. "
            'Put texts and dates in straight quotation marks: key = "value".'
        ),
    ),
    (
        "timeline.toml",
        '"lost-programme"]\n',
        '"lost-programme"]\n\n[update]\n',
        (
            "timeline.toml:48: this is not valid TOML: Cannot declare ('update',) twice. "
            "Write the table's name in double square brackets, as in [[fact]]."
        ),
    ),
    (
        "entities/work.toml",
        "sources = [",
        'summary = """',
        (
            "entities/work.toml:7: this is not valid TOML: Unterminated string. "
            "Close the text with the same quotation marks that open it."
        ),
    ),
]

KEYS = [
    (
        "sources.toml",
        "reliability",
        "reliabilty",
        (
            'sources.toml:1: this source has no reliability. Add a line: reliability = "primary", '
            '"trade", "press", "reference" or "fan".'
        ),
        'sources.toml:7: unknown key "reliabilty". Did you mean "reliability"?',
    ),
    (
        "facts/story.toml",
        'sources = ["quay-2023", "lamp-wiki"]\n',
        "",
        'facts/story.toml:1: this fact has no sources. Add a line: sources = ["…", "…"].',
    ),
    (
        "facts/story.toml",
        '["quay-2023", "lamp-wiki"]',
        "[]",
        "facts/story.toml:7: sources is empty. Name at least one.",
    ),
    (
        "entities/place.toml",
        "[[entity]]\n",
        "",
        *(
            f'entities/place.toml:{line}: "{key}" does not belong here. '
            "Write [[entity]] on a line above it."
            for line, key in enumerate(("id", "name", "summary", "appears_in", "spoiler"), 1)
        ),
        (
            'entities/place.toml:6: "sources" does not belong here. '
            "Write [[entity]] on a line above it."
        ),
        (
            'facts/story.toml:12: unknown entity "salt-stairs". '
            "Add a [[entity]] with this id, or correct it."
        ),
    ),
    (
        "entities/place.toml",
        "[[entity]]",
        "[entity]",
        (
            'entities/place.toml:1: "entity" is no list of rows. '
            "Write [[entity]], with double brackets, and the keys below it."
        ),
        (
            'facts/story.toml:12: unknown entity "salt-stairs". '
            "Add a [[entity]] with this id, or correct it."
        ),
    ),
    (
        "timeline.toml",
        "[[update]]",
        "[[updates]]",
        'timeline.toml:1: "updates" does not belong here. Rows begin with [[update]].',
    ),
]


@pytest.mark.parametrize("case", [*SYNTAX, *KEYS])
def test_misshapen_file_is_told_with_line_and_remedy(tmp_path: Path, case: tuple[str, ...]) -> None:
    file, old, new, *expected = case
    folder = copy_harbour(tmp_path, file, old, new)

    assert told(folder) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "facts/story.toml",
            "facts/storry.toml",
            [
                'facts/storry.toml:1: category "storry" has no title. Did you mean "story"?',
                (
                    'pack.toml:12: category "story" has no facts. '
                    "Write facts/story.toml, or take the line out."
                ),
            ],
        ),
        (
            "entities/place.toml",
            "entities/places.toml",
            ['entities/places.toml:1: "places" is no kind of entity. Did you mean "place.toml"?'],
        ),
        (
            "facts/story.toml",
            "fact/story.toml",
            [
                'fact/story.toml:1: nothing reads the folder "fact". Did you mean "facts"?',
                (
                    'pack.toml:12: category "story" has no facts. '
                    "Write facts/story.toml, or take the line out."
                ),
            ],
        ),
        (
            "timeline.toml",
            "timelines.toml",
            ['timelines.toml:1: nothing reads this file. Did you mean "timeline.toml"?'],
        ),
        (
            "timeline.toml",
            "lists/2024/said.toml",
            [
                (
                    'lists/2024/said.toml:1: nothing reads the folder "lists/2024". '
                    "Rows stand in sources.toml, timeline.toml, milestones.toml, "
                    "entities/ and facts/."
                )
            ],
        ),
    ],
)
def test_misnamed_file_is_told(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    harbour = copy_harbour(tmp_path)
    (harbour / new).parent.mkdir(parents=True, exist_ok=True)
    (harbour / old).rename(harbour / new)

    assert told(harbour) == expected


def test_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    harbour = copy_harbour(tmp_path)
    file = harbour / "entities" / "person.toml"
    file.write_text(file.read_text(encoding="utf-8"), encoding="latin-1")

    assert told(harbour) == [
        "entities/person.toml:4: this is not UTF-8 text. Save the file with encoding UTF-8."
    ]
