"""What becomes of questions without an answer, and of what readers say about answers."""

import logging
import re
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum

import discord

from bot.desk.noting import note
from bot.errors import DiskError
from bot.models import Fact
from bot.names import fold
from bot.newsroom import Editor
from bot.store import questions as store
from bot.store.additions import require_own
from bot.store.database import Database, Transaction
from bot.store.questions import Telling
from bot.telling import Teller, tell

log = logging.getLogger(__name__)

ENTITY, STATUS = "entity:", "#status"  # what a report is about, beside facts and updates
_PERSON = re.compile(r"<@[!&]?\d+>")
_KEY_MOST = 200
_REMEMBERED = 10_000
_AGAIN_S = 24 * 3600
Render = Callable[[str, str, Fact], discord.ui.LayoutView]  # of the server, the question, the fact


class Verdict(StrEnum):
    """What a reader says about an answer."""

    USEFUL = "useful"
    WRONG = "wrong"
    OUTDATED = "outdated"


def key_of(question: str) -> str:
    """Return under what the same question is counted, empty when it has no letter or digit."""
    key = fold(_PERSON.sub(" ", question))[:_KEY_MOST].strip()
    # Folding keeps the invisible marks of emoji.
    return key if any(letter.isalnum() for letter in key) else ""


async def keep_question(db: Database, guild_id: int, question: str, now: int) -> int | None:
    """Keep a question for the moderators, without anybody's id; None when it says nothing.

    None also when the moderators dismissed it, so that nobody waits for its answer, and when
    the disk is full: who asked is answered all the same.
    """
    key = key_of(question)
    if not key:
        return None
    text = _PERSON.sub("@…", question)
    try:
        async with db.transaction() as tx:
            return await store.insert_question(tx, guild_id, key, text, now)
    except DiskError:
        log.error("a question was not kept: the disk is full or fails")  # noqa: TRY400 - said in a line
        return None


async def keep_verdict(
    db: Database, guild_id: int, subject: str, *, verdict: Verdict, question: str, now: int
) -> None:
    """Count what a reader says; only what is wrong or outdated comes with its question."""
    text = "" if verdict is Verdict.USEFUL else _PERSON.sub("@…", question)
    async with db.transaction() as tx:
        await store.insert_report(
            tx,
            guild_id,
            subject=subject,
            verdict=verdict,
            key=key_of(text),
            question=text,
            now=now,
        )


async def dismiss_question(db: Database, editor: Editor, question_id: int, now: int) -> None:
    """Take a question off the list; NotFoundError when this server has none such."""
    async with db.transaction() as tx:
        question = await store.require_question(tx, editor.guild_id, question_id)
        await store.set_dismissed(tx, editor.guild_id, question_id)
        said = {"count": question.count}, None  # its words are dropped after 90 days
        await note(tx, editor, "question.dismiss", f"question:{question_id}", said, now=now)


async def dismiss_report(db: Database, editor: Editor, report_id: int, now: int) -> None:
    """Take a report off the list; NotFoundError when this server has none such."""
    report = await store.require_report(db, editor.guild_id, report_id)
    async with db.transaction() as tx:
        await store.delete_report(tx, editor.guild_id, report_id)
        about = {"about": report.subject, "verdict": report.verdict, "count": report.count}
        await note(tx, editor, "report.dismiss", f"report:{report_id}", (about, None), now=now)


class Patience:
    """Who said something about an answer lately; in memory alone, so that no id is stored."""

    def __init__(self) -> None:
        self._heard: OrderedDict[tuple[int, str], int] = OrderedDict()

    def take(self, user_id: int, subject: str, now: int) -> bool:
        """Return whether this is the first word of a person about an answer within a day."""
        key = (user_id, subject)
        heard = self._heard.get(key)
        if heard is not None and now - heard < _AGAIN_S:
            return False
        self._heard[key] = now
        self._heard.move_to_end(key)
        if len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)
        return True


class QuestionTeller(Teller[Telling]):
    """Tells those who asked for it that their question is answered."""

    def __init__(
        self, client: discord.Client, db: Database, now: Callable[[], int], render: Render
    ) -> None:
        super().__init__(client, db, now)
        self._render = render

    async def _due(self, now: int) -> list[Telling]:
        return await store.list_tellings(self._db, now)

    async def _tell(self, telling: Telling) -> bool:
        addition = await require_own(self._db, telling.guild_id, telling.addition_id)
        if addition.retired:
            return True
        return await tell(
            self._client,
            telling.guild_id,
            telling.user_id,
            about=telling.about,
            render=lambda server: self._render(server, telling.text, addition.fact),
        )

    async def _settle(self, tx: Transaction, telling: Telling) -> None:
        await store.delete_asker(tx, telling)

    async def _settle_later(self, tx: Transaction, telling: Telling, at: int) -> None:
        await store.settle_later(tx, telling, at)
