"""How long the event loop stands still while questions are answered, and while the pack is read.

    python -m tests.bench.ask_block tests/bench/ask_own.json [--facts 100000]

A ticker asks the loop for a turn every millisecond; a block is what it waits beyond that. The
index is built in a thread, and so are questions answered, one at a time, as the bot does.
"""

import argparse
import asyncio
import datetime as dt
import gc
import sys
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import TypeVar

from bot.app import SWITCH_S
from bot.ask import Answerer, load_phrasings
from bot.models import Update
from bot.packs.loading import load_pack
from tests.bench.ask_eval import PACK, Item, enlarged, percentile, read_items, updates_of

TODAY = dt.date(2026, 3, 20)
TICK_S = 0.001
T = TypeVar("T")


async def tick(blocks: list[float]) -> None:
    """Note in ms how late each turn comes, until cancelled."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK_S)
        blocks.append((time.perf_counter() - began - TICK_S) * 1000)


def read(facts: int) -> Answerer:
    """Read the pack and index it as the bot does, with that many facts if any are asked for."""
    gc.disable()
    try:
        pack = load_pack(PACK)
        return Answerer(enlarged(pack, facts) if facts else pack, load_phrasings(PACK / "answers"))
    finally:
        gc.freeze()
        gc.enable()


def report(name: str, blocks: Sequence[float]) -> None:
    """Print the longest blocks."""
    sys.stdout.write(
        f"{name}: longest block {max(blocks):.1f} ms, p99 {percentile(blocks, 0.99):.1f} ms, "
        f"{len(blocks)} turns\n"
    )


async def measured(name: str, work: Awaitable[T]) -> T:
    """Return what work results in, and print how long the loop stood still meanwhile."""
    blocks: list[float] = []
    ticker = asyncio.create_task(tick(blocks))
    await asyncio.sleep(10 * TICK_S)
    blocks.clear()
    done = await work
    await asyncio.sleep(10 * TICK_S)
    ticker.cancel()
    report(name, blocks)
    return done


async def answer_all(answerer: Answerer, items: Sequence[Item], updates: Sequence[Update]) -> None:
    """Answer questions one after the other."""
    for item in items:
        await asyncio.to_thread(answerer.answer, item.question, updates=updates, today=TODAY)


async def main(paths: Sequence[Path], facts: int) -> None:
    """Measure and print."""
    sys.setswitchinterval(SWITCH_S)
    await measured("nothing to do", asyncio.sleep(1))
    answerer = await measured("reading and indexing in a thread", asyncio.to_thread(read, facts))
    # As the bot does once it is ready: what stays for good is not looked through again.
    gc.collect()
    gc.freeze()
    items = [item for path in paths for item in read_items(path)]
    updates = updates_of(load_pack(PACK))
    await measured("answering in a thread", answer_all(answerer, items, updates))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--facts", type=int, default=0)
    options = parser.parse_args()
    asyncio.run(main(options.questions, options.facts))
