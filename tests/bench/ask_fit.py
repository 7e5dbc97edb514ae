"""Fits the weights of bot/ask/evidence.py and shows what declining more or less would do.

    python -m tests.bench.ask_fit [tests/bench/ask_own.json ...] [--folds 6]

The questions are the phrasings of the pack. In each fold the index is built without some phrasings
of every fact and of every unknown topic, and without some facts at all; then what was left out is
asked. A phrasing whose fact is there is to be answered by it, one of a missing fact or of an
unknown topic is to be declined. The weights of ``RANK`` make the right fact likeliest among the
candidates, those of ``SURE`` tell right first candidates from wrong ones. Printed are the weights
on all folds, how the questions fare when the weights are fitted without their fold, and, for files
of other questions, what each least likelihood would make of them.
"""

import argparse
import datetime as dt
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from bot.ask import Answerer, Asked, Phrasings, choosing, evidence, load_phrasings, render_plain
from bot.ask.evidence import Weighed, akin
from bot.ask.index import ENTITY
from bot.ask.phrasings import endings, read_all
from bot.models import Pack
from bot.packs.loading import load_pack
from tests.bench.ask_eval import PACK, judge, read_items, updates_of

TODAY = dt.date(2026, 3, 20)
UNKNOWN_COUNTS = 6.0  # weight of a question for an unknown topic
MISSING_COUNTS = 0.1  # the same where the fact is missing: another one may well answer it
GONE = 10  # of this many facts one is missing in a fold
LEASTS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
LEAST = "_LEAST"
TOGETHER = 0.7  # rank behind the first with which a second candidate is told too
TOLD = 2
# What a question that was left out can hardly have: it stays as it is.
KEPT = ("in these words",)
Row = tuple[list[float], bool, float]
Table = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A question that was left out: the fact that answers it, if any, and the candidates."""

    fact: str | None
    counts: float
    weighed: Sequence[Weighed]


@dataclass(frozen=True)
class Fold:
    """Which phrasings are left out, one of each so many, and asked in a reading by chance."""

    number: int
    of: int
    chance: random.Random

    def kept(self, asked: Asked) -> Asked:
        """Return what is left of the phrasings."""
        texts = [text for n, text in enumerate(_endings(asked)) if n % self.of != self.number]
        return replace(asked, ask=tuple(texts))

    def questions(self, asked: Asked) -> Iterator[str]:
        """Yield the phrasings that are left out."""
        for n, text in enumerate(_endings(asked)):
            if n % self.of == self.number:
                yield self.chance.choice(list(read_all(text)))


def read_cases(pack: Pack, phrasings: Phrasings, folds: int) -> list[list[Case]]:
    """Return the cases of each fold."""
    return [
        list(_cases(pack, phrasings, Fold(number, folds, random.Random(number))))
        for number in range(folds)
    ]


def _cases(pack: Pack, phrasings: Phrasings, fold: Fold) -> Iterator[Case]:
    gone = {fact.id for n, fact in enumerate(pack.facts) if n % GONE == fold.number}
    known = {id_: fold.kept(asked) for id_, asked in phrasings.asked.items()}
    unknown = {id_: fold.kept(asked) for id_, asked in phrasings.unknown.items()}
    entities = {id_: fold.kept(asked) for id_, asked in phrasings.entities.items()}
    less = replace(pack, facts=tuple(fact for fact in pack.facts if fact.id not in gone))
    left = replace(phrasings, asked=known, unknown=unknown, entities=entities)
    answerer = Answerer(less, left)
    for id_, asked in phrasings.asked.items():
        fact, counts = (None, MISSING_COUNTS) if id_ in gone else (id_, 1.0)
        for question in fold.questions(asked):
            yield Case(fact, counts, answerer.weighed(question, TODAY))
    for id_, asked in phrasings.entities.items():
        for question in fold.questions(asked):
            yield Case(ENTITY + id_, 1.0, answerer.weighed(question, TODAY))
    for asked in phrasings.unknown.values():
        for question in fold.questions(asked):
            yield Case(None, UNKNOWN_COUNTS, answerer.weighed(question, TODAY))


def _endings(asked: Asked) -> list[str]:
    return [ending for text in asked.ask for ending in endings(text)]


def fit_rank(cases: Sequence[Case], rounds: int = 400, keep: float = 0.01) -> dict[str, float]:
    """Return weights under which the right fact is likeliest, by the slope of the likelihood."""
    names = [name for name in evidence.RANK if name not in KEPT]
    tables: list[Table] = []
    right: list[int] = []
    at = 0
    for case in cases:
        known = [one for one in case.weighed if one.known]
        place = next((n for n, one in enumerate(known) if one.hit.doc.id == case.fact), None)
        if place is not None:
            tables.append(np.array([[one.evidence[name] for name in names] for one in known]))
            right.append(at + place)
            at += len(known)
    table = np.concatenate(tables)
    spread = table.std(0) + 1e-9
    table = (table - table.mean(0)) / spread
    lengths = np.array([len(rows) for rows in tables])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    weights, pace = np.zeros(len(names)), np.full(len(names), 1e-8)
    for _ in range(rounds):
        score = table @ weights
        likely = np.exp(score - np.repeat(np.maximum.reduceat(score, starts), lengths))
        likely /= np.repeat(np.add.reduceat(likely, starts), lengths)
        slope = (table[right].sum(0) - (likely[:, None] * table).sum(0)) / len(tables)
        slope -= keep * weights
        pace = 0.9 * pace + 0.1 * slope**2
        weights += 0.03 * slope / np.sqrt(pace)
    kept = {name: evidence.RANK[name] for name in KEPT}
    return {**dict(zip(names, (weights / spread).tolist(), strict=True)), **kept}


def first_rows(cases: Sequence[Case], rank: dict[str, float]) -> list[Row]:
    """Return the evidence for the first candidate of each case, and whether it is right."""
    names = [name for name in evidence.SURE if name != "always"]
    rows: list[Row] = []
    for case in cases:
        ranked = [
            replace(one, rank=sum(weight * one.evidence[name] for name, weight in rank.items()))
            for one in case.weighed
        ]
        first = max((one for one in ranked if one.known), key=lambda one: one.rank, default=None)
        if first:
            found = evidence.doubts(first, [one for one in ranked if one is not first])
            near = [one for one in ranked if one.known and first.rank - one.rank <= TOGETHER]
            second = sorted(near, key=lambda one: -one.rank)[:TOLD]
            right = any(one.hit.doc.id == case.fact for one in second) or _as_good(first, case)
            rows.append(([found[name] for name in names], right, case.counts))
    return rows


def _as_good(first: Weighed, case: Case) -> bool:
    """Whether a fact names the entity that was asked for."""
    own = next((one for one in case.weighed if one.hit.doc.id == case.fact), None)
    return own is not None and own.hit.doc.id.startswith(ENTITY) and akin(first, own)


def fit_sure(rows: Sequence[Row], keep: float = 0.003) -> dict[str, float]:
    """Return weights of a logistic regression, by Newton's method."""
    names = [name for name in evidence.SURE if name != "always"]
    table = np.array([row[0] for row in rows], dtype=float)
    right = np.array([row[1] for row in rows], dtype=float)
    counts = np.array([row[2] for row in rows])
    mean, spread = table.mean(0), table.std(0) + 1e-9
    table = cast("Table", np.c_[(table - mean) / spread, np.ones(len(rows))])
    weights: Table = np.zeros(len(names) + 1)
    for _ in range(25):
        likely: Table = 1 / (1 + np.exp(-table @ weights))
        slope: Table = table.T @ (counts * (right - likely)) / counts.sum() - keep * weights
        bend: Table = (table * (counts * likely * (1 - likely))[:, None]).T @ table / counts.sum()
        step = np.linalg.solve(bend + keep * np.eye(weights.size), slope)
        weights = weights + cast("Table", step)
    scaled = weights[:-1] / spread
    return {
        **dict(zip(names, scaled.tolist(), strict=True)),
        "always": float(weights[-1]) - float(np.sum(scaled * mean)),
    }


def curve(rows: Sequence[Row], sure: dict[str, float]) -> list[str]:
    """Return what each least likelihood makes of cases."""
    values = [sure[name] for name in evidence.SURE if name != "always"]
    table = np.array([row[0] for row in rows], dtype=float)
    likely = 1 / (1 + np.exp(-(table @ np.array(values) + sure["always"])))
    right = np.array([row[1] for row in rows])
    counts = np.array([row[2] for row in rows])
    known, unknown = counts == 1.0, counts == UNKNOWN_COUNTS
    return [
        f"  from {least}: {(right & (likely >= least))[known].mean():.1%} right, "
        f"{(~right & (likely >= least))[known].mean():.1%} wrong; "
        f"unknown topics answered {(likely >= least)[unknown].mean():.1%}"
        for least in LEASTS
    ]


def tried(path: Path, answerer: Answerer, pack: Pack) -> Iterator[str]:
    """Yield what each least likelihood makes of the questions of a file."""
    updates = updates_of(pack)
    items = read_items(path)
    answerable = [item.expect in ("answer", "status") for item in items]
    present: float = vars(choosing)[LEAST]
    for least in LEASTS:
        setattr(choosing, LEAST, least)
        verdicts: list[str] = []
        for item in items:
            answer = answerer.answer(item.question, updates=updates, today=TODAY)
            text = render_plain(answer, pack.info.title)
            verdicts.append(judge(item, text, abstained=answer.abstained))
        mine = [v for v, is_ in zip(verdicts, answerable, strict=True) if is_]
        others = [v for v, is_ in zip(verdicts, answerable, strict=True) if not is_]
        yield (
            f"  from {least}: {mine.count('right') / max(1, len(mine)):.1%} right, "
            f"{mine.count('wrong') / max(1, len(mine)):.1%} wrong; "
            f"others declined {others.count('right') / max(1, len(others)):.1%}"
        )
    setattr(choosing, LEAST, present)


def main(paths: Sequence[Path], folds: int, answers: Path) -> None:
    """Fit and print."""
    pack, phrasings = load_pack(PACK), load_phrasings(answers)
    cases = read_cases(pack, phrasings, folds)
    held: list[str] = []
    for fold, own in enumerate(cases):
        others = [case for n, part in enumerate(cases) if n != fold for case in part]
        rank = fit_rank(others)
        sure = fit_sure(first_rows(others, rank))
        held += [f"held out, fold {fold}", *curve(first_rows(own, rank), sure)]
    every = [case for part in cases for case in part]
    rank = fit_rank(every)
    sure = fit_sure(first_rows(every, rank))
    for name, weights in (("RANK", rank), ("SURE", sure)):
        held += [name, *(f'    "{key}": {weight:.2f},' for key, weight in weights.items())]
    evidence.RANK, evidence.SURE = rank, sure
    answerer = Answerer(pack, phrasings)
    for path in paths:
        held += [path.name, *tried(path, answerer, pack)]
    sys.stdout.write("\n".join(held) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, nargs="*")
    parser.add_argument("--folds", type=int, default=6)
    parser.add_argument("--answers", type=Path, default=PACK / "answers")
    options = parser.parse_args()
    main(options.questions, options.folds, options.answers)
