"""What kind of answer a question wants, by its question word."""

from collections.abc import Sequence

from bot.ask.clauses import LEADS, embedded
from bot.ask.english import (
    AMOUNT_AFTER_HOW,
    AUXILIARIES,
    DATE_AFTER_WHICH,
    EVENT_AFTER_WHAT,
    NO_FOCUS,
    ORGANISATION_AFTER_WHICH,
    PERSON_AFTER_WHICH,
    PLACE_AFTER_WHICH,
    QUESTION_WORDS,
    STOP,
    WEAK,
    words_in,
)

_WANTS = {
    "who": "person",
    "whom": "person",
    "whose": "person",
    "when": "date",
    "where": "place",
    "why": "reason",
}

_BEING = words_in("is was are were")
_ITS_NAME = words_in("the a an name names called of for this that")
# What is counted comes after them: "how many different languages".
_WHICH_ONES = words_in(
    "different other more total whole main real actual official new his her their its these"
)


def wanted(words: Sequence[str]) -> str:
    """Return person, date, place, reason, amount, manner, event, yes-no, or nothing."""
    words = _without_leads(embedded(words))
    if words and words[0] in AUXILIARIES:
        return "yes-no"
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        kind = _WANTS.get(word, "")
        if word == "how":
            kind = "amount" if following in AMOUNT_AFTER_HOW else "manner"
            kind = "reason" if following == "come" else kind
        if word in ("what", "which"):
            event = following in EVENT_AFTER_WHAT
            after = words[at + 1 :]
            return (
                "event" if event else _noun_wanted(after[:2]) or _noun_wanted(_after_being(after))
            )
        if kind:
            return kind
    return ""


def _without_leads(words: Sequence[str]) -> Sequence[str]:
    """Return a question without "do you know" and the like before its question word."""
    at = next((at for at, word in enumerate(words) if word not in LEADS), len(words))
    return words[at:] if at < len(words) and words[at] in QUESTION_WORDS else words


def _after_being(words: Sequence[str]) -> Sequence[str]:
    """Return the noun of "what is the name of the city", or nothing."""
    if not words or words[0] not in _BEING:
        return ()
    return [word for word in words if word not in _BEING and word not in _ITS_NAME][:1]


def _noun_wanted(words: Sequence[str]) -> str:
    for word in words:
        if word in DATE_AFTER_WHICH:
            return "date"
        if word in PLACE_AFTER_WHICH:
            return "place"
        if word in PERSON_AFTER_WHICH:
            return "person"
    return ""


def focus(words: Sequence[str]) -> str:
    """Return the word for what is counted or picked out: "how many X", "which X", or nothing."""
    for at, word in enumerate(words[:-1]):
        following = words[at + 1]
        if word == "how" and following == "many":
            return next((word for word in words[at + 2 :] if word not in _WHICH_ONES), "")
        if word in ("what", "which", "whose"):
            implied = following in NO_FOCUS or following in ORGANISATION_AFTER_WHICH
            implied = implied or following in STOP or following in WEAK
            return "" if implied or _noun_wanted([following]) else following
    return ""
