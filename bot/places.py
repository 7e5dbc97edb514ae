"""Values of the delivery: where alerts go and when, and what is shown there."""

from dataclasses import dataclass

from bot.enums import (
    Digest,
    ErrandKind,
    Form,
    Importance,
    Mode,
    PostState,
    Trouble,
    Wants,
)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a destination wants its alerts, in minutes after midnight of its IANA time zone.

    Monday is day 0 of a weekly digest.
    """

    time_zone: str = "UTC"
    quiet_from: int | None = None
    quiet_until: int | None = None
    digest: Digest = Digest.OFF
    digest_at: int = 18 * 60
    digest_day: int = 0


@dataclass(frozen=True, slots=True)
class Destination:
    """Where alerts go, which, and when: a server's channel, or a person's direct messages.

    A person's has the guild id 0 and the id of the direct messages' channel.
    """

    id: int
    guild_id: int
    channel_id: int
    ping_role_id: int | None
    least: Importance
    ping_from: Importance
    mode: Mode
    user_id: int | None = None
    wants: Wants = Wants.ALL
    milestones: bool = False
    form: Form = Form.TEXT
    tag_id: int | None = None
    thread: bool = False
    publish: bool = False
    silent: bool = False
    hours: Hours = Hours()
    trouble: Trouble | None = None

    @property
    def has_errands(self) -> bool:
        """Whether something follows once an alert is shown here."""
        return self.thread or self.publish or self.form is Form.FORUM


@dataclass(frozen=True, slots=True)
class Post:
    """One content at one destination: what is wanted there and what is shown there.

    The content is an update, a digest of several, or a milestone.
    """

    id: int
    update_id: int | None
    destination_id: int
    guild_id: int
    channel_id: int
    wanted_revision: int
    wanted_struck: bool
    shown_revision: int | None
    shown_struck: bool
    message_id: int | None
    state: PostState
    attempts: int
    failures: int
    attempt_at: int | None
    due_at: int
    shown_at: int | None
    reason: str | None
    digest_id: int | None = None
    milestone_id: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A post that is ours to bring up to date until the lease ends.

    ``doubtful_since`` is when an earlier send began whose outcome nobody knows, else None;
    ``doubtful_until`` when it may have ended, where that is later than its lease. ``titled``
    when there is a thread that bears its headline, or is to be one.
    """

    post: Post
    destination: Destination
    doubtful_since: int | None
    doubtful_until: int | None = None
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be done about a post that is shown: publish it, or title its thread.

    ``title`` is the thread's, None while nobody knows whether there is a thread.
    """

    post: Post
    destination: Destination
    kind: ErrandKind
    importance: Importance
    attempts: int
    failures: int
    title: str | None
