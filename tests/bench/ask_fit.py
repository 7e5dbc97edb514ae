"""Fits the few numbers of the decision to answer, one at a time, with cross-validation.

    python -m tests.bench.ask_fit tests/bench/ask_own.json [--likeness]

For each number of bot/ask/judging.py and bot/ask/choosing.py it tries values around the present
one on all questions and prints what each would make of them: right, wrong and abstained answers,
and answers to what should be declined. "held out" is what is gained on questions that had no part
in the choice: five times the best value on four fifths is tried on the last fifth. A number is
worth changing only where that is more than nothing. The curve at the end shows what declining
below a confidence would do.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from bot.answers import find_likeness
from bot.ask import Answerer, choosing, judging, load_phrasings, render_plain
from bot.packs.loading import load_pack
from bot.settings import ROOT
from tests.bench.ask_eval import PACK, Item, judge, read_items, updates_of

TODAY = dt.date(2026, 3, 20)
FOLDS = 5
STEPS = (-2, -1, 1, 2)
KNOBS: tuple[tuple[ModuleType, str, float], ...] = (
    (judging, "_LEAST", 0.04), (judging, "_NEAR", 0.04), (judging, "_SAME", 0.02),
    (judging, "_WHY", 0.05), (judging, "_NEARER", 0.03), (judging, "_LED", 0.04),
    (judging, "_LEADING", 0.02), (judging, "_DOUBTED", 0.05), (judging, "_WHOLE", 0.04),
    (judging, "_ENOUGH", 0.03), (judging, "_ALONE", 0.04), (judging, "_MOST", 0.03),
    (judging, "_AHEAD", 0.03), (judging, "_NEXT", 0.02),
)  # fmt: skip
LIKENESS_KNOBS: tuple[tuple[ModuleType, str, float], ...] = (
    (choosing, "_TRUST", 1.0), (choosing, "_FAR", 0.01), (choosing, "_ALIKE", 0.01),
    (choosing, "_AWAITED", 0.01), (choosing, "_UNSURE", 0.01), (choosing, "_CLEAR", 0.01),
    (choosing, "_BESIDE", 0.01),
)  # fmt: skip


def value_of(verdict: str) -> float:
    """How much a verdict is worth: a wrong answer is worse than none."""
    return {"right": 1.0, "abstained": 0.0, "wrong": -2.0}[verdict]


class Trial:
    """Answers all questions with the numbers as they are at the moment."""

    def __init__(self, items: Sequence[Item], *, likeness: bool) -> None:
        pack = load_pack(PACK)
        self.items = items
        self._answerer = Answerer(pack, load_phrasings(PACK / "answers"))
        self._updates = updates_of(pack)
        self._title = pack.info.title
        folder = ROOT / "data"
        alike = find_likeness(self._answerer, folder) if likeness else None
        if alike:
            alike.prepare()
        self._alike: list[Mapping[str, float]] = [
            alike.of(self._answerer.neutral(item.question)) if alike else {} for item in items
        ]

    def run(self) -> tuple[list[str], list[float]]:
        """Return the verdict on each question and how sure the answer was."""
        verdicts: list[str] = []
        sure: list[float] = []
        for item, alike in zip(self.items, self._alike, strict=True):
            answer = self._answerer.answer(
                item.question, updates=self._updates, today=TODAY, likeness=alike
            )
            text = render_plain(answer, self._title)
            verdicts.append(judge(item, text, abstained=answer.abstained))
            sure.append(answer.confidence)
        return verdicts, sure


def summary(items: Sequence[Item], verdicts: Sequence[str]) -> str:
    """Return shares of right, wrong and abstained answers, and of false ones."""
    answerable = [
        v for i, v in zip(items, verdicts, strict=True) if i.expect in ("answer", "status")
    ]
    others = [
        v for i, v in zip(items, verdicts, strict=True) if i.expect not in ("answer", "status")
    ]
    shares = " ".join(
        f"{answerable.count(v) / max(1, len(answerable)):6.1%} {v}"
        for v in ("right", "wrong", "abstained")
    )
    return f"{shares}; {others.count('right') / max(1, len(others)):6.1%} of the others declined"


def held_out(now: Sequence[float], tried: Mapping[float, Sequence[float]]) -> float:
    """Return what is gained on each fold by the value that is best on all the others."""
    gained = 0.0
    for fold in range(FOLDS):
        train = [n for n in range(len(now)) if n % FOLDS != fold]
        test = [n for n in range(len(now)) if n % FOLDS == fold]
        best = max(tried, key=lambda value: sum(tried[value][n] for n in train))
        if sum(tried[best][n] for n in train) > sum(now[n] for n in train):
            gained += sum(tried[best][n] - now[n] for n in test)
    return gained


def main(paths: Sequence[Path], *, likeness: bool) -> None:
    """Measure and print."""
    items = [item for path in paths for item in read_items(path)]
    trial = Trial(items, likeness=likeness)
    verdicts, sure = trial.run()
    now = [value_of(verdict) for verdict in verdicts]
    sys.stdout.write(f"{len(items)} questions now: {summary(items, verdicts)}\n")
    for module, name, step in (*KNOBS, *(LIKENESS_KNOBS if likeness else ())):
        present: float = vars(module)[name]
        tried: dict[float, list[float]] = {}
        for number in STEPS:
            value = round(present + number * step, 4)
            setattr(module, name, value)
            found, _ = trial.run()
            tried[value] = [value_of(verdict) for verdict in found]
        setattr(module, name, present)
        best = max(tried, key=lambda value: sum(tried[value]))
        gains = ", ".join(f"{value:g}: {sum(v) - sum(now):+.0f}" for value, v in tried.items())
        sys.stdout.write(
            f"{name:10} {present:5g}  held out {held_out(now, tried):+.0f}  "
            f"best {best:g}  ({gains})\n"
        )
    for least in (0.0, 0.5, 0.6, 0.7, 0.8, 0.9):
        # What is declined below a confidence: right answers and wrong ones alike.
        cut = [
            ("abstained" if item.expect in ("answer", "status") else "right") if s < least else v
            for item, v, s in zip(items, verdicts, sure, strict=True)
        ]
        sys.stdout.write(f"confidence from {least:.1f}: {summary(items, cut)}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--likeness", action="store_true", help="with the extra 'semantic'")
    options = parser.parse_args()
    main(options.questions, likeness=options.likeness)
