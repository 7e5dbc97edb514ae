"""Words of plain English: whoever writes one means it, however near it is to a word of a pack."""

from functools import cache
from pathlib import Path

_SPELLINGS = (("or", "our"), ("er", "re"), ("iz", "is"), ("ens", "enc"), ("el", "ell"), ("l", "ll"))


@cache
def plain_words() -> frozenset[str]:
    """Return the common words of six letters and more; a shorter one is too often a slip."""
    lines = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def spellings(word: str) -> list[str]:
    """Return what a word may be without its ending, or as it is spelt in Britain."""
    one = [word.removesuffix("s")]
    return one + [word.replace(here, there, 1) for here, there in _SPELLINGS if here in word]
