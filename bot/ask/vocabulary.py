"""The words of one European language in English: expressions, endings and compounds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Protocol, cast

import snowballstemmer  # pyright: ignore[reportMissingTypeStubs] - has none
from rapidfuzz.distance import OSA

from bot.ask.english import QUESTION_WORDS
from bot.ask.grammar import ASKING, LITTLE, NOTHING, with_kind
from bot.ask.lexicon import Lexicon
from bot.names import fold

_ALGORITHMS = {"es": "spanish", "pt": "portuguese", "fr": "french", "de": "german"}
_GAP = "…"  # between the parts of an expression that other words may part
_LONGEST = 6  # words of an expression
_PART = 3  # letters of the shortest part of a compound
_COMPOUND = 8  # letters of the shortest compound
_NAME = 6  # letters of the shortest name that is mended
_MENDED = 6  # names that are mended in one question
_ENDING = 4  # letters of the shortest word that may be another form of a known one
_LINKS = ("", "s", "es", "n", "en", "er", "e")  # what joins the parts of one
_RELATIVE = frozenset({"was", "wo", "wie", "comment", "quien", "quem", "qui"})
_JOINING = frozenset({"que", "qu", "como", "ou"})  # ask only at the beginning or the end

_Parted = tuple[tuple[str, ...], tuple[str, ...], str]


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - its name


class Vocabulary:
    """Translates folded words; an entry with ``…`` takes other words between its parts."""

    def __init__(self, language: str, table: Mapping[str, str], lexicon: Lexicon) -> None:
        make = snowballstemmer.stemmer  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - has no types
        self._stemmer = cast("_Stemmer", make(_ALGORITHMS[language]))
        self._stem = lru_cache(maxsize=4096)(self._stemmed)
        self._lexicon = lexicon
        self._compounds = language == "de"
        grammar = dict.fromkeys(NOTHING[language], "") | LITTLE[language] | ASKING[language]
        self._known = {tuple(key.split()): english for key, english in grammar.items()}
        self._alike: dict[tuple[str, ...], str] = {}
        self._gaps: defaultdict[str, list[_Parted]] = defaultdict(list)
        for key, english in table.items():
            first, *last = (tuple(fold(part).split()) for part in key.split(_GAP))
            if not first:
                continue
            if last:
                self._gaps[first[0]].append((first, last[0], english))
            else:
                self._known[first] = english
                self._alike.setdefault(tuple(map(self._stem, first)), english)
        for parted in self._gaps.values():
            parted.sort(key=lambda one: -len(one[0]))
        self._nouns = {
            key[0]: english
            for key, english in self._known.items()
            if len(key) == 1 and key[0] not in grammar
        }

    def has(self, word: str, *, exactly: bool) -> bool:
        """Whether a pack gives a word, or, if not ``exactly``, another form of it."""
        if exactly or len(word) <= _ENDING:
            return word in self._nouns
        return word in self._nouns or (self._stem(word),) in self._alike

    def translate(self, words: Sequence[str]) -> list[str]:
        """Return words in English where they are known, others unchanged."""
        rest: list[str | None] = list(words)
        english: list[str] = []
        asked = False
        at = 0
        while at < len(rest):
            word = rest[at]
            if word is None:
                at += 1
                continue
            size, said = self._parted(rest, at) or self._whole(rest, at)
            joining = word in _JOINING and bool(english) and at + 1 < len(rest)
            if size == 1 and (joining or (asked and word in _RELATIVE)):
                said = ""
            found = said.split()
            asked = asked or not QUESTION_WORDS.isdisjoint(found)
            english += found
            at += size
        return self._named(with_kind(english))

    def _parted(self, rest: list[str | None], at: int) -> tuple[int, str] | None:
        """Return an expression whose last part comes later, and take that part away."""
        for first, last, english in self._gaps.get(rest[at] or "", ()):
            start = at + len(first)
            if tuple(rest[at:start]) != first:
                continue
            for later in range(start, len(rest) - len(last) + 1):
                if tuple(rest[later : later + len(last)]) == last:
                    rest[later : later + len(last)] = [None] * len(last)
                    return len(first), english
        return None

    def _whole(self, rest: Sequence[str | None], at: int) -> tuple[int, str]:
        """Return the longest expression that begins at a word, and how many words it takes."""
        ahead = list(takewhile(lambda word: word is not None, rest[at : at + _LONGEST]))
        for size in range(len(ahead), 0, -1):
            key = tuple(str(word) for word in ahead[:size])
            if key in self._known:
                return size, self._known[key]
            stems = tuple(map(self._stem, key))
            short = size == 1 and (len(key[0]) < _ENDING or self._lexicon.is_name(key[0]))
            if stems in self._alike and not short:
                return size, self._alike[stems]
        word = str(ahead[0])
        return 1, self._compound(word) or word

    def _compound(self, word: str) -> str | None:
        """Return the English of the two known words that make a word."""
        if not self._compounds or len(word) < _COMPOUND or self._lexicon.is_name(word):
            return None
        for at in range(_PART, len(word) - _PART + 1):
            parts = (word[: at - len(link)] for link in _LINKS if word[:at].endswith(link))
            first = next((self._nouns[part] for part in parts if part in self._nouns), None)
            last = first and self._part(word[at:])
            if last:
                return f"{first} {last}"
        return None

    def _part(self, word: str) -> str | None:
        return self._nouns.get(word) or self._alike.get((self._stem(word),))

    def _named(self, words: Sequence[str]) -> list[str]:
        """Return words with those that are a name without a genitive, or with one letter mended."""
        strange = [word for word in words if len(word) >= _NAME and not self._lexicon.knows(word)]
        meant: dict[str, str] = {}
        for word in strange[:_MENDED]:
            near = " ".join(self._lexicon.mend([word]))
            if self._lexicon.is_name(near) and OSA.distance(word, near) == 1:
                meant[word] = near
        own = [word[:-1] if self._lexicon.is_name(word[:-1]) else word for word in words]
        genitive = {word: name for word, name in zip(words, own, strict=True) if word[-1] == "s"}
        return [meant.get(word) or genitive.get(word, word) for word in words]

    def _stemmed(self, word: str) -> str:
        """Return a word without endings; further ones than usual, since it lacks its accents."""
        stem = self._stemmer.stemWord(word)
        return stem.rstrip("aeiou") if len(stem) > _PART else stem
