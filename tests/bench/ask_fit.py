"""Fits the weights of bot/ask/evidence.py and shows what declining more or less would do.

    python -m tests.bench.ask_fit [tests/bench/ask_people.json ...] [--folds 6]

The weights of ``RANK`` make the right answer likeliest among the candidates for the phrasings of
the pack: in each fold the index is built without some phrasings of everything, and what was left
out is asked. Those of ``SURE`` tell right first candidates from wrong ones for questions by
people, most of whom had seen neither the bot nor its data. Printed are the weights, how each group
of questions fares when the decision is fitted without it, and what each least likelihood makes of
all of them.
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
from bot.ask.evidence import Weighed
from bot.ask.index import ENTITY
from bot.ask.phrasings import endings
from bot.models import Pack
from bot.packs.loading import load_pack
from tests.bench.ask_eval import PACK, judge, read_all, read_items, updates_of

TODAY = dt.date(2026, 3, 20)
LEASTS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
LEAST = "_LEAST"
# What a question that was left out can hardly have: it stays as it is.
KEPT = ("in these words",)
PEOPLE = Path(__file__).with_name("ask_people.json")
Row = tuple[list[float], bool, bool]  # evidence, whether it is right, whether there is an answer
Table = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A question that was left out: the id of what answers it, and the candidates."""

    answer: str
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


def read_cases(pack: Pack, phrasings: Phrasings, folds: int) -> list[Case]:
    """Return the phrasings, each asked while the index has no part in it."""
    return [
        case
        for number in range(folds)
        for case in _cases(pack, phrasings, Fold(number, folds, random.Random(number)))
    ]


def _cases(pack: Pack, phrasings: Phrasings, fold: Fold) -> Iterator[Case]:
    asked = {id_: fold.kept(asked) for id_, asked in phrasings.asked.items()}
    entities = {id_: fold.kept(asked) for id_, asked in phrasings.entities.items()}
    unknown = {id_: fold.kept(asked) for id_, asked in phrasings.unknown.items()}
    left = replace(phrasings, asked=asked, entities=entities, unknown=unknown)
    answerer = Answerer(pack, left)
    for id_, one in phrasings.asked.items():
        for question in fold.questions(one):
            yield Case(id_, answerer.weighed(question, TODAY))


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
        place = next((n for n, one in enumerate(known) if one.hit.doc.id == case.answer), None)
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


def read_rows(path: Path, answerer: Answerer, pack: Pack) -> dict[str, list[Row]]:
    """Return for each group of questions the evidence for the first candidate, and if it is right.

    The ids of a group begin alike. Those in other languages are decided by other rules.
    """
    texts = {fact.id: fact.text for fact in pack.facts}
    texts |= {f"{ENTITY}{one.id}": f"{one.name}: {one.summary}" for one in pack.entities}
    texts |= {one.key: f"{one.wording.headline}. {one.wording.summary}" for one in pack.timeline}
    names = [name for name in evidence.SURE if name != "always"]
    rows: dict[str, list[Row]] = {}
    for item in read_items(path):
        weighed = answerer.weighed(item.question, TODAY)
        first = next((one for one in weighed if one.known), None)
        if first is None or item.expect not in ("answer", "abstain") or not item.question.isascii():
            continue
        found = evidence.doubts(first, [one for one in weighed if one is not first])
        id_ = first.hit.doc.id
        said = judge(item, texts.get(id_, ""), abstained=False) == "right"
        right = item.expect == "answer" and (id_ in item.facts or said)
        row = ([float(found[name]) for name in names], right, item.expect == "answer")
        rows.setdefault(item.id.partition("-")[0], []).append(row)
    return rows


def fit_sure(rows: Sequence[Row], keep: float = 0.003) -> dict[str, float]:
    """Return weights of a logistic regression, by Newton's method."""
    names = [name for name in evidence.SURE if name != "always"]
    table = np.array([row[0] for row in rows], dtype=float)
    right = np.array([row[1] for row in rows], dtype=float)
    mean, spread = table.mean(0), table.std(0) + 1e-9
    table = cast("Table", np.c_[(table - mean) / spread, np.ones(len(rows))])
    weights: Table = np.zeros(len(names) + 1)
    for _ in range(25):
        likely: Table = 1 / (1 + np.exp(-table @ weights))
        slope: Table = table.T @ (right - likely) / len(rows) - keep * weights
        bend: Table = (table * (likely * (1 - likely))[:, None]).T @ table / len(rows)
        step = np.linalg.solve(bend + keep * np.eye(weights.size), slope)
        weights = weights + cast("Table", step)
    scaled = weights[:-1] / spread
    return {
        **dict(zip(names, scaled.tolist(), strict=True)),
        "always": float(weights[-1]) - float(np.sum(scaled * mean)),
    }


def curve(rows: Sequence[Row], sure: dict[str, float]) -> list[str]:
    """Return what each least likelihood makes of questions."""
    values = [sure[name] for name in evidence.SURE if name != "always"]
    table = np.array([row[0] for row in rows], dtype=float)
    likely = 1 / (1 + np.exp(-(table @ np.array(values) + sure["always"])))
    right = np.array([row[1] for row in rows])
    known = np.array([row[2] for row in rows])
    return [
        f"  from {least}: {_share((right & (likely >= least))[known])} right, "
        f"{_share((~right & (likely >= least))[known])} wrong; "
        f"others answered {_share((likely >= least)[~known])}"
        for least in LEASTS
    ]


def _share(values: NDArray[np.bool_]) -> str:
    return f"{values.mean():.1%}" if values.size else "none"


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
    evidence.RANK = fit_rank(read_cases(pack, phrasings, folds))
    answerer = Answerer(pack, phrasings)
    groups: dict[str, list[Row]] = {}
    for path in paths:
        groups |= read_rows(path, answerer, pack)
    held: list[str] = []
    for group, own in groups.items():
        sure = fit_sure([row for name, rows in groups.items() if name != group for row in rows])
        held += [f"held out: {group}, {len(own)} questions", *curve(own, sure)]
    evidence.SURE = fit_sure([row for rows in groups.values() for row in rows])
    for name, weights in (("RANK", evidence.RANK), ("SURE", evidence.SURE)):
        held += [name, *(f'    "{key}": {weight:.2f},' for key, weight in weights.items())]
    for path in paths:
        held += [path.name, *tried(path, answerer, pack)]
    sys.stdout.write("\n".join(held) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, nargs="*", default=[PEOPLE])
    parser.add_argument("--folds", type=int, default=6)
    parser.add_argument("--answers", type=Path, default=PACK / "answers")
    options = parser.parse_args()
    main(options.questions, options.folds, options.answers)
