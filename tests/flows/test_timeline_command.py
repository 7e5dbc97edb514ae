"""Members walk along the timeline."""

import asyncio
import sys
from collections.abc import Sequence

import pytest

from bot.enums import Kind
from bot.models import PartialDate, Update
from cogs.timeline import PICTURES_KEPT, Pictures
from tests.flows.conftest import World
from tests.flows.reading import (
    alt_of,
    buttons_of,
    last_of,
    post_news,
    refusal_of,
    text_of,
)


async def test_updates_come_newest_first_with_date_kind_and_source(world: World) -> None:
    text = text_of(await world.member.slash(world.general, "timeline"))

    assert "**14 March 2023 · Varga talks to the studio about a second film**" in text
    assert "From the filmmakers · Source: [The Quay Review](https://quay.example.org" in text
    assert "Background · Source: Programme of the first showing" in text
    assert text.index("returns to the cinema") < text.index("marks the anniversary")
    assert text.index("filming has begun") < text.index("**2020 · Varga thinks")
    assert "-# 5 updates, newest first" in text


async def test_the_picture_comes_with_words_for_who_cannot_see_it(world: World) -> None:
    result = await world.member.slash(world.general, "timeline")

    attachments = last_of(result).attachments
    assert [attachment.filename for attachment in attachments] == ["timeline.png"]
    assert alt_of(result).startswith("Timeline of 5 updates, from 2020 to 12 September 2024")


async def test_a_picture_is_drawn_once_and_anew_when_there_is_news(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def draw(updates: Sequence[Update], **_: object) -> bytes:
        drawn.append(len(updates))
        return b"png"

    # The module that the bot loaded: discord.py imports an extension anew.
    monkeypatch.setattr(sys.modules["cogs.timeline"], "draw_timeline", draw)
    await world.member.slash(world.general, "timeline")
    await world.stranger.slash(world.elsewhere, "timeline")
    await post_news(world, "Varga writes")
    after = await world.member.slash(world.general, "timeline")

    assert drawn == [5, 6]
    assert "6 updates" in alt_of(after)
    assert "Varga writes" in text_of(after)


async def test_one_of_many_pictures_is_forgotten() -> None:
    pictures = Pictures()
    for number in range(PICTURES_KEPT + 1):
        await pictures.draw(number, lambda: b"png")

    assert pictures.get(0) is None
    assert pictures.get(1) == b"png"


async def test_who_asks_at_the_same_time_shares_one_drawing() -> None:
    pictures, drawn = Pictures(), list[int]()

    def draw() -> bytes:
        drawn.append(1)
        return b"png"

    await asyncio.gather(*(pictures.draw("key", draw) for _ in range(5)))

    assert drawn == [1]


@pytest.mark.parametrize(
    ("options", "expected", "count"),
    [
        ({"kind": "rumour"}, "### Timeline · Rumour, unconfirmed", "1 update"),
        ({"year": 2024}, "### Timeline · 2024", "3 updates"),
        ({"person": "ines vraga"}, "### Timeline · Ines Varga", "2 updates"),
        (
            {"person": "e:ines-varga", "year": 2020, "kind": "filmmaker"},
            "### Timeline · Ines Varga, 2020, From the filmmakers",
            "1 update",
        ),
    ],
)
async def test_filters_narrow_the_timeline(
    world: World, options: dict[str, object], expected: str, count: str
) -> None:
    result = await world.member.slash(world.general, "timeline", **options)

    assert expected in text_of(result)
    assert f"-# {count}" in text_of(result)
    assert "silence" not in alt_of(result)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"year": 2021}, "There is no update for: 2021. There are updates of 2024, 2023, 2020."),
        ({"kind": "trade"}, "There is no update for: Press report. Leave an option out"),
        ({"person": "Somebody Else"}, "I know nothing called"),
        ({"year": 2023, "kind": "cast"}, "no update for: 2023, From the cast."),
    ],
)
async def test_an_empty_selection_says_what_there_is(
    world: World, options: dict[str, object], sentence: str
) -> None:
    result = await world.member.slash(world.general, "timeline", **options)

    assert sentence in refusal_of(result)


async def test_pages_keep_their_filter_after_a_restart(world: World) -> None:
    for day in range(1, 8):
        date = PartialDate(2025, 5, day)
        await post_news(world, f"Report {day}", kind=Kind.TRADE, date=date, wire=True)
    first = await world.member.slash(world.general, "timeline", kind="trade", year=2025)
    assert "Report 7" in text_of(first)
    assert "page 1 of 2" in text_of(first)
    await world.restart()

    older = await world.member.click(last_of(first).message, label="Older")

    assert last_of(older).id == last_of(first).id
    assert "### Timeline · 2025, Press report" in text_of(older)
    assert "Report 1" in text_of(older)
    assert "Report 7" not in text_of(older)
    assert len(last_of(older).attachments) == 1
    assert buttons_of(older)["Older"]["disabled"]


async def test_who_did_not_ask_turns_pages_privately(world: World) -> None:
    await post_news(world, "Varga writes")
    first = await world.member.slash(world.general, "timeline")

    own = await world.admin.click(last_of(first).message, label="Older")

    assert last_of(own).ephemeral
    assert "page 2 of 2" in text_of(own)
    assert "page 1 of 2" in text_of(first)


async def test_the_timeline_of_a_direct_message_has_the_wire_and_no_servers_own(
    world: World,
) -> None:
    await post_news(world, "For the harbour alone")
    await post_news(world, "For everybody", wire=True)

    direct = text_of(await world.env.create_user("kim").slash("timeline"))

    assert "For everybody" in direct
    assert "For the harbour alone" not in direct
