"""Which items of a feed are news here; pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.desk.links import canonical_url
from bot.errors import InputError
from bot.fetching.items import Document, FeedItem
from bot.names import fold
from bot.text import clean

FEEDS_MOST = 25  # of one server
AT_ONCE = 5  # items of one look that reach the desk; more would be a flood
WORDS_MOST, WORD_MOST = 20, 60
SLACK_S = 2 * 24 * 3600  # an item may be dated so long before it appears
_MARK = 12  # bytes of a digest
_TELLING = 60  # characters from which a text alone tells an item from another
_UNSPACED = re.compile("[\u3005\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")
_SPLIT = re.compile("[,;\n\u3001\uff0c]")  # the commas of Japanese and Chinese too
_QUOTES = "\"' \u201c\u201d\u201e\u2018\u2019"
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)


class Fate(StrEnum):
    """What became of an item."""

    BEFORE = "before"
    OLD = "old"
    FILTERED = "filtered"
    LEFT = "left"
    TAKEN = "taken"
    POSTED = "posted"


FATE_WORDS = {
    Fate.BEFORE: "seen before: it was there when the feed was added",
    Fate.OLD: "seen before, and older than the feed here",
    Fate.FILTERED: "seen before: the words kept it out then",
    Fate.LEFT: "seen before: one of too many at once, named in one line",
    Fate.TAKEN: "seen before: it went to the desk",
    Fate.POSTED: "seen before: it was posted automatically",
}
_WEIGHT = {fate: place for place, fate in enumerate(Fate)}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a server takes of a feed; no include words take everything."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with its marks, and why it is not news; ``refusal`` is None for what is."""

    item: FeedItem
    marks: tuple[bytes, ...]
    fate: Fate
    refusal: str | None
    known: bool = False


def parse_words(text: str) -> tuple[str, ...]:
    """Read words and phrases with commas in between; InputError when there are too many."""
    words = [clean(part.strip().strip(_QUOTES)) for part in _SPLIT.split(text)]
    kept = list({fold(word): word for word in words if fold(word)}.values())
    if len(kept) > WORDS_MOST or any(len(word) > WORD_MOST for word in kept):
        raise InputError(
            f"At most {WORDS_MOST} words or phrases, each of at most {WORD_MOST} characters, "
            "with commas in between."
        )
    return tuple(kept)


def parse_language(text: str) -> str | None:
    """Read a language, nothing for any; InputError says how to write it."""
    plain = text.strip().lower()
    if not plain or plain == "any":
        return None
    if not _LANGUAGE.fullmatch(plain):
        raise InputError("Write a language by its code, like en, es or ja, or any for all.")
    return plain


def has_word(words: str, wanted: str) -> bool:
    """Whether folded text has a word or phrase as a whole; scripts without spaces: as a part."""
    folded = fold(wanted)
    return bool(folded) and (folded if _UNSPACED.search(folded) else f" {folded} ") in words


def refusal_of(item: FeedItem, wanted: Filter) -> str | None:
    """Return why a filter keeps an item out, None when it passes."""
    for word in wanted.exclude:
        if has_word(item.words, word):
            return f"exclude word “{word}”"
    if wanted.include and not any(has_word(item.words, word) for word in wanted.include):
        return "none of the include words"
    if wanted.language and item.language and item.language != wanted.language:
        return f"its language is {item.language}, not {wanted.language}"
    return None


def marks_of(document: Document) -> list[tuple[bytes, ...]]:
    """Return by what each item is known again: its id, its page, and what it says.

    Feeds change ids, links and dates of what they told before, so any one of the three is
    enough. A mark that several items of one document share tells none of them apart and is not
    used; neither is a text too short to be one item's alone.
    """
    home = canonical_url(document.home) if document.home else ""
    rows = [
        (
            f"i{item.id}" if item.id else "",
            _page_mark(item, home),
            f"t{item.words}" if len(item.words) >= _TELLING else "",
        )
        for item in document.items
    ]
    shared = {mark for mark, count in Counter(m for row in rows for m in row).items() if count > 1}
    marks: list[tuple[bytes, ...]] = []
    for item, row in zip(document.items, rows, strict=True):
        own = [mark for mark in row if mark and mark not in shared]
        marks.append(tuple(map(_digest, own or [f"a{item.id} {item.link} {item.words}"])))
    return marks


def _page_mark(item: FeedItem, home: str) -> str:
    page = canonical_url(item.link) if item.link else ""
    return f"l{page}" if page and page != home else ""


def _digest(mark: str) -> bytes:
    return hashlib.sha256(mark.encode("utf-8", "replace")).digest()[:_MARK]


def judge(
    document: Document,
    marks: Sequence[tuple[bytes, ...]],
    seen: Mapping[bytes, Fate],
    wanted: Filter,
    *,
    added_at: int,
    posted: bool = False,
) -> list[Judged]:
    """Say of each item what becomes of it, and why; newest first, as the document has them.

    Of what passes, the newest few reach the desk and the others are left.
    """
    taken_as = Fate.POSTED if posted else Fate.TAKEN
    room, known, found = AT_ONCE, dict(seen), list[Judged]()
    for item, own in zip(document.items, marks, strict=True):
        fates = [known[mark] for mark in own if mark in known]
        if fates:
            fate = max(fates, key=_WEIGHT.__getitem__)
            why, now = FATE_WORDS[fate], refusal_of(item, wanted)
            if fate is Fate.BEFORE:
                why = f"{why} ({now or 'it would pass otherwise'})"
            elif fate is Fate.FILTERED:
                why = now or why
            found.append(Judged(item, own, fate, why, known=True))
            continue
        fate, refusal = taken_as, refusal_of(item, wanted)
        if item.published is not None and item.published < added_at - SLACK_S:
            fate, refusal = Fate.OLD, "older than the feed here"
        elif refusal is not None:
            fate = Fate.FILTERED
        elif room == 0:
            fate, refusal = Fate.LEFT, f"more than {AT_ONCE} at once"
        else:
            room -= 1
        known.update(dict.fromkeys(own, fate))
        found.append(Judged(item, own, fate, refusal))
    return found


def passing(document: Document, wanted: Filter) -> Collection[FeedItem]:
    """Return the items that a filter lets through."""
    return [item for item in document.items if refusal_of(item, wanted) is None]
