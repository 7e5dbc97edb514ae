"""Words of a text, as they are compared: folded, without endings, chat spelling spelt out."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest

from bot.ask.english import AUXILIARIES, CHAT
from bot.names import fold

LONGEST = 400  # characters of a question that are looked at
_STEM = 3  # letters that a word keeps at least
WORDS = 60  # words of it
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'"})
_CANNOT = re.compile(r"\b(ca|wo)n't\b", re.IGNORECASE)
_STATES = re.compile(r"\bU\.?S\.?(?:A\.?)?(?!\w)|(?<=in the )us\b")
_NOT = re.compile(r"n't\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"'s\b", re.IGNORECASE)
_DID = re.compile(r"\b(wh\w+|how)'d\b", re.IGNORECASE)
_SHORTENED = re.compile(r"'(?:d|ll|re|ve|m)\b", re.IGNORECASE)
_WHOLE = frozenset(
    {
        "action",
        "dating",
        "edition",
        "editions",
        "evening",
        "wedding",
        "during",
        "king",
        "ring",
        "wing",
    }
)
_SWORN = ("wtf", "wth", "tf")  # short for "what the ..."
_VOWEL = re.compile("[aeiouy]")


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, without possessive endings."""
    if "US" in text or "U." in text or "the us" in text:
        text = _STATES.sub("usa", text)
    if "'" in text or not text.isascii():
        text = _CANNOT.sub("can not", text.translate(_APOSTROPHES))
        text = _POSSESSIVE.sub("", _NOT.sub(" not", text))
        text = _SHORTENED.sub("", _DID.sub(r"\1 did", text))
    return fold(text).split()


def question_words(text: str) -> list[str]:
    """Return the words of a question, cut to a length that is quick to answer."""
    return words_of(text[:LONGEST])[:WORDS]


def spelt_out(words: Sequence[str]) -> list[str]:
    """Return English words with chat spelling spelt out; what only swears may be all that asks."""
    words = [
        "what" if word in _SWORN and following in AUXILIARIES else word
        for word, following in zip_longest(words, words[1:], fillvalue="")
    ]
    return [part for word in words for part in CHAT.get(word, word).split()]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return an English word without its usual endings, roughly but always in the same way."""
    if word in _WHOLE or len(word) <= _STEM or not word.isascii() or word.isdecimal():
        return word
    word = _singular(word)
    for ending in ("ing", "ed", "ly", "ion"):
        kept = word[: -len(ending)]
        if word.endswith(ending) and len(kept) >= _STEM and _VOWEL.search(kept):
            word = _undoubled(kept) if ending in ("ing", "ed") else kept
            break
    return word[:-1] if word.endswith("e") and len(word) > _STEM else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _STEM + 1:
        return f"{word[:-3]}y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")) and len(word) > _STEM + 2:
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _undoubled(word: str) -> str:
    doubled = len(word) > _STEM and word[-1] == word[-2] and word[-1] not in "lsz"
    return word[:-1] if doubled else word
