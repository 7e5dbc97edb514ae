"""What a server told the bot stays with that server, and goes when the server goes."""

import pytest

from bot.enums import Late, Outcome
from bot.errors import NotFoundError
from bot.models import GuildSettings, PartialDate, Slip
from bot.store import (
    absences,
    decisions,
    guilds,
    notices,
    plans,
    posts,
    questions,
    updates,
)
from bot.store.additions import list_additions
from bot.store.audit import insert_audit
from bot.store.database import Database
from bot.store.feeds import insert_news
from tests.store import feeds as feed_factory
from tests.store.additions import add, hide
from tests.store.factories import (
    EDITOR,
    NOW,
    claim,
    publish,
    revise,
    send_alerts_to,
    show,
    write_draft,
)
from tests.store.follows import follow
from tests.store.leads import TIP, take

FIELDS = {"headline": "Neues aus Köln", "summary": "„Ja“, sagte sie."}


async def keep_form(
    db: Database, *, guild_id: int = 1, user_id: int = EDITOR, now: int = NOW
) -> int:
    async with db.transaction() as tx:
        return await guilds.insert_form(
            tx,
            guild_id=guild_id,
            user_id=user_id,
            update_id=None,
            revision=None,
            fields=FIELDS,
            now=now,
        )


async def test_a_server_that_set_nothing_has_the_defaults(db: Database) -> None:
    assert await guilds.get_settings(db, 1) == GuildSettings(1)


async def test_settings_are_kept_for_each_server(db: Database) -> None:
    first = GuildSettings(
        1,
        55,
        66,
        spoilers_shown=True,
        strike_retracted=False,
        approval=True,
        late=Late.HOLD,
        stale_days=3,
    )
    async with db.transaction() as tx:
        await guilds.set_settings(tx, GuildSettings(1, 5))
        await guilds.set_settings(tx, GuildSettings(2, 7))
        await guilds.set_settings(tx, first)

    assert await guilds.get_settings(db, 1) == first
    assert await guilds.get_settings(db, 2) == GuildSettings(2, 7)


async def test_what_somebody_typed_is_read_back_by_that_person_in_that_server(
    db: Database,
) -> None:
    form_id = await keep_form(db)

    assert await guilds.require_form(db, form_id, 1, EDITOR) == guilds.Form(
        form_id, 1, EDITOR, None, None, FIELDS
    )


@pytest.mark.parametrize(("guild_id", "user_id"), [(2, EDITOR), (1, 78), (2, 78)])
async def test_nobody_else_reads_what_somebody_typed(
    db: Database, guild_id: int, user_id: int
) -> None:
    form_id = await keep_form(db)

    with pytest.raises(NotFoundError, match="begin again"):
        await guilds.require_form(db, form_id, guild_id, user_id)


async def test_a_form_is_changed_and_dropped(db: Database) -> None:
    form_id, other_id = await keep_form(db), await keep_form(db)

    async with db.transaction() as tx:
        await guilds.set_form(tx, form_id, revision=3, fields={"headline": "Other"})
    changed = await guilds.require_form(db, form_id, 1, EDITOR)
    async with db.transaction() as tx:
        await guilds.delete_form(tx, form_id)

    assert (changed.revision, changed.fields) == (3, {"headline": "Other"})
    with pytest.raises(NotFoundError):
        await guilds.require_form(db, form_id, 1, EDITOR)
    assert (await guilds.require_form(db, other_id, 1, EDITOR)).fields == FIELDS


async def test_a_form_is_kept_for_a_day(db: Database) -> None:
    form_id = await keep_form(db)

    await keep_form(db, now=NOW + guilds.FORM_KEPT_S)
    assert (await guilds.require_form(db, form_id, 1, EDITOR)).id == form_id
    await keep_form(db, now=NOW + guilds.FORM_KEPT_S + 1)

    with pytest.raises(NotFoundError, match="kept for a day"):
        await guilds.require_form(db, form_id, 1, EDITOR)


async def tell_everything(db: Database, guild_id: int) -> None:
    """Fill every table that knows servers: two channels, a draft, news and open work."""
    await send_alerts_to(db, guild_id, guild_id * 100)
    await send_alerts_to(db, guild_id, guild_id * 100 + 1)
    draft = await write_draft(db, guild_id)
    own = await publish(db, guild_id, people=("ada",))
    await publish(db, guild_id, wire=True, people=("bo",))
    for number, one in enumerate(await claim(db)):
        await show(db, one, message_id=guild_id * 1_000 + number)
    await revise(db, own, "A correction")
    await add(db, guild_id)
    await add(db, guild_id, wire=True)
    await hide(db, guild_id, "fact-1")
    await take(db, TIP, guild_id=guild_id)
    await follow(db, 500 + guild_id, guild_id)
    await feed_factory.follow(db, guild_id)
    async with db.transaction() as tx:
        await guilds.set_settings(tx, GuildSettings(guild_id, 5))
        await notices.claim_notice(tx, guild_id, "alerts:1", NOW)
        await insert_news(tx, guild_id, "feed:1", "It fails.")
        await absences.insert_absence(tx, guild_id, NOW)
        await updates.set_checked(tx, guild_id, PartialDate(2023, 11, 14), EDITOR)
        await decisions.set_slip(tx, own.id, Slip("date", "2027", "2028", ()))
        await decisions.set_rumour(tx, own.id, guild_id, "quay.example.org")
        await decisions.set_outcome(
            tx,
            own.id,
            Outcome.CONFIRMED,
            link="https://example.org/2",
            day=PartialDate(2023),
            settled_by=draft.id,
        )
        await decisions.claim_reminder(tx, guild_id, NOW, every=60)
        await plans.set_plan(tx, plans.Plan(draft.id, guild_id, NOW, None, EDITOR, None))
        await plans.insert_request(
            tx,
            guild_id=guild_id,
            update_id=draft.id,
            revision=1,
            fields=None,
            reason=None,
            asker_id=EDITOR,
            now=NOW,
        )
        await insert_audit(
            tx,
            guild_id=guild_id,
            actor_id=EDITOR,
            action="desk.check",
            subject="desk",
            before=None,
            after=None,
            now=NOW,
        )
        question_id = await questions.insert_question(tx, guild_id, "who", "Who?", NOW)
        await questions.insert_asker(tx, guild_id, question_id or 0, 8)
        await questions.insert_report(
            tx, guild_id, subject="f", verdict="wrong", key="who", question="Who?", now=NOW
        )
        await guilds.insert_form(
            tx,
            guild_id=guild_id,
            user_id=EDITOR,
            update_id=draft.id,
            revision=1,
            fields=FIELDS,
            now=NOW,
        )


async def tables_with(db: Database, column: str) -> list[str]:
    rows = await db.fetch(
        "SELECT t.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c "
        "WHERE t.type = 'table' AND c.name = ? ORDER BY t.name",
        (column,),
    )
    return [row[0] for row in rows]


async def rows_of(db: Database, table: str, guild_id: int) -> list[tuple[object, ...]]:
    rows = await db.fetch(
        f"SELECT * FROM {table} WHERE guild_id = ?",  # noqa: S608 - the table's own name
        (guild_id,),
    )
    return [tuple(row) for row in rows]


async def test_nothing_of_a_forgotten_server_is_left_but_what_it_put_on_the_wire(
    db: Database,
) -> None:
    await tell_everything(db, 1)
    await tell_everything(db, 2)
    tables = await tables_with(db, "guild_id")
    others = {table: await rows_of(db, table, 2) for table in tables}
    assert tables == [
        "absences",
        "additions",
        "audit",
        "checks",
        "destinations",
        "facts",
        "feed_news",
        "feeds",
        "follows",
        "forms",
        "guilds",
        "hidden_facts",
        "hidden_log",
        "notices",
        "plans",
        "questions",
        "queues",
        "reminders",
        "reports",
        "requests",
        "stories",
        "updates",
    ]
    assert all([await rows_of(db, table, 1) for table in tables])

    async with db.transaction() as tx:
        await guilds.delete_guild(tx, 1)

    left = {table: await rows_of(db, table, 1) for table in tables}
    assert [table for table, rows in left.items() if rows] == ["additions", "updates"]
    assert [one.wire for one in await list_additions(db) if one.guild_id == 1] == [True]
    [wire] = [update for update in await updates.list_published(db) if update.guild_id == 1]
    assert (wire.wire, wire.people) == (True, ("bo",))
    assert {table: await rows_of(db, table, 2) for table in tables} == others


async def test_nothing_dangles_after_a_server_was_forgotten(db: Database) -> None:
    await tell_everything(db, 1)
    await tell_everything(db, 2)

    async with db.transaction() as tx:
        await guilds.delete_guild(tx, 1)

    assert await db.fetch("PRAGMA foreign_key_check") == []
    assert await posts.list_posts(db, 1, 10) == []
    for table in await tables_with(db, "update_id"):
        unknown = await db.fetch(
            f"SELECT count(*) FROM {table} "  # noqa: S608 - the table's own name
            "WHERE update_id IS NOT NULL AND update_id NOT IN (SELECT id FROM updates)"
        )
        assert unknown == [(0,)], table


async def test_what_a_forgotten_server_put_on_the_wire_still_stands_elsewhere(
    db: Database,
) -> None:
    await tell_everything(db, 2)
    await tell_everything(db, 1)
    before = await posts.list_posts(db, 2, 10)

    async with db.transaction() as tx:
        await guilds.delete_guild(tx, 1)

    assert await posts.list_posts(db, 2, 10) == before
    assert len(before) == 3
