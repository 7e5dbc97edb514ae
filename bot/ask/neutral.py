"""Questions without the names that are meant anyway: those make any two questions alike."""

import re
from collections.abc import Iterable

from bot.ask.phrasings import Phrasings
from bot.models import Entity


class Neutral:
    """Puts another word in the place of some names, as ``neutral`` of a pack's words says."""

    def __init__(self, entities: Iterable[Entity], phrasings: Phrasings) -> None:
        names: dict[str, str | None] = {}
        for entity in entities:
            word = phrasings.neutral.get(entity.id)
            for name in (entity.name, *entity.aliases, *phrasings.nicknames.get(entity.id, ())):
                if word is None or name in (entity.name, *entity.aliases):
                    names.setdefault(name.lower(), word)
        own = [name for name, word in names.items() if word]
        # Longer names of others that hold one of these stay as they are.
        self._words = {name: word for name, word in names.items() if any(o in name for o in own)}
        longest = sorted(self._words, key=len, reverse=True)
        body = "|".join(map(re.escape, longest)) if longest else "(?!)"
        self._pattern = re.compile(rf"(?<!\w)({body})(?:['\u2019]s)?(?!\w)", re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """Return a text with the neutral words."""
        return self._pattern.sub(self._instead, text)

    def _instead(self, found: re.Match[str]) -> str:
        return self._words.get(found[1].lower()) or found[0]
