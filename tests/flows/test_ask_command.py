"""Members ask in their own words."""

import pytest

from tests.flows.conftest import PACK, World


@pytest.fixture
def pack() -> object:
    return PACK.parent.parent.parent / "data" / "packs" / "alita"


def text_of(result: object) -> str:
    return str(result.response.components)  # type: ignore[attr-defined]


async def test_an_answer_comes_with_its_source_and_can_be_followed(world: World) -> None:
    result = await world.member.slash(
        world.general, "ask", question="who directed Alita: Battle Angel?"
    )

    assert "Robert Rodriguez" in text_of(result)
    assert "Source" in text_of(result)


async def test_is_it_happening_is_answered_without_overstating(world: World) -> None:
    result = await world.member.slash(world.general, "ask", question="is alita 2 confirmed??")

    told = text_of(result).lower()
    assert "not announced" in told or "no sequel" in told or "not been announced" in told


async def test_what_nobody_knows_is_not_answered(world: World) -> None:
    result = await world.member.slash(
        world.general, "ask", question="what is the capital of Mongolia?"
    )

    assert "Ulaanbaatar" not in text_of(result)
    assert "don't know" in text_of(result) or "do not know" in text_of(result)


async def test_a_message_can_be_answered_for_oneself(world: World) -> None:
    message = await world.moderator.send(world.general, "who directed alita?")

    result = await world.member.context_menu(world.general, "Answer this", message)

    assert result.ephemeral
    assert "Rodriguez" in text_of(result)


async def test_a_message_without_text_is_declined_kindly(world: World) -> None:
    message = await world.moderator.send(world.general, "\u200b\u202e")

    result = await world.member.context_menu(world.general, "Answer this", message)

    assert "no text" in str(result.response.content)  # type: ignore[union-attr]


async def test_a_question_cannot_ping_or_disguise(world: World) -> None:
    evil = "@everyone [free](https://evil.example) <@&1> discord.gg/x \u202e who directed it?"

    result = await world.member.slash(world.general, "ask", question=evil)

    told = result.response.components[0]["components"][0]["content"]  # type: ignore[union-attr]
    assert told.startswith(
        r"-# \@everyone \[free](https\://evil.example) \<\@&1> discord\.gg/x who"
    )
    assert "\u202e" not in told


async def test_an_answer_that_gives_the_manga_away_hides_its_sources_too(world: World) -> None:
    result = await world.member.slash(world.general, "ask", question="what does ZOTT stand for?")

    notes = [line for line in text_of(result).split("\\n") if "http" in line]
    assert notes
    assert all("||" in line.split("http")[0] for line in notes)
