"""A bot killed at every point of the delivery repeats and loses nothing; wrong ones are caught.

The long run is ``python -m tests.wire.kills``, all wrong ones ``python -m tests.wire.kills
--mutations``.
"""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.wire.kills.mortal import Mortal
from tests.wire.kills.mutations import MUTATIONS
from tests.wire.kills.trial import AT_REST, Result, Trial

DESIGNS = [name for name, mutation in MUTATIONS.items() if mutation.design]
SEEDS = 9
MOST_SEEDS = 6


@pytest.fixture
async def mortal() -> AsyncGenerator[Mortal, None]:
    async with Mortal.open() as mortal:
        yield mortal


async def test_each_channel_shows_each_update_once_however_often_the_bot_is_killed(
    mortal: Mortal, tmp_path: Path
) -> None:
    results: list[Result] = []
    for seed in range(SEEDS):
        results.append(await Trial(seed, mortal, tmp_path).run())  # noqa: PERF401 - one by one

    assert {result.seed: result.findings.wrong for result in results if result.findings.wrong} == {}
    assert sum(result.findings.shown for result in results) > 50
    assert sum(result.kills.total() - result.kills[AT_REST] for result in results) > 20


@pytest.mark.parametrize("design", DESIGNS)
async def test_a_wrong_design_is_caught(mortal: Mortal, tmp_path: Path, design: str) -> None:
    for seed in range(MOST_SEEDS):
        result = await Trial(seed, mortal, tmp_path, design).run()
        if result.findings.wrong:
            return
    pytest.fail(f"{design!r} passed for right in {MOST_SEEDS} trials")
