"""Other ways to say a nickname: "the man who drew it" is also the guy, the dude, the person."""

from collections.abc import Iterator, Sequence

from bot.ask.english import words_in

_SOMEBODY = words_in(
    "man guy dude bloke fella person woman lady girl gal actor actress artist one those"
)
_OTHERWISE = {
    "plays": ("played", "portrays", "portrayed"),
    "drew": ("draws", "created", "wrote", "made"),
    "made": ("directed", "did"),
}


def variants(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield a nickname, and for "somebody who ..." what else people say for both."""
    yield tuple(words)
    if len(words) < len(("man", "who", "did", "it")) or words[0] not in _SOMEBODY:
        return
    who, verb = words[1:3]
    if who == "who":
        for other in (verb, *_OTHERWISE.get(verb, ())):
            for one in sorted(_SOMEBODY):
                yield (one, who, other, *words[3:])
