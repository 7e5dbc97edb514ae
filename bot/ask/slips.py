"""Slips of the fingers: how one word came out as another, the likeliest first."""

from enum import IntEnum

_SOUNDS = ("aeiouy", "szc", "ckq", "fv", "dt", "bp", "gj")
_ALIKE = str.maketrans("zqckv", "skkkf")


class Slip(IntEnum):
    """What went wrong in a word that is one change away from another."""

    SWAPPED = 0
    LEFT_OUT = 1
    DOUBLED = 2
    ALIKE = 3
    OTHER = 4


def slip_of(word: str, meant: str) -> Slip:
    """Return the slip that made ``word`` of ``meant``, which is one change away."""
    if len(word) == len(meant):
        if sorted(word) == sorted(meant):
            return Slip.SWAPPED
        wrong = {pair for pair in zip(word, meant, strict=True) if pair[0] != pair[1]}
        alike = all(any({*pair} <= {*group} for group in _SOUNDS) for pair in wrong)
        return Slip.ALIKE if alike else Slip.OTHER
    if len(word) < len(meant):
        return Slip.LEFT_OUT
    doubled = (word[:at] + word[at + 1 :] for at in range(1, len(word)) if word[at] == word[at - 1])
    return Slip.DOUBLED if meant in doubled else Slip.OTHER


def sounds(word: str) -> str:
    """Return the consonants of a word in order of the alphabet, with those that sound alike."""
    folded = word.replace("ph", "f").translate(_ALIKE)
    return "".join(sorted(set(folded) - set("aeiouyh")))
