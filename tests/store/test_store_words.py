"""The schema knows every word that the models know."""

from enum import StrEnum

import pytest

from bot.enums import (
    Confidence,
    Digest,
    EntityKind,
    ErrandKind,
    Importance,
    Kind,
    Late,
    MilestoneKind,
    Mode,
    PostState,
    Refusal,
    Reliability,
    Spoiler,
    Stage,
    State,
    Trouble,
    Wants,
)
from bot.store.database import Database
from tests.store.good_rows import GOOD, Cells, empty, insert


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("sources", "reliability", Reliability),
        ("entities", "kind", EntityKind),
        ("entities", "spoiler", Spoiler),
        ("facts", "spoiler", Spoiler),
        ("facts", "confidence", Confidence),
        ("updates", "state", State),
        ("updates", "importance", Importance),
        ("revisions", "kind", Kind),
        ("revisions", "stage", Stage),
        ("destinations", "least", Importance),
        ("destinations", "ping_from", Importance),
        ("destinations", "mode", Mode),
        ("destinations", "wants", Wants),
        ("destinations", "trouble", Trouble),
        ("destinations", "digest", Digest),
        ("posts", "state", PostState),
        ("unwanted_milestones", "kind", MilestoneKind),
        ("refusals", "reason", Refusal),
        ("errands", "kind", ErrandKind),
        ("guilds", "late", Late),
    ],
)
async def test_the_schema_knows_every_word_of_the_models(
    db: Database, table: str, column: str, words: type[StrEnum]
) -> None:
    for word in words:
        change: Cells = {column: word}
        if word.value == "retracted":
            change |= {"retraction": "a joke"}
        async with db.transaction() as tx:
            for filled, cells in GOOD.items():
                await insert(tx, filled, cells | change if filled == table else cells)
            for emptied in reversed(GOOD):
                await empty(tx, emptied)
