"""A person is forgotten wherever the schema has room for one."""

import re

import pytest

from bot.audit import verify_chain
from bot.enums import Refusal
from bot.models import PartialDate
from bot.store import people, questions, updates
from bot.store.audit import insert_audit, list_chain
from bot.store.database import Database
from bot.store.guilds import insert_form
from bot.store.notices import claim_notice, closed_topic
from tests.store.additions import add
from tests.store.factories import EDITOR, NOW, publish
from tests.store.follows import follow
from tests.store.leads import TIP, take

OTHER = 78
# What a column is called that can hold a person's id. Whoever adds such a column lets
# delete_person reach it, and fills it in below.
NAMED_AFTER_PEOPLE = re.compile(
    r"(user|editor|sender|actor|author|member|owner|moderator|reviewer|approver|writer|person|asker|planner)"
    r"(_id)?$|_by$"
)
# A digest with a salt, which goes with the person; and the update that settles a rumour.
NOT_PEOPLE = {("audit", "actor"), ("rumours", "settled_by")}


async def columns(db: Database) -> set[tuple[str, str]]:
    rows = await db.fetch(
        "SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c "
        "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
    )
    return {(table, column) for table, column in rows}


async def holding(db: Database, user_id: int) -> set[tuple[str, str]]:
    """Return every column in which an id stands, in texts too."""
    found: set[tuple[str, str]] = set()
    for table, column in await columns(db):
        rows = await db.fetch(f"SELECT {column} FROM {table}")  # noqa: S608 - own names
        if any(re.search(rf"\b{user_id}\b", str(value)) for (value,) in rows):
            found.add((table, column))
    return found


async def leave_traces(db: Database, user_id: int) -> None:
    """Let a person do everything of which something is kept."""
    place = await follow(db, user_id)
    update = await publish(db, 1)  # by EDITOR, and a post for the follower
    await add(db, 1, editor_id=user_id)
    taken = await take(db, TIP, sender_id=user_id, title=f"Told by {user_id % 7}", link=None)
    async with db.transaction() as tx:
        await tx.execute(
            "UPDATE stories SET state = 'declined', claimed_by = :who, asked_by = :who, "
            "decided_by = :who, decided_at = 1, reason = 'No' WHERE id = :id",
            {"who": user_id, "id": taken.story_id},
        )
        await tx.execute("INSERT INTO tip_times (user_id, sent_at) VALUES (?, ?)", (user_id, NOW))
        await tx.execute(
            "INSERT INTO credits (update_id, user_id, name) VALUES (?, ?, 'mia')",
            (update.id, user_id),
        )
        await insert_form(
            tx, guild_id=1, user_id=user_id, update_id=None, revision=None, fields={}, now=NOW
        )
        await insert_audit(
            tx,
            guild_id=1,
            actor_id=user_id,
            action="update.publish",
            subject=f"update:{update.id}",
            before=None,
            after=None,
            now=NOW,
        )
        await tx.execute(
            "INSERT INTO requests (guild_id, update_id, revision, asker_id, asked_at, state) "
            "VALUES (1, ?, 1, ?, 1, 'waiting')",
            (update.id, user_id),
        )
        await tx.execute(
            "INSERT INTO plans (update_id, guild_id, due_at, planner_id) VALUES (?, 1, 1, ?)",
            (update.id, user_id),
        )
        question = await questions.insert_question(tx, 1, f"why {user_id % 7}", "Why?", NOW)
        assert question is not None
        await questions.insert_asker(tx, 1, question, user_id)
        await updates.set_checked(tx, user_id % 5, PartialDate(2023, 11, 14), user_id)
        await tx.execute(
            "INSERT INTO refusals (user_id, reason) VALUES (?, ?)", (user_id, Refusal.CLOSED)
        )
        await tx.execute(
            "INSERT INTO hidden_log (guild_id, fact_id, action, editor_id, edited_at) "
            "VALUES (1, 'fact-1', 'retired', ?, ?)",
            (user_id, NOW),
        )
        await tx.execute(
            "INSERT INTO digest_items (update_id, destination_id) VALUES (?, ?)",
            (update.id, place),
        )
        await claim_notice(tx, 1, closed_topic(user_id), NOW)
        await tx.execute(
            "INSERT INTO unwanted_milestones (destination_id, kind) VALUES (?, 'event')", (place,)
        )


async def test_every_column_for_a_person_is_emptied_and_nobody_elses(db: Database) -> None:
    await leave_traces(db, EDITOR)
    await leave_traces(db, OTHER)
    named = {
        (table, column)
        for table, column in await columns(db)
        if NAMED_AFTER_PEOPLE.search(column) and (table, column) not in NOT_PEOPLE
    }
    before, others = await holding(db, EDITOR), await holding(db, OTHER)

    async with db.transaction() as tx:
        found = await people.delete_person(tx, EDITOR)

    assert named - before == set(), "a column for a person that this test does not fill in"
    assert await holding(db, EDITOR) == set()
    assert verify_chain(await list_chain(db, 1)) is None
    assert await holding(db, OTHER) == others
    assert found is not None
    assert await db.fetch("PRAGMA foreign_key_check") == []
    assert await db.fetch("SELECT 1 FROM posts WHERE destination_id = ?", (found[0],)) == []


async def test_of_a_person_who_never_followed_no_destination_is_named(db: Database) -> None:
    async with db.transaction() as tx:
        assert await people.delete_person(tx, OTHER) is None


@pytest.mark.parametrize(
    "change",
    ["headline = 'Other words'", "editor_id = 78", "editor_id = 0, edited_at = 1", "reason = NULL"],
)
async def test_of_a_revision_the_editor_alone_may_be_emptied(db: Database, change: str) -> None:
    await publish(db, 1)

    with pytest.raises(Exception, match="never overwritten"):
        async with db.transaction() as tx:
            await tx.execute(f"UPDATE revisions SET {change}")  # noqa: S608 - of this test
