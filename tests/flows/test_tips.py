"""Tips, from the member who sends one to the message that tells what became of it."""

from typing import Any

import pytest

from bot.store.tips import delete_person
from bot.telling import TRIES
from bot.tips import AN_HOUR
from tests.flows.conftest import World
from tests.flows.desk_acts import (
    alerts,
    deliver,
    press,
    said,
    second_moderator,
    seen,
    send_alerts_to,
    shown,
    typed,
)
from tests.flows.tip_acts import (
    TIP,
    accept,
    decline,
    open_desk,
    press_story,
    queue_of,
    senders,
    tip,
    told,
    waiting,
)


async def test_a_tip_is_accepted_published_and_its_sender_told_with_a_restart_at_each_step(
    world: World,
) -> None:
    await open_desk(world)
    await send_alerts_to(world, world.news)
    thanks = said(await tip(world, credit=["yes"]))
    await world.restart()
    preview = await accept(world)
    assert await waiting(world) == []
    assert await told(world) == []
    await world.restart()
    await press(world.moderator, preview, "Publish")
    await deliver(world)
    await world.restart()

    [message] = await told(world)

    assert "The news desk of **Harbour Town** has your tip" in thanks
    assert "Your tip for **Harbour Town**" in message
    assert "It became update #" in message
    assert "You are named under it" in message
    [alert] = alerts(world.news)
    assert "tip by mia" in alert
    assert await senders(world) == []
    await world.restart()
    assert len(await told(world)) == 1


async def test_the_form_of_an_accepted_story_is_filled_in(world: World) -> None:
    await open_desk(world)
    await tip(world)

    form = typed(await press_story(world.moderator, await queue_of(world), "accept"))

    assert form["headline"] == "Ines Varga hands in the script of the second film"
    assert form["summary"] == TIP["said"]
    assert form["link"] == TIP["link"]
    assert form["date"] == "2026-11-23"


async def test_who_sent_a_declined_tip_reads_why_and_is_forgotten(world: World) -> None:
    await open_desk(world)
    await tip(world)
    assert await senders(world) == [world.member.id]

    await decline(world, reason="Too **old** @everyone")

    [message] = await told(world)
    assert r"did not make news of it: Too \*\*old\*\* \@everyone" in message
    assert await senders(world) == []


async def test_credit_is_given_only_to_who_wants_it(world: World) -> None:
    await open_desk(world)
    await send_alerts_to(world, world.news)
    await tip(world)
    await press(world.moderator, await accept(world), "Publish")
    await deliver(world)

    [message] = await told(world)

    assert "named" not in message
    assert "tip by" not in alerts(world.news)[0]
    assert await world.bot.db.fetch("SELECT user_id FROM credits") == []


async def test_a_draft_that_is_thrown_away_gives_its_story_back(world: World) -> None:
    await open_desk(world)
    await tip(world, credit=["yes"])
    preview = await accept(world)
    await press(world.moderator, preview, "Discard")

    [story] = await waiting(world)

    assert story.state.waits
    assert await told(world) == []
    assert await world.bot.db.fetch("SELECT user_id FROM credits") == []
    await decline(world)
    assert len(await told(world)) == 1


async def test_two_members_with_one_page_make_one_story_and_both_are_told(world: World) -> None:
    await open_desk(world)
    other = second_moderator(world)
    await tip(world)
    again = said(await tip(world, other, link="http://www.quay.example.org/script/#top"))

    assert "told of this already" in again
    [story] = await waiting(world)
    assert [told.sender_id for told in story.leads] == [world.member.id, other.id]
    await decline(world)
    assert len(await told(world)) == 1
    assert len(await told(world, other)) == 1


async def test_a_tip_about_a_decided_page_is_answered_with_the_decision(world: World) -> None:
    await open_desk(world)
    await tip(world)
    await decline(world)
    await told(world)
    other = second_moderator(world)

    await tip(world, other)

    assert await waiting(world) == []
    assert "It is an old interview" in (await told(world, other))[0]


async def test_what_an_update_says_already_is_pointed_out(world: World) -> None:
    await open_desk(world)
    await tip(world)
    await press(world.moderator, await accept(world), "Publish")

    again = said(await tip(world, second_moderator(world)))
    fresh = said(
        await tip(
            world,
            said="Ines Varga hands in the script for the second film, she says.",
            link="https://tide.example.org/7",
        )
    )

    for text in (again, fresh):
        assert "It looks like what update #" in text
    assert "⚠️ Looks like update #" in shown(await queue_of(world))


async def test_a_message_is_sent_to_the_desk_with_its_text_and_link(world: World) -> None:
    await open_desk(world)
    message = await world.moderator.send(
        world.general, "Look: <https://quay.example.org/script>! A script is there."
    )

    opened = await world.member.context_menu(world.general, "Send to the news desk", message)
    form = typed(opened)
    await world.member.submit_modal(opened, {**form, "credit": [form["credit"]]})

    assert form["link"] == "https://quay.example.org/script"
    [story] = await waiting(world)
    assert story.leads[0].sender_id == world.member.id
    assert story.leads[0].outlet == "quay.example.org"


async def test_without_a_desk_a_member_is_told_so(world: World) -> None:
    answer = said(await world.member.slash(world.general, "tip"))

    assert "This server has no news desk" in answer


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"link": "https://discord.gg/harbour"}, "Discord invites cannot be posted"),
        ({"link": "https://qu\u0430y.example.org/script"}, "mixes alphabets"),
        ({"link": "javascript:alert(1)"}, "A link starts with https://"),
        ({"link": "https://quay.example.org@evil.example/"}, "hides where it leads"),
        ({"said": "https://quay.example.org/script"}, "in your own words"),
    ],
)
async def test_a_tip_that_cannot_be_used_is_kept_to_be_mended(
    world: World, changes: dict[str, Any], problem: str
) -> None:
    await open_desk(world)
    refused = await tip(world, **changes)
    told_so = said(refused)
    await world.restart()

    again = await press(world.member, seen(refused), "Write again")
    mended = said(await world.member.submit_modal(again, {**typed(again), **TIP}))

    assert problem in told_so
    assert {**TIP, **changes}["said"] == typed(again)["said"]
    assert "has your tip" in mended
    assert len(await waiting(world)) == 1


async def test_a_hostile_tip_is_inert_and_shows_its_host(world: World) -> None:
    await open_desk(world, world.mods)
    await tip(
        world,
        said="@everyone <@&1> [free](https://evil.example) discord.gg/abc **now**",
        link="https://evil.example/x",
    )
    await world.env.advance_time(20)

    text = alerts(world.mods)[-1]
    assert r"\@everyone \<\@&1> \[free](https\://evil.example) discord\.gg/abc" in text
    assert "[evil.example](https://evil.example/x)" in text
    sent = [
        call.json
        for call in world.env.http_requests
        if call.method in ("POST", "PATCH") and str(world.mods.id) in call.path
    ]
    assert sent
    assert all(body["allowed_mentions"]["parse"] == [] for body in sent if body)


async def test_a_person_sends_five_tips_an_hour_and_a_restart_forgets_nothing(
    world: World,
) -> None:
    await open_desk(world)
    for number in range(AN_HOUR):
        await tip(world, link="", said=f"Box {number} stands on the quay.")
    await world.restart()

    refused = said(await tip(world, link="", said="Box 9 stands on the quay."))
    other = said(await tip(world, world.moderator, link="", said="Box 10 stands on the quay."))
    await world.env.advance_time(3600)
    later = said(await tip(world, link="", said="Box 9 stands on the quay."))

    assert "5 tips within an hour" in refused
    assert "has your tip" in other
    assert "has your tip" in later
    assert len(await waiting(world)) == AN_HOUR + 2


@pytest.mark.parametrize("code", [50007, 50278])
async def test_who_takes_no_messages_is_not_tried_again(world: World, code: int) -> None:
    await open_desk(world)
    await tip(world)
    user = await world.bot.fetch_user(world.member.id)
    path = f"/channels/{(await user.create_dm()).id}/messages"
    world.env.inject_error("POST", path, status=403, code=code)

    await decline(world)

    assert await told(world) == []
    assert await senders(world) == []


async def test_a_message_that_fails_for_a_while_is_tried_again_but_not_for_ever(
    world: World,
) -> None:
    await open_desk(world)
    await tip(world)
    await decline(world)
    user = await world.bot.fetch_user(world.member.id)
    path = f"/channels/{(await user.create_dm()).id}/messages"
    for _ in range(TRIES):
        assert await senders(world) == [world.member.id]
        world.env.inject_error("POST", path, status=403, code=20026)
        assert await told(world) == []
        async with world.bot.db.transaction() as tx:
            await tx.execute("UPDATE story_leads SET tell_at = 0")

    assert await told(world) == []
    assert await senders(world) == []


async def test_a_person_who_is_forgotten_is_no_longer_named_anywhere(world: World) -> None:
    await open_desk(world, world.mods)
    await send_alerts_to(world, world.news)
    await tip(world, credit=["yes"])
    await press(world.moderator, await accept(world), "Publish")
    await deliver(world)
    await told(world)
    assert "tip by mia" in alerts(world.news)[0]
    await tip(world, link="", said="Boxes stand on the quay.")

    async with world.bot.db.transaction() as tx:
        await delete_person(tx, world.member.id)
    await world.env.advance_time(30)

    assert "tip by" not in alerts(world.news)[0]
    assert str(world.member.id) not in alerts(world.mods)[-1]
    assert await senders(world) == []
    for table in ("credits", "tip_times"):
        rows = await world.bot.db.fetch(f"SELECT user_id FROM {table}")  # noqa: S608 - own names
        assert rows == []
