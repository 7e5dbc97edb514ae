"""Members ask for facts."""

from tests.flows.conftest import World


async def test_a_fact_comes_with_its_source(world: World) -> None:
    result = await world.member.slash(world.general, "fact")

    assert result.response is not None
    assert "Source" in str(result.response.components)
