"""Two moderators who press at the same moment: one decides, the other hears who did."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable

import pytest

from bot import stories
from bot.enums import Kind
from bot.errors import ConflictError, NotFoundError
from bot.models import PartialDate, Wording
from bot.newsroom import Editor, write_draft
from bot.store.database import Database
from bot.store.stories import require_story
from tests.store.factories import NOW
from tests.store.leads import TIP, take

FIRST, SECOND = Editor(1, 5, wire=False), Editor(1, 6, wire=False)
WORDING = Wording("A script", "She says so.", Kind.CAST, None, PartialDate(2023), None)
Act = Callable[[Database, Editor, int, int], Awaitable[object]]


async def accept(db: Database, editor: Editor, story_id: int, _other: int) -> object:
    return await write_draft(db, editor, WORDING, NOW, story_id)


async def decline(db: Database, editor: Editor, story_id: int, _other: int) -> object:
    return await stories.decline(db, editor, story_id, "No news.", NOW)


async def merge(db: Database, editor: Editor, story_id: int, other: int) -> object:
    return await stories.merge(db, editor, story_id, other, NOW)


@pytest.mark.parametrize(
    ("one", "other"), [*itertools.combinations_with_replacement((accept, decline, merge), 2)]
)
async def test_of_two_decisions_at_once_one_counts(db: Database, one: Act, other: Act) -> None:
    story, target = await take(db, TIP), await take(db, title="Boats", link=None)

    outcomes = await asyncio.gather(
        one(db, FIRST, story.story_id, target.story_id),
        other(db, SECOND, story.story_id, target.story_id),
        return_exceptions=True,
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, ConflictError)]
    assert len(refused) == 1
    decided = await require_story(db, 1, story.story_id)
    assert not decided.state.waits
    assert f"<@{decided.decided_by}> was first" in str(refused[0])
    drafts = await db.fetch("SELECT id FROM updates")
    assert len(drafts) == (1 if decided.update_id else 0)


async def test_two_who_ask_for_a_second_look_at_once_do_not_lock_a_story(db: Database) -> None:
    story = await take(db, TIP)

    outcomes = await asyncio.gather(
        *(stories.ask_second_look(db, who, story.story_id, NOW) for who in (FIRST, SECOND)),
        return_exceptions=True,
    )

    [refused] = [outcome for outcome in outcomes if isinstance(outcome, ConflictError)]
    assert "It is yours to decide" in str(refused)
    await stories.decline(db, SECOND, story.story_id, "No news.", NOW)


@pytest.mark.parametrize("act", [accept, decline, merge])
async def test_a_moderator_of_another_server_reaches_nothing(db: Database, act: Act) -> None:
    story, target = await take(db, TIP), await take(db, title="Boats", link=None)
    far = Editor(2, 5, wire=False)

    with pytest.raises(NotFoundError):
        await act(db, far, story.story_id, target.story_id)

    assert (await require_story(db, 1, story.story_id)).state.waits
    assert await db.fetch("SELECT id FROM updates") == []


async def test_a_story_is_not_merged_into_itself(db: Database) -> None:
    story = await take(db, TIP)

    with pytest.raises(ConflictError, match="same story"):
        await stories.merge(db, FIRST, story.story_id, story.story_id, NOW)

    assert (await require_story(db, 1, story.story_id)).leads
