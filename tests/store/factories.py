"""Invented packs, updates and channels; a keyword says what a test is about."""

import dataclasses
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bot.administration import change_options
from bot.enums import (
    Confidence,
    EntityKind,
    Form,
    Importance,
    Kind,
    PostState,
    Reliability,
    Spoiler,
    Stage,
    State,
)
from bot.models import (
    Entity,
    Fact,
    Pack,
    PackInfo,
    PackUpdate,
    PartialDate,
    Revision,
    Source,
    Update,
    Wording,
)
from bot.places import Claim, Destination, Post
from bot.store import claims, destinations, posts, updates
from bot.store.database import Database

MIGRATIONS = Path(__file__).parents[2] / "data" / "migrations"
NOW = 1_700_000_000
EDITOR = 77


def make_source(number: int = 1) -> Source:
    return Source(
        f"source-{number}",
        f"Interview {number}",
        "The Harbour Post",
        f"https://example.org/{number}",
        PartialDate(2023, 5, number),
        Reliability.PRESS,
    )


def make_entity(id_: str, sources: tuple[Source, ...] = ()) -> Entity:
    return Entity(
        id_,
        id_.capitalize(),
        EntityKind.PERSON,
        (f"Captain {id_}", "船長"),
        f"Who {id_} is.",
        ("First film",),
        Spoiler.NONE,
        sources,
    )


def make_fact(
    number: int,
    category: str = "crew",
    *,
    entities: tuple[str, ...] = (),
    spoiler: Spoiler = Spoiler.NONE,
    sources: tuple[Source, ...] = (),
) -> Fact:
    return Fact(
        f"fact-{number}",
        f"Statement {number}.",
        category,
        entities,
        PartialDate(2022, 12),
        None,
        spoiler,
        Confidence.CONFIRMED,
        sources,
        None,
    )


def make_wording(
    headline: str = "The script is done",
    *,
    kind: Kind = Kind.FILMMAKER,
    stage: Stage | None = Stage.SCRIPT,
    link: str | None = "https://example.org/1",
    release: PartialDate | None = None,
) -> Wording:
    date = PartialDate(2023, 11, 14)
    return Wording(headline, "She said so on stage.", kind, stage, date, link, release)


def make_entry(
    key: str,
    headline: str = "The script is done",
    *,
    people: tuple[str, ...] = (),
    sources: tuple[Source, ...] = (),
) -> PackUpdate:
    return PackUpdate(key, make_wording(headline), people, sources)


def make_pack(
    *, facts: Sequence[Fact] = (), timeline: Sequence[PackUpdate] = (), name: str = "harbour"
) -> Pack:
    """Return a pack that also has every source and entity that its facts and timeline name."""
    cited = [*facts, *timeline]
    sources = {source.id: source for one in cited for source in one.sources}
    people = {id_ for fact in facts for id_ in fact.entities}
    info = PackInfo(
        name, "Harbour", "the sequel", "A film.", 0, PartialDate(2023), {"crew": "Crew"}
    )
    return Pack(
        info,
        tuple(sources.values()),
        tuple(make_entity(id_) for id_ in sorted(people)),
        tuple(facts),
        tuple(timeline),
    )


async def write_draft(db: Database, guild_id: int, wording: Wording | None = None) -> Update:
    async with db.transaction() as tx:
        update_id = await updates.insert_draft(tx, guild_id)
        first = Revision(
            update_id, 1, "written", wording or make_wording(), EDITOR, NOW, "a first word"
        )
        await updates.insert_revision(tx, first)
        return await updates.require_own(tx, guild_id, update_id)


async def publish(
    db: Database,
    guild_id: int,
    *,
    wire: bool = False,
    importance: Importance = Importance.MAJOR,
    people: tuple[str, ...] = (),
    now: int = NOW,
) -> Update:
    """Write, publish and queue an update everywhere."""
    draft = await write_draft(db, guild_id)
    async with db.transaction() as tx:
        await updates.set_people(tx, draft.id, people)
        await updates.set_published(tx, draft.id, at=now, wire=wire, importance=importance)
        update = await updates.require_own(tx, guild_id, draft.id)
        await posts.insert_posts(tx, update, importance, now)
    return update


async def revise(db: Database, update: Update, headline: str, now: int = NOW) -> Update:
    """Correct an update and want the correction at every place."""
    number, guild_id = update.revision + 1, update.guild_id
    assert guild_id is not None
    async with db.transaction() as tx:
        wording = make_wording(headline)
        revision = Revision(update.id, number, "corrected", wording, EDITOR, now, "a typo")
        await updates.insert_revision(tx, revision)
        await updates.set_corrected(tx, update.id, at=now)
        await posts.set_wanted(tx, update.id, number, now, struck=False)
        return await updates.require_own(tx, guild_id, update.id)


async def retract(db: Database, update: Update, now: int = NOW) -> None:
    async with db.transaction() as tx:
        await updates.set_retracted(tx, update.id, "It was a joke.")
        await posts.set_wanted(tx, update.id, update.revision, now, struck=True)


async def send_alerts_to(
    db: Database,
    guild_id: int,
    channel_id: int,
    least: Importance = Importance.MINOR,
    *,
    ping_role_id: int | None = None,
    form: Form = Form.TEXT,
) -> None:
    async with db.transaction() as tx:
        await destinations.set_destination(
            tx,
            guild_id,
            channel_id,
            ping_role_id=ping_role_id,
            least=least,
            ping_from=Importance.MAJOR,
            form=form,
        )


async def place_of(db: Database, guild_id: int = 1) -> Destination:
    """Return where a server's alerts go."""
    found = await destinations.get_destination(db, guild_id)
    assert found is not None
    return found


async def claim(
    db: Database,
    now: int = NOW,
    *,
    limit: int = 100,
    busy: Sequence[int] = (),
    people: int | None = None,
) -> list[Claim]:
    async with db.transaction() as tx:
        return await claims.claim_posts(tx, now, limit, busy, people=people)


async def claim_one(db: Database, now: int = NOW) -> Claim:
    [claimed] = await claim(db, now)
    return claimed


async def show(db: Database, claimed: Claim, message_id: int = 900, now: int = NOW) -> bool:
    """Settle a claim as shown in the revision that was wanted when it was claimed."""
    post = claimed.post
    async with db.transaction() as tx:
        return await claims.settle_shown(
            tx,
            post,
            message_id=message_id,
            revision=post.wanted_revision,
            struck=post.wanted_struck,
            now=now,
        )


async def only_post(db: Database, guild_id: int = 1) -> Post:
    [post] = await posts.list_posts(db, guild_id, 10)
    return post


async def retry(
    db: Database, post: Post, due_at: int, *, reason: str = "busy", attempt_at: int | None = None
) -> bool:
    async with db.transaction() as tx:
        return await claims.settle_retry(
            tx, post, due_at=due_at, reason=reason, attempt_at=attempt_at
        )


async def end(db: Database, post: Post, state: PostState, reason: str = "deleted") -> bool:
    async with db.transaction() as tx:
        return await claims.settle_ended(tx, post, state, reason)


async def published_of(db: Database, key: str) -> Update:
    """Return the pack's update of a key, published or retracted."""
    [found] = [update for update in await updates.list_published(db) if update.key == key]
    assert found.state in (State.PUBLISHED, State.RETRACTED)
    return found


def assert_nobody_writes(path: Path) -> None:
    """Another connection gets the write lock at once: no transaction was left open."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as outside:
        outside.execute("BEGIN IMMEDIATE")
        outside.execute("ROLLBACK")


@contextmanager
def left_alone(path: Path) -> Generator[None]:
    """Assert that a file is the same after the block as before it."""
    before = path.read_bytes()
    yield
    assert path.read_bytes() == before


async def set_place(db: Database, guild_id: int, now: int = NOW, **changes: object) -> Destination:
    """Change how a server's destination wants its alerts, as the commands do."""
    found = await place_of(db, guild_id)
    place = dataclasses.replace(found, **changes)  # pyright: ignore[reportArgumentType] - by name
    await change_options(db, EDITOR, found, place, now)
    return place
