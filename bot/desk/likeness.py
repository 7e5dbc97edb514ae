"""How likely two headlines tell the same story.

Words that everybody uses count little, numbers and names much. What only one headline adds
matters less than what each has in place of the other's: another name, another number, another
kind of event (joins, leaves) is another story, however alike the rest.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.desk.headline_words import DENYING, EVENTS, FIRST_ALIKE, LITTLE, NUMERALS
from bot.names import fold

# The first threshold with a precision over 0.9 among the pairs for choosing (tests/bench/
# duplicates.py): a wrong merge hides news, a missed one costs a moderator a press.
SAME_FROM = 76.0
NUMBER, NAME, WORD, USUAL = 2.0, 1.6, 1.0, 0.6  # weights
EXCHANGED, ADDED = 1.0, 0.2  # how much words count that both, or one, have for themselves
OTHER_NUMBER = OTHER_NAME = OTHER_EVENT = OTHER_SENSE = 0.6  # factors
LIKE_WORD = 84.0  # least likeness of two spellings of a word
TITLE_CASE = 0.6  # from this share of capitals on, capitals say nothing about names
USUAL_SHARE, USUAL_AMONG = 0.15, 20  # a word in more of at least so many headlines is usual

_OUTLET = re.compile(r"(?<=\S)\s+[|–—-]\s+[^|–—]{1,30}$")  # noqa: RUF001 - dashes of headlines
_TOKEN = re.compile(r"[^\W_]+(?:['.,][^\W_]+)*")
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th|m|bn|k|million|billion)?")
_UNSPACED = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_ENDINGS = ("ing", "ed", "es", "s", "en", "er")
_LONG, _STEM = 4, 3  # letters of a word that may be misspelt, and of what is left of one


@dataclass(frozen=True, slots=True)
class _Headline:
    words: Counter[str]
    names: frozenset[str]
    events: frozenset[str]
    denies: bool


def usual_words(headlines: Collection[str]) -> frozenset[str]:
    """Return the words that most of a desk's headlines share, such as what it waits for."""
    if len(headlines) < USUAL_AMONG:
        return frozenset()
    seen = Counter(word for headline in headlines for word in _read(headline).words)
    return frozenset(word for word, count in seen.items() if count > USUAL_SHARE * len(headlines))


def likeness(one: str, other: str, usual: frozenset[str] = frozenset()) -> float:
    """Return how alike two headlines are, 0..100; the same in both directions."""
    first, second = _read(one), _read(other)
    if first.words.keys().isdisjoint(second.words):
        return 0.0  # most pairs of a full queue; misspelling alone makes no two headlines alike
    names = first.names | second.names

    def weigh(words: Iterable[str]) -> float:
        return sum(_weight(word, names, usual) for word in words)

    mine, theirs = first.words - second.words, second.words - first.words
    common = weigh((first.words & second.words).elements())
    for word in sorted(mine):
        if like := _spelt_alike(word, theirs):
            common += max(weigh([word]), weigh([like]))
            del mine[word], theirs[like]
    left = sorted((weigh(mine.elements()), weigh(theirs.elements())))
    whole = common + EXCHANGED * left[0] + ADDED * left[1]
    score = 100 * common / whole if whole else 0.0
    for factor, exchanged in (
        (OTHER_NUMBER, _both(mine, theirs, str.isdecimal)),
        (OTHER_NAME, _both(mine, theirs, names.__contains__)),
        (OTHER_EVENT, bool(first.events and second.events) and not first.events & second.events),
        (OTHER_SENSE, first.denies is not second.denies),
    ):
        score *= factor if exchanged else 1.0
    return score


def _both(mine: Iterable[str], theirs: Iterable[str], has: Callable[[str], bool]) -> bool:
    return any(map(has, mine)) and any(map(has, theirs))


def _weight(word: str, names: Collection[str], usual: Collection[str]) -> float:
    if word in usual:
        return USUAL
    if word.isdecimal():
        return NUMBER
    return NAME if word in names else WORD


def _spelt_alike(word: str, others: Iterable[str]) -> str | None:
    if len(word) < _LONG or word.isdecimal():
        return None
    best = process.extractOne(word, list(others), scorer=fuzz.ratio, score_cutoff=LIKE_WORD)
    return best[0] if best else None


@lru_cache(maxsize=4_096)
def _read(headline: str) -> _Headline:
    text = _OUTLET.sub("", headline.replace("\u2019", "'"))
    tokens = _TOKEN.findall(text)
    long = [token for token in tokens if len(token) >= _LONG]
    title_case = sum(token[0].isupper() for token in long) > TITLE_CASE * len(long)
    words, names, events = Counter[str](), set[str](), set[str]()
    denies = False
    for place, token in enumerate(tokens):
        word = fold(token.removesuffix("'s")).replace(" ", "")
        denies |= word in DENYING or token.endswith("n't")
        events |= EVENTS.get(word, frozenset())
        for stem in _stems(word):
            words[stem] += 1
            if place and token[0].isupper() and not title_case:
                names.add(stem)
    return _Headline(words, frozenset(names), frozenset(events), denies)


def _stems(word: str) -> list[str]:
    if number := _NUMBER.fullmatch(word):
        return [number[1]]
    if word in NUMERALS:
        return [NUMERALS[word]]
    if not word or word in LITTLE or word in DENYING:
        return []
    if _UNSPACED.search(word):
        return [word[at : at + 2] for at in range(max(1, len(word) - 1))]
    if word in FIRST_ALIKE:
        return [FIRST_ALIKE[word]]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) >= _STEM + len(ending):
            word = word.removesuffix(ending)
            break
    return [FIRST_ALIKE.get(word) or FIRST_ALIKE.get(f"{word}e") or word.removesuffix("e")]
