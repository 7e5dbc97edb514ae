"""Kill the bot many times and count what was repeated or lost.

python -m tests.wire.kills [--kills 10000] [--seed 1] [--mutations [NAME ...]] [--log FILE]
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.wire.kills.checker import Findings
from tests.wire.kills.mortal import Mortal
from tests.wire.kills.mutations import MUTATIONS
from tests.wire.kills.trial import AT_REST, Trial

MOST_SEEDS = 60


async def kill(kills: int, seed: int, log: Path | None) -> int:
    """Run trials until the bot was killed so often; return how many posts were not as wanted."""
    total, points, began = Findings(), Counter[str](), time.monotonic()
    async with Mortal.open() as mortal:
        while points.total() - points[AT_REST] < kills:
            with tempfile.TemporaryDirectory() as scratch:
                trial = Trial(seed, mortal, Path(scratch))
                if log is not None:
                    trial.keep_log(log)
                result = await trial.run()
            for sentence in result.findings.wrong:
                tell(f"seed {seed}: {sentence}")
            total.add(result.findings)
            points += result.kills
            seed += 1
            if seed % 50 == 0:
                tell(f"... {points.total()} kills, {total.posts} posts")
    taken = time.monotonic() - began
    for point, count in sorted(points.items()):
        tell(f"{count:7} {point}")
    tell(
        f"{points.total() - points[AT_REST]} kills in the delivery and {points[AT_REST]} at rest "
        f"in {taken:.0f} s, {total.posts} posts checked: {total.shown} shown, "
        f"{total.unsent} retracted before they were sent, {total.unknown} unknown for want of the "
        f"history permission; {total.digests} digests, {total.threads} threads and forum posts, "
        f"{total.published} published; {total.repeated} repeated, {total.lost} lost, "
        f"{len(total.wrong)} not as wanted"
    )
    return len(total.wrong)


async def try_mutations(seed: int, names: list[str]) -> int:
    """Run each wrong delivery until it is caught; return how many were not."""
    missed = 0
    async with Mortal.open() as mortal:
        for name in names or MUTATIONS:
            found = await seeds_to_catch(name, mortal, seed, MOST_SEEDS)
            missed += found is None
            tell(f"{name}: {'NOT CAUGHT' if found is None else found}")
    return missed


async def seeds_to_catch(name: str, mortal: Mortal, seed: int, most: int) -> str | None:
    """Say after how many seeds a wrong delivery was caught and by what; None when it was not."""
    for tried in range(1, most + 1):
        with tempfile.TemporaryDirectory() as scratch:
            result = await Trial(seed + tried - 1, mortal, Path(scratch), name).run()
        if result.findings.wrong:
            return f"caught after {tried} seeds: {result.findings.wrong[0]}"
    return None


def tell(line: str) -> None:
    """Print a line at once: a long run is watched."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutations", nargs="*", metavar="NAME")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    if options.mutations is not None:
        wrong = asyncio.run(try_mutations(options.seed, options.mutations))
    else:
        wrong = asyncio.run(kill(options.kills, options.seed, options.log))
    raise SystemExit(1 if wrong else 0)
