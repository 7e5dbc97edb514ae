"""The words of the domain that come in fixed sets."""

from enum import StrEnum


class Reliability(StrEnum):
    """How close a source is to what it reports, closest first."""

    PRIMARY = "primary"
    TRADE = "trade"
    PRESS = "press"
    REFERENCE = "reference"
    FAN = "fan"


class EntityKind(StrEnum):
    """What an entity is."""

    PERSON = "person"
    CHARACTER = "character"
    PLACE = "place"
    ORGANISATION = "organisation"
    TERM = "term"
    WORK = "work"


class Confidence(StrEnum):
    """How sure a fact is."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"
    DISPUTED = "disputed"


class Spoiler(StrEnum):
    """What a text gives away."""

    NONE = "none"
    FILM = "film"
    MANGA = "manga"


class Kind(StrEnum):
    """How close to the source an update is, closest first."""

    OFFICIAL = "official"
    FILMMAKER = "filmmaker"
    CAST = "cast"
    TRADE = "trade"
    RUMOUR = "rumour"
    DENIAL = "denial"
    CONTEXT = "context"

    @property
    def first_hand(self) -> bool:
        """Whether the people who make the film speak for themselves."""
        return self in (Kind.OFFICIAL, Kind.FILMMAKER, Kind.CAST)


class Stage(StrEnum):
    """A rung of the production ladder, lowest first."""

    IDEA = "idea"
    IN_TALKS = "in-talks"
    SCRIPT = "script"
    GREENLIT = "greenlit"
    PRE_PRODUCTION = "pre-production"
    FILMING = "filming"
    POST_PRODUCTION = "post-production"
    DATED = "dated"
    RELEASED = "released"

    @property
    def rung(self) -> int:
        """Place on the ladder, from 0."""
        return _RUNGS[self]

    @property
    def label(self) -> str:
        """As people read it, such as ``In talks``."""
        hyphenated = (Stage.PRE_PRODUCTION, Stage.POST_PRODUCTION)
        text = self.value if self in hyphenated else self.value.replace("-", " ")
        return text.capitalize()


_RUNGS = {stage: place for place, stage in enumerate(Stage)}


class Origin(StrEnum):
    """Where an update came from."""

    PACK = "pack"
    DESK = "desk"


class State(StrEnum):
    """Where an update is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETRACTED = "retracted"
    DISCARDED = "discarded"


class Outcome(StrEnum):
    """What became of a rumour."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DEBUNKED = "debunked"


class Late(StrEnum):
    """What happens to an update whose time passed while the bot was down."""

    PUBLISH = "publish"
    HOLD = "hold"


class Importance(StrEnum):
    """How much an alert matters, least first."""

    MINOR = "minor"
    NOTABLE = "notable"
    MAJOR = "major"

    @property
    def rank(self) -> int:
        """Place in the order, from 0."""
        return tuple(Importance).index(self)


class Mode(StrEnum):
    """What a destination gets: new alerts, none for now, or corrections of old ones only."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


class Trouble(StrEnum):
    """What keeps alerts from a destination."""

    MISSING = "missing"  # a permission, as far as the bot knows its own
    REFUSED = "refused"  # Discord said no
    CHANNEL = "channel"  # it was deleted
    REMOVED = "removed"  # the server removed the bot


class Form(StrEnum):
    """What kind of place a destination is."""

    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    FORUM = "forum"
    PERSON = "person"


class Wants(StrEnum):
    """Which updates a destination takes, of those that matter enough to it."""

    ALL = "all"
    OFFICIAL = "official"
    STAGES = "stages"


class Digest(StrEnum):
    """Whether updates wait for one message a day or a week."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class MilestoneKind(StrEnum):
    """Why a day is one to remember."""

    ANNIVERSARY = "anniversary"
    SILENCE = "silence"
    EVENT = "event"


class Refusal(StrEnum):
    """Why Discord takes no direct messages of ours for somebody."""

    CLOSED = "closed"
    NO_SERVER = "no-server"


class ErrandKind(StrEnum):
    """What follows once a post is shown."""

    PUBLISH = "publish"
    THREAD = "thread"


class PostState(StrEnum):
    """Where the delivery of a post stands."""

    DUE = "due"
    SENDING = "sending"
    DONE = "done"
    GONE = "gone"
    UNKNOWN = "unknown"


class StoryState(StrEnum):
    """Where a story of the desk's queue stands."""

    OPEN = "open"
    SECOND_LOOK = "second-look"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MERGED = "merged"

    @property
    def waits(self) -> bool:
        """Whether somebody still has to decide."""
        return self in (StoryState.OPEN, StoryState.SECOND_LOOK)
