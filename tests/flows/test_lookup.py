"""Members look names up."""

from pathlib import Path

import pytest

from tests.flows.conftest import PACK, World
from tests.flows.reading import buttons_of, last_of, lift_spoilers, refusal_of, text_of


@pytest.mark.parametrize("name", ["Tomo", "TOMO", "トモ", "the lamplighter", "e:tomo"])
async def test_a_card_comes_for_every_name(world: World, name: str) -> None:
    text = text_of(await world.member.slash(world.general, "lookup", name=name))

    assert "-# Character\n## Tomo\nLights the lamps of the harbour" in text
    assert "Appears in: Lantern Harbour" in text
    assert "[Lamp Wiki](https://lamp.example.org/wiki/Tomo), fan site" in text
    assert "**2 facts**" in text


@pytest.mark.parametrize("name", ["ines vraga", "Inés Várga", "varga"])
async def test_typing_errors_and_accents_are_forgiven(world: World, name: str) -> None:
    text = text_of(await world.member.slash(world.general, "lookup", name=name))

    assert "## Ines Varga" in text
    assert "Other names: Inès Varga" in text


async def test_what_gives_the_manga_away_stands_behind_bars_and_last(world: World) -> None:
    text = text_of(await world.member.slash(world.general, "lookup", name="Tomo"))

    assert "Other names (may give the manga away): ||トモ, The Lamplighter||" in text
    assert "||In the manga Tomo turns out to be the harbour master's brother.||" in text
    assert text.index("forty lamps") < text.index("brother")


async def test_a_server_that_lifts_spoilers_sees_no_bars(world: World) -> None:
    await lift_spoilers(world)

    text = text_of(await world.member.slash(world.general, "lookup", name="Tomo"))

    assert "||" not in text
    assert "Other names: トモ, The Lamplighter" in text


async def test_an_unknown_name_is_answered_with_the_nearest(world: World) -> None:
    result = await world.member.slash(world.general, "lookup", name="Salt Towers")

    assert "Did you mean **Salt Stairs**" in refusal_of(result)


@pytest.mark.parametrize("name", ["e:nobody", "@everyone <@1> [x](https://evil.example)", "?"])
async def test_a_name_from_nowhere_is_refused_and_pings_nobody(world: World, name: str) -> None:
    refusal = refusal_of(await world.member.slash(world.general, "lookup", name=name))

    assert "collection" in refusal or "I know nothing called" in refusal
    assert "“@everyone" not in refusal
    assert " [x]" not in refusal


async def test_the_card_comes_in_direct_messages_too(world: World) -> None:
    user = world.env.create_user("kim")

    assert "## Salt Stairs" in text_of(await user.slash("lookup", name="salt stairs"))
    assert (await user.autocomplete("lookup", "name", "sal"))[0]["value"] == "e:salt-stairs"


@pytest.fixture
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The invented pack, with more facts about one name where a test is about pages."""
    return write_long_pack(tmp_path / "long") if "pages" in request.node.name else PACK


def write_long_pack(folder: Path) -> Path:
    for path in PACK.rglob("*.toml"):
        target = folder / path.relative_to(PACK)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    story = folder / "facts" / "story.toml"
    more = "".join(
        f'\n[[fact]]\nid = "story-lamp-{number}"\ntext = "Lamp {number} is lit."\n'
        'entities = ["tomo"]\nspoiler = "none"\nconfidence = "confirmed"\nsources = ["quay-2023"]\n'
        for number in range(10, 19)
    )
    story.write_text(story.read_text(encoding="utf-8") + more, encoding="utf-8")
    return folder


async def test_facts_come_in_pages_that_turn_after_a_restart(world: World) -> None:
    first = await world.member.slash(world.general, "lookup", name="Tomo")
    assert "Facts: 1 to 4 of 11" in text_of(first)
    assert buttons_of(first)["Previous facts"]["disabled"]
    await world.restart()

    second = await world.member.click(last_of(first).message, label="More facts")
    assert "Facts: 5 to 8 of 11" in text_of(second)
    last = await world.member.click(last_of(second).message, label="More facts")

    assert last_of(last).id == last_of(first).id
    assert "Facts: 9 to 11 of 11" in text_of(last)
    assert buttons_of(last)["More facts"]["disabled"]
    back = await world.member.click(last_of(last).message, label="Previous facts")
    assert "Facts: 5 to 8 of 11" in text_of(back)


async def test_pages_turn_for_who_asked_and_open_privately_for_others(world: World) -> None:
    first = await world.member.slash(world.general, "lookup", name="Tomo")

    own = await world.admin.click(last_of(first).message, label="More facts")

    assert last_of(own).ephemeral
    assert "Facts: 5 to 8 of 11" in text_of(own)
    assert "Facts: 1 to 4 of 11" in text_of(first)
    further = await world.admin.click(last_of(own).message, label="More facts")
    assert last_of(further).id == last_of(own).id


@pytest.mark.parametrize(("page", "expected"), [("7", "9 to 11 of 11")])
async def test_pages_beyond_the_end_show_the_last(world: World, page: str, expected: str) -> None:
    shown = await press(world, f"lookup:page:1:tomo:{page}")

    assert expected in shown


async def press(world: World, custom_id: str) -> str:
    """Press a button that somebody made up, under a real card."""
    first = await world.member.slash(world.general, "lookup", name="Tomo")
    stored = world.env.backend.get_message(world.general.id, last_of(first).id)
    for part in stored.components[0]["components"]:
        if part["type"] == 1:
            part["components"][1]["custom_id"] = custom_id
    result = await world.member.click(last_of(first).message, custom_id=custom_id)
    return text_of(result)
