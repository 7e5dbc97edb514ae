"""What only says where somebody has a question from: "my sister swears", "a guy told me"."""

from collections.abc import Sequence

from bot.ask.english import words_in

_SAYS = words_in(
    """
    say says said swear swears swore claim claims claimed reckon reckons think thinks told tells
    insist insists wrote writes heard read believe believes told hear guess assumed saying
    """
)
_LEADS = ("my", "a", "some", "this", "the")
_STARTS = words_in(
    "i my a an some this somebody someone people folks everyone everybody they we friend"
)
_LATEST = 5  # place of the verb in such a clause
_SOURCE = 4  # words from the verb to "that": "read on the internet that"
_BETWEEN = 2  # words between "my" and the verb


def hearsay(words: Sequence[str]) -> frozenset[str]:
    """Return the words of such a clause, or none."""
    for at, word in enumerate(words):
        if word in _LEADS:
            found = [w for w in words[at + 1 : at + 2 + _BETWEEN] if w in _SAYS]
            if found:
                return frozenset(words[at + 1 : words.index(found[0], at) + 1])
    return frozenset()


def without_hearsay(words: Sequence[str]) -> Sequence[str]:
    """Return a clause without such words at its start: "i read somewhere that"."""
    if not words or words[0] not in _STARTS:
        return words
    verb = next((at for at, word in enumerate(words[: _LATEST + 1]) if word in _SAYS), None)
    if verb is None:
        return words
    that = next((at for at in range(verb + 1, len(words)) if words[at] == "that"), len(words))
    if that <= verb + _SOURCE:
        return words[that + 1 :]
    return words[verb + 1 :] if words[0] in _LEADS else words
