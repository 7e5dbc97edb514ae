"""What stands beside updates: rumours and their outlets' records, dates that moved, reminders."""

import shutil
from pathlib import Path

from bot.enums import Kind, Outcome
from bot.models import PartialDate, Rumour, Slip, Update
from bot.store import decisions, updates
from bot.store.database import Database
from bot.store.migrations import list_migrations
from tests.store.factories import (
    MIGRATIONS,
    NOW,
    make_wording,
    publish,
    retract,
    write_draft,
)

DAY = PartialDate(2023, 11, 14)


async def post_rumour(
    db: Database, guild_id: int = 1, outlet: str = "quay", *, wire: bool = False
) -> Update:
    draft = await write_draft(db, guild_id, make_wording(kind=Kind.RUMOUR, stage=None))
    async with db.transaction() as tx:
        await updates.set_published(
            tx, draft.id, at=NOW, wire=wire, importance=updates.Importance.MINOR
        )
        await decisions.set_rumour(tx, draft.id, guild_id, outlet)
        return await updates.require_own(tx, guild_id, draft.id)


async def settle(db: Database, rumour: Update, outcome: Outcome, by: int | None = None) -> None:
    async with db.transaction() as tx:
        await decisions.set_outcome(
            tx, rumour.id, outcome, link="https://example.org/9", day=DAY, settled_by=by
        )


async def test_an_update_carries_its_slip_and_what_became_of_its_rumour(db: Database) -> None:
    slip = Slip("date", "2027", "2028", (("2026", "May 2020"), ("2027", "May 2022")))
    rumour, other = await post_rumour(db), await publish(db, 1)
    async with db.transaction() as tx:
        await decisions.set_slip(tx, other.id, slip)
    await settle(db, rumour, Outcome.CONFIRMED, other.id)

    found = {update.id: update for update in await updates.list_published(db)}

    assert rumour.rumour == Rumour("quay", 0, 0)
    assert found[other.id].slip == slip
    assert found[other.id].rumour is None
    assert found[rumour.id].rumour == Rumour(
        "quay", 0, 0, Outcome.CONFIRMED, "https://example.org/9", DAY, other.id
    )
    async with db.transaction() as tx:
        await decisions.set_slip(tx, other.id, None)
        assert (await updates.require_own(tx, 1, other.id)).slip is None


async def test_a_record_counts_the_settled_rumours_that_a_server_sees(db: Database) -> None:
    for outcome in (Outcome.CONFIRMED, Outcome.DEBUNKED, Outcome.DEBUNKED):
        await settle(db, await post_rumour(db), outcome)
    await post_rumour(db)
    await settle(db, await post_rumour(db, outlet="pier"), Outcome.CONFIRMED)
    await settle(db, await post_rumour(db, 2), Outcome.CONFIRMED)
    await settle(db, await post_rumour(db, 3, wire=True), Outcome.CONFIRMED)
    withdrawn = await post_rumour(db)
    await settle(db, withdrawn, Outcome.CONFIRMED)
    await retract(db, withdrawn)
    nameless = await post_rumour(db, outlet="")
    await settle(db, nameless, Outcome.CONFIRMED)

    assert await decisions.get_record(db, 1, "quay", 0) == (2, 4)
    assert await decisions.get_record(db, 2, "quay", 0) == (2, 2)
    assert await decisions.get_record(db, 1, "pier", 0) == (1, 1)
    assert await decisions.get_record(db, 1, "", 0) == (0, 0)
    assert (await post_rumour(db)).rumour == Rumour("quay", 2, 4)


async def test_a_record_leaves_the_rumour_itself_out_and_follows_its_outlet(db: Database) -> None:
    await settle(db, await post_rumour(db, outlet="pier"), Outcome.DEBUNKED)
    rumour = await post_rumour(db)
    await settle(db, rumour, Outcome.CONFIRMED)

    async with db.transaction() as tx:
        await decisions.set_rumour(tx, rumour.id, 1, "quay")
        same = await updates.require_own(tx, 1, rumour.id)
        await decisions.set_rumour(tx, rumour.id, 1, "pier")
        moved = await updates.require_own(tx, 1, rumour.id)

    assert await decisions.get_record(db, 1, "quay", rumour.id) == (0, 0)
    assert same.rumour is not None
    assert same.rumour.outcome is Outcome.CONFIRMED
    assert moved.rumour is not None
    assert (moved.rumour.outlet, moved.rumour.settled) == ("pier", 1)
    assert moved.rumour.outcome is Outcome.CONFIRMED


async def test_open_rumours_are_those_of_one_server_that_nobody_settled(db: Database) -> None:
    first, second = await post_rumour(db), await post_rumour(db)
    await post_rumour(db, 2)
    await settle(db, await post_rumour(db), Outcome.DEBUNKED)
    await retract(db, await post_rumour(db))

    assert await decisions.list_open_rumours(db, 1, 9, 0) == ([first.id, second.id], 2)
    assert await decisions.list_open_rumours(db, 1, 1, 1) == ([second.id], 2)


async def test_desks_are_the_servers_that_have_published(db: Database) -> None:
    await publish(db, 1)
    await publish(db, 1, now=NOW + 5)
    await publish(db, 2)
    await write_draft(db, 3)

    assert await decisions.list_desks(db) == [(1, NOW + 5), (2, NOW)]


async def test_a_server_is_reminded_once_in_a_while(db: Database) -> None:
    async def claim(now: int) -> bool:
        async with db.transaction() as tx:
            return await decisions.claim_reminder(tx, 1, now, every=60)

    assert [await claim(NOW), await claim(NOW + 59), await claim(NOW + 60)] == [True, False, True]


async def test_rumours_that_were_published_before_are_open_after_the_migration(
    tmp_path: Path,
) -> None:
    before = tmp_path / "before"
    before.mkdir()
    for number, file in list_migrations(MIGRATIONS):
        if number < 9:
            shutil.copy(file, before)
    path = tmp_path / "old.db"
    links = ["https://www.quay.example.org/a?b", "http://pier.example.com", None, None]
    async with Database.open(path, before) as old, old.transaction() as tx:
        for number, link in enumerate(links, start=1):
            state = "draft" if number == len(links) else "published"
            await tx.execute(
                "INSERT INTO updates (id, origin, guild_id, wire, state, revision, published_at) "
                "VALUES (?, 'desk', 1, 0, ?, 1, 5)",
                (number, state),
            )
            await tx.execute(
                "INSERT INTO revisions (update_id, number, action, headline, summary, kind, date, "
                "link, editor_id, edited_at) "
                "VALUES (?, 1, 'written', 'h', 's', 'rumour', '2023', ?, 7, 1)",
                (number, link),
            )
        await tx.execute("INSERT INTO guilds (guild_id, spoilers_shown) VALUES (1, 1)")

    async with Database.open(path, MIGRATIONS) as new:
        found = {update.id: update.rumour for update in await updates.list_published(new)}
        rows = await new.fetch("SELECT spoilers_shown, approval, late, stale_days FROM guilds")
        assert await new.fetch("PRAGMA foreign_key_check") == []

    assert found == {
        1: Rumour("quay.example.org", 0, 0),
        2: Rumour("pier.example.com", 0, 0),
        3: Rumour("", 0, 0),
    }
    assert rows == [(1, 0, "publish", 14)]
