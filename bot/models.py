"""Values of the domain: frozen records, no behaviour beyond themselves."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import total_ordering

from bot.enums import (
    Confidence,
    EntityKind,
    Importance,
    Kind,
    Late,
    Origin,
    Outcome,
    Reliability,
    Spoiler,
    Stage,
    State,
)

# In English whatever the machine's locale is, which calendar.month_name follows.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, the month or the day; ordered by its last possible day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError when no such day exists."""
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        dt.date(
            self.year,
            1 if self.month is None else self.month,
            1 if self.day is None else self.day,
        )

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ValueError for anything else."""
        match = _PARTIAL_DATE.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a date like 2022, 2022-12 or 2022-12-14")
        year, month, day = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @classmethod
    def of(cls, day: dt.date) -> "PartialDate":
        """Return the full date of a day."""
        return cls(day.year, day.month, day.day)

    @property
    def first(self) -> dt.date:
        """The earliest day that this can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The latest day that this can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def text(self) -> str:
        """As people write it: ``14 December 2022``, ``December 2022`` or ``2022``."""
        if self.month is None:
            return str(self.year)
        named = f"{_MONTHS[self.month - 1]} {self.year}"
        return named if self.day is None else f"{self.day} {named}"

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __lt__(self, other: "PartialDate") -> bool:
        return (self.last, self.first) < (other.last, other.first)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim was published; reliability is None where nobody has judged it."""

    id: str
    title: str
    publisher: str | None
    url: str | None
    published: PartialDate | None
    reliability: Reliability | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, character, place, organisation, term or work."""

    id: str
    name: str
    kind: EntityKind
    aliases: tuple[str, ...]
    summary: str
    appears_in: tuple[str, ...]
    spoiler: Spoiler
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One sourced, dated statement; ``as_of`` is when it was last known to hold."""

    id: str
    text: str
    category: str
    entities: tuple[str, ...]
    date: PartialDate | None
    as_of: PartialDate | None
    spoiler: Spoiler
    confidence: Confidence
    sources: tuple[Source, ...]
    notes: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """What a moderator writes of an update: the part that revisions change.

    ``date`` is the day it was said; ``release`` the release date that it states, if any.
    """

    headline: str
    summary: str
    kind: Kind
    stage: Stage | None
    date: PartialDate
    link: str | None
    release: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """What an update moved from one statement to another; ``what`` is "date" or "stage".

    "corrected" is a date that this update itself gave otherwise before. ``history`` has what was
    stated before, oldest first, each with the day it was said.
    """

    what: str
    old: str
    new: str
    history: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rumour:
    """What became of a rumour, and how its outlet's earlier ones had fared when it came out."""

    outlet: str
    came_true: int
    settled: int
    outcome: Outcome = Outcome.OPEN
    link: str | None = None
    day: PartialDate | None = None
    settled_by: int | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """One dated report about the sequel, in its newest revision."""

    id: int
    key: str | None
    origin: Origin
    guild_id: int | None
    wire: bool
    state: State
    revision: int
    headline: str
    summary: str
    kind: Kind
    stage: Stage | None
    date: PartialDate
    people: tuple[str, ...]
    sources: tuple[Source, ...]
    published_at: int | None
    corrected_at: int | None
    retraction: str | None
    release: PartialDate | None = None
    importance: Importance | None = None
    credits: tuple[str, ...] = ()
    slip: Slip | None = None
    rumour: Rumour | None = None

    @property
    def wording(self) -> Wording:
        """The part that a moderator may change."""
        link = self.sources[0].url if self.sources else None
        return Wording(
            self.headline, self.summary, self.kind, self.stage, self.date, link, self.release
        )


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an update: what it said, who wrote it, when and why."""

    update_id: int
    number: int
    action: str
    wording: Wording
    editor_id: int
    edited_at: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What the administrators of a server decided."""

    guild_id: int
    desk_role_id: int | None = None
    desk_channel_id: int | None = None
    spoilers_shown: bool = False
    strike_retracted: bool = True
    time_zone: str = "UTC"
    approval: bool = False
    late: Late = Late.PUBLISH
    stale_days: int = 14


@dataclass(frozen=True, slots=True)
class PackInfo:
    """The head of a pack: what it is about and how it names things."""

    name: str
    title: str
    subject: str
    about: str
    colour: int
    checked_on: PartialDate
    categories: dict[str, str]
    credits: str = ""


@dataclass(frozen=True, slots=True)
class PackUpdate:
    """A timeline entry of a pack; ``people`` are entity ids."""

    key: str
    wording: Wording
    people: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A day of the pack that is remembered every year; ``headline`` says what happened then."""

    id: str
    day: PartialDate
    headline: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """The curated content of one fandom, checked and with its references resolved."""

    info: PackInfo
    sources: tuple[Source, ...]
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    timeline: tuple[PackUpdate, ...]
    anniversaries: tuple[Anniversary, ...] = ()
