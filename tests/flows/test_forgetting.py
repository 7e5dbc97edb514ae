"""Somebody has everything about them deleted, whatever is under way at that moment."""

import asyncio

import pytest
import simcord

from bot.store.updates import list_revisions
from tests.flows.conftest import World
from tests.flows.desk_acts import (
    deliver,
    press,
    publish,
    said,
    second_moderator,
    seen,
    send_alerts_to,
)
from tests.flows.follow_acts import follow, inbox, tell
from tests.flows.reading import text_of


async def trace_of(world: World, user_id: int) -> list[str]:
    """Return every place of the store in which an id stands."""
    found: list[str] = []
    tables = await world.bot.db.fetch(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    for (table,) in tables:
        rows = await world.bot.db.fetch(f"SELECT * FROM {table}")  # noqa: S608 - own names
        found += [table for row in rows if any(str(user_id) in str(value) for value in row)]
    return found


async def forget(world: World, who: simcord.MemberActor) -> simcord.InteractionResult:
    """Press both buttons of /privacy."""
    asked = await press(
        who, seen(await who.slash(world.general, "privacy")), "Delete what is stored about me"
    )
    return await press(who, seen(asked), "Delete it for good")


async def test_a_follower_is_forgotten_in_two_steps_and_gets_nothing_more(world: World) -> None:
    await follow(world)
    await tell(world, "Before")
    asked = await world.member.slash(world.general, "privacy", delete=True)
    asked_for = text_of(asked)
    kept = await trace_of(world, world.member.id)

    done = await press(world.member, seen(asked), "Delete it for good")
    await tell(world, "After")

    assert "destinations" in kept
    assert "Messages that you have stay with you" in asked_for
    assert "is deleted, and I send you nothing more" in said(done)
    assert await trace_of(world, world.member.id) == []
    assert await trace_of(world, world.member.user.dm_channel.id) == []
    assert [message.content for message in inbox(world.member)] == ["**Before**"]


async def test_a_moderator_becomes_a_former_one_and_the_history_stays(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world)
    before = await list_revisions(world.bot.db, world.guild.id, number)

    await forget(world, world.moderator)

    after = await list_revisions(world.bot.db, world.guild.id, number)
    other = second_moderator(world)
    history = await other.slash(world.mods, "desk history", update=str(number))
    assert [one.wording for one in after] == [one.wording for one in before]
    assert [one.edited_at for one in after] == [one.edited_at for one in before]
    assert {one.editor_id for one in after} == {0}
    assert await trace_of(world, world.moderator.id) == []
    assert "Published** by a former moderator" in said(history)


async def test_nothing_is_sent_after_the_answer_though_a_message_was_under_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await follow(world)
    let_go, claimed = asyncio.Event(), asyncio.Event()
    plain = world.bot.alerts._pace.turn  # pyright: ignore[reportPrivateUsage] - what a sender waits for

    async def slow_turn() -> None:
        claimed.set()
        await world.env.external_wait(let_go.wait(), reason="a turn")
        await plain()

    monkeypatch.setattr(world.bot.alerts._pace, "turn", slow_turn)  # pyright: ignore[reportPrivateUsage]
    await tell(world, "Under way")
    assert claimed.is_set()
    forgetting = asyncio.create_task(forget(world, world.member))
    while await trace_of(world, world.member.id):  # noqa: ASYNC110 - the store tells nobody
        await asyncio.sleep(0.01)
    let_go.set()

    answer = await forgetting
    sent_at_answer = len(inbox(world.member))
    await deliver(world)

    assert "is deleted" in said(answer)
    assert sent_at_answer == len(inbox(world.member)) == 0


async def test_somebody_of_whom_nothing_is_stored_is_told_the_same(world: World) -> None:
    done = await forget(world, world.member)

    assert "is deleted" in said(done)
