"""Questions without an answer, who waits for one, and what readers say of answers."""

import pytest

from bot.errors import NotFoundError
from bot.store import questions as store
from bot.store.database import Database
from tests.store.additions import add
from tests.store.factories import NOW


async def keep(db: Database, text: str, *, guild_id: int = 1, now: int = NOW) -> int | None:
    async with db.transaction() as tx:
        return await store.insert_question(tx, guild_id, text.lower(), text, now)


async def drop(db: Database, now: int) -> None:
    async with db.transaction() as tx:
        await store.delete_untouched(tx, now)


async def wait_for(db: Database, question_id: int, user_id: int, guild_id: int = 1) -> bool:
    async with db.transaction() as tx:
        return await store.insert_asker(tx, guild_id, question_id, user_id)


async def report(
    db: Database, subject: str, verdict: str, question: str, *, guild_id: int = 1, now: int = NOW
) -> None:
    async with db.transaction() as tx:
        await store.insert_report(
            tx,
            guild_id,
            subject=subject,
            verdict=verdict,
            key=question.lower(),
            question=question,
            now=now,
        )


async def test_the_same_question_is_counted_and_the_most_asked_comes_first(db: Database) -> None:
    await keep(db, "When?", now=NOW)
    first = await keep(db, "Who?", now=NOW + 1)
    again = await keep(db, "Who?", now=NOW + 5)
    await keep(db, "Who?", guild_id=2)

    assert first == again
    assert [
        (one.text, one.count, one.first_at, one.last_at) for one in await store.list_open(db, 1)
    ] == [
        ("Who?", 2, NOW + 1, NOW + 5),
        ("When?", 1, NOW, NOW),
    ]


async def test_a_question_belongs_to_its_server(db: Database) -> None:
    id_ = await keep(db, "Who?")
    assert id_ is not None

    assert (await store.require_question(db, 1, id_)).text == "Who?"
    async with db.transaction() as tx:
        assert (await store.require_question(tx, 1, id_)).text == "Who?"
    with pytest.raises(NotFoundError, match="no such question"):
        await store.require_question(db, 2, id_)
    assert await wait_for(db, id_, 8, guild_id=2) is False


async def test_what_is_left_for_ninety_days_goes_with_who_waited(db: Database) -> None:
    old = await keep(db, "Old?")
    assert old is not None
    await wait_for(db, old, 8)

    await keep(db, "New?", now=NOW + store.KEPT_S)
    await drop(db, NOW + store.KEPT_S)
    assert len(await store.list_open(db, 1)) == 2
    await drop(db, NOW + store.KEPT_S + 1)

    assert [one.text for one in await store.list_open(db, 1)] == ["New?"]
    assert await db.fetch("SELECT user_id FROM askers") == []


async def test_an_answered_question_outlives_ninety_days_only_while_somebody_waits(
    db: Database,
) -> None:
    id_ = await keep(db, "Who?")
    assert id_ is not None
    await wait_for(db, id_, 8)
    added = await add(db, 1)
    async with db.transaction() as tx:
        await store.set_answered(tx, 1, id_, added.id)

    await drop(db, NOW + 2 * store.KEPT_S)
    [telling] = await store.list_tellings(db, NOW)
    assert telling == store.Telling(id_, 8, 1, "Who?", added.id, 0)
    async with db.transaction() as tx:
        await store.delete_asker(tx, telling)
    await drop(db, NOW + 2 * store.KEPT_S)

    assert await store.list_tellings(db, NOW) == []
    assert await db.fetch("SELECT id FROM questions WHERE id = ?", (id_,)) == []


async def test_who_waits_is_counted_once_and_told_when_it_is_answered(db: Database) -> None:
    id_ = await keep(db, "Who?")
    assert id_ is not None
    assert await wait_for(db, id_, 8)
    assert await wait_for(db, id_, 8)
    assert (await store.require_question(db, 1, id_)).waiting == 1
    assert await store.list_tellings(db, NOW) == []
    added = await add(db, 1)

    async with db.transaction() as tx:
        await store.set_answered(tx, 1, id_, added.id)

    assert [one.user_id for one in await store.list_tellings(db, NOW)] == [8]
    assert await store.list_open(db, 1) == []
    assert await wait_for(db, id_, 9) is False


async def test_an_answered_question_that_is_asked_in_vain_again_is_open_again(
    db: Database,
) -> None:
    id_ = await keep(db, "Who?")
    assert id_ is not None
    added = await add(db, 1)
    async with db.transaction() as tx:
        await store.set_answered(tx, 1, id_, added.id)

    assert await keep(db, "Who?") == id_
    assert [one.count for one in await store.list_open(db, 1)] == [2]


async def test_a_dismissed_question_stays_so_and_forgets_who_waited(db: Database) -> None:
    id_ = await keep(db, "Who?")
    assert id_ is not None
    await wait_for(db, id_, 8)
    async with db.transaction() as tx:
        await store.set_dismissed(tx, 2, id_)
    assert len(await store.list_open(db, 1)) == 1

    async with db.transaction() as tx:
        await store.set_dismissed(tx, 1, id_)

    assert await keep(db, "Who?") is None
    assert await store.list_open(db, 1) == []
    assert await db.fetch("SELECT user_id FROM askers") == []


async def test_one_server_keeps_a_limited_number_of_questions(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "QUESTIONS_MOST", 3)
    for text in ("A?", "B?", "B?", "C?", "D?", "E?"):
        await keep(db, text, now=NOW + ord(text[0]))

    assert [one.text for one in await store.list_open(db, 1)] == ["B?", "E?", "D?"]


async def test_reports_are_counted_by_answer_verdict_and_question(db: Database) -> None:
    await report(db, "fact-1", "wrong", "Who?")
    await report(db, "fact-1", "wrong", "Who?")
    await report(db, "fact-1", "outdated", "Who?")
    await report(db, "#5", "wrong", "When?", guild_id=2)
    await report(db, "fact-1", "useful", "")

    found = await store.list_reports(db, 1)

    assert [(one.subject, one.verdict, one.count) for one in found] == [
        ("fact-1", "wrong", 2),
        ("fact-1", "outdated", 1),
    ]
    assert await store.count_useful(db, 1) == 1
    assert await store.count_useful(db, 2) == 0
    assert await store.require_report(db, 1, found[0].id) == found[0]
    with pytest.raises(NotFoundError, match="no such report"):
        await store.require_report(db, 2, found[0].id)


async def test_a_report_goes_when_it_is_dismissed_or_its_fact_changes(db: Database) -> None:
    for subject in ("fact-1", "fact-2", "fact-2"):
        await report(db, subject, "wrong", f"{subject}?")
    first = (await store.list_reports(db, 1))[1]
    async with db.transaction() as tx:
        await store.delete_report(tx, 2, first.id)
        await store.delete_reports_about(tx, 2, "fact-2")
    assert len(await store.list_reports(db, 1)) == 2

    async with db.transaction() as tx:
        await store.delete_report(tx, 1, first.id)
        await store.delete_reports_about(tx, 1, "fact-2")

    assert await store.list_reports(db, 1) == []


async def test_a_better_answer_takes_away_what_was_said_of_the_same_answer_and_question(
    db: Database,
) -> None:
    for subject, verdict, question, guild_id in (
        ("fact-1", "wrong", "Who?", 1),
        ("fact-1", "outdated", "Who?", 1),
        ("fact-1", "wrong", "When?", 1),
        ("fact-2", "wrong", "Who?", 1),
        ("fact-1", "wrong", "Who?", 2),
    ):
        await report(db, subject, verdict, question, guild_id=guild_id)
    async with db.transaction() as tx:
        await store.delete_reports_like(tx, 2, 1)
    assert len(await store.list_reports(db, 1)) == 4

    async with db.transaction() as tx:
        await store.delete_reports_like(tx, 1, 1)

    left = [(one.subject, one.question) for one in await store.list_reports(db, 1)]
    assert left == [("fact-1", "When?"), ("fact-2", "Who?")]
    assert len(await store.list_reports(db, 2)) == 1


async def test_reports_are_kept_for_ninety_days_and_in_a_limited_number(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "REPORTS_MOST", 2)
    await report(db, "old", "wrong", "Old?")
    for number in range(3):
        await report(db, f"fact-{number}", "wrong", "Who?", now=NOW + store.KEPT_S + 1 + number)

    found = await store.list_reports(db, 1)
    assert [one.subject for one in found] == ["fact-2", "fact-1"]
    await drop(db, NOW + 2 * store.KEPT_S + 3)
    assert [one.subject for one in await store.list_reports(db, 1)] == ["fact-2"]
