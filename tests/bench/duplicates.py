"""How well headlines that tell the same story are told from others.

    python -m tests.bench.duplicates [--misses] [--curve]

200 pairs of invented headlines are labelled by hand. Every second pair of each kind is held out:
words, weights and threshold were chosen on the others. ``--misses`` lists what is judged wrongly
in the half for choosing (never in the half held out), ``--curve`` shows other thresholds there.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bot.desk.likeness import SAME_FROM, likeness, usual_words

PAIRS = Path(__file__).parent / "headline_pairs.json"


@dataclass(frozen=True)
class Pair:
    """Two headlines; ``same`` when they tell one story."""

    kind: str
    same: bool
    one: str
    other: str


@dataclass(frozen=True)
class Score:
    """Counts of pairs by verdict; ``likely`` of those judged the same."""

    right: int
    likely: int
    same: int

    @property
    def precision(self) -> float:
        """Share of the pairs judged the same that are."""
        return self.right / self.likely if self.likely else 1.0

    @property
    def recall(self) -> float:
        """Share of the same pairs that are judged so."""
        return self.right / self.same if self.same else 1.0


def read_pairs() -> tuple[list[Pair], list[Pair]]:
    """Return the pairs for choosing and the pairs held out."""
    rows = cast("list[dict[str, object]]", json.loads(PAIRS.read_text(encoding="utf-8")))
    halves: tuple[list[Pair], list[Pair]] = ([], [])
    seen = Counter[str]()
    for row in rows:
        pair = Pair(str(row["kind"]), bool(row["same"]), str(row["one"]), str(row["other"]))
        halves[seen[pair.kind] % 2].append(pair)
        seen[pair.kind] += 1
    return halves


def score_of(pair: Pair, usual: frozenset[str]) -> float:
    """Return how alike the rule finds a pair."""
    return likeness(pair.one, pair.other, usual)


def judge(pairs: Sequence[Pair], usual: frozenset[str], least: float = SAME_FROM) -> Score:
    """Compare the labels with what the rule says at a threshold."""
    likely = [pair for pair in pairs if score_of(pair, usual) >= least]
    same = sum(pair.same for pair in pairs)
    return Score(sum(pair.same for pair in likely), len(likely), same)


def _line(name: str, score: Score) -> str:
    return (
        f"{name:24} precision {score.precision:.3f} ({score.right}/{score.likely})  "
        f"recall {score.recall:.3f} ({score.right}/{score.same})"
    )


def _report(name: str, pairs: Sequence[Pair], usual: frozenset[str]) -> None:
    print(_line(f"{name}, {len(pairs)} pairs", judge(pairs, usual)))
    for kind in dict.fromkeys(pair.kind for pair in pairs):
        of_kind = [pair for pair in pairs if pair.kind == kind]
        likely = sum(score_of(pair, usual) >= SAME_FROM for pair in of_kind)
        told = "same" if of_kind[0].same else "different"
        print(f"  {kind:22} {told:9} judged the same: {likely}/{len(of_kind)}")


def main() -> None:
    """Print precision and recall of both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--curve", action="store_true")
    options = parser.parse_args()
    choosing, held_out = read_pairs()
    # What a desk has heard before: the half for choosing, for both.
    usual = usual_words([text for pair in choosing for text in (pair.one, pair.other)])
    print(f"threshold {SAME_FROM:g}; usual words: {', '.join(sorted(usual))}")
    _report("for choosing", choosing, usual)
    _report("held out", held_out, usual)
    began = time.perf_counter()
    for pair in held_out * 100:
        score_of(pair, usual)
    print(f"{(time.perf_counter() - began) / len(held_out) * 1e4:.1f} µs for each comparison")
    if options.curve:
        for least in range(40, 86, 2):
            print(_line(f"for choosing, from {least}", judge(choosing, usual, least)))
    if options.misses:
        for pair in choosing:
            score = score_of(pair, usual)
            if (score >= SAME_FROM) is not pair.same:
                print(f"{score:5.1f} {pair.kind}: {pair.one} / {pair.other}")


if __name__ == "__main__":
    main()
