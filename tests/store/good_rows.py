"""One good row a table, and how a test writes them with something changed."""

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
