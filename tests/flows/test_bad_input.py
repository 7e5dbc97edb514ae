"""What people type wrongly, too long or with bad intent: nothing pings, nothing is lost."""

from typing import Any

import pytest
import simcord
from simcord.actors import _dispatch_actor_interaction  # pyright: ignore[reportPrivateUsage] - see forge
from simcord.enums import InteractionType

from bot.newsroom import HEADLINE_MOST, SUMMARY_MOST
from tests.flows.conftest import World
from tests.flows.desk_acts import (
    FIELDS,
    alerts,
    press,
    publish,
    said,
    seen,
    send_alerts_to,
    shown,
    typed,
    write,
    write_draft,
)

NASTY = (
    "@everyone <@&1> <@2> [free](https://evil.example) discord.gg/abc "
    "||x|| `code` \u202egnp.exe zero\u200bwidth <t:0:R>"
)


async def send_form(
    world: World, custom_id: str, fields: dict[str, Any], who: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    """Submit a form as no client would: SimCord itself refuses what is over a form's limits."""
    components = [
        {"type": 18, "component": {"type": 4, "custom_id": key, "value": value}}
        for key, value in fields.items()
    ]
    return await _dispatch_actor_interaction(
        who or world.moderator,
        InteractionType.MODAL_SUBMIT,
        world.mods,
        {"custom_id": custom_id, "components": components},
    )


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"link": ""}, "needs a link"),
        ({"link": "quay.example.org"}, "starts with https://"),
        ({"link": "https://discord.gg/abcdef"}, "invites cannot be posted"),
        ({"link": "https://user@evil.example/"}, "hides where it leads"),
        ({"date": "2026-02-30"}, "There is no 30 February 2026"),
        ({"date": "2026-12-24"}, "is still to come"),
        ({"date": "03/04/2026"}, "can be read in two ways"),
        ({"headline": "\u200b \u202e"}, "Please write a headline."),
    ],
)
async def test_a_mistake_is_explained_and_the_text_comes_back(
    world: World, changes: dict[str, Any], advice: str
) -> None:
    answer = await write(world, **changes)
    await world.restart()

    form = await press(world.moderator, seen(answer), "Write again")

    wanted = {**FIELDS, **changes, "kind": "filmmaker"}
    assert advice in said(answer)
    assert {key: typed(form)[key] for key in wanted} == wanted
    assert seen(answer).ephemeral


async def test_a_mended_form_becomes_a_draft(world: World) -> None:
    answer = await write(world, link="")
    form = await press(world.moderator, seen(answer), "Write again")

    await world.moderator.submit_modal(form, FIELDS)

    assert "Before you publish" in shown(seen(answer))
    assert await world.bot.db.fetch("SELECT id FROM forms") == []


async def test_a_mistake_in_an_edit_changes_nothing_and_keeps_the_text(world: World) -> None:
    number = await publish(world)
    opened = await world.moderator.slash(world.mods, "desk edit", update=str(number))

    answer = await world.moderator.submit_modal(
        opened, {**FIELDS, "headline": "Better words", "link": ""}
    )
    form = await press(world.moderator, seen(answer), "Write again")
    await world.moderator.submit_modal(form, {**FIELDS, "headline": typed(form)["headline"]})

    assert "Better words" in shown(seen(answer))
    assert "Before you correct" in shown(seen(answer))


@pytest.mark.parametrize(("key", "most"), [("headline", HEADLINE_MOST), ("summary", SUMMARY_MOST)])
async def test_text_that_is_too_long_is_told_while_the_form_is_open(
    world: World, key: str, most: int
) -> None:
    opened = await world.moderator.slash(world.mods, "desk post")

    with pytest.raises(simcord.SetupError, match="max_length"):
        await world.moderator.submit_modal(opened, {**FIELDS, key: "x" * (most + 1)})


async def test_text_that_is_too_long_all_the_same_is_kept_whole(world: World) -> None:
    long = "x" * (SUMMARY_MOST + 1)

    answer = await send_form(
        world, "desk:write:1", {**FIELDS, "kind": "filmmaker", "summary": long}
    )
    form = await press(world.moderator, seen(answer), "Write again")

    assert f"That is {len(long):,} characters".replace(",", "") in said(answer)
    assert typed(form)["summary"] == long
    assert form.modal is not None
    assert form.modal["components"][1]["component"]["max_length"] >= len(long)


async def test_nothing_that_is_typed_pings_or_disguises(world: World) -> None:
    await send_alerts_to(world, world.news)

    preview = await write_draft(world, headline=NASTY, summary=NASTY, link="https://ok.example/")
    await press(world.moderator, preview, "Publish")
    await world.env.settle()

    [message] = world.news.history()
    [alert] = alerts(world.news)
    for text in (shown(preview), alert):
        assert "\\@everyone" in text
        assert "\\<\\@&1>" in text
        assert "\\[free](https\\://evil.example)" in text
        assert "discord\\.gg/abc" in text
        assert "\\<t\\:0:R>" in text or "\\<t:0:R>" in text
        assert "\u202e" not in text
        assert "\u200b" not in text
    assert not message.mention_everyone
    assert message.mentions == []
    assert message.role_mentions == []


async def test_a_reason_is_shown_as_it_was_typed(world: World) -> None:
    await send_alerts_to(world, world.news)
    number = await publish(world)
    asked = await world.moderator.slash(
        world.mods, "desk retract", update=str(number), reason="@here **was** wrong"
    )

    await press(world.moderator, seen(asked), "Retract it")
    await world.env.advance_time(10)

    assert "\\@here \\*\\*was\\*\\* wrong" in alerts(world.news)[0]


@pytest.mark.parametrize(
    "custom_id",
    ["desk:write:1:x", "desk:write:1:1:2:3", "desk:write:1:-1", "desk:write:1:999", "desk:write:9"],
)
async def test_a_forged_form_is_refused_in_a_sentence(world: World, custom_id: str) -> None:
    before = await world.bot.db.fetch("SELECT count(*) FROM updates")

    answer = await send_form(world, custom_id, {**FIELDS, "kind": "filmmaker"})

    assert seen(answer).ephemeral
    assert "our side" not in said(answer)
    assert await world.bot.db.fetch("SELECT count(*) FROM updates") == before
