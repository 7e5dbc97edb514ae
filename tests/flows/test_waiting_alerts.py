"""What waits for a channel follows administrators: to the channel they choose next, or nowhere."""

import pytest

from tests.flows.conftest import World
from tests.flows.desk_acts import alerts, deliver, publish, said
from tests.flows.test_desk_changes import correct, edited
from tests.flows.test_visible_failure import deny, heard, pass_a_day, prepare


@pytest.mark.parametrize("deleted", [True, False])
async def test_what_a_channel_does_not_take_comes_in_the_one_that_is_chosen_next(
    world: World, *, deleted: bool
) -> None:
    await prepare(world)
    await deny(world, world.news, send_messages=True)
    await publish(world, headline="Held back")
    if deleted:
        world.env.backend.delete_channel(world.news.id)
        await world.env.settle()
    status = said(await world.admin.slash(world.mods, "alerts status"))

    await world.admin.slash(world.mods, "alerts setup", channel=world.general)
    await deliver(world)
    told = len(await heard(world))
    await pass_a_day(world)

    assert f"1 waiting to be sent or changed, until {'another' if deleted else 'the'}" in status
    assert ["Held back" in text for text in alerts(world.general)] == [True]
    assert len(await heard(world)) == told


@pytest.mark.parametrize("command", ["alerts off", "alerts pause"])
async def test_what_waits_for_a_permission_is_not_posted_after_the_end_of_alerts(
    world: World, command: str
) -> None:
    await prepare(world)
    await deny(world, world.news, send_messages=True)
    await publish(world, headline="Held back")

    await world.admin.slash(world.mods, command)
    await deny(world, world.news)
    await deliver(world)

    assert alerts(world.news) == []
    assert "nothing is waiting" in said(await world.admin.slash(world.mods, "alerts status"))


async def test_a_correction_arrives_where_nothing_new_may_be_posted(world: World) -> None:
    await prepare(world)
    number = await publish(world, "script")
    await deny(world, world.news, send_messages=True, embed_links=True)
    await publish(world, headline="Held back")

    preview = await edited(world, number, headline="Varga hands in half a script")
    await correct(world, preview)

    [only] = alerts(world.news)
    assert "**Varga hands in half a script** (corrected)" in only
    [warning] = await heard(world)
    assert "I lack **Send Messages**" in warning


async def test_of_a_former_channel_only_what_corrections_need_is_said_to_be_missing(
    world: World,
) -> None:
    await prepare(world)
    number = await publish(world, "script")
    await world.admin.slash(world.mods, "alerts setup", channel=world.general)
    await deny(world, world.news, view_channel=True, send_messages=True)

    await correct(world, await edited(world, number, headline="Varga hands in half a script"))
    [warning] = await heard(world)
    await deny(world, world.news, send_messages=True)
    await deliver(world)

    assert "Earlier alerts cannot be corrected in" in warning
    assert "I lack **View Channel** there" in warning
    assert "half a script" in alerts(world.news)[0]
    assert (await heard(world))[1:] == [
        f"✅ Earlier alerts can be corrected again in <#{world.news.id}>."
    ]
