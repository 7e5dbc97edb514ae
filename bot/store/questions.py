"""Questions that nobody could answer, who wants to be told, and what readers say of answers."""

from dataclasses import dataclass

from bot.errors import NotFoundError
from bot.store.database import Database, Transaction

KEPT_S = 90 * 24 * 3600  # a question or report that nobody touches is dropped after this
QUESTIONS_MOST = 500  # of one server; the least asked make room
REPORTS_MOST = 500


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question of a server that waits for its moderators, and how many want to be told."""

    id: int
    text: str
    count: int
    first_at: int
    last_at: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Report:
    """What readers of a server said of an answer.

    ``subject`` is a fact's id, ``#`` and an update's, ``entity:`` and an entity's, or ``#status``.
    """

    id: int
    subject: str
    verdict: str
    question: str
    count: int


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody who has to be told that a question is answered by a moderators' fact."""

    question_id: int
    user_id: int
    guild_id: int
    text: str
    addition_id: int
    tries: int

    @property
    def about(self) -> str:
        """What it is about, for the log."""
        return f"question {self.question_id}"


_QUESTION = (
    "SELECT q.id, q.text, q.count, q.first_at, q.last_at, "
    "(SELECT count(*) FROM askers WHERE question_id = q.id) FROM questions AS q "
)


async def insert_question(
    tx: Transaction, guild_id: int, key: str, text: str, now: int
) -> int | None:
    """Keep or count a question; return its id.

    None for one that the moderators dismissed: it is counted, and nobody waits for it.
    """
    rows = await tx.execute(
        "INSERT INTO questions (guild_id, key, text, state, count, first_at, last_at) "
        "VALUES (?, ?, ?, 'open', 1, ?, ?) ON CONFLICT (guild_id, key) DO UPDATE SET "
        "count = count + 1, last_at = excluded.last_at, addition_id = NULL, "
        "state = CASE state WHEN 'dismissed' THEN 'dismissed' ELSE 'open' END RETURNING id, state",
        (guild_id, key, text, now, now),
    )
    question_id = int(rows[0][0])
    await tx.execute(
        "DELETE FROM questions WHERE id IN (SELECT id FROM questions WHERE guild_id = ? "
        "AND id <> ? ORDER BY count DESC, last_at DESC LIMIT -1 OFFSET ?)",
        (guild_id, question_id, QUESTIONS_MOST - 1),
    )
    return question_id if rows[0][1] == "open" else None


async def delete_untouched(tx: Transaction, now: int) -> None:
    """Drop questions and reports of all servers that were left for 90 days.

    An answered question stays while somebody is to be told of its answer.
    """
    await tx.execute(
        "DELETE FROM questions WHERE last_at < ? AND (state <> 'answered' "
        "OR NOT EXISTS (SELECT 1 FROM askers WHERE question_id = questions.id))",
        (now - KEPT_S,),
    )
    await tx.execute("DELETE FROM reports WHERE last_at < ?", (now - KEPT_S,))


async def insert_asker(tx: Transaction, guild_id: int, question_id: int, user_id: int) -> bool:
    """Note who wants to be told; False when the question is not open in this server any more."""
    rows = await tx.execute(
        "SELECT 1 FROM questions WHERE id = ? AND guild_id = ? AND state = 'open'",
        (question_id, guild_id),
    )
    if rows:
        await tx.execute(
            "INSERT OR IGNORE INTO askers (question_id, user_id) VALUES (?, ?)",
            (question_id, user_id),
        )
    return bool(rows)


async def list_open(db: Database, guild_id: int) -> list[KeptQuestion]:
    """Return what a server could not answer, most asked first, then latest."""
    rows = await db.fetch(
        f"{_QUESTION} WHERE q.guild_id = ? AND q.state = 'open' "
        "ORDER BY q.count DESC, q.last_at DESC, q.id",
        (guild_id,),
    )
    return [KeptQuestion(*row) for row in rows]


async def get_question(
    reader: Database | Transaction, guild_id: int, question_id: int
) -> KeptQuestion | None:
    """Return an open or dismissed question of this server, or None."""
    sql = f"{_QUESTION} WHERE q.id = ? AND q.guild_id = ? AND q.state <> 'answered'"
    params = (question_id, guild_id)
    if isinstance(reader, Database):
        rows = await reader.fetch(sql, params)
    else:
        rows = await reader.execute(sql, params)
    return KeptQuestion(*rows[0]) if rows else None


async def require_question(
    reader: Database | Transaction, guild_id: int, question_id: int
) -> KeptQuestion:
    """Return an open or dismissed question of this server, or raise NotFoundError."""
    question = await get_question(reader, guild_id, question_id)
    if question is None:
        raise NotFoundError("This server has no such question any more. /desk questions lists all.")
    return question


async def set_dismissed(tx: Transaction, guild_id: int, question_id: int) -> None:
    """Take a question off the list; whoever waited for its answer is forgotten."""
    await tx.execute(
        "UPDATE questions SET state = 'dismissed' WHERE id = ? AND guild_id = ? AND state = 'open'",
        (question_id, guild_id),
    )
    await tx.execute(
        "DELETE FROM askers WHERE question_id IN "
        "(SELECT id FROM questions WHERE id = ? AND state = 'dismissed')",
        (question_id,),
    )


async def set_answered(tx: Transaction, guild_id: int, question_id: int, addition_id: int) -> None:
    """Note which fact of the moderators answers a question."""
    await tx.execute(
        "UPDATE questions SET state = 'answered', addition_id = ? WHERE id = ? AND guild_id = ?",
        (addition_id, question_id, guild_id),
    )


async def list_tellings(db: Database, now: int) -> list[Telling]:
    """Return who is to be told now, of all servers."""
    rows = await db.fetch(
        "SELECT a.question_id, a.user_id, q.guild_id, q.text, q.addition_id, a.tries "
        "FROM askers AS a JOIN questions AS q ON q.id = a.question_id "
        "WHERE q.state = 'answered' AND a.tell_at <= ? ORDER BY a.question_id, a.user_id",
        (now,),
    )
    return [Telling(*row) for row in rows]


async def settle_later(tx: Transaction, telling: Telling, at: int) -> None:
    """Note that a person could not be told and when to try again."""
    await tx.execute(
        "UPDATE askers SET tries = ?, tell_at = ? WHERE question_id = ? AND user_id = ?",
        (telling.tries + 1, at, telling.question_id, telling.user_id),
    )


async def delete_asker(tx: Transaction, telling: Telling) -> None:
    """Forget somebody who was told or cannot be."""
    await tx.execute(
        "DELETE FROM askers WHERE question_id = ? AND user_id = ?",
        (telling.question_id, telling.user_id),
    )


async def insert_report(
    tx: Transaction,
    guild_id: int,
    *,
    subject: str,
    verdict: str,
    key: str,
    question: str,
    now: int,
) -> None:
    """Count what a reader said, without who it was."""
    await tx.execute(
        "INSERT INTO reports (guild_id, subject, verdict, key, question, count, last_at) "
        "VALUES (?, ?, ?, ?, ?, 1, ?) ON CONFLICT (guild_id, subject, verdict, key) "
        "DO UPDATE SET count = count + 1, last_at = excluded.last_at",
        (guild_id, subject, verdict, key, question, now),
    )
    await tx.execute(
        "DELETE FROM reports WHERE id IN (SELECT id FROM reports WHERE guild_id = ? "
        "ORDER BY last_at DESC, id DESC LIMIT -1 OFFSET ?)",
        (guild_id, REPORTS_MOST),
    )


_REPORT = "SELECT id, subject, verdict, question, count FROM reports "


async def list_reports(db: Database, guild_id: int) -> list[Report]:
    """Return the answers that readers of a server called wrong or outdated, most often first."""
    rows = await db.fetch(
        f"{_REPORT} WHERE guild_id = ? AND verdict <> 'useful' "
        "ORDER BY count DESC, last_at DESC, id",
        (guild_id,),
    )
    return [Report(*row) for row in rows]


async def require_report(db: Database, guild_id: int, report_id: int) -> Report:
    """Return a report of this server, or raise NotFoundError."""
    rows = await db.fetch(f"{_REPORT} WHERE id = ? AND guild_id = ?", (report_id, guild_id))
    if not rows:
        raise NotFoundError("This server has no such report any more. /desk questions lists all.")
    return Report(*rows[0])


async def count_useful(db: Database, guild_id: int) -> int:
    """Return how often readers of a server called an answer useful lately."""
    rows = await db.fetch(
        "SELECT coalesce(sum(count), 0) FROM reports WHERE guild_id = ? AND verdict = 'useful'",
        (guild_id,),
    )
    return int(rows[0][0])


async def delete_report(tx: Transaction, guild_id: int, report_id: int) -> None:
    """Take a report off the list."""
    await tx.execute("DELETE FROM reports WHERE id = ? AND guild_id = ?", (report_id, guild_id))


async def delete_reports_about(tx: Transaction, guild_id: int, subject: str) -> None:
    """Take off the list what a server said of a fact that has changed since."""
    await tx.execute(
        "DELETE FROM reports WHERE guild_id = ? AND subject = ? AND verdict <> 'useful'",
        (guild_id, subject),
    )


async def delete_reports_like(tx: Transaction, guild_id: int, report_id: int) -> None:
    """Take a report off the list, and what else was said of the same answer to its question."""
    await tx.execute(
        "DELETE FROM reports WHERE guild_id = ? AND verdict <> 'useful' AND (subject, key) IN "
        "(SELECT subject, key FROM reports WHERE id = ? AND guild_id = ?)",
        (guild_id, report_id, guild_id),
    )
