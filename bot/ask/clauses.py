"""The clauses of a question: which of them ask, and which only tell what it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.ask.english import AUXILIARIES, QUESTION_WORDS, STOP, words_in
from bot.ask.tokens import words_of

MARK = ","  # stands between the words of two clauses
ASKED = "?"  # the same after a clause that a question mark ends
_MARKS = frozenset({MARK, ASKED})
# A full stop after a short word may belong to it: "Dr. Ann", "vol. 2".
_ENDS = re.compile(r"(\?)|[,;!\n()\u2013\u2014]|\s-+\s|\.{2,}|(?<=\w{4})\.(?=\s|$)")
# They may stand before the question word of a clause.
LEADS = words_in(
    """
    so and but or then well ok okay also just please hey hi can could do would you u anybody anyone
    somebody someone tell me us know i wonder wondering remember remind say explain am im curious
    about like want need to find out for in on at of from by with if now really exactly sure not no
    idea never cant remembered ask asking lol question is it the
    """
)
# "does anybody know", "has he ever said": what is asked for comes after.
_ASKERS = words_in(
    "we they u you he she it anyone anybody someone somebody everyone everybody people there yall"
)
_KNOWING = words_in(
    """
    know knows known said say tell told figure figured confirm confirmed mention mentioned remember
    """
)
_BETWEEN = words_in("all ever actually really any even yet already out us here exactly have")
# With nothing else a clause only asks whether what was said before is so.
_TAGS = words_in("true right correct real legit wrong sure thanks please story fact lie nonsense")
# A new clause begins with them.
_TURNS = words_in("but because though although whereas")
# They tell where a question comes from, what somebody thinks of it, or that something was done.
NARRATIVE = words_in(
    """
    think thinks thought thinking say says said saying saw seen see spotted noticed remember
    remembers remembered told tell tells telling looked looks looking seemed seem find found another
    curious feel feels felt guess guessed believe believed familiar explained swear
    swears swore claim claims claimed insist insists heard hear hearing read reading wrote asked
    asks argue argument friend friends mate     somebody someone internet
    reddit online forum somewhere
    wondering wonder trying try recall vaguely recently understand understood talking talked
    talks mentioned mention says apparently supposedly correctly misremembering confused lost track
    watched watching rewatched rewatching bring came
    mean means meant got getting doing going went keep keeps kept couldn figure
    picture everyone everybody always never finally last night yesterday weekend
    weird strange obviously admittedly honestly personally hope hoping hoped wish wished
    """
)
# What a clause asks for that names nothing: "what is it called".
NAMING = words_in("called name names named title titles date exactly numbers number")
_JOINS = words_in("so and or then")
_SUBORDINATE = words_in("when where")
_TOLD_HOW = words_in("to i he she it they we you the")
_IDLE = _TAGS | STOP | LEADS | _MARKS
_LEAST = 3  # words on either side of a turn
_EMBEDDED = 4  # words of "does anyone know why"
SHORT = 8  # words up to which a question has one clause


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of one clause; ``asks`` is whether it asks, or only tells what is asked about."""

    words: tuple[str, ...]
    asks: bool


def marked_words(text: str) -> list[str]:
    """Return the folded words of a text with marks between its clauses."""
    words: list[str] = []
    start = 0
    for end in _ENDS.finditer(text):
        words += words_of(text[start : end.start()])
        if words and words[-1] not in _MARKS:
            words.append(ASKED if end[1] else MARK)
        start = end.end()
    return words + words_of(text[start:])


def without_marks(words: Sequence[str]) -> list[str]:
    """Return words without the marks between clauses."""
    return [word for word in words if word not in _MARKS]


def clauses(words: Sequence[str]) -> list[Clause]:
    """Return the clauses of marked words; those of a short question all ask."""
    if len(words) <= SHORT:
        return [Clause(tuple(without_marks(words)), asks=True)]
    parts = _parts(words)
    kinds = [_kind(part) for part in parts]
    best = max(kinds, default=0)
    if best == 0:
        return [Clause(tuple(without_marks(part)), asks=True) for part in parts]
    return [
        Clause(tuple(without_marks(part)), kind == best)
        for part, kind in zip(parts, kinds, strict=True)
    ]


def _parts(words: Sequence[str]) -> list[list[str]]:
    """Return the words of each clause, with the mark that ends it."""
    parts: list[list[str]] = [[]]
    for at, word in enumerate(words):
        if _turns(words, at, len(parts[-1])):
            parts.append([])
        parts[-1].append(word)
        if word in _MARKS:
            parts.append([])
    return [part for part in parts if without_marks(part)]


def _turns(words: Sequence[str], at: int, before: int) -> bool:
    """Whether a new clause begins at a word that no mark precedes."""
    if before < _LEAST or at + _LEAST > len(words):
        return False
    word, following = words[at], words[at + 1]
    if word in _TURNS:
        return True
    asks = following in QUESTION_WORDS or following in AUXILIARIES
    if word in _JOINS:
        return asks
    return word in QUESTION_WORDS and following in AUXILIARIES and words[at - 1] not in LEADS


def embedded(words: Sequence[str]) -> Sequence[str]:
    """Return the question in "does anyone know why ...", or all words where there is none."""
    said = [word for word in words if word not in _BETWEEN]
    if len(said) < _EMBEDDED or said[0] not in AUXILIARIES or said[1] not in _ASKERS:
        return words
    if said[2] not in _KNOWING or said[3] not in QUESTION_WORDS:
        return words
    return words[list(words).index(said[3]) :]


def _kind(part: Sequence[str]) -> int:
    """Return how surely a clause asks: 3 with a question word, 2 as yes or no, 0 not at all."""
    part = embedded(part)
    at = next((at for at, word in enumerate(part) if word not in LEADS), len(part))
    word = part[at] if at < len(part) else ""
    following = part[at + 1] if at + 1 < len(part) else ""
    if word in QUESTION_WORDS:
        leads = word in _SUBORDINATE and following not in AUXILIARIES and part[-1] != ASKED
        return 1 if leads or (word == "how" and following in _TOLD_HOW) else 3
    if _IDLE.issuperset(part):
        return 0
    if AUXILIARIES.intersection(part[: at + 1]):
        return 2
    return 1 if part[-1] == ASKED else 0
