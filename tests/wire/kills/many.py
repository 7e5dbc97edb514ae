"""Many trials in several processes, and how they stand."""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path

from tests.wire.kills.checker import Findings
from tests.wire.kills.mortal import Mortal
from tests.wire.kills.trial import AT_REST, Result, Trial

BATCH = 10  # trials between two lines on how it stands


def kill(
    kills: int, seed: int, processes: int, log: Path | None, tell: Callable[[str], None]
) -> int:
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
