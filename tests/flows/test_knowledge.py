"""Facts that moderators add, mend and retire, and who sees them."""

import dataclasses
import json

import pytest
import simcord
from simcord.actors import _dispatch_actor_interaction  # pyright: ignore[reportPrivateUsage] - forms nobody opened
from simcord.enums import InteractionType

from bot.newsroom import Editor
from tests.flows.conftest import World
from tests.flows.curation_acts import FACT, add_fact, add_through_discord, choose, fill
from tests.flows.desk_acts import parts, press, said, seen, shown, typed

LAMPS = "Tomo lights forty lamps every evening."


async def facts_about_tomo(world: World, who: simcord.MemberActor) -> str:
    channel = world.general if who.guild.id == world.guild.id else world.elsewhere
    return said(await who.slash(channel, "lookup", name="Tomo"))


async def dealt(world: World, who: simcord.MemberActor, times: int = 12) -> str:
    channel = world.general if who.guild.id == world.guild.id else world.elsewhere
    return "\n".join([said(await who.slash(channel, "fact", about="Tomo")) for _ in range(times)])


async def told(world: World, who: simcord.MemberActor, question: str) -> str:
    channel = world.general if who.guild.id == world.guild.id else world.elsewhere
    return said(await who.slash(channel, "ask", question=question))


async def retire(world: World, fact: str) -> simcord.InteractionResult:
    return await world.moderator.slash(world.mods, "desk fact retire", fact=fact, reason="Wrong")


async def test_a_fact_is_previewed_privately_and_published_with_its_source(world: World) -> None:
    opened = await world.moderator.slash(world.mods, "desk fact add")
    submitted = await world.moderator.submit_modal(opened, FACT)
    preview = seen(submitted)

    assert submitted.ephemeral
    assert "Choose the category" in shown(preview)
    assert FACT["text"] not in await facts_about_tomo(world, world.member)
    await choose(world.moderator, preview, "category", "story")
    await choose(world.moderator, preview, "reliability", "press")
    await choose(world.moderator, preview, "confidence", "confirmed")
    published = said(await press(world.moderator, preview, "Publish"))

    assert "Fact +1 is published" in published
    about = await facts_about_tomo(world, world.member)
    assert FACT["text"] in about
    assert "Confirmed · as of 1 May 2024" in about
    assert "quay.example.org" in about


async def test_a_fact_takes_part_in_every_answer_of_its_server_alone(world: World) -> None:
    await add_through_discord(world)

    assert FACT["text"] in await dealt(world, world.member)
    assert FACT["text"] in await facts_about_tomo(world, world.member)
    assert FACT["text"] in await told(world, world.member, "tomo one metre and a half tall")
    assert FACT["text"] not in await dealt(world, world.stranger)
    assert FACT["text"] not in await facts_about_tomo(world, world.stranger)
    assert "and a half" not in await told(world, world.stranger, "how many metres tall is tomo?")
    await world.restart()
    assert FACT["text"] in await facts_about_tomo(world, world.member)
    assert FACT["text"] in await dealt(world, world.member)


@pytest.fixture
def settings_of_a_newsroom(world: World) -> World:
    newsrooms = frozenset({world.guild.id})
    world.settings = dataclasses.replace(world.settings, newsroom_guild_ids=newsrooms)
    return world


async def test_a_newsrooms_fact_reaches_every_server(settings_of_a_newsroom: World) -> None:
    world = settings_of_a_newsroom
    await world.restart()

    published = said(await add_through_discord(world))

    assert "in every server" in published
    assert FACT["text"] in await facts_about_tomo(world, world.stranger)
    assert FACT["text"] in await dealt(world, world.stranger)
    assert "retired" in said(await retire(world, "story-lamps"))
    assert LAMPS not in await facts_about_tomo(world, world.stranger)


async def test_another_server_can_do_without_a_fact_of_the_wire(
    settings_of_a_newsroom: World,
) -> None:
    world = settings_of_a_newsroom
    await world.restart()
    await add_through_discord(world)

    await world.stranger.slash(world.elsewhere, "desk fact retire", fact="+1", reason="Not ours")

    assert FACT["text"] not in await facts_about_tomo(world, world.stranger)
    assert FACT["text"] in await facts_about_tomo(world, world.member)


async def test_a_fact_is_mended_with_every_wording_kept(world: World) -> None:
    await add_through_discord(world)
    opened = await world.moderator.slash(
        world.mods, "desk fact edit", fact="+1", reason="Measured again"
    )
    assert typed(opened)["text"] == FACT["text"]
    assert typed(opened)["about"] == "Tomo"
    preview = seen(
        await world.moderator.submit_modal(
            opened, {**typed(opened), "text": "Tomo is two metres tall."}
        )
    )
    await press(world.moderator, preview, "Publish the change")

    about = await facts_about_tomo(world, world.member)
    assert "two metres" in about
    assert FACT["text"] not in about
    rows = await world.bot.db.fetch(
        "SELECT number, action, text, editor_id, reason FROM addition_revisions ORDER BY number"
    )
    assert [tuple(row) for row in rows] == [
        (1, "published", FACT["text"], world.moderator.id, None),
        (2, "corrected", "Tomo is two metres tall.", world.moderator.id, "Measured again"),
    ]


async def test_a_retired_fact_of_the_collection_is_nowhere_in_this_server(world: World) -> None:
    question = "Who lights forty lamps every evening?"
    assert LAMPS in await told(world, world.member, question)

    done = await retire(world, "story-lamps")

    assert "no longer dealt, looked up or told in this server" in said(done)
    assert LAMPS not in await dealt(world, world.member)
    assert LAMPS not in await facts_about_tomo(world, world.member)
    assert LAMPS not in await told(world, world.member, question)
    assert LAMPS in await facts_about_tomo(world, world.stranger)
    assert LAMPS in await told(world, world.stranger, question)
    await world.restart()
    assert LAMPS not in await facts_about_tomo(world, world.member)
    await press(world.moderator, seen(done), "Bring it back")
    assert LAMPS in await facts_about_tomo(world, world.member)
    assert LAMPS in await told(world, world.member, question)


async def test_an_own_fact_is_retired_and_brought_back(world: World) -> None:
    await add_through_discord(world)

    done = await retire(world, "+1")

    assert FACT["text"] not in await facts_about_tomo(world, world.member)
    assert "no such fact" in said(await retire(world, "+1"))
    await press(world.moderator, seen(done), "Bring it back")
    assert FACT["text"] in await facts_about_tomo(world, world.member)


async def test_another_servers_fact_is_not_found(world: World) -> None:
    await add_through_discord(world)

    edit = await world.stranger.slash(world.elsewhere, "desk fact edit", fact="+1")
    gone = await world.stranger.slash(world.elsewhere, "desk fact retire", fact="+1", reason="No")

    assert "no fact +1 of its own" in said(edit)
    assert "no such fact" in said(gone)
    assert FACT["text"] in await facts_about_tomo(world, world.member)


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"link": "quay.example.org"}, "starts with https://"),
        ({"about": "Nobody at all"}, "nothing called"),
        ({"as_of": "2030"}, "still to come"),
    ],
)
async def test_what_was_typed_wrongly_is_kept_and_can_be_mended(
    world: World, change: dict[str, str], advice: str
) -> None:
    opened = await world.moderator.slash(world.mods, "desk fact add")

    mistake = seen(await world.moderator.submit_modal(opened, {**FACT, **change}))

    assert advice in shown(mistake)
    again = await press(world.moderator, mistake, "Write again")
    assert typed(again)["text"] == FACT["text"]
    preview = await world.moderator.submit_modal(again, FACT)
    assert "Preview" in shown(mistake) + said(preview)


async def test_doubt_has_to_be_explained_and_fan_sites_confirm_nothing(world: World) -> None:
    opened = await world.moderator.slash(world.mods, "desk fact add")
    preview = await fill(world.moderator, opened)
    await choose(world.moderator, preview, "reliability", "fan")
    await choose(world.moderator, preview, "confidence", "confirmed")
    assert "needs a better source" in shown(preview)
    await choose(world.moderator, preview, "confidence", "disputed")
    assert "what speaks against it" in shown(preview)

    note = await press(world.moderator, preview, "Note")
    await world.moderator.submit_modal(note, {"notes": "The book says two metres."})
    published = said(await press(world.moderator, preview, "Publish"))

    assert "Disputed" in published
    assert "The book says two metres" in await facts_about_tomo(world, world.member)


async def test_hostile_text_is_shown_inert(world: World) -> None:
    await add_through_discord(
        world, text="@everyone Tomo is [tall](https://evil.example) ||<@1>||.", title="**x** <@&1>"
    )

    about = await facts_about_tomo(world, world.member)
    assert r"\@everyone Tomo is \[tall](https\://evil.example)" in about


async def test_a_spoiler_stays_behind_bars(world: World) -> None:
    opened = await world.moderator.slash(world.mods, "desk fact add")
    preview = await fill(world.moderator, opened)
    await choose(world.moderator, preview, "spoiler", "manga")
    await press(world.moderator, preview, "Publish")

    assert f"||{FACT['text']}||" in await facts_about_tomo(world, world.member)
    assert f"||{FACT['text']}||" in await told(
        world, world.member, "tomo one metre and a half tall"
    )


async def test_a_fact_is_published_once_however_often_somebody_presses(world: World) -> None:
    opened = await world.moderator.slash(world.mods, "desk fact add")
    preview = await fill(world.moderator, opened)
    [publish] = [
        str(item["custom_id"])
        for item in parts(preview.components)
        if str(item.get("custom_id", "")).startswith("facts:publish")
    ]
    await world.moderator.click(preview, custom_id=publish)
    forms = await world.bot.db.fetch("SELECT id FROM forms")
    additions = await world.bot.db.fetch("SELECT id FROM additions")

    assert (len(forms), len(additions)) == (0, 1)


async def test_completion_offers_facts_to_moderators_alone(world: World) -> None:
    await add_through_discord(world)
    command = world.env.backend.find_command("desk", world.guild.id)
    assert command is not None
    world.guild.set_command_permissions(int(command["id"]), {world.member: True})

    own = await world.moderator.autocomplete(world.mods, "desk fact edit", "fact", "metre")
    every = await world.moderator.autocomplete(
        world.mods, "desk fact retire", "fact", "forty lamps"
    )
    none = await world.member.autocomplete(world.general, "desk fact retire", "fact", "")
    far = await world.stranger.autocomplete(world.elsewhere, "desk fact retire", "fact", "metre")

    assert [choice["value"] for choice in own] == ["+1"]
    assert [choice["value"] for choice in every] == ["story-lamps"]
    assert none == []
    assert far == []


async def test_no_fact_of_a_moderator_overrides_the_status(world: World) -> None:
    question = "Is it happening?"
    before = await told(world, world.member, question)
    editor = Editor(world.guild.id, world.moderator.id, wire=False)
    text = "The second film is announced."

    await add_fact(world.bot.db, editor, world.bot.now(), text=text, asked=question)

    assert await told(world, world.member, question) == before
    assert text not in before


async def test_forms_take_only_what_they_ask_for(world: World) -> None:
    await world.member.slash(world.general, "ask", question="How tall is Tomo, in metres?")
    opened = await world.moderator.slash(world.mods, "desk fact add")
    assert opened.modal is not None
    forged = {**FACT, "addition": "1", "question": "1", "asked": "Is it happening?"}
    data = {
        "custom_id": opened.modal["custom_id"],
        "components": [
            {"type": 18, "component": {"type": 4, "custom_id": key, "value": value}}
            for key, value in forged.items()
        ],
    }

    result = await _dispatch_actor_interaction(
        world.moderator, InteractionType.MODAL_SUBMIT, world.mods, data
    )

    assert "Preview" in said(result)
    [(kept,)] = await world.bot.db.fetch("SELECT fields FROM forms")
    assert set(json.loads(kept)) == set(FACT)
