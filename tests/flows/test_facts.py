"""Members ask for facts."""

import pytest

from tests.flows.conftest import World
from tests.flows.reading import last_of, lift_spoilers, refusal_of, text_of


async def test_a_fact_comes_with_its_source(world: World) -> None:
    result = await world.member.slash(world.general, "fact", about="ines varga")

    assert "Ines Varga said in March 2023" in text_of(result)
    assert "Confirmed · as of 14 March 2023" in text_of(result)
    assert "[The Quay Review](https://quay.example.org/varga-second-film), 15 March 2023" in (
        text_of(result)
    )


async def test_a_channel_sees_every_fact_before_one_comes_again(world: World) -> None:
    first = await world.member.slash(world.general, "fact")
    seen = {text_of(first)}
    for _ in range(4):
        seen.add(text_of(await world.member.click(last_of(first).message, label="Another one")))

    assert len(seen) == 5


async def test_a_random_fact_never_gives_the_manga_away(world: World) -> None:
    first = await world.member.slash(world.general, "fact", category="story")
    seen = {text_of(first)}
    for _ in range(4):
        seen.add(text_of(await world.member.click(last_of(first).message, label="Another one")))

    assert len(seen) == 2
    assert "brother" not in " ".join(seen)


async def test_by_name_a_manga_fact_comes_behind_bars(world: World) -> None:
    first = await world.member.slash(world.general, "fact", about="Tomo", category="Story")
    texts = text_of(first)
    texts += text_of(await world.member.click(last_of(first).message, label="Another one"))

    assert "||In the manga Tomo turns out to be the harbour master's brother.||" in texts
    assert "Note: ||The last chapter can be read either way.||" in texts
    assert "Disputed · manga spoiler" in texts


async def test_a_server_can_lift_spoilers_for_itself_alone(world: World) -> None:
    await lift_spoilers(world)

    told = {text_of(await world.member.slash(world.general, "fact")) for _ in range(6)}
    kept = {text_of(await world.stranger.slash(world.elsewhere, "fact")) for _ in range(6)}

    assert "In the manga Tomo turns out" in " ".join(told)
    assert "||" not in " ".join(told)
    assert "manga" not in " ".join(kept)


async def test_buttons_go_on_after_a_restart(world: World) -> None:
    first = await world.member.slash(world.general, "fact", about="Tomo")
    before = text_of(first)
    await world.restart()

    again = await world.member.click(last_of(first).message, label="Another one")
    more = await world.member.click(last_of(first).message, label="More about this")

    assert last_of(again).id == last_of(first).id
    assert text_of(again) != before
    assert last_of(more).ephemeral
    assert "## Tomo" in text_of(more)


async def test_who_did_not_ask_gets_another_fact_for_themselves(world: World) -> None:
    first = await world.member.slash(world.general, "fact")
    before = text_of(first)

    own = await world.admin.click(last_of(first).message, label="Another one")

    assert last_of(own).ephemeral
    assert text_of(first) == before


async def test_facts_come_in_direct_messages_too(world: World) -> None:
    user = world.env.create_user("kim")

    result = await user.slash("fact", category="Second film")

    assert "-# Fact · Second film" in text_of(result)


async def test_what_to_ask_about_completes_over_topics_names_and_aliases(world: World) -> None:
    choices = await world.member.autocomplete(world.general, "fact", "about", "lamplighter")
    topics = await world.member.autocomplete(world.general, "fact", "about", "second")

    assert [choice["name"] for choice in choices] == ["Tomo"]
    assert {"name": "Second film (topic)", "value": "c:sequel"}.items() <= topics[0].items()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"category": "weather"}, "There is no such category. There are: Second film, Story."),
        ({"about": "tomoo lamplihter"}, "Did you mean **Tomo**?"),
        ({"about": "Salt Stairs", "category": "sequel"}, "There is no fact about that yet."),
    ],
)
async def test_what_is_not_there_is_answered_with_what_is(
    world: World, options: dict[str, str], sentence: str
) -> None:
    result = await world.member.slash(world.general, "fact", **options)

    assert sentence in refusal_of(result)


async def test_a_name_within_a_topic_goes_on_within_it(world: World) -> None:
    first = await world.member.slash(
        world.general, "fact", about="Lantern Harbour", category="Second film"
    )
    seen = {text_of(first)}
    for _ in range(4):
        seen.add(text_of(await world.member.click(last_of(first).message, label="Another one")))

    assert len(seen) == 3
    assert all("-# Fact · Second film" in text for text in seen)
