"""What only says where somebody has a question from: "my sister swears", "a guy told me"."""

from collections.abc import Sequence

from bot.ask.english import words_in

_SAYS = words_in(
    """
    say says said swear swears swore claim claims claimed reckon reckons think thinks told tells
    insist insists wrote writes heard read
    """
)
_LEADS = ("my", "a", "some", "this", "the")
_BETWEEN = 2  # words between "my" and the verb


def hearsay(words: Sequence[str]) -> frozenset[str]:
    """Return the words of such a clause, or none."""
    for at, word in enumerate(words):
        if word in _LEADS:
            found = [w for w in words[at + 1 : at + 2 + _BETWEEN] if w in _SAYS]
            if found:
                return frozenset(words[at + 1 : words.index(found[0], at) + 1])
    return frozenset()


def without_hearsay(words: Sequence[str]) -> list[str]:
    """Return a question without such a clause at its start."""
    said = hearsay(words) if words and words[0] in ("my", "a", "some") else frozenset[str]()
    return [word for word in words if word not in said]
