"""The schema refuses what must never be there, whoever tries to write it."""

import sqlite3

import pytest

from bot.enums import (
    Origin,
)
from bot.store.database import Database
from tests.store.good_rows import GOOD, Cells, fill, insert


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


async def test_a_key_of_the_pack_is_one_update(db: Database) -> None:
    entry: Cells = {"origin": Origin.PACK, "key": "entry-1", "guild_id": None}
    await fill(db, "updates", entry)

    with pytest.raises(sqlite3.IntegrityError, match=r"updates\.key"):
        async with db.transaction() as tx:
            await insert(tx, "updates", GOOD["updates"] | entry | {"id": 6})
