"""Moderators write news, look at the preview and publish."""

import pytest

from tests.flows.conftest import World
from tests.flows.desk_acts import (
    FIELDS,
    alerts,
    deliver,
    newest_update,
    press,
    publish,
    said,
    second_moderator,
    seen,
    send_alerts_to,
    shown,
    typed,
    write_draft,
)


async def test_the_form_holds_five_fields_and_todays_date(world: World) -> None:
    opened = await world.moderator.slash(world.mods, "desk post")

    assert typed(opened) == {
        "headline": "",
        "summary": "",
        "link": "",
        "kind": "",
        "date": "2026-11-23",
    }


async def test_the_preview_is_private_and_looks_like_the_alert(world: World) -> None:
    await send_alerts_to(world, world.news)
    preview = await write_draft(world)
    before = preview.content, preview.embeds[0].to_dict()
    await press(world.moderator, preview, "Publish to 1 channel")
    await deliver(world)

    [alert] = world.news.history()
    head, _, content = before[0].partition("\n")
    assert "Preview" in head
    assert "nothing is posted yet" in head
    assert (content, before[1]) == (alert.content, alert.embeds[0].to_dict())
    assert preview.ephemeral


async def test_an_alert_appears_in_the_news_channel(world: World) -> None:
    await send_alerts_to(world, world.news)

    await publish(world, "script")

    [alert] = alerts(world.news)
    assert "**Varga hands in a script**" in alert
    assert "Stage that this claims: Script" in alert
    assert "[quay.example.org](https://quay.example.org/script)" in alert
    assert "Details and history" in alert


async def test_the_status_change_is_spelled_out_before_publishing(world: World) -> None:
    preview = await write_draft(world)
    without = shown(preview)

    await world.moderator.select(preview, ["script"])

    assert "Status stays at In talks." in without
    assert "Status moves from In talks to Script." in shown(preview)


async def test_publishing_says_where_it_goes(world: World) -> None:
    await send_alerts_to(world, world.news)
    preview = await write_draft(world)

    await press(world.moderator, preview, "Publish")

    number = await newest_update(world)
    assert f"Published as update #{number}" in shown(preview)
    assert "It goes to #news" in shown(preview)


async def test_without_a_channel_publishing_still_works(world: World) -> None:
    preview = await write_draft(world)
    text = shown(preview)

    await press(world.moderator, preview, "Publish")

    assert "no channel" in text
    assert "Published as update" in shown(preview)
    assert "Varga hands in a script" in said(await world.member.slash(world.general, "news"))


async def test_the_draft_is_kept_before_anything_is_pressed(world: World) -> None:
    await write_draft(world)

    listed = await world.moderator.slash(world.mods, "desk drafts")

    assert "Varga hands in a script" in said(listed)


async def test_a_draft_is_opened_and_published_later(world: World) -> None:
    await send_alerts_to(world, world.news)
    kept = await write_draft(world)
    await press(world.moderator, kept, "Keep as draft")
    await world.restart()
    number = await newest_update(world)

    listed = seen(await world.moderator.slash(world.mods, "desk drafts"))
    opened = seen(await world.moderator.select(listed, [str(number)]))
    await press(world.moderator, opened, "Publish")
    await deliver(world)

    assert f"Draft #{number} is kept" in shown(kept)
    assert "Open a draft" in str(listed.components)
    assert len(alerts(world.news)) == 1
    assert "no draft" in said(await world.moderator.slash(world.mods, "desk drafts"))


async def test_another_moderators_draft_can_be_opened(world: World) -> None:
    await write_draft(world)

    other = second_moderator(world)
    listed = seen(await other.slash(world.mods, "desk drafts"))
    opened = await other.select(listed, [str(await newest_update(world))])

    assert "Before you publish" in said(opened)


async def test_a_discarded_draft_can_be_written_again(world: World) -> None:
    preview = await write_draft(world)
    await press(world.moderator, preview, "Discard")
    discarded = shown(preview)

    again = await press(world.moderator, preview, "Write it again")
    filled = typed(again)
    await world.moderator.submit_modal(again, {**filled, "kind": [filled["kind"]]})

    assert "is discarded" in discarded
    assert filled["headline"] == FIELDS["headline"]
    assert "Before you publish" in shown(preview)


async def test_editing_a_draft_keeps_its_stage(world: World) -> None:
    preview = await write_draft(world)
    await world.moderator.select(preview, ["script"])

    form = await press(world.moderator, preview, "Edit")
    await world.moderator.submit_modal(form, {**FIELDS, "headline": "Varga: script is done"})

    assert "Varga: script is done" in shown(preview)
    assert "Status moves from In talks to Script." in shown(preview)


async def test_a_rumour_has_no_stage_to_choose(world: World) -> None:
    preview = await write_draft(world, kind=["rumour"], link="")

    with pytest.raises(Exception, match="No matching component"):
        await world.moderator.select(preview, ["script"])
    assert "Status stays at In talks." in shown(preview)


async def test_an_official_date_states_its_release(world: World) -> None:
    preview = await write_draft(world, kind=["official"])
    before = shown(preview)
    await world.moderator.select(preview, ["dated"])

    form = await press(world.moderator, preview, "Add release date")
    await world.moderator.submit_modal(form, {"release": "21 May 2027"})

    assert "Add release date" not in before
    assert "Release date: 21 May 2027" in shown(preview)
    assert "The release date becomes 21 May 2027." in shown(preview)


async def test_a_release_date_that_cannot_be_read_changes_nothing(world: World) -> None:
    preview = await write_draft(world, kind=["official"])
    await world.moderator.select(preview, ["dated"])

    form = await press(world.moderator, preview, "Add release date")
    answer = await world.moderator.submit_modal(form, {"release": "soon"})

    assert "no date I can read" in said(answer)
    assert "Release date:" not in shown(preview)


async def test_a_double_press_publishes_once(world: World) -> None:
    await send_alerts_to(world, world.news)
    preview = await write_draft(world)
    listed = seen(await world.moderator.slash(world.mods, "desk drafts"))
    second = seen(await world.moderator.select(listed, [str(await newest_update(world))]))

    await press(world.moderator, preview, "Publish")
    replayed = await press(world.moderator, second, "Publish")
    await deliver(world)

    assert "is already published" in said(replayed)
    assert len(alerts(world.news)) == 1


async def test_a_preview_that_is_out_of_date_publishes_nothing(world: World) -> None:
    await send_alerts_to(world, world.news)
    old = await write_draft(world)
    other = second_moderator(world)
    listed = seen(await other.slash(world.mods, "desk drafts"))
    newer = seen(await other.select(listed, [str(await newest_update(world))]))
    await other.select(newer, ["filming"])

    answer = await press(world.moderator, old, "Publish")
    await deliver(world)

    assert "Somebody changed" in said(answer)
    assert alerts(world.news) == []


async def test_a_preview_outlives_a_restart(world: World) -> None:
    await send_alerts_to(world, world.news)
    preview = await write_draft(world)
    await world.restart()

    await world.moderator.select(preview, ["script"])
    await press(world.moderator, preview, "Publish")
    await deliver(world)

    assert "Stage that this claims: Script" in alerts(world.news)[0]


async def test_an_open_form_outlives_a_restart(world: World) -> None:
    opened = await world.moderator.slash(world.mods, "desk post")
    await world.restart()

    answer = await world.moderator.submit_modal(opened, FIELDS)

    assert "Before you publish" in said(answer)


async def test_people_in_the_text_are_linked(world: World) -> None:
    number = await publish(world)

    update = (await world.bot.news()).find(number, world.guild.id)

    assert update is not None
    assert update.people == ("ines-varga",)


async def test_having_looked_today_shows_in_the_status(world: World) -> None:
    noted = await world.moderator.slash(world.mods, "desk checked")

    own = said(await world.member.slash(world.general, "status"))
    other = said(await world.stranger.slash(world.elsewhere, "status"))
    assert "checked on 23 November 2026" in said(noted)
    assert "Checked for news up to 23 November 2026." in own
    assert "Checked for news up to 23 November 2026." not in other


async def test_an_old_preview_of_a_discarded_draft_makes_no_new_one(world: World) -> None:
    old = await write_draft(world)
    number = await newest_update(world)
    listed = seen(await world.moderator.slash(world.mods, "desk drafts"))
    other = seen(await world.moderator.select(listed, [str(number)]))
    await press(world.moderator, other, "Discard")

    chosen = await world.moderator.select(old, ["script"])
    published = await press(world.moderator, old, "Publish")
    edited = await press(world.moderator, old, "Edit")

    for answer in (chosen, published, edited):
        assert f"Update #{number} is discarded" in said(answer)
    assert await newest_update(world) == number


async def test_a_draft_that_is_discarded_while_its_form_is_open_is_not_lost(world: World) -> None:
    preview = await write_draft(world)
    form = await press(world.moderator, preview, "Edit")
    await press(world.moderator, preview, "Discard")

    answer = await world.moderator.submit_modal(form, {**FIELDS, "headline": "Typed meanwhile"})
    refused = said(answer)
    again = await press(world.moderator, seen(answer), "Write again")
    filled = typed(again)
    await world.moderator.submit_modal(again, {**filled, "kind": [filled["kind"]]})

    assert "is already discarded" in refused
    assert filled["headline"] == "Typed meanwhile"
    assert "Before you publish" in shown(seen(answer))
