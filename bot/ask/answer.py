"""What a question is answered, and what of a pack one server sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.enums import Spoiler
from bot.models import Entity, Fact, Update


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: ``text`` is plain, neither escaped nor hidden behind spoiler bars."""

    text: str
    abstained: bool
    facts: tuple[Fact, ...] = ()
    updates: tuple[Update, ...] = ()
    entity: Entity | None = None
    status: bool = False
    spoiler: Spoiler = Spoiler.NONE
    nearest: tuple[str, ...] = ()
    related: tuple[Fact, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class View:
    """What one server sees beside the pack, and what of the pack it does not see.

    ``facts`` are those of moderators, under ids that change with each revision; ``questions`` is
    what some of them were written to answer.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    questions: Mapping[str, str] = field(default_factory=dict[str, str])
    hidden: frozenset[str] = frozenset()
