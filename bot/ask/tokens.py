"""Words of a text, as they are compared: folded, without endings, chat spelling spelt out."""

import re
from functools import lru_cache

from bot.ask.english import CHAT
from bot.names import fold

_LONGEST = 400  # characters of a question that are looked at
_WORDS = 60  # words of it
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'"})
_NOT = re.compile(r"n't\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"'s\b", re.IGNORECASE)
_VOWEL = re.compile("[aeiouy]")


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, without possessive endings."""
    if "'" in text or not text.isascii():
        text = _POSSESSIVE.sub("", _NOT.sub(" not", text.translate(_APOSTROPHES)))
    return fold(text).split()


def question_words(text: str) -> list[str]:
    """Return the words of a question, cut to a length that is quick to answer."""
    words: list[str] = []
    for word in words_of(text[:_LONGEST])[:_WORDS]:
        words.extend(CHAT.get(word, word).split())
    return words


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return an English word without its usual endings; a rough rule that treats both sides alike."""
    if len(word) <= 3 or not word.isascii() or word.isdecimal():
        return word
    word = _singular(word)
    for ending in ("ing", "ed", "ly", "er", "or", "ion"):
        kept = word[: -len(ending)]
        if word.endswith(ending) and len(kept) >= 3 and _VOWEL.search(kept):
            word = _undoubled(kept) if ending in ("ing", "ed", "er") else kept
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")) and len(word) > 5:
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _undoubled(word: str) -> str:
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz"
    return word[:-1] if doubled else word
