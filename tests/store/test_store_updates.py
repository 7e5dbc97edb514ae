"""Updates and their revisions: what a server wrote stays its own, and news is noticed."""

import sqlite3
from collections.abc import Awaitable, Callable

import pytest

from bot.enums import Importance, Kind, Origin, Stage, State
from bot.errors import NotFoundError
from bot.models import GuildSettings, PartialDate, Revision, Wording
from bot.store import updates
from bot.store.database import Database, Transaction
from bot.store.guilds import delete_guild, set_settings
from tests.store.factories import (
    EDITOR,
    NOW,
    make_wording,
    publish,
    retract,
    revise,
    write_draft,
)

DAY = PartialDate(2023, 11, 14)
RELEASE = Wording(
    "It opens in July", "They said so.", Kind.OFFICIAL, Stage.DATED, DAY, None, PartialDate(2027, 7)
)


async def test_a_draft_is_read_back_as_it_was_written(db: Database) -> None:
    draft = await write_draft(db, 1, RELEASE)

    assert (draft.origin, draft.guild_id, draft.wire, draft.state) == (
        Origin.DESK,
        1,
        False,
        State.DRAFT,
    )
    assert draft.wording == RELEASE
    assert (draft.published_at, draft.importance, draft.people) == (None, None, ())
    assert await updates.list_of_guild(db, 1, State.DRAFT, 10) == [draft]
    assert await updates.list_published(db) == []


async def test_the_link_of_a_moderator_is_the_source_that_people_see(db: Database) -> None:
    draft = await write_draft(db, 1, make_wording(link="https://www.example.org/news?id=1"))

    [source] = draft.sources
    assert (source.url, source.publisher) == ("https://www.example.org/news?id=1", "example.org")
    assert (source.title, source.published) == (draft.headline, draft.date)
    assert source.reliability is None


async def test_a_draft_without_its_first_revision_is_refused(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        async with db.transaction() as tx:
            await updates.insert_draft(tx, 1)


async def test_every_version_is_kept_with_editor_time_and_reason(db: Database) -> None:
    update = await publish(db, 1)

    corrected = await revise(db, update, "The script is nearly done", NOW + 60)

    assert (corrected.revision, corrected.headline) == (2, "The script is nearly done")
    assert (corrected.published_at, corrected.corrected_at) == (NOW, NOW + 60)
    first, second = await updates.list_revisions(db, 1, update.id)
    assert first == Revision(update.id, 1, "written", make_wording(), EDITOR, NOW, "a first word")
    assert second == Revision(
        update.id,
        2,
        "corrected",
        make_wording("The script is nearly done"),
        EDITOR,
        NOW + 60,
        "a typo",
    )


async def test_two_editors_cannot_write_the_same_revision(db: Database) -> None:
    update = await publish(db, 1)
    await revise(db, update, "The first correction")

    with pytest.raises(sqlite3.IntegrityError):
        await revise(db, update, "The second correction")

    assert await headlines(db) == ["The first correction"]


async def headlines(db: Database) -> list[str]:
    return [update.headline for update in await updates.list_published(db)]


async def test_publishing_names_people_once_and_says_how_much_it_matters(db: Database) -> None:
    update = await publish(
        db, 1, wire=True, importance=Importance.NOTABLE, people=("cleo", "ada", "cleo")
    )

    assert (update.state, update.wire, update.published_at) == (State.PUBLISHED, True, NOW)
    assert update.importance is Importance.NOTABLE
    assert sorted(update.people) == ["ada", "cleo"]
    assert await updates.get_update(db, update.id) == update


async def test_a_retracted_update_is_still_listed_with_its_reason(db: Database) -> None:
    update = await publish(db, 1)

    await retract(db, update)

    [found] = await updates.list_published(db)
    assert (found.state, found.retraction) == (State.RETRACTED, "It was a joke.")


async def test_readers_see_when_an_update_was_published_and_changed_but_no_draft_nor_editor(
    db: Database,
) -> None:
    draft = await write_draft(db, 1)
    for number, action in enumerate(("edited", "published", "corrected", "retracted"), start=2):
        async with db.transaction() as tx:
            revision = Revision(
                draft.id, number, action, make_wording(), EDITOR, NOW + number, None
            )
            await updates.insert_revision(tx, revision)

    assert await updates.list_history(db, draft.id) == [
        ("published", NOW + 3),
        ("corrected", NOW + 4),
        ("retracted", NOW + 5),
    ]


async def test_a_discarded_draft_keeps_its_revisions(db: Database) -> None:
    draft = await write_draft(db, 1)

    async with db.transaction() as tx:
        await updates.set_discarded(tx, draft.id)

    assert await updates.list_of_guild(db, 1, State.DRAFT, 10) == []
    assert len(await updates.list_of_guild(db, 1, State.DISCARDED, 10)) == 1
    assert len(await updates.list_revisions(db, 1, draft.id)) == 1


async def test_published_updates_come_in_the_order_of_what_happened(db: Database) -> None:
    for headline, date in (("May", "2023-05"), ("2021", "2021"), ("1 May", "2023-05-01")):
        wording = make_wording(headline)
        draft = await write_draft(
            db, 1, Wording(headline, "x", wording.kind, None, PartialDate.parse(date), None)
        )
        async with db.transaction() as tx:
            await updates.set_published(
                tx, draft.id, at=NOW, wire=False, importance=Importance.MINOR
            )

    assert await headlines(db) == ["2021", "1 May", "May"]


async def test_the_newest_drafts_come_first_and_no_more_than_asked_for(db: Database) -> None:
    drafts = [await write_draft(db, 1) for _ in range(3)]

    found = await updates.list_of_guild(db, 1, State.DRAFT, 2)

    assert [draft.id for draft in found] == [drafts[2].id, drafts[1].id]


async def test_another_server_finds_nothing_of_an_update(db: Database) -> None:
    update = await publish(db, 1, wire=True)

    with pytest.raises(NotFoundError, match=f"no update #{update.id}"):
        await updates.require_own(db, 2, update.id)
    async with db.transaction() as tx:
        with pytest.raises(NotFoundError):
            await updates.require_own(tx, 2, update.id)
    assert await updates.list_revisions(db, 2, update.id) == []
    assert await updates.list_of_guild(db, 2, State.PUBLISHED, 10) == []
    assert await updates.require_own(db, 1, update.id) == update


async def test_an_unknown_update_is_nothing(db: Database) -> None:
    assert await updates.get_update(db, 5) is None


async def test_the_number_of_a_deleted_update_is_never_given_again(db: Database) -> None:
    first = await publish(db, 1)
    async with db.transaction() as tx:
        await delete_guild(tx, 1)

    second = await publish(db, 1)

    assert await updates.get_update(db, first.id) is None
    assert second.id > first.id


async def test_the_last_look_for_news_is_kept_for_each_server_and_the_wire(db: Database) -> None:
    async with db.transaction() as tx:
        await updates.set_checked(tx, updates.WIRE, DAY, EDITOR)
        await updates.set_checked(tx, 1, PartialDate(2023, 11, 13), EDITOR)
        await updates.set_checked(tx, 1, DAY, EDITOR)

    assert await updates.list_checks(db) == {updates.WIRE: DAY, 1: DAY}


async def _revise(tx: Transaction, update_id: int) -> None:
    revision = Revision(update_id, 2, "edited", make_wording("Other"), EDITOR, NOW, None)
    await updates.insert_revision(tx, revision)


async def _publish(tx: Transaction, update_id: int) -> None:
    await updates.set_published(tx, update_id, at=NOW, wire=False, importance=Importance.MINOR)


async def _draft(tx: Transaction, _update_id: int) -> None:
    number = await updates.insert_draft(tx, 2)
    await updates.insert_revision(
        tx, Revision(number, 1, "written", make_wording(), EDITOR, NOW, None)
    )


CHANGES: dict[str, Callable[[Transaction, int], Awaitable[object]]] = {
    "draft": _draft,
    "revision": _revise,
    "publish": _publish,
    "correct": lambda tx, update_id: updates.set_corrected(tx, update_id, at=NOW),
    "retract": lambda tx, update_id: updates.set_retracted(tx, update_id, "a joke"),
    "discard": updates.set_discarded,
    "name somebody": lambda tx, update_id: updates.set_people(tx, update_id, ("bo",)),
    "name nobody": lambda tx, update_id: updates.set_people(tx, update_id, ()),
    "look for news": lambda tx, _: updates.set_checked(tx, 1, DAY, EDITOR),
    "look again": lambda tx, _: updates.set_checked(tx, 3, PartialDate(2024), EDITOR),
    "lift spoilers": lambda tx, _: set_settings(tx, GuildSettings(1, spoilers_shown=True)),
    "forget a server": lambda tx, _: delete_guild(tx, 1),
    "forget a look": lambda tx, _: delete_guild(tx, 3),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_the_news_version_changes_with_the_news(db: Database, change: str) -> None:
    update = await publish(db, 1, people=("ada",))
    async with db.transaction() as tx:
        await updates.set_checked(tx, 3, DAY, EDITOR)
    before = await updates.get_news_version(db)

    async with db.transaction() as tx:
        await CHANGES[change](tx, update.id)

    assert await updates.get_news_version(db) > before


async def test_the_news_version_stays_when_nothing_was_kept(db: Database) -> None:
    before = await updates.get_news_version(db)

    async def fail() -> None:
        async with db.transaction() as tx:
            await _draft(tx, 0)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert await updates.get_news_version(db) == before


async def test_the_editor_of_an_update_is_who_wrote_its_newest_revision(db: Database) -> None:
    draft = await write_draft(db, 1)
    async with db.transaction() as tx:
        first = await updates.get_editor(tx, draft.id)
        await updates.insert_revision(
            tx, Revision(draft.id, 2, "edited", draft.wording, 8, NOW, None)
        )
        assert (first, await updates.get_editor(tx, draft.id)) == (EDITOR, 8)
