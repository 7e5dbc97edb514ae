"""What is read of the pack once, at its first use, since packs change only at a start."""

import asyncio
import gc
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.names import NameIndex
from bot.settings import Settings
from bot.store.database import Database
from bot.store.knowledge import list_names, list_people

if TYPE_CHECKING:
    from bot.answers import Answers

LARGE_INDEX = 5_000  # names from which on building their index would be felt in the event loop


class Readings:
    """The names, the persons, and what answers questions."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._names: NameIndex | None = None
        self._people: dict[str, str] | None = None
        self._answers: Answers | None = None
        self._indexing = asyncio.Lock()
        self._reading = asyncio.Lock()

    async def names(self) -> NameIndex:
        """Return the index of names."""
        async with self._indexing:
            if self._names is None:
                rows = await list_names(self._db)
                if len(rows) < LARGE_INDEX:
                    self._names = NameIndex(rows)
                else:
                    self._names = await asyncio.to_thread(NameIndex, rows)
        return self._names

    async def people(self) -> Mapping[str, str]:
        """Return the names of persons by id."""
        if self._people is None:
            self._people = await list_people(self._db)
        return self._people

    @property
    def can_answer_at_once(self) -> bool:
        """Whether ``answers`` returns without reading the pack first."""
        return self._answers is not None

    async def answers(self) -> "Answers":
        """Return what answers questions."""
        async with self._reading:
            if self._answers is None:
                self._answers = await asyncio.to_thread(_read_answers, self._db, self._settings)
        return self._answers


def _read_answers(db: Database, settings: Settings) -> "Answers":
    # Imported at the first question, not at every start.
    from bot.answers import Answers  # noqa: PLC0415 - see above
    from bot.ask import load_phrasings  # noqa: PLC0415 - see above
    from bot.packs.loading import load_pack  # noqa: PLC0415 - see above

    # A full collection, now or right afterwards, would hold up the event loop for long; none of
    # this is garbage, and all of it stays.
    gc.disable()
    try:
        pack = load_pack(settings.pack)
        phrasings = load_phrasings(settings.pack / "answers")
        return Answers(db, pack, phrasings)
    finally:
        gc.freeze()
        gc.enable()
