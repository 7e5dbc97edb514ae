"""Japanese questions, which are written without spaces, in English as far as words are known."""

import re
import unicodedata
from collections.abc import Mapping

from bot.ask.english import QUESTION_WORDS
from bot.ask.grammar import ASKING, LITTLE, PARTICLES, with_kind
from bot.ask.lexicon import Lexicon
from bot.names import fold

_LONGEST = 14  # characters of a word or name
_ENDING = 2  # characters of an unknown ending in hiragana that is left out
_UNKNOWN = 3.0  # what a character costs that no known word takes
_ENDS = 1.5  # the same in hiragana, which may be an ending
_PIECE = 1.0  # what a known word costs: few long ones are likelier than many short ones
_HIRAGANA = re.compile("[\u3041-\u309f]+")
_SCRIPTS = re.compile("[\u3041-\u309f]+|[^\u3041-\u309f]+")
_LATIN = re.compile("[0-9a-z]+")
_APART = re.compile(r"(?<=[^0-9a-z]) +| +(?=[^0-9a-z])")


class Japanese:
    """Finds known words and names in a text without spaces."""

    def __init__(self, table: Mapping[str, str], lexicon: Lexicon) -> None:
        grammar = {**dict.fromkeys(PARTICLES, ""), **LITTLE["ja"], **ASKING["ja"], **table}
        self._known = {_even(word): english for word, english in grammar.items()}
        self._lexicon = lexicon

    def has_word(self, text: str) -> bool:
        """Whether a known word of two characters or more stands in a text."""
        even = _even(text)
        return any(len(word) > 1 and word in even for word in self._known)

    def translate(self, text: str) -> list[str]:
        """Return the words in English, question words first.

        Short unknown endings in hiragana are left out, other unknown pieces stay.
        """
        pieces = [piece for part in _even(text).split() for piece in self._pieces(part)]
        asking = [piece for piece in pieces if not QUESTION_WORDS.isdisjoint(piece.split())]
        rest = [piece for piece in pieces if piece not in asking]
        return with_kind(" ".join([*asking, *rest]).split())

    def _pieces(self, text: str) -> list[str]:
        """Return the English of the likeliest known pieces; what is unknown stays as a word."""
        english: list[str] = []
        unknown = ""
        at = 0
        for end, piece in self._cut(text):
            if piece:
                english += [*_kept(unknown), self._known.get(piece, piece)]
                unknown = ""
            else:
                unknown += text[at:end]
            at = end
        return [*english, *_kept(unknown)]

    def _cut(self, text: str) -> list[tuple[int, str]]:
        """Return where the pieces of a text end that cost least, each with its word if known."""
        folded = "".join(one if len(one := fold(c)) == 1 else c for c in text)
        best: list[tuple[float, int, str]] = [(0.0, 0, "")]
        for end in range(1, len(text) + 1):
            strange = _ENDS if _HIRAGANA.fullmatch(text[end - 1]) else _UNKNOWN
            ways = [(best[end - 1][0] + strange, end - 1, "")]
            for start in range(max(0, end - _LONGEST), end):
                # No part of a number or of a word in Latin letters is a word.
                if not (_within(text, start) or _within(text, end)):
                    piece = text[start:end]
                    named = end - start > 1 and self._lexicon.names(folded[start:end])
                    if named or piece in self._known or _LATIN.fullmatch(piece):
                        ways.append((best[start][0] + _PIECE, start, piece))
            best.append(min(ways))
        found: list[tuple[int, str]] = []
        end = len(text)
        while end:
            _, start, piece = best[end]
            found.append((end, piece))
            end = start
        return found[::-1]


def _even(text: str) -> str:
    """Return a text in one width and case; a dot or space beside Japanese parts no words."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return _APART.sub("", " ".join(kept.split()))


def _within(text: str, at: int) -> bool:
    """Whether a place is inside a number or a word in Latin letters."""
    return bool(0 < at < len(text) and _LATIN.match(text[at - 1]) and _LATIN.match(text[at]))


def _kept(unknown: str) -> list[str]:
    """Return what is unknown without short endings, which are in hiragana."""
    parts = _SCRIPTS.findall(unknown)
    return [part for part in parts if len(part) > _ENDING or not _HIRAGANA.fullmatch(part)]
