"""What is wrong with a pack, where, and what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

_ALIKE = 65.0
_AS_GOOD = 8.0


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a pack; ``file`` is relative to the pack, ``line`` counts from 1."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}. {self.remedy}"


def quoted(words: Iterable[str], last: str = "or") -> str:
    """Join words as people list them: ``"a", "b" or "c"``."""
    *others, final = [f'"{word}"' for word in words]
    return f"{', '.join(others)} {last} {final}" if others else final


def did_you_mean(word: str, choices: Iterable[str], otherwise: str) -> str:
    """Offer up to three of the choices that resemble the word, or else say ``otherwise``."""
    found = process.extract(
        word, list(choices), scorer=fuzz.ratio, limit=3, score_cutoff=_ALIKE, processor=str.casefold
    )
    near = [choice for choice, score, _ in found if score >= found[0][1] - _AS_GOOD]
    return f"Did you mean {quoted(near)}?" if near else otherwise
