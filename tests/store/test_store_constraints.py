"""The schema refuses what must never be there, whoever tries to write it."""

import sqlite3
from enum import StrEnum

import pytest

from bot.enums import (
    Confidence,
    Digest,
    EntityKind,
    ErrandKind,
    Importance,
    Kind,
    Late,
    MilestoneKind,
    Mode,
    Origin,
    PostState,
    Refusal,
    Reliability,
    Spoiler,
    Stage,
    State,
    Trouble,
    Wants,
)
from bot.store import audit
from bot.store.database import Database, Transaction, Value

Cells = dict[str, Value]

# One good row a table, in an order in which each finds what it refers to.
GOOD: dict[str, Cells] = {
    "sources": {"id": "s", "title": "Interview", "reliability": "trade"},
    "entities": {
        "id": "e",
        "name": "Ada",
        "kind": "person",
        "aliases": "[]",
        "summary": "Who.",
        "appears_in": "[]",
        "spoiler": "none",
    },
    "facts": {
        "id": "f",
        "text": "So it is.",
        "category": "crew",
        "spoiler": "none",
        "confidence": "confirmed",
        "deal": 0,
    },
    "fact_entities": {"entity_id": "e", "fact_id": "f", "position": 0, "deal": 0},
    "fact_sources": {"fact_id": "f", "position": 0, "source_id": "s"},
    "entity_sources": {"entity_id": "e", "position": 0, "source_id": "s"},
    "updates": {
        "id": 5,
        "origin": "desk",
        "guild_id": 1,
        "wire": 0,
        "state": "published",
        "revision": 1,
        "published_at": 100,
    },
    "revisions": {
        "update_id": 5,
        "number": 1,
        "action": "written",
        "headline": "The script is done",
        "summary": "She said so.",
        "kind": "official",
        "stage": "dated",
        "date": "2023-11",
        "editor_id": 7,
        "edited_at": 100,
    },
    "update_people": {"update_id": 5, "entity_id": "e"},
    "update_sources": {"update_id": 5, "position": 0, "source_id": "s"},
    "checks": {"guild_id": 1, "day": "2023-11-14", "editor_id": 7},
    "forms": {"guild_id": 1, "user_id": 7, "update_id": 5, "fields": "{}", "created_at": 100},
    "guilds": {"guild_id": 1, "spoilers_shown": 0, "strike_retracted": 1},
    "destinations": {
        "id": 3,
        "guild_id": 1,
        "channel_id": 10,
        "least": "minor",
        "ping_from": "major",
        "mode": "active",
    },
    "digests": {"id": 8, "destination_id": 3, "made_at": 100},
    "digest_items": {"update_id": 5, "destination_id": 3, "digest_id": 8},
    "milestones": {
        "id": 9,
        "key": "silence:5:1000",
        "kind": "silence",
        "day": "2023-11-14",
        "headline": "A thousand days",
        "summary": "Since her last word.",
        "update_id": 5,
    },
    "unwanted_milestones": {"destination_id": 3, "kind": "event"},
    "anniversaries": {"id": "opening", "day": "2019-06-01", "headline": "It opened"},
    "anniversary_sources": {"anniversary_id": "opening", "position": 0, "source_id": "s"},
    "follows": {"destination_id": 3, "guild_id": 1},
    "refusals": {"user_id": 7, "reason": "closed"},
    "posts": {"id": 11, "update_id": 5, "destination_id": 3, "wanted_revision": 1, "due_at": 100},
    "errands": {"post_id": 11, "kind": "publish", "due_at": 100},
    "publishings": {"destination_id": 3, "at": 100},
    "decks": {"channel_id": 10, "filter": "", "deal": 0},
    "meta": {"key": "pack", "value": "harbour"},
    "additions": {"id": 4, "guild_id": 1, "wire": 0, "state": "published", "revision": 1},
    "addition_revisions": {
        "addition_id": 4,
        "number": 1,
        "action": "published",
        "text": "So it is.",
        "category": "crew",
        "entities": "[]",
        "as_of": "2023-11",
        "spoiler": "none",
        "confidence": "reported",
        "link": "https://example.org/1",
        "title": "Interview",
        "reliability": "fan",
        "editor_id": 7,
        "edited_at": 100,
    },
    "questions": {
        "id": 6,
        "guild_id": 1,
        "key": "why",
        "text": "Why?",
        "state": "open",
        "count": 1,
        "first_at": 100,
        "last_at": 100,
    },
    "askers": {"question_id": 6, "user_id": 8},
    "reports": {
        "guild_id": 1,
        "subject": "f",
        "verdict": "wrong",
        "key": "why",
        "question": "Why?",
        "count": 1,
        "last_at": 100,
    },
    "notices": {"guild_id": 1, "topic": "alerts:3", "told_at": 100},
    "absences": {"guild_id": 2, "since": 100},
    "hidden_facts": {"fact_id": "f", "guild_id": 1},
    "hidden_log": {
        "guild_id": 1,
        "fact_id": "f",
        "action": "retired",
        "editor_id": 7,
        "edited_at": 100,
    },
    "queues": {"guild_id": 1},
    "stories": {"id": 8, "guild_id": 1, "state": "open", "opened_at": 100, "changed_at": 100},
    "story_leads": {
        "story_id": 8,
        "title": "A script",
        "summary": "",
        "outlet": "The Quay",
        "sender_id": 9,
        "sender_name": "mia",
        "credit": 1,
        "taken_at": 100,
    },
    "tip_times": {"user_id": 9, "sent_at": 100},
    "credits": {"update_id": 5, "user_id": 9, "name": "mia"},
    "requests": {
        "guild_id": 1,
        "update_id": 5,
        "revision": 1,
        "asker_id": 7,
        "asked_at": 100,
        "state": "waiting",
    },
    "plans": {"update_id": 5, "guild_id": 1, "due_at": 100, "until": 200, "planner_id": 7},
    "rumours": {"update_id": 5, "outlet": "quay.example.org", "came_true": 1, "settled": 2},
    "slips": {"update_id": 5, "what": "date", "old": "2027", "new": "2028", "history": "[]"},
    "reminders": {"guild_id": 1, "at": 100},
    "feed_addresses": {"id": 11, "url": "https://example.org/feed", "next_at": 100},
    "feeds": {
        "id": 12,
        "guild_id": 1,
        "address_id": 11,
        "title": "The Quay",
        "include": "[]",
        "exclude": "[]",
        "reliability": "press",
        "automatic": 0,
        "added_at": 100,
    },
    "feed_seen": {"feed_id": 12, "mark": b"m", "fate": "taken", "seen_at": 100},
    "feed_news": {"guild_id": 1, "topic": "feed:12", "text": "It fails."},
    "audit": {
        "guild_id": 1,
        "number": 1,
        "actor_id": 7,
        "salt": "s",
        "actor": "d",
        "action": "desk.check",
        "subject": "desk",
        "at": 100,
        "hash": "0" * 64,
    },
}


async def insert(tx: Transaction, table: str, cells: Cells) -> None:
    marks = ", ".join("?" * len(cells))
    await tx.execute(
        f"INSERT INTO {table} ({', '.join(cells)}) VALUES ({marks})",  # noqa: S608 - own names
        tuple(cells.values()),
    )


async def empty(tx: Transaction, table: str) -> None:
    if table == "audit":
        await audit.delete_guild(tx, 1)
    else:
        await tx.execute(f"DELETE FROM {table}")  # noqa: S608 - own names


async def fill(db: Database, changed: str, change: Cells) -> None:
    """Write all the good rows with one of them changed."""
    async with db.transaction() as tx:
        for table, cells in GOOD.items():
            await insert(tx, table, cells | change if table == changed else cells)


async def test_the_good_rows_are_accepted_and_they_cover_every_table(db: Database) -> None:
    await fill(db, "", {})

    tables = await db.fetch(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    assert {row[0] for row in tables} == set(GOOD)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("sources", {"reliability": "hearsay"}),
        ("errands", {"kind": "dance"}),
        ("errands", {"state": "sending"}),
        ("errands", {"post_id": 12}),
        ("publishings", {"destination_id": 4}),
        ("sources", {"title": None}),
        ("additions", {"state": "draft"}),
        ("additions", {"wire": 2}),
        ("additions", {"revision": 2}),
        ("addition_revisions", {"action": "edited"}),
        ("addition_revisions", {"confidence": "disputed"}),
        ("addition_revisions", {"confidence": "confirmed"}),
        ("addition_revisions", {"text": ""}),
        ("addition_revisions", {"reliability": None}),
        ("notices", {"open": 2}),
        ("notices", {"topic": None}),
        ("absences", {"since": None}),
        ("destinations", {"trouble": "bored"}),
        ("posts", {"untold": 2}),
        ("questions", {"state": "answered"}),
        ("questions", {"addition_id": 4}),
        ("questions", {"key": ""}),
        ("askers", {"question_id": 9}),
        ("reports", {"verdict": "useful"}),
        ("reports", {"verdict": "boring"}),
        ("hidden_log", {"action": "lost"}),
        ("queues", {"channel_id": 10}),
        ("stories", {"state": "lost"}),
        ("stories", {"state": "second-look"}),
        ("stories", {"state": "declined", "decided_at": 100}),
        ("stories", {"state": "accepted", "decided_at": 100}),
        ("stories", {"state": "merged", "decided_at": 100}),
        ("stories", {"decided_at": 100}),
        ("stories", {"reason": "No news."}),
        ("stories", {"update_id": 6}),
        ("story_leads", {"story_id": 9}),
        ("story_leads", {"title": ""}),
        ("story_leads", {"title": "x" * 201}),
        ("story_leads", {"summary": "x" * 1001}),
        ("story_leads", {"reliability": "hearsay"}),
        ("story_leads", {"feed_id": 7}),
        ("story_leads", {"sender_id": None}),
        ("story_leads", {"link": "https://example.org/1"}),
        ("credits", {"update_id": 6}),
        ("credits", {"name": ""}),
        ("guilds", {"approval": 2}),
        ("guilds", {"late": "never"}),
        ("guilds", {"stale_days": -1}),
        ("requests", {"update_id": 6}),
        ("requests", {"state": "lost"}),
        ("requests", {"state": "returned"}),
        ("requests", {"verdict": "No"}),
        ("plans", {"update_id": 6}),
        ("plans", {"until": 100}),
        ("plans", {"held": "lazy"}),
        ("rumours", {"update_id": 6}),
        ("rumours", {"came_true": 3}),
        ("rumours", {"state": "confirmed"}),
        ("rumours", {"state": "confirmed", "link": "https://example.org"}),
        ("rumours", {"link": "https://example.org"}),
        ("rumours", {"day": "2023"}),
        ("rumours", {"settled_by": 5}),
        ("slips", {"what": "size"}),
        ("slips", {"new": "2027"}),
        ("slips", {"update_id": 6}),
        ("feed_addresses", {"failures": 1}),
        ("feed_addresses", {"failing_since": 100}),
        ("feed_addresses", {"problem": "It fails."}),
        ("feed_addresses", {"ended": 1}),
        ("feed_addresses", {"told": 2}),
        ("feeds", {"address_id": 12}),
        ("feeds", {"title": ""}),
        ("feeds", {"title": "x" * 101}),
        ("feeds", {"language": "english"}),
        ("feeds", {"reliability": "hearsay"}),
        ("feeds", {"automatic": 2}),
        ("feeds", {"paused": 2}),
        ("feed_seen", {"feed_id": 13}),
        ("feed_seen", {"fate": "lost"}),
        ("feed_seen", {"mark": "text"}),
        ("feed_news", {"text": None}),
        ("audit", {"number": 0}),
        ("audit", {"action": ""}),
        ("audit", {"subject": ""}),
        ("audit", {"actor_id": 0}),
        ("audit", {"salt": ""}),
        ("audit", {"hash": "0"}),
        ("entities", {"kind": "ship"}),
        ("entities", {"spoiler": "book"}),
        ("facts", {"confidence": "likely"}),
        ("facts", {"spoiler": "book"}),
        ("facts", {"deal": "first"}),
        ("fact_entities", {"entity_id": "nobody"}),
        ("fact_entities", {"fact_id": "nothing"}),
        ("fact_sources", {"fact_id": "nothing"}),
        ("fact_sources", {"source_id": "nowhere"}),
        ("entity_sources", {"entity_id": "nobody"}),
        ("entity_sources", {"source_id": "nowhere"}),
        ("updates", {"origin": "feed", "guild_id": None}),
        ("updates", {"origin": "pack"}),
        ("updates", {"origin": "pack", "guild_id": None}),
        ("updates", {"key": "entry-1"}),
        ("updates", {"guild_id": None}),
        ("updates", {"wire": 2}),
        ("updates", {"state": "lost"}),
        ("updates", {"state": "retracted"}),
        ("updates", {"retraction": "a joke"}),
        ("updates", {"published_at": None}),
        ("updates", {"published_at": "yesterday"}),
        ("updates", {"revision": 0}),
        ("updates", {"revision": 2}),
        ("updates", {"importance": "huge"}),
        ("revisions", {"action": "improved"}),
        ("revisions", {"headline": ""}),
        ("revisions", {"headline": "x" * 201}),
        ("revisions", {"summary": ""}),
        ("revisions", {"summary": "x" * 2001}),
        ("revisions", {"kind": "gossip"}),
        ("revisions", {"stage": "soon"}),
        ("revisions", {"release": "2027", "kind": "trade"}),
        ("revisions", {"release": "2027", "stage": "filming"}),
        ("revisions", {"release": "2027", "stage": None}),
        ("update_people", {"update_id": 6}),
        ("update_sources", {"update_id": 6}),
        ("update_sources", {"source_id": "nowhere"}),
        ("checks", {"day": None}),
        ("forms", {"update_id": 6}),
        ("guilds", {"spoilers_shown": 2}),
        ("guilds", {"strike_retracted": 2}),
        ("destinations", {"least": "all"}),
        ("destinations", {"ping_from": "none"}),
        ("destinations", {"mode": "asleep"}),
        ("destinations", {"guild_id": 0}),
        ("destinations", {"user_id": 7}),
        ("destinations", {"form": "person"}),
        ("destinations", {"form": "voice"}),
        ("destinations", {"time_zone": "UTC"}),
        ("destinations", {"quiet_from": 1320}),
        ("destinations", {"quiet_from": 1320, "quiet_until": 1440}),
        ("destinations", {"digest_day": 7}),
        ("digests", {"destination_id": 4}),
        ("digest_items", {"update_id": 6}),
        ("digest_items", {"digest_id": 9}),
        ("milestones", {"update_id": 6}),
        ("milestones", {"update_id": None}),
        ("milestones", {"kind": "anniversary"}),
        ("milestones", {"kind": "party"}),
        ("unwanted_milestones", {"destination_id": 4}),
        ("unwanted_milestones", {"kind": "party"}),
        ("anniversary_sources", {"anniversary_id": "closing"}),
        ("anniversary_sources", {"source_id": "nowhere"}),
        ("follows", {"destination_id": 4}),
        ("refusals", {"reason": "bored"}),
        ("posts", {"rank": 2}),
        ("posts", {"update_id": 6}),
        ("posts", {"update_id": None}),
        ("posts", {"digest_id": 8}),
        ("posts", {"update_id": None, "milestone_id": 10}),
        ("posts", {"destination_id": 4}),
        ("posts", {"state": "lost"}),
        ("posts", {"wanted_struck": 2}),
        ("posts", {"shown_struck": 2}),
        ("posts", {"shown_revision": 1}),
        ("posts", {"message_id": 900}),
    ],
)
async def test_a_row_that_cannot_be_true_is_refused(
    db: Database, table: str, change: Cells
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await fill(db, table, change)

    assert await db.fetch("SELECT id FROM updates") == []


@pytest.mark.parametrize(
    ("table", "same"),
    [
        ("facts", {"id": "f2"}),
        ("destinations", {"id": 4, "guild_id": 2}),
        ("destinations", {"id": 4, "channel_id": 11}),
        ("posts", {}),
        ("digest_items", {"digest_id": None}),
        ("milestones", {"id": 10}),
        ("follows", {}),
        ("refusals", {"reason": "no-server"}),
        ("revisions", {}),
        ("revisions", {"number": 0}),
        ("revisions", {"update_id": 6}),
        ("update_people", {}),
        ("guilds", {}),
        ("checks", {}),
        ("decks", {}),
        ("requests", {}),
        ("plans", {}),
        ("rumours", {}),
        ("slips", {}),
        ("reminders", {}),
        ("meta", {}),
    ],
)
async def test_a_further_row_that_cannot_be_true_is_refused(
    db: Database, table: str, same: Cells
) -> None:
    await fill(db, "", {})

    with pytest.raises(sqlite3.IntegrityError):
        async with db.transaction() as tx:
            await insert(tx, table, GOOD[table] | same)


async def test_a_retired_destination_does_not_count_as_the_one_of_its_server(db: Database) -> None:
    await fill(db, "destinations", {"mode": "retired"})

    async with db.transaction() as tx:
        await insert(tx, "destinations", GOOD["destinations"] | {"id": 4, "channel_id": 11})


@pytest.mark.parametrize(
    "overwrite",
    [
        "UPDATE revisions SET headline = 'Another story'",
        "UPDATE OR REPLACE revisions SET number = 2",
        """INSERT OR REPLACE INTO revisions (update_id, number, action, headline, summary, kind,
        date, editor_id, edited_at)
        VALUES (5, 1, 'written', 'Another story', 'x', 'cast', '2023', 8, 200)""",
    ],
)
async def test_a_revision_is_never_overwritten(db: Database, overwrite: str) -> None:
    await fill(db, "", {})

    with pytest.raises(sqlite3.IntegrityError, match="never overwritten"):
        async with db.transaction() as tx:
            await tx.execute(overwrite)

    assert await db.fetch("SELECT number, headline FROM revisions") == [(1, "The script is done")]


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("sources", "reliability", Reliability),
        ("entities", "kind", EntityKind),
        ("entities", "spoiler", Spoiler),
        ("facts", "spoiler", Spoiler),
        ("facts", "confidence", Confidence),
        ("updates", "state", State),
        ("updates", "importance", Importance),
        ("revisions", "kind", Kind),
        ("revisions", "stage", Stage),
        ("destinations", "least", Importance),
        ("destinations", "ping_from", Importance),
        ("destinations", "mode", Mode),
        ("destinations", "wants", Wants),
        ("destinations", "trouble", Trouble),
        ("destinations", "digest", Digest),
        ("posts", "state", PostState),
        ("unwanted_milestones", "kind", MilestoneKind),
        ("refusals", "reason", Refusal),
        ("errands", "kind", ErrandKind),
        ("guilds", "late", Late),
    ],
)
async def test_the_schema_knows_every_word_of_the_models(
    db: Database, table: str, column: str, words: type[StrEnum]
) -> None:
    for word in words:
        change: Cells = {column: word}
        if word.value == "retracted":
            change |= {"retraction": "a joke"}
        async with db.transaction() as tx:
            for filled, cells in GOOD.items():
                await insert(tx, filled, cells | change if filled == table else cells)
            for emptied in reversed(GOOD):
                await empty(tx, emptied)


async def test_a_key_of_the_pack_is_one_update(db: Database) -> None:
    entry: Cells = {"origin": Origin.PACK, "key": "entry-1", "guild_id": None}
    await fill(db, "updates", entry)

    with pytest.raises(sqlite3.IntegrityError, match=r"updates\.key"):
        async with db.transaction() as tx:
            await insert(tx, "updates", GOOD["updates"] | entry | {"id": 6})


async def test_the_news_version_changes_with_every_row_that_is_news_and_no_other(
    db: Database,
) -> None:
    changed: list[str] = []
    async with db.transaction() as tx:

        async def version() -> int:
            [(value,)] = await tx.execute("SELECT value FROM meta WHERE key = 'news_version'")
            return int(value)

        for table, cells in GOOD.items():
            before = await version()
            await insert(tx, table, cells)
            changed += [f"+{table}"] if await version() > before else []
        for table in reversed([table for table in GOOD if table != "meta"]):
            before = await version()
            await empty(tx, table)
            changed += [f"-{table}"] if await version() > before else []

    news = [
        "updates",
        "update_people",
        "update_sources",
        "checks",
        "guilds",
        "additions",
        "hidden_facts",
        "credits",
    ]
    assert changed == [f"+{table}" for table in news] + [f"-{table}" for table in reversed(news)]
