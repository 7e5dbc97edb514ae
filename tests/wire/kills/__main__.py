"""Kill the bot many times and count what was repeated or lost.

python -m tests.wire.kills [--kills 10000] [--seed 1] [--processes 2] [--log FILE]
python -m tests.wire.kills --mutations [NAME ...]
"""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.wire.kills.many import kill
from tests.wire.kills.mortal import Mortal
from tests.wire.kills.mutations import MUTATIONS
from tests.wire.kills.trial import Trial

MOST_SEEDS = 60


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
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--mutations", nargs="*", metavar="NAME")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    if options.mutations is not None:
        wrong = asyncio.run(try_mutations(options.seed, options.mutations))
    else:
        wrong = kill(options.kills, options.seed, options.processes, options.log, tell)
    raise SystemExit(1 if wrong else 0)
