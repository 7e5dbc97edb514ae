"""Rows that contradict each other or the words of the domain are told with a remedy."""

from pathlib import Path

import pytest

from bot.enums import Confidence, EntityKind, Kind, Reliability, Spoiler, Stage
from bot.packs.schema import ENTITY, FACT, HEAD, MILESTONE, SOURCE, UPDATE
from tests.packs.broken import copy_harbour, told

GUIDE = Path(__file__).resolve().parents[2] / "data" / "packs" / "README.md"

# file, what stands there (its first place), what is written instead, what is told
REFERENCES = [
    (
        "facts/story.toml",
        '"quay-2023"',
        '"quay-2032"',
        'facts/story.toml:7: unknown source "quay-2032". Did you mean "quay-2023"?',
    ),
    (
        "facts/story.toml",
        '["quay-2023", "lamp-wiki"]',
        '[\n    "quay-2023",\n    "zzz",\n]',
        'facts/story.toml:7: unknown source "zzz". Add a [[source]] with this id, or correct it.',
    ),
    (
        "timeline.toml",
        '["ines-varga"]',
        '["ines-vargas"]',
        'timeline.toml:8: unknown entity "ines-vargas". Did you mean "ines-varga"?',
    ),
    (
        "facts/story.toml",
        '["quay-2023", "lamp-wiki"]',
        '["quay-2023", "quay-2023"]',
        'facts/story.toml:7: sources names "quay-2023" twice. Take one of them out.',
    ),
    (
        "entities/character.toml",
        '["Lantern Harbour"]',
        '["Lantern Harbor"]',
        (
            'entities/character.toml:6: unknown work "Lantern Harbor". '
            'Did you mean "Lantern Harbour"?'
        ),
    ),
    (
        "facts/story.toml",
        '"story-lamps"',
        '"sequel-status"',
        (
            'facts/story.toml:2: id "sequel-status" is used before, in facts/sequel.toml:12. '
            "Give this one another id."
        ),
    ),
    (
        "entities/place.toml",
        '"Salt Stairs"',
        '"Ínes Vargá"',
        (
            'entities/place.toml:3: "Ínes Vargá" also names "ines-varga" in entities/person.toml. '
            'Tell this one apart, as in "Ínes Vargá (place)".'
        ),
    ),
    (
        "entities/work.toml",
        '["Lantern Harbour"]',
        '["Lantern Harbour", "トモ"]',
        (
            'entities/work.toml:4: "トモ" also names "tomo" in entities/character.toml. '
            'Tell this one apart, as in "トモ (work)".'
        ),
    ),
    (
        "entities/work.toml",
        '["Lantern Harbour"]',
        '["Lantern Harbour", "lantern harbour"]',
        'entities/work.toml:4: names "lantern harbour" twice. Take the alias out.',
    ),
]

MEANING = [
    (
        "facts/story.toml",
        '["quay-2023", "lamp-wiki"]',
        '["lamp-wiki"]',
        (
            "facts/story.toml:6: confirmed, but on fan sources alone. "
            'Write "reported", or add a source that is not by fans.'
        ),
    ),
    (
        "facts/story.toml",
        'notes = "The last chapter can be read either way."\n',
        "",
        (
            "facts/story.toml:23: disputed, but no notes say why. "
            'Add a line: notes = "what speaks against it".'
        ),
    ),
    (
        "facts/sequel.toml",
        "lasting = true\n",
        "",
        (
            'facts/sequel.toml:20: facts of category "sequel" go out of date, and this one has no '
            'as_of. Add as_of = "2022-12" (when it last held), '
            "or lasting = true if it cannot change."
        ),
    ),
    (
        "facts/story.toml",
        'spoiler = "none"',
        'lasting = true\nspoiler = "none"',
        "facts/story.toml:5: lasting says nothing here. Take the line out.",
    ),
    (
        "facts/sequel.toml",
        'as_of = "2024-06"',
        'as_of = "2024-06"\nlasting = true',
        "facts/sequel.toml:16: lasting says nothing here. Take the line out.",
    ),
    (
        "timeline.toml",
        'kind = "context"',
        'kind = "context"\nstage = "idea"',
        (
            'timeline.toml:43: an update of kind "context" can have no stage. '
            "Take the line out, or correct the kind."
        ),
    ),
    (
        "milestones.toml",
        '"2019-06-01"',
        '"2024-10-01"',
        (
            "milestones.toml:3: 2024-10-01 is still to come. "
            "Only a day that was can come round again."
        ),
    ),
    (
        "milestones.toml",
        "opened in cinemas",
        "opened in cinemas.",
        (
            "milestones.toml:4: headline ends with a full stop. "
            "Take the full stop out: the bot puts the years in front."
        ),
    ),
    (
        "timeline.toml",
        'stage = "in-talks"',
        'stage = "dated"\nrelease = "2027-01-01"',
        (
            "timeline.toml:16: release needs kind official and stage dated or released. "
            "Take the line out: only the studio sets a date."
        ),
    ),
    (
        "timeline.toml",
        'kind = "official"',
        'kind = "official"\nstage = "greenlit"\nrelease = "2027-01-01"',
        (
            "timeline.toml:36: release needs kind official and stage dated or released. "
            "Take the line out: only the studio sets a date."
        ),
    ),
    (
        "timeline.toml",
        '"2024-09-12"',
        '"2024-10"',
        (
            "pack.toml:7: checked_on is 2024-09-30, yet the timeline goes on to 2024-10. "
            "Write the day on which you last looked for news."
        ),
    ),
    (
        "pack.toml",
        '["sequel"]',
        '["sequal"]',
        "facts/sequel.toml:24: lasting says nothing here. Take the line out.",
        'pack.toml:8: volatile names the unknown category "sequal". Did you mean "sequel"?',
    ),
    (
        "pack.toml",
        'story = "Story"\n',
        "",
        (
            'facts/story.toml:1: category "story" has no title. '
            'Add story = "…" below [categories] in pack.toml, or rename the file.'
        ),
    ),
    (
        "pack.toml",
        'story = "Story"\n',
        'story = "Story"\ncast = "Cast"\n',
        'pack.toml:13: category "cast" has no facts. Write facts/cast.toml, or take the line out.',
    ),
]


@pytest.mark.parametrize("case", [*REFERENCES, *MEANING])
def test_broken_rule_is_told_with_line_and_remedy(tmp_path: Path, case: tuple[str, ...]) -> None:
    file, old, new, *expected = case
    folder = copy_harbour(tmp_path, file, old, new)

    assert told(folder) == expected


def test_names_that_differ_in_a_voiced_kana_are_two_names(tmp_path: Path) -> None:
    folder = copy_harbour(
        tmp_path, "entities/work.toml", '["Lantern Harbour"]', '["Lantern Harbour", "ドモ"]'
    )

    assert told(folder) == []


def test_guide_explains_every_key_and_every_allowed_word() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    kinds = (HEAD, SOURCE, ENTITY, FACT, UPDATE, MILESTONE)
    keys = [key for kind in kinds for key in kind.fields]
    enums = (Reliability, EntityKind, Confidence, Spoiler, Kind, Stage)
    words = [str(word) for enum in enums for word in enum]

    assert [word for word in [*keys, *words] if f"`{word}`" not in guide] == []
