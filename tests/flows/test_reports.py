"""What readers call wrong or outdated, from their press to the moderator who mends it."""

import pytest

from bot.answers import Answers
from bot.ask import Answer
from tests.flows.conftest import World
from tests.flows.curation_acts import fill
from tests.flows.desk_acts import press, said, seen, shown, typed
from tests.flows.question_acts import answer_first, ask, listed, rows


async def test_what_readers_call_wrong_reaches_the_moderators_with_the_question(
    world: World,
) -> None:
    answered = seen(await ask(world, "Who lights forty lamps every evening?"))
    assert "forty lamps" in shown(answered)

    thanks = said(await press(world.member, answered, "Wrong"))
    await press(world.member, answered, "Outdated")
    await press(world.moderator, answered, "Useful")

    assert "moderators of this server see it" in thanks
    told = await listed(world)
    assert "Reported answers · 1" in told
    assert "Who lights forty lamps every evening?" in told
    assert "Called wrong once" in told
    assert "forty lamps" in told
    assert "useful once" in told
    assert "Nothing waits" in await listed(world, world.stranger)
    stored = str(await rows(world, "reports"))
    assert str(world.member.id) not in stored


async def test_a_reported_answer_is_dismissed_or_answered_better(world: World) -> None:
    question = "Who lights forty lamps every evening?"
    answered = seen(await ask(world, question))
    await press(world.member, answered, "Outdated")
    listing = seen(await world.moderator.slash(world.mods, "desk questions"))
    opened = await press(world.moderator, listing, "Write a better answer")
    await press(world.moderator, answered, "Wrong")
    await press(world.admin, seen(await ask(world, "Does Tomo light forty lamps?")), "Wrong")
    preview = await fill(world.moderator, opened, text="Tomo lights fifty lamps.")
    await press(world.moderator, preview, "Publish")

    assert "fifty lamps" in said(await ask(world, question))
    assert "forty lamps" in said(await ask(world, question, world.stranger))
    listing = seen(await world.moderator.slash(world.mods, "desk questions"))
    assert "Reported answers · 1" in shown(listing)
    assert "Does Tomo light forty lamps?" in shown(listing)
    await press(world.moderator, listing, "Dismiss")
    assert "Nothing waits" in shown(listing)


async def test_a_long_question_reaches_the_moderators_whole_and_its_better_answer_the_asker(
    world: World,
) -> None:
    why = " ".join(["My sister and I were arguing about it on the quay the other night."] * 6)
    question = f"Who lights forty lamps every evening? {why} It *is* [Tomo](x), no?"
    await press(world.member, seen(await ask(world, question)), "Wrong")

    [(kept,)] = await world.bot.db.fetch("SELECT question FROM reports")
    assert kept == question
    listing = seen(await world.moderator.slash(world.mods, "desk questions"))
    opened = await press(world.moderator, listing, "Write a better answer")
    preview = await fill(world.moderator, opened, text="It is Ines who does.")
    await press(world.moderator, preview, "Publish")

    assert "It is Ines who does." in said(await ask(world, question))


async def test_what_is_said_of_a_name_can_be_called_wrong_and_answered_better(
    world: World,
) -> None:
    question = "What are the Salt Stairs?"
    answered = seen(await ask(world, question))
    assert "old steps" in shown(answered)
    await press(world.member, answered, "Wrong")

    listing = seen(await world.moderator.slash(world.mods, "desk questions"))
    assert "Called wrong once · entity:salt-stairs: ||The old steps" in shown(listing)
    opened = await press(world.moderator, listing, "Write a better answer")
    preview = await fill(world.moderator, opened, text="They are new.", about="Salt Stairs")
    await press(world.moderator, preview, "Publish")

    assert "They are new." in said(await ask(world, question))
    assert "Nothing waits" in await listed(world)


async def test_how_it_stands_can_be_called_outdated_with_no_update_behind_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(*_about: object) -> Answer:
        return Answer("Nothing is announced.", abstained=False, status=True)

    monkeypatch.setattr(Answers, "answer", answer)
    await press(world.member, seen(await ask(world, "Is it happening?")), "Outdated")

    told = await listed(world)
    assert "#status: How it stands, as /status says it." in told
    assert "Write a better answer" not in told


async def test_answers_in_direct_messages_have_no_verdicts(world: World) -> None:
    user = world.env.create_user("dora")

    answered = said(await user.slash("ask", question="Who lights forty lamps every evening?"))

    assert "forty lamps" in answered
    assert "Outdated" not in answered


async def test_a_reported_fact_of_this_server_is_mended_and_the_report_goes(world: World) -> None:
    await ask(world)
    await answer_first(world)
    await press(world.member, seen(await ask(world)), "Wrong")
    listing = seen(await world.moderator.slash(world.mods, "desk questions"))

    opened = await press(world.moderator, listing, "Mend it")
    fields = {**typed(opened), "text": "Tomo is two metres tall."}
    preview = seen(await world.moderator.submit_modal(opened, fields))
    await press(world.moderator, preview, "Publish the change")

    assert "two metres" in said(await ask(world))
    assert "Nothing waits" in await listed(world)
