"""Which candidate is told, if any."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ask.clauses import SHORT
from bot.ask.english import ATTRIBUTES
from bot.ask.evidence import Weighed, sure, weigh
from bot.ask.index import Hit, Index
from bot.ask.judging import accepted, lacking
from bot.ask.question import Question

_LEAST = 0.55  # likelihood that a candidate needs
_FOREIGN = 0.1  # the same in other languages, whose turns of speech are not compared
_DOUBTED = 0.7  # the same where none of the names in a question is what it is about
_NEARER = 0.88  # nearness of what shares nothing else that proves something
_SAME = 0.93  # nearness of what is as good as a phrasing,
_WORDED = 0.7  # if its little words are as much alike
_OTHER_SUBJECT = 0.8  # how far it agrees then
_CERTAIN = 0.8  # likelihood from which no phrasing has to be near
_PUT_SO = 0.8  # likeness to a phrasing, by all words, of what then needs no other proof
_PLAIN = 0.3  # likelihood that a candidate needs which explains every word,
_WHOLE = 0.85  # and this share of a question,
_CLEARLY = 0.85  # that much in rank before unknown topics,
_NO_LESS = 0.06  # and no less alike than those by more than this,
_MUCH_NEARER = 0.2  # unless it is nearer by this
_SOME = 0.5  # share to explain of what is only in a text
_ATTRIBUTES = ATTRIBUTES | {"plot"}
_TOGETHER = 1.3  # rank behind the best with which a second fact is told
_FITS = 0.85  # how far the kind of answer has to agree


@dataclass(frozen=True, slots=True)
class Choice:
    """The known candidates in order, the one to tell, one as good, and how sure it is, 0..1."""

    hits: tuple[Hit, ...]
    best: Hit | None
    twin: Hit | None = None
    sure: float = 0.0


def choose(hits: Sequence[Hit], asked: Question, index: Index, *, floor: float) -> Choice:
    """Order candidates and pick the one to tell.

    ``floor`` is how near a phrasing and the question have to be in any case.
    """
    weighed = weigh(hits, asked, index)
    known = [one for one in weighed if one.known]
    if not known:
        return Choice((), None)
    first = known[0]
    likely = sure(first, [one for one in weighed if one is not first])
    if asked.language == "en":
        least = _DOUBTED if first.hit.agrees <= _OTHER_SUBJECT else _LEAST
        told = likely >= least or _worded(first, weighed)
        plain = likely >= _PLAIN and _plainly(first, weighed, asked, index, floor=floor)
        told = (told or plain) and _proven(first, asked, likely, floor=floor)
        told = told and not _lacks_attribute(first, asked, index)
    else:
        told = likely >= _FOREIGN and _explained(first.hit, weighed, asked, index, floor=floor)
    ordered = tuple(one.hit for one in known)
    if told:
        return Choice(ordered, first.hit, _twin(known), likely)
    return Choice(ordered, _by_text(known, asked, index, floor=floor))


def _worded(first: Weighed, weighed: Sequence[Weighed]) -> bool:
    """Whether a question is put in the words of a phrasing, and in those of no unknown topic."""
    unknown = [one for one in weighed if not one.known]
    near = max((one.hit.near for one in unknown), default=0.0)
    alike = max((one.evidence["alike"] for one in unknown), default=0.0)
    return (
        first.evidence["in these words"] > 0
        and first.hit.near >= max(_SAME, near)
        and first.evidence["alike"] >= max(_WORDED, alike)
        and first.hit.agrees > _OTHER_SUBJECT
        and first.hit.fit >= _FITS
    )


def _plainly(
    first: Weighed, weighed: Sequence[Weighed], asked: Question, index: Index, *, floor: float
) -> bool:
    """Whether a candidate explains all of a question, and no unknown topic is as likely meant."""
    if lacking(first.hit, index) or first.hit.covered < _WHOLE:
        return False
    unknown = [one for one in weighed if not one.known]
    near = max((one.hit.near for one in unknown), default=0.0)
    alike = max((one.evidence["alike"] for one in unknown), default=0.0)
    if any(first.rank - one.rank < _CLEARLY for one in unknown) or (
        first.evidence["alike"] < alike - _NO_LESS and first.hit.near < near + _MUCH_NEARER
    ):
        return False
    scores = (one.hit.score for one in weighed if one.known and one is not first)
    return accepted(first.hit, max(scores, default=0.0), asked, index, floor=floor)


def _proven(first: Weighed, asked: Question, likely: float, *, floor: float) -> bool:
    """Whether a candidate has some word that proves something, or asks for as bare a name."""
    hit, evidence = first.hit, first.evidence
    bare = hit.near >= _NEARER and bool(asked.wants)
    proves = evidence["met"] > 0 or bare or evidence["alike"] >= _PUT_SO
    asks = hit.near > 0 or hit.covered >= _SOME
    near = hit.near >= floor or likely >= _CERTAIN
    return proves and asks and near and _counts(hit, asked)


def _lacks_attribute(first: Weighed, asked: Question, index: Index) -> bool:
    """Whether a short question asks for something that a candidate lacks: its name, its plot."""
    if len(asked.words) > SHORT or not first.evidence["asked for is missing"]:
        return False
    return any(_ATTRIBUTES.intersection(unit.words) for unit in lacking(first.hit, index))


def _counts(hit: Hit, asked: Question) -> bool:
    """Whether a candidate counts what a question wants counted: pages are no chapters."""
    if asked.wants != "amount" or not asked.focus:
        return True
    terms = {term for unit in asked.units if asked.focus in unit.words for term in unit.terms}
    asks = any((asked.wants, term) in hit.doc.keys for term in terms)
    return asks or not terms or not hit.doc.counted.isdisjoint(terms)


def _explained(
    hit: Hit, weighed: Sequence[Weighed], asked: Question, index: Index, *, floor: float
) -> bool:
    """Whether a candidate explains enough of a question by the number of its words alone."""
    top = weighed[0]
    if not top.known and top.hit.near > hit.near:
        return False
    rival = max((one.hit.score for one in weighed if one.known and one.hit is not hit), default=0.0)
    return accepted(hit, rival, asked, index, floor=floor)


def _twin(known: Sequence[Weighed]) -> Hit | None:
    """Return the second candidate where it is as good as the first."""
    if len(known) == 1 or known[0].rank - known[1].rank > _TOGETHER:
        return None
    return known[1].hit


def _by_text(
    known: Sequence[Weighed], asked: Question, index: Index, *, floor: float
) -> Hit | None:
    """Return what only has a text, and no phrasings to compare, if that text explains enough."""
    first, *others = sorted(known, key=lambda one: (-one.hit.score, one.hit.doc.id))
    rival = max((one.hit.score for one in others), default=0.0)
    plain = not first.hit.doc.phrases and not first.hit.doc.bare
    told = plain and accepted(first.hit, rival, asked, index, floor=floor)
    return first.hit if told else None
