"""Questions that nobody could answer, from the member who asks to the moderator who answers."""

from typing import Any

import pytest

from bot.store.questions import KEPT_S
from tests.flows.conftest import World
from tests.flows.curation_acts import FACT, fill
from tests.flows.desk_acts import (
    press,
    said,
    second_moderator,
    seen,
    shown,
)
from tests.flows.question_acts import QUESTION, answer_first, ask, listed, rows
from tests.flows.tip_acts import told


async def test_what_cannot_be_answered_waits_for_the_moderators_without_a_name(
    world: World,
) -> None:
    declined = said(await ask(world))
    await ask(world, "how tall is TOMO in metres")
    await ask(world, "Who sings the harbour song?")

    assert "moderators of this server see the question, without your name" in declined
    told = await listed(world)
    assert told.index("How tall is Tomo") < told.index("Who sings")
    assert "asked 2 times" in told
    assert await rows(world, "askers") == []
    assert str(world.member.id) not in str(await rows(world, "questions"))


async def test_a_mention_in_a_question_is_not_kept(world: World) -> None:
    await ask(world, f"Is <@{world.moderator.id}> taller than Tomo in metres?")

    assert str(world.moderator.id) not in str(await rows(world, "questions"))
    assert "@…" in await listed(world)


async def test_a_question_stays_in_its_server(world: World) -> None:
    await ask(world)

    assert "Nothing waits" in await listed(world, world.stranger)
    assert "Nothing waits" not in await listed(world)


async def test_a_question_without_a_word_is_not_kept_and_nothing_is_claimed(world: World) -> None:
    declined = said(await ask(world, "🗡️🗡️🗡️"))

    assert "Tell me" not in declined
    assert await rows(world, "questions") == []


async def test_in_direct_messages_nothing_is_kept_and_nothing_is_claimed(world: World) -> None:
    user = world.env.create_user("dora")
    declined = said(await user.slash("ask", question=QUESTION))

    assert "know" in declined
    assert "moderators" not in declined
    assert await rows(world, "questions") == []


async def test_where_the_bot_is_no_member_nothing_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_guild_id: int) -> None:
        return None

    monkeypatch.setattr(world.bot, "get_guild", unknown)

    assert "moderators" not in said(await ask(world))
    assert await rows(world, "questions") == []


async def test_another_persons_message_is_kept_only_once_it_is_sent_to_the_moderators(
    world: World,
) -> None:
    message = await world.moderator.send(world.general, f"<@{world.admin.id}> {QUESTION}")
    declined = await world.member.context_menu(world.general, "Answer this", message)
    assert await rows(world, "questions") == []
    assert "only if you send it" in said(declined)
    assert "Tell me" not in said(declined)
    await world.restart()

    await press(world.member, seen(declined), "Send to the moderators")

    now = shown(seen(declined))
    assert "Sent to the moderators." in now
    assert "only if you send it" not in now
    assert "How tall is Tomo" in await listed(world)
    for person in (world.member, world.moderator, world.admin):
        assert str(person.id) not in str(await rows(world, "questions"))
    await press(world.member, seen(declined), "Tell me")
    assert len(await rows(world, "askers")) == 1


async def test_what_the_moderators_put_aside_is_not_sent_to_them_again(world: World) -> None:
    await ask(world)
    listing = seen(await world.moderator.slash(world.mods, "desk questions"))
    await press(world.moderator, listing, "Dismiss")
    message = await world.moderator.send(world.general, QUESTION)
    declined = await world.member.context_menu(world.general, "Answer this", message)

    refused = said(await press(world.member, seen(declined), "Send to the moderators"))

    assert "put this question aside" in refused
    assert "Nothing waits" in await listed(world)


async def test_a_message_without_a_word_cannot_be_sent_to_the_moderators(world: World) -> None:
    message = await world.moderator.send(world.general, "🗡️🗡️🗡️")

    declined = await world.member.context_menu(world.general, "Answer this", message)

    assert "Send to the moderators" not in said(declined)


async def test_hostile_text_is_shown_inert_to_the_moderators(world: World) -> None:
    await ask(world, "@everyone [free](https://evil.example) **<@&1>** qqzz xxyy?")

    told = await listed(world)
    assert r"\@everyone \[free](https\://evil.example)" in told


async def test_who_wants_to_be_told_is_told_once_and_forgotten(world: World) -> None:
    await press(world.member, seen(await ask(world)), "Tell me")
    [kept] = await rows(world, "askers")
    assert world.member.id in kept

    published = said(await answer_first(world))

    assert "1 person wanted to know" in published
    [message] = await told(world)
    assert "You asked in **Harbour Town**" in message
    assert FACT["text"] in message
    assert "quay.example.org" in message
    assert await rows(world, "askers") == []
    await world.restart()
    assert len(await told(world)) == 1


async def test_nobody_is_told_who_did_not_ask_for_it(world: World) -> None:
    await ask(world)

    await answer_first(world)

    assert await told(world) == []


async def test_who_was_waiting_at_a_stop_is_told_at_the_next_start(world: World) -> None:
    await press(world.member, seen(await ask(world)), "Tell me")
    await answer_first(world)

    await world.restart()

    assert len(await told(world)) == 1
    assert await rows(world, "askers") == []


async def test_who_takes_no_messages_is_not_tried_again(world: World) -> None:
    await press(world.member, seen(await ask(world)), "Tell me")
    user = await world.bot.fetch_user(world.member.id)
    path = f"/channels/{(await user.create_dm()).id}/messages"
    world.env.inject_error("POST", path, status=403, code=50007)

    published = said(await answer_first(world))

    assert "is published" in published
    assert await told(world) == []
    assert await rows(world, "askers") == []


@pytest.mark.parametrize(("status", "code"), [(500, 0), (403, 20026)])
async def test_a_message_that_fails_for_now_comes_without_another_publication(
    world: World, status: int, code: int
) -> None:
    await press(world.member, seen(await ask(world)), "Tell me")
    user = await world.bot.fetch_user(world.member.id)
    path = f"/channels/{(await user.create_dm()).id}/messages"
    world.env.inject_error("POST", path, status=status, code=code)

    assert "is published" in said(await answer_first(world))

    assert await told(world) == []
    await world.env.advance_time(60)
    assert len(await told(world)) == 1
    assert await rows(world, "askers") == []


async def test_after_an_answer_the_question_is_answered(world: World) -> None:
    await ask(world)
    await answer_first(world)

    for question in (QUESTION, "how tall is tomo in metres??"):
        answered = said(await ask(world, question))
        assert FACT["text"] in answered
        assert "quay.example.org" in answered
    assert "Nothing waits" in await listed(world)
    assert FACT["text"] not in said(await ask(world, who=world.stranger))
    await world.restart()
    assert FACT["text"] in said(await ask(world))


async def test_a_dismissed_question_stays_dismissed(world: World) -> None:
    await press(world.member, seen(await ask(world)), "Tell me")
    listing = seen(await world.moderator.slash(world.mods, "desk questions"))
    await press(world.moderator, listing, "Dismiss")

    assert "Nothing waits" in shown(listing)
    assert "Tell me" not in said(await ask(world))
    assert "Nothing waits" in await listed(world)
    assert await rows(world, "askers") == []


async def test_what_nobody_touches_for_ninety_days_is_dropped(world: World) -> None:
    await ask(world)
    await press(
        world.member, seen(await ask(world, "Who lights forty lamps every evening?")), "Wrong"
    )
    async with world.bot.db.transaction() as tx:
        await tx.execute("UPDATE questions SET last_at = last_at - ?", (KEPT_S + 60,))
        await tx.execute("UPDATE reports SET last_at = last_at - ?", (KEPT_S + 60,))
    assert "Tomo" in await listed(world)

    world.bot.watch.look_everywhere()
    for _ in range(20):  # the look takes its turn in real time, on a busy machine a later one
        await world.env.advance_time(5)
        if not await rows(world, "questions"):
            break

    assert "Nothing waits" in await listed(world)
    assert await rows(world, "questions") == await rows(world, "reports") == []


async def test_the_list_has_pages(world: World) -> None:
    for number in range(6):
        await ask(world, f"What is in box {number} of qqzz?")

    listing = seen(await world.moderator.slash(world.mods, "desk questions"))
    first = shown(listing)
    await press(world.moderator, listing, "Next")

    assert "6" in first
    assert shown(listing) != first
    assert "of qqzz" in shown(listing)


async def test_a_restart_changes_nothing_for_buttons(world: World) -> None:
    declined = seen(await ask(world))
    await world.restart()

    told = said(await press(world.member, declined, "Tell me"))

    assert "one message" in told


async def test_who_answers_second_publishes_a_fact_like_any_other_and_is_told_so(
    world: World,
) -> None:
    await press(world.member, seen(await ask(world)), "Tell me")
    other = second_moderator(world)
    previews: list[Any] = []
    for who, text in ((world.moderator, "Tomo is tall."), (other, "Tomo wears a hat.")):
        listing = seen(await who.slash(world.mods, "desk questions"))
        opened = await press(who, listing, "Answer")
        previews.append((who, await fill(who, opened, text=text)))

    outcomes = [said(await press(who, preview, "Publish")) for who, preview in previews]

    assert "1 person wanted to know" in outcomes[0]
    assert "Fact +2 is published" in outcomes[1]
    assert "no longer on the list" in outcomes[1]
    assert "wanted to know" not in outcomes[1]
    assert "Tomo is tall." in said(await ask(world))
    [message] = await told(world)
    assert "Tomo is tall." in message
    questions = await world.bot.db.fetch("SELECT question FROM addition_revisions ORDER BY 1")
    assert questions == [(None,), (QUESTION,)]


async def test_an_answer_to_a_question_that_was_dropped_meanwhile_is_a_fact_like_any_other(
    world: World,
) -> None:
    await ask(world)
    listing = seen(await world.moderator.slash(world.mods, "desk questions"))
    opened = await press(world.moderator, listing, "Answer")
    preview = await fill(world.moderator, opened)
    async with world.bot.db.transaction() as tx:
        await tx.execute("DELETE FROM questions")

    assert "no longer on the list" in said(await press(world.moderator, preview, "Publish"))
    assert "Nothing waits" in await listed(world)
