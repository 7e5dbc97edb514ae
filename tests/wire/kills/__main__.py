"""Kill the bot many times and count what was repeated or lost.

python -m tests.wire.kills [--kills 10000] [--seed 1] [--processes 2] [--log FILE]
python -m tests.wire.kills --mutations [NAME ...]
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path

from tests.wire.kills.checker import Findings
from tests.wire.kills.mortal import Mortal
from tests.wire.kills.mutations import MUTATIONS
from tests.wire.kills.trial import AT_REST, Result, Trial

MOST_SEEDS = 60
BATCH = 10


def kill(kills: int, seed: int, processes: int, log: Path | None) -> int:
    """Run trials until the bot was killed so often; return how many posts were not as wanted."""
    total, points, began = Findings(), Counter[str](), time.monotonic()
    # Each in a process of its own that has inherited nothing: bots are forked from them.
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        running = set[Future[list[Result]]]()
        while running or points.total() - points[AT_REST] < kills:
            while len(running) < processes and points.total() - points[AT_REST] < kills:
                running.add(pool.submit(try_seeds, range(seed, seed + BATCH), log))
                seed += BATCH
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for result in (result for batch in done for result in batch.result()):
                for sentence in result.findings.wrong:
                    tell(f"seed {result.seed}: {sentence}")
                total.add(result.findings)
                points += result.kills
            tell(f"... {tally(points, total)}")
    for point, count in sorted(points.items()):
        tell(f"{count:7} {point}")
    tell(
        f"{tally(points, total)} in {time.monotonic() - began:.0f} s; {total.shown} shown, "
        f"{total.unsent} retracted before they were sent, {total.unknown} unknown for want of the "
        f"history permission; {total.digests} digests, {total.threads} threads and forum posts, "
        f"{total.published} published"
    )
    return len(total.wrong)


def tally(points: Counter[str], total: Findings) -> str:
    """Say how it stands."""
    return (
        f"{points.total() - points[AT_REST]} kills in the delivery and {points[AT_REST]} at rest, "
        f"{total.posts} posts checked: {total.repeated} repeated, {total.lost} lost, "
        f"{len(total.wrong)} not as wanted"
    )


def try_seeds(seeds: range, log: Path | None) -> list[Result]:
    """Run a trial for each seed, one after the other."""

    async def run() -> list[Result]:
        results: list[Result] = []
        async with Mortal.open() as mortal:
            for seed in seeds:
                with tempfile.TemporaryDirectory() as scratch:
                    trial = Trial(seed, mortal, Path(scratch))
                    if log is not None:
                        trial.keep_log(log)
                    results.append(await trial.run())
        return results

    return asyncio.run(run())


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
        wrong = kill(options.kills, options.seed, options.processes, options.log)
    raise SystemExit(1 if wrong else 0)
