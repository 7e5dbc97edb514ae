"""What waits before it is published: one request and one plan an update, each of its server."""

import dataclasses

import pytest

from bot.errors import NotFoundError
from bot.models import Update
from bot.store import notices, plans, updates
from bot.store.database import Database
from bot.store.plans import Plan, Request
from tests.store.factories import EDITOR, NOW, publish, write_draft


async def ask(db: Database, update: Update, fields: dict[str, str] | None = None) -> Request:
    async with db.transaction() as tx:
        request_id = await plans.insert_request(
            tx,
            guild_id=update.guild_id or 0,
            update_id=update.id,
            revision=update.revision,
            fields=fields,
            reason="why",
            asker_id=EDITOR,
            now=NOW,
        )
        return await plans.require_request(tx, update.guild_id or 0, request_id)


async def plan(db: Database, guild_id: int = 1, due_at: int = NOW) -> Plan:
    draft = await write_draft(db, guild_id)
    made = Plan(draft.id, guild_id, due_at, due_at + 60, EDITOR, None)
    async with db.transaction() as tx:
        await plans.set_plan(tx, made)
    return made


async def test_a_request_is_read_by_its_own_server_alone(db: Database) -> None:
    draft = await write_draft(db, 1)
    request = await ask(db, draft, {"headline": "Köln"})

    assert request == Request(
        request.id, 1, draft.id, 1, {"headline": "Köln"}, "why", EDITOR, NOW, "waiting", None
    )
    assert await plans.require_request(db, 1, request.id) == request
    assert await plans.get_request(db, draft.id) == request
    with pytest.raises(NotFoundError, match="no such request"):
        await plans.require_request(db, 2, request.id)


async def test_another_request_about_the_same_update_ends_the_first(db: Database) -> None:
    draft = await write_draft(db, 1)
    first = await ask(db, draft)
    second = await ask(db, draft)

    assert await plans.get_request(db, draft.id) == second
    with pytest.raises(NotFoundError):
        await plans.require_request(db, 1, first.id)


async def test_only_what_waits_and_is_current_is_listed(db: Database) -> None:
    waiting, edited, decided, gone = [await ask(db, await write_draft(db, 1)) for _ in range(4)]
    correction = await ask(db, await publish(db, 1), {})
    await ask(db, await write_draft(db, 2))
    async with db.transaction() as tx:
        wording = (await updates.require_own(tx, 1, edited.update_id)).wording
        revision = updates.Revision(edited.update_id, 2, "edited", wording, EDITOR, NOW, None)
        await updates.insert_revision(tx, revision)
        await plans.set_returned(tx, decided.id, "No")
        await updates.set_discarded(tx, gone.update_id)

    assert await plans.list_requests(db, 1) == [waiting, correction]
    returned = await plans.get_request(db, decided.update_id)
    assert returned == dataclasses.replace(decided, state="returned", verdict="No")


async def test_moderators_are_told_of_each_request_once(db: Database) -> None:
    first, second = await ask(db, await write_draft(db, 1)), await ask(db, await write_draft(db, 2))
    async with db.transaction() as tx:
        await plans.set_told(tx, first.id)

    assert await plans.list_untold(db) == [second]
    async with db.transaction() as tx:
        await plans.set_approved(tx, second.id)
        await plans.delete_request(tx, first.update_id)
    assert await plans.list_untold(db) == []
    async with db.transaction() as tx:
        await plans.set_told(tx, second.id)
        await plans.set_returned(tx, second.id, "No")
    assert [request.state for request in await plans.list_untold(db)] == ["returned"]
    assert await plans.get_request(db, first.update_id) is None


async def test_what_is_due_is_listed_oldest_first_without_what_is_held(db: Database) -> None:
    later, sooner = await plan(db, 1, NOW), await plan(db, 2, NOW - 5)
    held, future = await plan(db, 1, NOW - 9), await plan(db, 1, NOW + 1)
    async with db.transaction() as tx:
        first = await plans.set_held(tx, held.update_id, "late")
        again = await plans.set_held(tx, held.update_id, "expired")

    assert (first, again) == (True, False)
    assert await plans.list_due(db, NOW) == [sooner, later]
    assert await plans.list_plans(db, 1) == [
        dataclasses.replace(held, held="late"),
        later,
        future,
    ]


async def test_what_is_held_is_listed_until_somebody_heard_of_it(db: Database) -> None:
    waiting, held = await plan(db, 2, NOW), await plan(db, 1, NOW - 9)
    topic = plans.held_topic(held)
    async with db.transaction() as tx:
        await plans.set_held(tx, held.update_id, "late")
        await notices.claim_notice(tx, 1, topic, NOW)
    unheard = await plans.list_unheard(db)
    async with db.transaction() as tx:
        await notices.set_heard(tx, 1, topic)

    assert waiting.held is None
    assert unheard == [dataclasses.replace(held, held="late")]
    assert await plans.list_unheard(db) == []


async def test_a_plan_is_changed_and_dropped_by_its_own_server(db: Database) -> None:
    made = await plan(db)
    changed = dataclasses.replace(made, due_at=NOW + 9, until=None)
    async with db.transaction() as tx:
        await plans.set_plan(tx, changed)

    assert await plans.require_plan(db, 1, made.update_id) == changed
    with pytest.raises(NotFoundError, match="no such plan"):
        await plans.require_plan(db, 2, made.update_id)
    async with db.transaction() as tx:
        dropped = [await plans.delete_plan(tx, made.update_id) for _ in range(2)]
        assert dropped == [True, False]
        with pytest.raises(NotFoundError):
            await plans.require_plan(tx, 1, made.update_id)
