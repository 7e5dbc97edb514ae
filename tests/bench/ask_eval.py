"""How well and how fast questions are answered.

    python -m tests.bench.ask_eval tests/bench/ask_own.json [--today 2026-03-20] [--facts 100000]

A question file is a list of {id, question, type, expect, must_match_any, must_not_match}. A reply
is right when every pattern of one inner list of must_match_any is found in it (spoiler bars are
looked through, links and source lines are not) and nothing of must_not_match is. ``--facts``
measures the time with that many generated facts instead.
"""

import argparse
import datetime as dt
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from bot.ask import Answerer, load_phrasings, render_plain
from bot.ask.phrasings import endings
from bot.enums import Origin, State
from bot.models import Fact, Pack, Update
from bot.packs.loading import load_pack
from bot.settings import ROOT

PACK = ROOT / "data" / "packs" / "alita"
FLAGS = re.IGNORECASE | re.MULTILINE
VERDICTS = ("right", "wrong", "abstained")


@dataclass(frozen=True)
class Item:
    """One question with what a right reply has and has not."""

    id: str
    question: str
    type: str
    expect: str
    wanted: tuple[tuple[str, ...], ...]
    unwanted: tuple[str, ...]
    facts: tuple[str, ...]


def read_items(path: Path) -> list[Item]:
    """Read a file of questions."""
    rows = cast("list[dict[str, object]]", json.loads(path.read_text(encoding="utf-8")))
    return [
        Item(
            str(row["id"]),
            str(row["question"]),
            str(row["type"]),
            str(row["expect"]),
            tuple(tuple(group) for group in cast("list[list[str]]", row["must_match_any"])),
            tuple(cast("list[str]", row["must_not_match"])),
            tuple(cast("list[str]", row.get("fact_ids", []))),
        )
        for row in rows
    ]


def read_first(text: str) -> str:
    """Return one question of a phrasing: its first ending and the first of its words."""
    return " ".join(word.partition("/")[0] for word in text.partition(" / ")[0].split())


def read_all(text: str) -> Iterator[str]:
    """Return questions of a phrasing in which each of its endings and words occurs."""
    for ending in endings(text):
        chunks = [chunk.split("/") for chunk in ending.split()]
        for number in range(max((len(choices) for choices in chunks), default=0)):
            yield " ".join(choices[min(number, len(choices) - 1)] for choices in chunks)


def updates_of(pack: Pack) -> list[Update]:
    """Return the timeline of a pack as published updates."""
    return [
        Update(
            id=number, key=entry.key, origin=Origin.PACK, guild_id=None, wire=True,
            state=State.PUBLISHED, revision=1, headline=entry.wording.headline,
            summary=entry.wording.summary, kind=entry.wording.kind, stage=entry.wording.stage,
            date=entry.wording.date, people=entry.people, sources=entry.sources,
            published_at=None, corrected_at=None, retraction=None, release=entry.wording.release,
        )
        for number, entry in enumerate(pack.timeline, 1)
    ]  # fmt: skip


def judge(item: Item, text: str, *, abstained: bool) -> str:
    """Return right, wrong or abstained."""
    if any(re.search(pattern, text, FLAGS) for pattern in item.unwanted):
        return "wrong"
    body = "\n".join(line for line in text.splitlines() if not line.startswith("Source:"))
    body = body.replace("||", "").replace("\u2019", "'")
    said = any(all(re.search(p, body, FLAGS) for p in group) for group in item.wanted)
    if item.expect in ("answer", "status"):
        return "abstained" if abstained else "right" if said else "wrong"
    return "right" if abstained or said else "wrong"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value under which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def report(
    path: Path, items: Sequence[Item], verdicts: Sequence[str], say: Callable[[str], None]
) -> None:
    """Print figures, the confusion by type, and what went wrong."""
    by_type: defaultdict[str, Counter[str]] = defaultdict(Counter)
    answerable: Counter[str] = Counter()
    unanswerable: Counter[str] = Counter()
    for item, verdict in zip(items, verdicts, strict=True):
        by_type[item.type][verdict] += 1
        (answerable if item.expect in ("answer", "status") else unanswerable)[verdict] += 1
    say(f"{path.name}: {verdicts.count('right')} of {len(items)} right")
    for name, counts in (("answerable", answerable), ("to be declined", unanswerable)):
        total = max(1, counts.total())
        shares = ", ".join(f"{counts[v] / total:.1%} {v}" for v in VERDICTS)
        say(f"  {name} ({counts.total()}): {shares}")
    say(f"  {'type':14}{'right':>7}{'wrong':>7}{'abst.':>7}")
    for type_, counts in sorted(by_type.items()):
        say(f"  {type_:14}" + "".join(f"{counts[verdict]:>7}" for verdict in VERDICTS))
    for item, verdict in zip(items, verdicts, strict=True):
        if verdict != "right":
            say(f"  {verdict:9} {item.type:12} {item.question[:90]!r}")


def enlarged(pack: Pack, count: int) -> Pack:
    """Return the pack with copies of its facts up to a count, each with a word of its own."""
    facts: list[Fact] = list(pack.facts)
    for number in range(count - len(facts)):
        fact = pack.facts[number % len(pack.facts)]
        facts.append(replace(fact, id=f"made-{number}", text=f"{fact.text} Nr{number}."))
    return replace(pack, facts=tuple(facts))


def main(paths: Sequence[Path], today: dt.date, facts: int) -> None:
    """Measure and print."""

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")

    pack = load_pack(PACK)
    began = time.perf_counter()
    phrasings = load_phrasings(PACK / "answers")
    loaded = time.perf_counter()
    answerer = Answerer(enlarged(pack, facts) if facts else pack, phrasings)
    built = time.perf_counter()
    say(f"phrasings {(loaded - began) * 1000:.0f} ms, index {(built - loaded) * 1000:.0f} ms")
    updates = updates_of(pack)
    times: list[float] = []
    worked: list[float] = []
    for path in paths:
        items = read_items(path)
        verdicts: list[str] = []
        for item in items:
            start, busy = time.perf_counter(), time.thread_time()
            answer = answerer.answer(item.question, updates=updates, today=today)
            times.append((time.perf_counter() - start) * 1000)
            worked.append((time.thread_time() - busy) * 1000)
            text = render_plain(answer, pack.info.title)
            verdicts.append(judge(item, text, abstained=answer.abstained))
        report(path, items, verdicts, say)
    for name, values in (("elapsed", times), ("of the processor", worked)):
        p50, p99 = percentile(values, 0.5), percentile(values, 0.99)
        say(
            f"{len(values)} questions, ms {name}: "
            f"p50 {p50:.1f}, p99 {p99:.1f}, worst {max(values):.1f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--today", type=dt.date.fromisoformat, default=dt.date(2026, 3, 20))
    parser.add_argument("--facts", type=int, default=0)
    options = parser.parse_args()
    main(options.questions, options.today, options.facts)
