"""One server's fault delays no other's queue message, and one person's no other's message."""

from typing import cast

import discord
import pytest

from bot.delivery.verdicts import MISSING_RETRY_S
from bot.desk.board import RETRY_S, Board
from bot.models import Fact, GuildSettings, Update
from bot.questions import QuestionTeller
from bot.store import questions
from bot.store.database import Database
from bot.store.guilds import set_settings
from bot.store.stories import set_declined
from bot.store.tips import Telling
from bot.telling import DAY_S, FIRST_WAIT_S, TRIES
from bot.tips import TipTeller
from tests.store.additions import add
from tests.store.factories import EDITOR, NOW
from tests.store.leads import TIP, take


class Client:
    """A client to which the first server is a fault of ours and the second one is missing."""

    def get_guild(self, guild_id: int) -> None:
        if guild_id == 1:
            raise RuntimeError("a fault of ours")


async def render(_guild_id: int) -> discord.ui.LayoutView:
    raise AssertionError("nothing can be shown")


def render_outcome(
    _server: str, _telling: Telling, _update: Update | None
) -> discord.ui.LayoutView:
    raise AssertionError("nobody can be told")


def render_answer(_server: str, _question: str, _fact: Fact) -> discord.ui.LayoutView:
    raise AssertionError("nobody can be told")


async def test_a_fault_of_one_queue_message_ends_neither_the_loop_nor_another(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with db.transaction() as tx:
        for guild_id in (1, 2):
            await set_settings(tx, GuildSettings(guild_id, desk_channel_id=10 + guild_id))
    board = Board(cast("discord.Client", Client()), db, lambda: NOW, render)

    await board.bring_all()

    due = await db.fetch("SELECT guild_id, due_at FROM queues ORDER BY guild_id")
    assert due == [(1, NOW + RETRY_S), (2, NOW + MISSING_RETRY_S)]
    assert "queue of server 1 waits" in caplog.text


async def test_a_fault_of_one_message_to_a_sender_ends_neither_the_loop_nor_another(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for guild_id in (1, 2):
        taken = await take(db, TIP, guild_id=guild_id, sender_id=guild_id)
        async with db.transaction() as tx:
            await set_declined(tx, taken.story_id, "No news.", by=EDITOR, now=NOW)
    now = [NOW]
    teller = TipTeller(cast("discord.Client", Client()), db, lambda: now[0], render_outcome)

    await teller.tell_due()

    assert await db.fetch("SELECT tries, tell_at FROM story_leads") == [
        (1, NOW + FIRST_WAIT_S),
        (1, NOW + FIRST_WAIT_S),
    ]
    assert "story 1: somebody is not told yet" in caplog.text
    for _ in range(TRIES - 1):
        assert len(await db.fetch("SELECT 1 FROM story_leads WHERE sender_id IS NOT NULL")) == 2
        now[0] += DAY_S
        await teller.tell_due()
    assert await db.fetch("SELECT 1 FROM story_leads WHERE sender_id IS NOT NULL") == []


async def test_a_fault_of_one_message_to_an_asker_ends_neither_the_loop_nor_another(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for guild_id in (1, 2):
        added = await add(db, guild_id)
        async with db.transaction() as tx:
            id_ = await questions.insert_question(tx, guild_id, "who", "Who?", NOW)
            assert id_ is not None
            await questions.insert_asker(tx, guild_id, id_, 8)
            await questions.set_answered(tx, guild_id, id_, added.id)
    now = [NOW]
    teller = QuestionTeller(cast("discord.Client", Client()), db, lambda: now[0], render_answer)

    await teller.tell_due()

    at = NOW + FIRST_WAIT_S
    assert await db.fetch("SELECT tries, tell_at FROM askers") == [(1, at), (1, at)]
    assert "question 1: somebody is not told yet" in caplog.text
    await teller.tell_due()
    assert await db.fetch("SELECT tries, tell_at FROM askers") == [(1, at), (1, at)]
    for _ in range(TRIES - 1):
        assert len(await db.fetch("SELECT 1 FROM askers")) == 2
        now[0] += DAY_S
        await teller.tell_due()
    assert await db.fetch("SELECT 1 FROM askers") == []
