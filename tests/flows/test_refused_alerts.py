"""What Discord refuses of one alert, or of what follows it, moderators hear of too."""

from bot.delivery.verdicts import MISSING_RETRY_S
from tests.flows.conftest import World
from tests.flows.desk_acts import alerts, deliver, publish
from tests.flows.test_visible_failure import deny, heard, prepare


async def test_what_discord_refuses_of_one_alert_is_told_once(world: World) -> None:
    await prepare(world)
    path = f"/channels/{world.news.id}/messages"
    world.env.inject_error("POST", path, status=400, code=200000, times=1)

    await publish(world, headline="First")
    await publish(world, headline="Second")
    [warning] = await heard(world)

    assert "⚠️ alert #" in warning
    assert f"cannot be posted or changed in <#{world.news.id}>. Discord refused it" in warning
    assert "I try again twice a day" in warning
    assert ["Second" in text for text in alerts(world.news)] == [True]


async def test_a_permission_that_only_threads_need_is_told_once(world: World) -> None:
    await prepare(world)
    await world.admin.slash(world.mods, "alerts options", thread=True)
    await deny(world, world.news, create_public_threads=True)

    await publish(world)
    await publish(world)
    await world.env.advance_time(130)

    [warning] = await heard(world)
    assert f"Threads of alerts cannot be opened or renamed in <#{world.news.id}>" in warning
    assert "Missing permission: Create Public Threads" in warning


async def test_a_thread_that_is_not_wanted_any_more_is_not_opened_once_it_may_be(
    world: World,
) -> None:
    await prepare(world)
    await world.admin.slash(world.mods, "alerts options", thread=True)
    await deny(world, world.news, create_public_threads=True)
    await publish(world)
    await deliver(world)
    await world.admin.slash(world.mods, "alerts options", thread=False)

    world.env.backend.edit_channel(world.news.id, {}, overwrites=[])
    await world.env.advance_time(MISSING_RETRY_S + 10)

    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    assert list(guild.threads) == []
    assert await world.bot.db.fetch("SELECT kind, state FROM errands") == [("thread", "gone")]
