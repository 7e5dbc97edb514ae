"""Holds what channels show against what was wanted, from the store and the fake Discord alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.enums import ErrandKind, PostState
from bot.store.database import Database
from tests.wire.discord_server.world import FORUM, NEWS, Channel, Message
from tests.wire.kills.carriers import Carrier, list_carriers, list_untold

CROSSPOSTED = 1 << 0


@dataclass(slots=True)
class Findings:
    """What was checked; ``wrong`` holds a sentence for each post that is not as wanted."""

    posts: int = 0
    shown: int = 0
    unsent: int = 0
    unknown: int = 0
    repeated: int = 0
    lost: int = 0
    digests: int = 0
    threads: int = 0
    published: int = 0
    wrong: list[str] = field(default_factory=list[str])

    def add(self, other: "Findings") -> None:
        """Count another trial's in."""
        self.posts += other.posts
        self.shown += other.shown
        self.unsent += other.unsent
        self.unknown += other.unknown
        self.repeated += other.repeated
        self.lost += other.lost
        self.digests += other.digests
        self.threads += other.threads
        self.published += other.published
        self.wrong += other.wrong


@dataclass(frozen=True, slots=True)
class Place:
    """A channel that gets alerts; ``blind`` when the bot may not read its history."""

    guild_id: int
    channel: Channel
    blind: bool = False
    threads: bool = False
    deletes: bool = False

    @property
    def log(self) -> list[Message]:
        """Every message there ever was: in a forum the first ones of its posts."""
        if self.channel.kind != FORUM:
            return self.channel.log
        assert self.channel.guild is not None
        channels = list(self.channel.guild.channels.values())
        return [post.log[0] for post in channels if post.parent is self.channel and post.log]

    def thread_of(self, message: Message) -> Channel | None:
        """Return the thread under a message, or the forum post that it begins."""
        guild = self.channel.guild
        return guild.channels.get(message.id) if guild else None


async def check(db: Database, places: Sequence[Place], never: set[tuple[int, int]]) -> Findings:
    """Compare; ``never`` are (update, channel) retracted before any request about them."""
    findings = Findings()
    for place in places:
        carriers, twice = await list_carriers(db, place.guild_id)
        findings.wrong += [f"{sentence} in {place.channel.name}" for sentence in twice]
        for number in await list_untold(db, place.guild_id):
            findings.lost += 1
            findings.wrong.append(f"update {number} in {place.channel.name}: lost")
        for carrier in carriers:
            made = [one for one in place.log if carrier.marker in one.custom_ids]
            findings.posts += 1
            fault = _judge(findings, carrier, made, place)
            told = {(update.id, place.channel.id) for update in carrier.updates}
            if made and carrier.post.digest_id is None and told <= never:
                fault = "shown though it was retracted before"
            if made and not fault and not made[0].deleted:
                fault = await _check_after(db, findings, carrier, made[0], place)
            if fault:
                where = f"{carrier.name} in channel {place.channel.name}"
                findings.wrong.append(f"{where} ({carrier.state}): {fault}")
    return findings


async def check_settled(db: Database, places: Sequence[Place]) -> list[str]:
    """Return what is wrong with posts that are recorded as done; it holds at any moment."""
    wrong: list[str] = []
    for place in places:
        made = {message.id: message for message in place.log}
        carriers, twice = await list_carriers(db, place.guild_id)
        wrong += [f"{sentence} in {place.channel.name}" for sentence in twice]
        for carrier in carriers:
            if carrier.state is PostState.DONE and carrier.post.message_id is not None:
                fault = _compare(carrier, made.get(carrier.post.message_id))
                if fault is not None:
                    wrong.append(f"{carrier.name} in {place.channel.name} is done: {fault}")
    return wrong


def _compare(carrier: Carrier, message: Message | None) -> str | None:
    """Say how a message differs from what is wanted."""
    if message is None:
        return "there is no such message"
    wanted, shown = carrier.alert, message.embeds[0].get("description", "")
    if (message.content, shown) == (wanted.content, wanted.embed.description):
        return None
    return f"shows {message.content!r} and not {wanted.content!r}"


def _judge(findings: Findings, carrier: Carrier, made: list[Message], place: Place) -> str | None:
    """Count one post in and say what is wrong with it."""
    fault, state = None, carrier.state
    if len(made) > 1:
        findings.repeated += len(made) - 1
        fault = f"shown {len(made)} times"
    elif state is PostState.UNKNOWN and place.blind:
        findings.unknown += 1
    elif made and carrier.struck and place.deletes:
        findings.shown += 1
        if not made[0].deleted or state is not PostState.GONE:
            fault = "not deleted, though it is retracted"
    elif made:
        findings.shown += 1
        findings.digests += carrier.post.digest_id is not None
        fault = _compare(carrier, made[0])
        if state is not PostState.DONE:
            fault = "shown, but not settled"
    elif carrier.struck and state is PostState.GONE:
        findings.unsent += 1
    else:
        findings.lost += 1
        fault = "never shown"
    return fault


async def _check_after(
    db: Database, findings: Findings, carrier: Carrier, message: Message, place: Place
) -> str | None:
    """Count what follows a shown post in, and say what is wrong with it."""
    thread = place.thread_of(message)
    if thread is not None:
        findings.threads += 1
        if thread.name != carrier.title:
            return f"its thread is called {thread.name!r} and not {carrier.title!r}"
    elif (place.threads or place.channel.kind == FORUM) and not carrier.struck:
        return "it has no thread"
    if place.channel.kind == NEWS and not carrier.struck:
        published = bool(message.json["flags"] & CROSSPOSTED)
        findings.published += published
        if not published and not await _was_too_much(db, carrier):
            return "it was not published"
    return None


async def _was_too_much(db: Database, carrier: Carrier) -> bool:
    """Whether it was left out since the hour's budget was spent on others."""
    rows = await db.fetch(
        "SELECT reason FROM errands WHERE post_id = ? AND kind = ? AND state = 'gone'",
        (carrier.post.id, ErrandKind.PUBLISH),
    )
    return rows == [("Too much was published in that hour",)]
