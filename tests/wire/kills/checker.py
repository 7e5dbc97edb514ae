"""Holds what channels show against what was wanted, from the store and the fake Discord alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.delivery.card import marker_of, render_alert
from bot.enums import PostState, State
from bot.models import Update
from bot.store.database import Database
from bot.store.posts import list_posts
from bot.store.updates import list_published
from tests.wire.discord_server.world import Channel, Message


@dataclass(slots=True)
class Findings:
    """What was checked; ``wrong`` holds a sentence for each post that is not as wanted."""

    posts: int = 0
    shown: int = 0
    unsent: int = 0
    unknown: int = 0
    repeated: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list[str])

    def add(self, other: "Findings") -> None:
        """Count another trial's in."""
        self.posts += other.posts
        self.shown += other.shown
        self.unsent += other.unsent
        self.unknown += other.unknown
        self.repeated += other.repeated
        self.lost += other.lost
        self.wrong += other.wrong


@dataclass(frozen=True, slots=True)
class Place:
    """A channel that gets alerts; ``blind`` when the bot may not read its history."""

    guild_id: int
    channel: Channel
    blind: bool = False


async def check(db: Database, places: Sequence[Place], never: set[tuple[int, int]]) -> Findings:
    """Compare; ``never`` are (update, channel) retracted before any request about them."""
    findings = Findings()
    updates = await list_published(db)
    for place in places:
        states = {
            post.update_id: post.state for post in await list_posts(db, place.guild_id, 9_999)
        }
        for update in updates:
            marker = marker_of(update.id)
            made = [message for message in place.channel.log if marker in message.custom_ids]
            findings.posts += 1
            fault = _judge(findings, update, made, states.get(update.id), blind=place.blind)
            if made and (update.id, place.channel.id) in never:
                fault = "shown though it was retracted before"
            if fault:
                where = f"update {update.id} in channel {place.channel.name}"
                findings.wrong.append(f"{where} ({states.get(update.id)}): {fault}")
    return findings


async def check_settled(db: Database, places: Sequence[Place]) -> list[str]:
    """Return what is wrong with posts that are recorded as done; it holds at any moment."""
    wrong: list[str] = []
    updates = {update.id: update for update in await list_published(db)}
    for place in places:
        made = {message.id: message for message in place.channel.log}
        for post in await list_posts(db, place.guild_id, 9_999):
            if post.state is PostState.DONE and post.message_id is not None:
                fault = _compare(updates[post.update_id or 0], made.get(post.message_id))
                if fault is not None:
                    name = place.channel.name
                    wrong.append(f"update {post.update_id} in channel {name} is done: {fault}")
    return wrong


def _compare(update: Update, message: Message | None) -> str | None:
    """Say how a message differs from what is wanted of its update."""
    if message is None:
        return "there is no such message"
    wanted, shown = render_alert(update), message.embeds[0]["description"]
    if (message.content, shown) == (wanted.content, wanted.embed.description):
        return None
    return f"shows {message.content!r} and not {wanted.content!r}"


def _judge(
    findings: Findings,
    update: Update,
    made: list[Message],
    state: PostState | None,
    *,
    blind: bool,
) -> str | None:
    """Count one post in and say what is wrong with it."""
    fault = None
    if len(made) > 1:
        findings.repeated += len(made) - 1
        fault = f"shown {len(made)} times"
    elif state is PostState.UNKNOWN and blind:
        findings.unknown += 1
    elif made:
        findings.shown += 1
        fault = _compare(update, made[0])
        if state is not PostState.DONE:
            fault = "shown, but not settled"
    elif update.state is State.RETRACTED and state is PostState.GONE:
        findings.unsent += 1
    else:
        findings.lost += 1
        fault = "never shown"
    return fault
