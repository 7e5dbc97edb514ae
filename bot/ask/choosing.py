"""Which candidate is told, if any: what the words say, and what the likeness in meaning says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.ask.english import ATTRIBUTES, COMMON
from bot.ask.index import Hit, Index
from bot.ask.judging import accepted, lacking
from bot.ask.question import Question

UNKNOWN = "unknown:"  # what the id of a topic begins with that people ask for and nothing answers

# The weights below are fitted by tests/bench/ask_fit.py. Likeness is a cosine that hardly leaves
# 0.75..1: what differs by 0.05 is another question.
_TRUST = 3.0  # how much a difference in likeness counts against one in the score of the words
_FAR = 0.07  # less likeness than the likest by which a candidate of the words is not believed
_ALIKE = 0.89  # likeness that answers by itself, if the likest candidate lacks nothing that counts
_AWAITED = 0.92  # the same where what is waited for is named: a wish is soon taken for news
_UNSURE = 0.02  # likeness of what is not known, above that of a candidate of the words
_EXACT = 0.97  # likeness to a phrasing, by words, from which what is not known is no rival
_CLEAR = -0.02  # the same for a candidate that only likeness speaks for
_BESIDE = 0.02  # less likeness than the likest that is assumed of what has none
_FITS = 0.85  # how far the kind of answer has to agree


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates in order, and the one to tell."""

    hits: tuple[Hit, ...]
    best: Hit | None


def choose(
    hits: Sequence[Hit],
    asked: Question,
    index: Index,
    likeness: Mapping[str, float],
    *,
    floor: float,
) -> Choice:
    """Order candidates and pick the one to tell; ``floor`` as in ``accepted``."""
    # What is known comes first where it is as near as what is not.
    by_words = sorted(
        hits, key=lambda hit: (-hit.score, hit.doc.id.startswith(UNKNOWN), hit.doc.id)
    )
    known = [hit for hit in by_words if not hit.doc.id.startswith(UNKNOWN)]
    if not known:
        return Choice((), None)
    top = by_words[0]
    declined = top is not known[0] and top.near > known[0].near
    alike = {hit.doc.id: likeness[hit.doc.id] for hit in known if hit.doc.id in likeness}
    if not alike:
        rival = known[1].score if len(known) > 1 else 0.0
        sure = not declined and accepted(known[0], rival, asked, index, floor=floor)
        return Choice(tuple(known), known[0] if sure else None)
    most = max(alike.values())
    known.sort(
        key=lambda hit: (
            -hit.score - _TRUST * (alike.get(hit.doc.id, most - _BESIDE) - most),
            hit.doc.id,
        )
    )
    best = known[0]
    near = alike.get(best.doc.id, most - _BESIDE)
    rival = max((hit.score for hit in known[1:]), default=0.0)
    unknown = max((v for id_, v in likeness.items() if id_.startswith(UNKNOWN)), default=0.0) - near
    by_word = (
        near >= most - _FAR
        and (unknown <= _UNSURE or best.near >= _EXACT)
        and accepted(best, rival, asked, index, floor=floor)
    )
    by_meaning = (
        near == most
        and near >= (_AWAITED if floor else _ALIKE)
        and unknown <= _CLEAR
        and _lacks_nothing(best, asked, index)
    )
    sure = not declined and (by_word or by_meaning)
    return Choice(tuple(known), best if sure else None)


def _lacks_nothing(hit: Hit, asked: Question, index: Index) -> bool:
    """Whether a candidate has every name, year and attribute that is asked for."""
    missing = lacking(hit, index)
    if hit.fit < _FITS or any(unit.year for unit in hit.missing):
        return False
    if any(unit.entities or (ATTRIBUTES | COMMON).intersection(unit.words) for unit in missing):
        return False
    return not any(asked.focus in unit.words for unit in hit.missing if asked.focus)
