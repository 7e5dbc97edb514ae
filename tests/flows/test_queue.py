"""The queue: moderators decide, each story once, whoever presses first."""

from typing import Any

import pytest
import simcord

from bot.stories import CLAIM_S
from tests.flows.conftest import World
from tests.flows.desk_acts import (
    press,
    said,
    second_moderator,
    seen,
    shown,
    typed,
)
from tests.flows.tip_acts import (
    accept,
    decline,
    open_desk,
    press_story,
    queue_of,
    tip,
    told,
    waiting,
)

OTHER: dict[str, Any] = {
    "link": "https://tide.example.org/1",
    "said": "Nightferry wins the Silver Oar.",
}


async def test_the_story_told_most_stands_first_with_its_sources(world: World) -> None:
    await open_desk(world)
    await tip(world)
    await tip(world, second_moderator(world), credit=["yes"])
    await tip(world, **OTHER)

    text = shown(await queue_of(world))

    assert "News desk: 2 stories wait" in text
    assert text.index("hands in the script") < text.index("Silver Oar")
    assert "[quay.example.org](https://quay.example.org/script?utm_source=x)" in text
    assert f"tip of <@{world.member.id}>" in text
    assert "wants credit" in text


async def test_a_queue_has_pages(world: World) -> None:
    await open_desk(world)
    people = [world.member, second_moderator(world)]
    for number in range(6):
        await tip(world, people[number % 2], link="", said=f"Box {number} stands on the quay.")

    listing = await queue_of(world)
    first = shown(listing)
    await press(world.moderator, listing, "Next")

    assert "6 stories wait" in first
    assert "Box 5" in first
    assert "Box 0" in shown(listing)
    assert "Box 5" not in shown(listing)


async def test_a_second_look_is_for_another_moderator_even_after_a_restart(world: World) -> None:
    await open_desk(world)
    await tip(world)
    listing = await queue_of(world)
    await press_story(world.moderator, listing, "second")
    await world.restart()
    assert f"<@{world.moderator.id}> wants a second look" in shown(listing)

    refusals = [said(await press_story(world.moderator, listing, "accept"))]
    refusals.append(said(await decline(world)))
    [story] = await waiting(world)

    assert all("You asked for a second look" in text for text in refusals)
    other = second_moderator(world)
    assert typed(await press_story(other, await queue_of(world, other), "accept"))["headline"]
    await decline(world, other)
    assert await waiting(world) == []
    assert story.asked_by == world.moderator.id


async def test_a_story_is_merged_into_another_and_its_sender_told(world: World) -> None:
    await open_desk(world)
    other = second_moderator(world)
    await tip(world)
    await tip(world, other, **OTHER)
    [newest, oldest] = await waiting(world)
    asked = seen(await press_story(world.moderator, await queue_of(world), "merge", newest))
    await world.restart()

    merged = said(await world.moderator.select(asked, [str(oldest.id)]))

    assert "is part of" in merged
    [story] = await waiting(world)
    assert [told.sender_id for told in story.leads] == [world.member.id, other.id]
    [message] = await told(world, other)
    assert "part of a story that others told of too" in message
    assert await told(world) == []
    await decline(world)
    assert [len(await told(world, who)) for who in (world.member, other)] == [1, 2]


async def test_a_story_is_not_merged_into_itself_nor_into_another_servers(world: World) -> None:
    await open_desk(world)
    await tip(world)
    await tip(world, **OTHER)
    [newest, oldest] = await waiting(world)
    asked = seen(await press_story(world.moderator, await queue_of(world), "merge", newest))
    async with world.bot.db.transaction() as tx:
        await tx.execute(
            "UPDATE stories SET guild_id = ? WHERE id = ?", (world.other.id, oldest.id)
        )

    assert "no such story" in said(await world.moderator.select(asked, [str(oldest.id)]))
    assert len(await waiting(world)) == 1


async def test_while_one_moderator_writes_another_is_told_who_does(world: World) -> None:
    await open_desk(world)
    await tip(world)
    other = second_moderator(world)
    listing, theirs = await queue_of(world), await queue_of(world, other)
    opened = await press_story(world.moderator, listing, "accept")

    refused = said(await press_story(other, theirs, "accept"))

    assert f"<@{world.moderator.id}> has the form for this story open" in refused
    assert "opened the form" in shown(await queue_of(world, other))
    assert typed(await press_story(world.moderator, listing, "accept"))
    await world.env.advance_time(CLAIM_S)
    assert (await press_story(other, theirs, "accept")).modal is not None
    assert opened.modal is not None


async def test_of_two_moderators_who_submit_the_first_writes_and_the_second_keeps_the_text(
    world: World,
) -> None:
    await open_desk(world)
    await tip(world)
    other = second_moderator(world)
    opened = await press_story(world.moderator, await queue_of(world), "accept")
    await world.env.advance_time(CLAIM_S)
    theirs = await press_story(other, await queue_of(world, other), "accept")
    await world.moderator.submit_modal(opened, {**typed(opened), "kind": ["filmmaker"]})

    fields = {**typed(theirs), "kind": ["filmmaker"], "headline": "In my words"}
    refused = await other.submit_modal(theirs, fields)

    assert f"<@{world.moderator.id}> was first: this story is #" in said(refused)
    kept = typed(await press(other, seen(refused), "Write again"))
    assert kept["headline"] == "In my words"
    drafts = await world.bot.db.fetch("SELECT id FROM updates WHERE origin = 'desk'")
    assert len(drafts) == 1


@pytest.mark.parametrize("first", ["accept", "decline", "merge"])
@pytest.mark.parametrize("second", ["accept", "decline", "merge", "second"])
async def test_the_second_press_changes_nothing_and_tells_who_was_first(
    world: World, first: str, second: str
) -> None:
    await open_desk(world)
    await tip(world)
    await tip(world, **OTHER)
    other = second_moderator(world)
    story, into = await waiting(world)
    late = await queue_of(world, other)
    asked = seen(await press_story(other, late, "merge", story))
    await decide(world, world.moderator, first, story.id, into.id)
    before = await world.bot.db.fetch("SELECT id, state, decided_by, reason FROM stories")

    if second == "merge":
        refused = await other.select(asked, [str(into.id)])
    else:
        refused = await press_story(other, late, second, story)
        if refused.modal is not None:
            refused = await other.submit_modal(refused, {"reason": "No news."})

    assert f"<@{world.moderator.id}> was first" in said(refused)
    after = await world.bot.db.fetch("SELECT id, state, decided_by, reason FROM stories")
    assert after == before


async def decide(
    world: World, who: simcord.MemberActor, verb: str, story_id: int, into_id: int
) -> None:
    listing = await queue_of(world, who)
    story = next(story for story in await waiting(world) if story.id == story_id)
    pressed = await press_story(who, listing, verb, story)
    if verb == "merge":
        await who.select(seen(pressed), [str(into_id)])
    elif verb == "decline":
        await who.submit_modal(pressed, {"reason": "We have it."})
    else:
        await who.submit_modal(pressed, {**typed(pressed), "kind": ["filmmaker"]})


async def test_declining_what_is_known_suggests_the_reason(world: World) -> None:
    await open_desk(world)
    await tip(world)
    await press(world.moderator, await accept(world), "Publish")
    await tip(world, link="https://tide.example.org/7")

    opened = await press_story(world.moderator, await queue_of(world), "decline")

    assert typed(opened)["reason"].startswith("We have it already: update #")
