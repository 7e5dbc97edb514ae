"""Words of a question turned into what they stand for: entities, meanings, amounts, years."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.ask.english import (
    AMOUNT_AFTER_HOW,
    ATTRIBUTES,
    CHAT,
    COMMON,
    EMPTY,
    MONTHS,
    STOP,
    WEAK,
    words_in,
)
from bot.ask.nicknames import variants
from bot.ask.phrasings import Phrasings
from bot.ask.plain_words import plain_words, spellings
from bot.ask.slips import Slip, slip_of, sounds
from bot.ask.tokens import stem, words_of
from bot.enums import EntityKind
from bot.models import Entity

_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST = 7  # words of a name or expression
_MENDED = 6  # typing errors that are mended in one question
_KNOWN = STOP | WEAK | COMMON | frozenset(CHAT) | frozenset(MONTHS)
_LONG = 8  # letters from which two slips are mended
_WORD = 3  # letters of the shortest word that is worth knowing
_HEARD = 6  # letters from which a name is known by its consonants, or two words by their sum
_MISHEARD = 3  # changes in such a name
_SHORT = 5  # letters up to which only a likely slip is mended
_SHARED = 2  # people of one family name that it may mean
_MEASURES = words_in("long old tall big large heavy far fast often")
_OPEN = words_in("for in on to from at of with")
_EVERYDAY = STOP | WEAK | ATTRIBUTES
_NAMED = (EntityKind.PERSON, EntityKind.CHARACTER)


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a question: what it may stand for; ``parts`` are its words without endings.

    A candidate may lack what is ``spare``: it only leads to a question, or says little.
    """

    words: tuple[str, ...]
    terms: frozenset[str]
    parts: frozenset[str]
    entities: tuple[str, ...] = ()
    weak: bool = False
    spare: bool = False
    year: int | None = None


class Lexicon:
    """Names, nicknames and expressions of a pack, and the words that it knows."""

    def __init__(self, entities: Iterable[Entity], phrasings: Phrasings) -> None:
        self._meanings: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        self._starts: dict[str, int] = {}
        self._name_words: set[str] = set()
        self._units: dict[tuple[str, ...], Unit] = {}
        self._stems: defaultdict[str, set[str]] = defaultdict(set)
        self._vocabulary: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        self._known: set[str] = set(_KNOWN)
        self._inflected = {stem(word) for word in _KNOWN}
        self._plain = plain_words()
        for word in sorted(_KNOWN):
            self._vocabulary[word[0], len(word)].add(word)
        for number, group in enumerate(phrasings.same):
            for text in group:
                self._add(words_of(text), f"c:{number}")
        for text in EMPTY:
            self._add(words_of(text), "")
        rows = list(entities)
        for entity in rows:
            for name in (entity.name, *entity.aliases, *phrasings.nicknames.get(entity.id, ())):
                self._name_words.update(words_of(name))
                for words in variants(words_of(name)):
                    self._add(words, f"e:{entity.id}")
        self._add_short_names(rows)
        self._add_endings(rows)

    def learn(self, words: Iterable[str]) -> None:
        """Take words as known, so that typing errors are mended towards them."""
        for word in words:
            if word not in self._known and len(word) >= _WORD and not word.isdecimal():
                self._known.add(word)
                self._inflected.add(stem(word))
                self._vocabulary[word[0], len(word)].add(word)

    def knows(self, word: str) -> bool:
        """Whether a word is no typing error."""
        if word in self._known or len(word) < _WORD or word.isdecimal():
            return True
        # Another form of a known word; a name in the plural is written as the name.
        named = word.endswith("s") and word[:-1] in self._name_words
        return len(word) > _SHORT and not named and stem(word) in self._inflected

    def names(self, word: str) -> bool:
        """Whether a single folded word is a name or an expression by itself."""
        return (word,) in self._meanings

    def is_name(self, word: str) -> bool:
        """Whether a single folded word is what an entity is called."""
        return any(term.startswith("e:") for term in self._meanings.get((word,), ()))

    def mend(self, words: Sequence[str]) -> list[str]:
        """Return words with typing errors replaced by the nearest known word, where one is near."""
        mended: list[list[str]] = []
        left = _MENDED
        for word in words:
            wrong = left > 0 and not self.knows(word) and word.isascii()
            left -= wrong
            mended.append(self._meant(word) if wrong else [word])
        return [part for at in range(len(words)) for part in self._unless_named(words, mended, at)]

    def _unless_named(
        self, words: Sequence[str], mended: Sequence[Sequence[str]], at: int
    ) -> Sequence[str]:
        """Return what a word was mended to, or itself beside another strange word.

        Two in a row that neither the pack nor everyday questions have are somebody's name.
        """
        word = words[at]
        if list(mended[at]) == [word] or self._name_words.intersection(mended[at]):
            return mended[at]
        beside = [n for n in (at - 1, at + 1) if 0 <= n < len(words)]
        strange = any(list(mended[n]) == [words[n]] and not self.knows(words[n]) for n in beside)
        return [word] if strange else mended[at]

    def units(self, words: Sequence[str]) -> list[Unit]:
        """Return the units of folded words, longest expressions first; empty words leave none."""
        found: list[Unit] = []
        at = 0
        while at < len(words):
            size = self._longest(words, at)
            if words[at] == "about" and at and at == len(words) - 1:
                found.append(self._unit(("plot",)))
                size = 1
            elif size > 1 or (size == 1 and words[at] not in STOP):
                unit = self._unit(tuple(words[at : at + size]))
                if "" not in unit.terms:
                    found.append(unit)
            elif words[at] == "how" and at + 1 < len(words) and words[at + 1] in AMOUNT_AFTER_HOW:
                size = 2
                if words[at + 1] != "many":
                    found.append(self._measure(words[at + 1]))
            else:
                size = 1
                if words[at] not in STOP:
                    found.append(self._unit((words[at],)))
            at += size
        return found

    def _longest(self, words: Sequence[str], at: int) -> int:
        for size in range(min(self._starts.get(words[at], 0), len(words) - at), 0, -1):
            if tuple(words[at : at + size]) in self._meanings:
                return size
        return 0

    def _unit(self, words: tuple[str, ...]) -> Unit:
        unit = self._units.get(words)
        if unit is None:
            unit = self._made(words)
            # What only a question has is not kept: there is no end of such words.
            if words in self._meanings or words[0] in self._known:
                self._units[words] = unit
        return unit

    def _made(self, words: tuple[str, ...]) -> Unit:
        parts = frozenset(stem(word) for word in words)
        meanings = self._meanings.get(words, set[str]())
        terms = set(meanings)
        if len(words) == 1:
            own = self._meanings.get((*parts,), set[str]())
            if not meanings or not own or meanings & own:
                terms |= parts
            if not meanings:
                terms |= self._stems.get(next(iter(parts)), set())
        year = int(words[0]) if len(words) == 1 and _YEAR.fullmatch(words[0]) else None
        if year:
            terms.add(f"y:{year}")
        entities = tuple(sorted(term[2:] for term in terms if term.startswith("e:")))
        weak = len(words) == 1 and (words[0] in WEAK or words[0] in MONTHS) and not entities
        # "up for" may mean something, but as often it only stands there.
        spare = words[-1] in _OPEN and not entities and STOP.issuperset(words)
        return Unit(words, frozenset(terms), parts, entities, weak, spare, year)

    def _measure(self, word: str) -> Unit:
        terms = {f"h:{word}"} | self._meanings.get((word,), set())
        return Unit(
            ("how", word), frozenset(terms), frozenset({f"h:{word}"}), weak=word not in _MEASURES
        )

    def _add(self, words: Sequence[str], term: str) -> None:
        if not words or len(words) > _LONGEST or words == [words[0][:1]]:
            return
        key = tuple(words)
        self._meanings[key].add(term)
        self._starts[key[0]] = max(self._starts.get(key[0], 0), len(key))
        if len(key) == 1 and term.startswith("c:"):
            self._stems[stem(key[0])].add(term)
        self.learn(words)

    def _add_short_names(self, entities: Iterable[Entity]) -> None:
        """Link first and last names that few persons or characters share."""
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for entity in entities:
            words = words_of(entity.name)
            if entity.kind in _NAMED and len(words) > 1:
                for word in (words[0], words[-1]):
                    owners[word].add(entity.id)
        for word, ids in owners.items():
            usable = len(word) >= _WORD and word not in WEAK | STOP | COMMON
            if len(ids) <= _SHARED and usable and (word,) not in self._meanings:
                for id_ in ids:
                    self._add([word], f"e:{id_}")

    def _add_endings(self, entities: Iterable[Entity]) -> None:
        """Link the last words of long names, such as a title without that of its series."""
        owners: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for entity in entities:
            for name in (entity.name, *entity.aliases):
                words = words_of(name)
                for at in range(1, len(words) - 1):
                    if not {words[at], words[-1]} & (STOP | WEAK):
                        owners[tuple(words[at:])].add(entity.id)
        for words, ids in owners.items():
            if len(ids) == 1 and words not in self._meanings:
                self._add(words, f"e:{next(iter(ids))}")

    def _meant(self, word: str) -> list[str]:
        """Return the known words that an unknown one stands for, or itself."""
        if word in self._plain:
            return [next((other for other in spellings(word) if other in self._known), word)]
        near = self._nearest(word)
        if near or len(word) < _HEARD:
            return [near or word]
        for at in range(len(word) - _WORD, 1, -1):
            parts = [word[:at], word[at:]]
            if self._known.issuperset(parts) and self._name_words.intersection(parts):
                return parts
        return [self._heard(word) or word]

    def _heard(self, word: str) -> str | None:
        """Return the one name that a word may be when it was only heard."""
        own = sounds(word)
        found = [
            name
            for name in self._name_words
            if len(name) >= _HEARD
            and sounds(name) == own
            and OSA.distance(word, name, score_cutoff=_MISHEARD) <= _MISHEARD
        ]
        return found[0] if len(found) == 1 else None

    def _nearest(self, word: str) -> str | None:
        if word.endswith("s"):
            one = word[:-1]
            return one if one in self._known else self._near(word) or self._near(one)
        return self._near(word)

    def _near(self, word: str) -> str | None:
        allowed = 1 if len(word) < _LONG else 2
        best: list[tuple[int, Slip, bool, str]] = []
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for other in self._vocabulary.get((word[0], length), ()):
                distance = OSA.distance(word, other, score_cutoff=allowed)
                if distance > allowed:
                    continue
                slip = slip_of(word, other) if distance == 1 else Slip.OTHER
                likely = len(word) > _SHORT or slip is not Slip.OTHER
                meant = slip <= Slip.DOUBLED and (other,) in self._meanings
                worth = other in self._name_words or other in STOP or len(word) >= _SHORT or meant
                if likely and worth:
                    best.append((distance, slip, (other,) not in self._meanings, other))
        return min(best)[3] if best else self._only(word)

    def _only(self, word: str) -> str | None:
        """Return what a short word must be: the one everyday word or name a letter away."""
        found = [
            other
            for other in self._vocabulary.get((word[0], len(word)), ())
            if len(word) > _WORD
            and (other in _EVERYDAY or other in self._name_words)
            and OSA.distance(word, other, score_cutoff=1) == 1
        ]
        return found[0] if len(found) == 1 else None
