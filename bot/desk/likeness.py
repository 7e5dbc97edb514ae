"""How likely two headlines tell the same story: words that say little count little.

A headline has few words, so each counts: numbers and names most, verbs that newsrooms use for
one another as one word, small words not at all. Different numbers, or one headline that denies
and one that does not, speak against it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from bot.names import fold

SAME_FROM = 62.0  # chosen with tests/bench/duplicates.py, on the half that is not held out
NUMBER, NAME, WORD = 2.0, 1.6, 1.0  # weights
OTHER_NUMBERS, OTHER_SENSE = 0.55, 0.6  # factors for headlines that contradict each other
LIKE_WORD = 84.0  # least likeness of two spellings of a word
TITLE_CASE = 0.6  # from this share of capitals on, capitals say nothing about names

_LITTLE = """
a an and are as at be been but by for from has have he her his how in into is it its more new now
of on or our out over says say said saying she so than that the their them they this to up was we
were what when who why will with you your after about just still
der die das und ein eine im den dem von mit zu auf ist le la les un une des du de et en el los las
una y con por
"""
_DENIES = "not no never deny denies denied denying refute nicht kein keine pas non"
# What newsrooms write for one another, a line each.
_ALIKE = """
announce confirm reveal unveil official officially announcement confirmation
delay postpone push slip delayed later
film shoot shot production camera
start begin began kick underway commence
finish complete wrap end done
join cast star sign board aboard
script screenplay draft
sequel second two ii part2 followup
movie film picture feature
leave exit quit depart
talk interview speak tell discuss
composer score music soundtrack
director helmer filmmaker
teaser trailer
hope want wish
"""
_LITTLE_WORDS, _DENYING = frozenset(_LITTLE.split()), frozenset(_DENIES.split())
_FIRST_ALIKE = {
    word: line.split()[0] for line in _ALIKE.strip().splitlines() for word in line.split()
}
_TOKEN = re.compile(r"[^\W_]+(?:['.,][^\W_]+)*")
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th|m|bn|k|million|billion)?")
_ENDINGS = ("ing", "ed", "es", "s")
_LONG, _STEM = 4, 3  # letters of a word that may be misspelt, and of what is left of one


@dataclass(frozen=True, slots=True)
class _Headline:
    words: dict[str, float]  # stem: weight
    numbers: frozenset[str]
    denies: bool


def likeness(one: str, other: str) -> float:
    """Return how alike two headlines are, 0..100; the same in both directions."""
    first, second = sorted((_read(one), _read(other)), key=lambda said: sorted(said.words))
    whole = sum(first.words.values()) + sum(second.words.values())
    if not whole:
        return 0.0
    left, common = dict(second.words), 0.0
    for word, weight in first.words.items():
        found = word if word in left else _spelt_alike(word, left)
        if found is not None:
            common += 2 * max(weight, left.pop(found))
            whole += abs(weight - second.words[found])
    score = 100 * common / whole
    if first.numbers and second.numbers and not first.numbers & second.numbers:
        score *= OTHER_NUMBERS
    if first.denies is not second.denies:
        score *= OTHER_SENSE
    return score


def _spelt_alike(word: str, others: dict[str, float]) -> str | None:
    if len(word) < _LONG or word[0].isdecimal():
        return None
    best = max(others, key=lambda other: fuzz.ratio(word, other), default=None)
    return best if best is not None and fuzz.ratio(word, best) >= LIKE_WORD else None


@lru_cache(maxsize=4_096)
def _read(headline: str) -> _Headline:
    tokens = _TOKEN.findall(headline.replace("\u2019", "'"))
    long = [token for token in tokens if len(token) >= _LONG]
    title_case = sum(token[0].isupper() for token in long) > TITLE_CASE * len(long)
    words: dict[str, float] = {}
    numbers: set[str] = set()
    denies = False
    for place, token in enumerate(tokens):
        word = fold(token.removesuffix("'s")).replace(" ", "")
        denies |= word in _DENYING or token.endswith("n't")
        if number := _NUMBER.fullmatch(word):
            numbers.add(number[1])
            words[number[1]] = NUMBER
        elif word and word not in _LITTLE_WORDS | _DENYING:
            named = place > 0 and token[0].isupper() and not title_case
            stem = _stem(word)
            words[stem] = max(words.get(stem, 0.0), NAME if named else WORD)
    return _Headline(words, frozenset(numbers), denies)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word not in _FIRST_ALIKE and word.endswith(ending) and len(word) >= _STEM + len(ending):
            word = word.removesuffix(ending)
            break
    return _FIRST_ALIKE.get(word) or _FIRST_ALIKE.get(f"{word}e") or word.removesuffix("e")
