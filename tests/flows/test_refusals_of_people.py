"""One person cannot have the bot ask Discord again and again for what it refuses."""

from bot.refusals import MOST
from tests.flows.conftest import World
from tests.flows.desk_acts import said
from tests.flows.follow_acts import close_messages, follow, inbox, open_messages, requests_to, tell


async def test_who_takes_no_messages_is_asked_a_few_times_and_others_are_not_held_up(
    world: World,
) -> None:
    close_messages(world, world.member)

    answers = [said(await follow(world)) for _ in range(MOST + 2)]
    asked = requests_to(world, world.member)
    open_messages(world)
    other = await follow(world, world.moderator)

    assert ["closed" in text for text in answers] == [True] * MOST + [False] * 2
    assert "try again in" in answers[-1]
    assert asked == MOST
    assert "You follow the news by direct message" in said(other)


async def test_who_left_a_server_has_it_asked_for_them_a_few_times(world: World) -> None:
    await follow(world)
    await tell(world, "While a member")
    world.guild.remove_member(world.member)
    await world.env.advance_time(700)  # longer than a membership is believed
    path = f"/guilds/{world.guild.id}/members/{world.member.id}"
    before = sum(entry.path == path for entry in world.env.http_requests)

    answers = [
        said(await world.member.user.click(inbox(world.member)[0], label="Details and history"))
        for _ in range(MOST + 2)
    ]

    assert ["no such update" in text for text in answers] == [True] * MOST + [False] * 2
    assert sum(entry.path == path for entry in world.env.http_requests) - before == MOST
