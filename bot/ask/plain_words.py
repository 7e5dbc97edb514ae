"""Words of plain English: whoever writes one means it, however near it is to a word of a pack."""

from functools import cache

from spellchecker import SpellChecker

_SHORTEST = 6  # letters; a shorter word is too often a slip in another one
_COMMON = 2000  # times that a word occurs in the list's collection of film subtitles
_SPELLINGS = (("or", "our"), ("er", "re"), ("iz", "is"), ("ens", "enc"), ("el", "ell"), ("l", "ll"))


@cache
def plain_words() -> frozenset[str]:
    """Return the common words of six letters and more; the first call takes 0.2 s."""
    found = SpellChecker(language="en").word_frequency.items()
    return frozenset(word for word, n in found if n >= _COMMON and len(word) >= _SHORTEST)


def spellings(word: str) -> list[str]:
    """Return what a word may be without its ending, or as it is spelt in Britain."""
    one = [word.removesuffix("s")]
    return one + [word.replace(here, there, 1) for here, there in _SPELLINGS if here in word]
