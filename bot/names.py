"""Names and aliases: exact, while typing, with typing errors, and within running text."""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process

_LONGEST = 100  # characters of a query that are looked at
_FEW = 3  # with fewer prefix hits than this, names with typing errors are looked for too
_SCANNED = 300  # prefix hits ranked at most, so that one letter stays cheap in a large index
_NEAR = 70.0  # least likeness of a name with typing errors, 0..100
_FAR = 55.0  # least likeness of a part of a name that is worth a closer look
_CANDIDATES = 60  # such parts, and names for each, that are looked at
_SHORT = 3  # letters of a name from which typing errors, and names within texts, are looked for
_WINDOW = 8  # words of a name within running text at most
_LAST = "\U0010ffff"
_EXACT, _ALIAS = 100.0, 99.0

_PLUS = {ord("+"): " plus "}
_ASCII = {code: " " for code in range(128) if not chr(code).isalnum()} | _PLUS
# Kana typed before conversion is hiragana, names are mostly katakana: both become hiragana.
_LETTERS = (
    {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)}
    | str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
    | _PLUS
)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_UNSPACED = re.compile(rf"[\u3005\u3041-\u30ff\uff66-\uff9f]|{_HAN.pattern}")
_TOKEN = re.compile(
    rf"(?:{_UNSPACED.pattern})+|(?:(?!{_UNSPACED.pattern})[^\W_]|[\u0300-\u036f])+|\+"
)


@dataclass(frozen=True, slots=True)
class NameHit:
    """An entity found: ``label`` is its display name, ``matched`` what fitted (maybe a spoiler).

    ``score``: 100 is the name itself, 99 an alias, from 90 it begins so, from 80 a later word
    does, and below 80 there are typing errors, the fewer the higher.
    """

    id: str
    label: str
    matched: str
    score: float


def fold(text: str) -> str:
    """Reduce to what people mean by the same name: NFKC, no case, no accents, no punctuation."""
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = re.sub("[\u0300-\u036f]", "", bare)
    bare = unicodedata.normalize("NFC", bare).translate(_LETTERS)
    return " ".join(
        "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in bare).split()
    )


def _compact(text: str) -> str:
    return fold(text).replace(" ", "")


class _Name(NamedTuple):
    """One name or alias; ``row`` is the place of its entity."""

    row: int
    text: str
    folded: str
    display: bool


class _Row(NamedTuple):
    """One entity; ``fame`` is how many names it goes by."""

    id: str
    label: str
    fame: int


class NameIndex:
    """Entities by name and alias; ``rows`` are (id, display name, aliases)."""

    def __init__(self, rows: Iterable[tuple[str, str, Sequence[str]]]) -> None:
        self._rows: list[_Row] = []
        self._names: list[_Name] = []
        parts: defaultdict[str, list[int]] = defaultdict(list)
        whole: list[tuple[str, int]] = []
        inner: list[tuple[str, int]] = []
        for row, (id_, label, aliases) in enumerate(rows):
            self._rows.append(_Row(id_, label, len(aliases)))
            for place, text in enumerate((label, *aliases)):
                folded = fold(text)
                words = folded.split()
                if not words:
                    continue
                number = len(self._names)
                compact = "".join(words)
                self._names.append(_Name(row, text, folded, place == 0))
                whole.append((compact, number))
                inner.extend(("".join(words[at:]), number) for at in range(1, len(words)))
                for part in {compact, *words}:
                    parts[part].append(number)
        self._whole = sorted(whole)
        self._inner = sorted(inner)
        # Strings made in one go lie side by side in memory: a scan takes a fifth of the time.
        self._parts = "\n".join(parts).split("\n")
        self._owners = list(parts.values())

    def find(self, text: str, limit: int = 10) -> list[NameHit]:
        """Return the entities meant by a name, best first; nothing when no name is near."""
        return self._search(fold(text[:_LONGEST]), limit)

    def complete(self, prefix: str, limit: int = 25) -> list[NameHit]:
        """Return what a name begun may become, best first; the first rows when nothing is typed."""
        folded = fold(prefix[:_LONGEST])
        if folded:
            return self._search(folded, limit, enough=1)
        return [NameHit(row.id, row.label, row.label, 0.0) for row in self._rows[:limit]]

    def exact(self, text: str) -> NameHit | None:
        """Return the one entity with this name, or with this alias; None when two share it."""
        return self._named(_compact(text))

    def mentions(self, text: str) -> list[NameHit]:
        """Return the entities named in a running text, in its order; longer names win.

        A text with capitals has to write them where the name does, so that a title such as
        "The Fall" is not found in "in the fall". Names under three letters and bare numbers are
        never found, nor is a name that several entities share.
        """
        tokens = [(token, _compact(token)) for token in _TOKEN.findall(text)]
        cased = text.lower() != text and text.upper() != text
        found: dict[str, NameHit] = {}
        for hit in self._spans(tokens, cased):
            found.setdefault(hit.id, hit)
        return list(found.values())

    def _spans(self, tokens: list[tuple[str, str]], cased: bool) -> Iterator[NameHit]:
        at = 0
        while at < len(tokens):
            word, folded = tokens[at]
            length = 1
            if _UNSPACED.match(word):
                yield from self._unspaced(folded)
            else:
                for size in range(min(_WINDOW, len(tokens) - at), 0, -1):
                    window = tokens[at : at + size]
                    compact = "".join(part for _, part in window)
                    if len(compact) < _SHORT or compact.isdecimal():
                        continue
                    hit = self._named(compact)
                    if hit and not (cased and _lowered([word for word, _ in window], hit.matched)):
                        yield hit
                        length = size
                        break
            at += length

    def _unspaced(self, run: str) -> Iterator[NameHit]:
        """Find names in a run of a script that puts no spaces between words."""
        at = 0
        while at < len(run):
            length = 1
            for size in range(min(_WINDOW * 3, len(run) - at), 1, -1):
                part = run[at : at + size]
                if (size >= _SHORT or _HAN.search(part)) and (hit := self._named(part)):
                    yield hit
                    length = size
                    break
            at += length

    def _named(self, compact: str) -> NameHit | None:
        low = bisect_left(self._whole, (compact,))
        high = bisect_left(self._whole, (compact, len(self._names)), low)
        names = [self._names[number] for _, number in self._whole[low:high]]
        names = [name for name in names if name.display] or names
        if len({name.row for name in names}) != 1:
            return None
        return self._hit(names[0], _EXACT if names[0].display else _ALIAS)

    def _hit(self, name: _Name, score: float) -> NameHit:
        row = self._rows[name.row]
        return NameHit(row.id, row.label, name.text, score)

    def _search(self, folded: str, limit: int, enough: int = _FEW) -> list[NameHit]:
        """Return the best hits; typing errors are thought of only below ``enough`` plain ones."""
        best: dict[int, tuple[float, _Name]] = {}

        def keep(found: Iterable[tuple[_Name, float]]) -> None:
            for name, score in found:
                if name.row not in best or score > best[name.row][0]:
                    best[name.row] = (score, name)

        query = folded.replace(" ", "")
        if query:
            keep(self._begun(query))
        exact = any(score >= _ALIAS for score, _ in best.values())
        if not exact and len(best) < enough and len(query) >= _SHORT:
            keep(self._mistyped(folded, query))
        order = sorted(best, key=lambda row: (-best[row][0], -self._rows[row].fame, row))
        return [self._hit(best[row][1], best[row][0]) for row in order[:limit]]

    def _begun(self, query: str) -> Iterator[tuple[_Name, float]]:
        """Yield names of which a word begins so, at most a few hundred."""
        for starts, score in ((self._whole, 90.0), (self._inner, 80.0)):
            low = bisect_left(starts, (query,))
            high = bisect_left(starts, (query + _LAST,), low)
            for start, number in starts[low : min(high, low + _SCANNED)]:
                name = self._names[number]
                if starts is self._whole and start == query:
                    yield name, _EXACT if name.display else _ALIAS
                else:
                    yield name, score + 7 * len(query) / len(start) + name.display

    def _mistyped(self, folded: str, query: str) -> Iterator[tuple[_Name, float]]:
        """Yield names like this one, in part or in another order of words."""
        parts = process.extract(
            query, self._parts, scorer=fuzz.ratio, limit=_CANDIDATES, score_cutoff=_FAR
        )
        for part, likeness, place in parts:
            for number in self._owners[place][:_CANDIDATES]:
                name = self._names[number]
                compact = name.folded.replace(" ", "")
                begun = fuzz.ratio(query, compact[: len(query)])
                turned = fuzz.token_sort_ratio(folded, name.folded)
                score = max(likeness - 3 * (part != compact), begun - 8, turned - 3)
                if score >= _NEAR:
                    yield name, score * 0.79


def _lowered(words: list[str], name: str) -> bool:
    """Tell whether words of a text are in lower case where the name has capitals."""
    first, *rest = _TOKEN.findall(name) or [name]
    if rest and first[0].isupper() and not any(word[0].isupper() for word in rest):
        return False
    small = {word for word in (first, *rest) if word[0].islower()} | {"the"}
    return any(word[0].islower() and word not in small for word in words)
