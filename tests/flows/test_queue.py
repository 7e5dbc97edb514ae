"""The queue: moderators decide, each story once, whoever presses first."""

from typing import Any

import discord
import pytest
import simcord

from bot.delivery.verdicts import MISSING_RETRY_S
from bot.desk.board import RETRY_S
from bot.models import GuildSettings
from bot.store.guilds import set_settings
from bot.stories import CLAIM_S
from tests.flows.conftest import World
from tests.flows.desk_acts import (
    alerts,
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


async def test_the_queue_message_follows_the_queue(world: World) -> None:
    await world.admin.slash(world.mods, "alerts desk-channel", channel=world.mods)
    await world.env.advance_time(10)
    assert "The queue is empty" in alerts(world.mods)[-1]
    count = len(alerts(world.mods))
    for number in range(6):
        who = world.member if number % 2 else world.moderator
        await tip(world, who, link="", said=f"Box {number} stands on the quay.")
    await world.env.advance_time(20)
    await world.restart()

    message = world.mods.last_message
    assert message is not None
    assert len(alerts(world.mods)) == count
    assert "6 stories wait" in alerts(world.mods)[-1]
    noted = said(await press_story(world.moderator, message, "second"))
    assert "another moderator decides" in noted
    listing = seen(await world.moderator.click(message, label="See all 6"))
    assert "6 stories wait" in shown(listing)
    await world.env.advance_time(20)
    assert "wants a second look" in alerts(world.mods)[-1]
    assert len(alerts(world.mods)) == count


async def test_the_queue_message_is_posted_anew_when_it_was_deleted_or_has_to_move(
    world: World,
) -> None:
    await open_desk(world, world.mods)
    await world.env.advance_time(10)
    message = world.mods.last_message
    assert message is not None
    await message.delete()
    await tip(world)
    await world.env.advance_time(20)
    assert "1 story waits" in alerts(world.mods)[-1]

    await world.admin.slash(world.mods, "alerts desk-channel", channel=world.general)
    await world.env.advance_time(20)

    assert alerts(world.mods) == []
    assert "1 story waits" in alerts(world.general)[-1]
    answer = said(await world.admin.slash(world.mods, "alerts desk-channel"))
    assert "no channel now" in answer


async def test_many_changes_cost_few_edits(world: World) -> None:
    await open_desk(world, world.mods)
    await world.env.advance_time(20)
    before = len(requests(world))
    for number in range(10):
        who = world.member if number % 2 else world.moderator
        await tip(world, who, link="", said=f"Box {number} stands on the quay.")
    await world.env.advance_time(30)

    assert "10 stories wait" in alerts(world.mods)[-1]
    assert len(requests(world)) - before <= 2


def requests(world: World) -> list[simcord.HttpLogEntry]:
    path = f"/channels/{world.mods.id}/messages"
    return [call for call in world.env.http_requests if call.path.startswith(path)]


async def test_a_desk_channel_that_refuses_is_tried_later_and_the_administrator_told(
    world: World,
) -> None:
    closed = world.guild.create_text_channel(
        "closed",
        overwrites={world.guild.default_role: discord.PermissionOverwrite(send_messages=False)},
    )
    answer = said(await world.admin.slash(world.mods, "alerts desk-channel", channel=closed))
    await world.env.advance_time(20)

    assert "Missing permission: Send Messages" in answer
    assert closed.history() == []
    world.env.backend.edit_channel(closed.id, {}, overwrites=[])
    await world.env.advance_time(MISSING_RETRY_S)
    assert "The queue is empty" in alerts(closed)[-1]


async def test_what_discord_fails_at_is_shown_a_little_later(world: World) -> None:
    world.env.inject_error("POST", f"/channels/{world.mods.id}/messages", status=503)
    await open_desk(world, world.mods)
    async with world.bot.db.transaction() as tx:
        await set_settings(tx, GuildSettings(world.other.id, desk_channel_id=world.elsewhere.id))
    await world.env.advance_time(20)
    assert alerts(world.mods) == []
    assert "The queue is empty" in alerts(world.elsewhere)[-1]

    await world.env.advance_time(RETRY_S)

    assert len(alerts(world.mods)) == 1


async def test_a_press_on_the_queue_message_by_a_member_is_refused(world: World) -> None:
    await open_desk(world, world.general)
    await tip(world)
    await world.env.advance_time(20)
    message = world.general.last_message
    assert message is not None

    for verb in ("accept", "second", "decline"):
        refused = said(await press_story(world.member, message, verb))
        assert "Only moderators can do this" in refused
    assert (await waiting(world))[0].state == "open"
