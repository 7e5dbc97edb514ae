"""A digest within Discord's limits: what matters most first, what is retracted struck through."""

import dataclasses

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.digest_card import digest_title, render_digest
from bot.enums import Digest, Importance, Kind, Mode, Outcome, State
from bot.models import PartialDate, Rumour, Slip, Source, Update
from bot.outlook import unwritten
from bot.places import Destination, Hours

MADE_AT = 1_700_000_000  # 14 November 2023, 22:13 UTC
PLACE = Destination(3, 4, 5, 66, Importance.MINOR, Importance.NOTABLE, Mode.ACTIVE)
SOURCE = Source("s", "Interview", "The Harbour Post", "https://example.org/1", None, None)
UPDATE = dataclasses.replace(
    unwritten(4),
    id=7,
    headline="The captain was seen",
    summary="In the harbour.\nBy night.",
    kind=Kind.CAST,
    date=PartialDate(2023, 11, 14),
    sources=(SOURCE,),
    state=State.PUBLISHED,
    importance=Importance.NOTABLE,
)


def update(number: int, **changes: object) -> Update:
    return dataclasses.replace(UPDATE, id=number, **changes)  # type: ignore[arg-type]


def listed(updates: list[Update], place: Destination = PLACE) -> str:
    return render_digest(1, MADE_AT, updates, place).embed.description or ""


def test_each_update_has_its_headline_a_line_its_kind_date_source_and_number() -> None:
    assert listed([UPDATE]) == (
        "**The captain was seen**\nIn the harbour. By night.\n"
        "From the cast · 14 November 2023 · [The Harbour Post](https://example.org/1) · #7"
    )


def test_the_content_line_tells_the_news_without_the_embed() -> None:
    alert = render_digest(1, MADE_AT, [update(1), update(2, headline="She *left*")], PLACE)

    assert alert.content == (
        "<@&66> **News digest, 14 November 2023** · 2 updates: The captain was seen; She \\*left\\*"
    )
    assert alert.pings
    buttons = [item.custom_id for item in alert.view.children if hasattr(item, "custom_id")]  # type: ignore[attr-defined]
    assert buttons[0] == "alert:digest:1:1"


@pytest.mark.parametrize(("person", "label"), [(None, "Follow"), (9, "Change or stop")])
def test_a_button_opens_what_its_reader_follows(person: int | None, label: str) -> None:
    place = dataclasses.replace(PLACE, user_id=person)

    buttons = render_digest(1, MADE_AT, [UPDATE], place).view.to_components()[0]["components"]

    assert (label, "follow:open:1") in [(one["label"], one["custom_id"]) for one in buttons]


def test_what_matters_most_comes_first_and_what_nobody_pings_for_does_not_ping() -> None:
    minor = update(1, importance=Importance.MINOR, headline="Minor")

    text = listed([minor, update(2, headline="Notable")])

    assert text.index("Notable") < text.index("Minor")
    alert = render_digest(1, MADE_AT, [minor], PLACE)
    assert "<@&" not in alert.content
    assert not alert.pings


def test_what_is_retracted_is_struck_and_what_is_corrected_is_marked() -> None:
    retracted = update(1, state=State.RETRACTED, retraction="A *joke*")
    corrected = update(2, corrected_at=MADE_AT)

    alert = render_digest(1, MADE_AT, [retracted, corrected], PLACE)

    text = alert.embed.description or ""
    assert "~~The captain was seen~~\nRetracted: A \\*joke\\*" in text
    assert "**The captain was seen** (corrected)" in text
    assert alert.content.count("The captain was seen") == 1


@pytest.mark.parametrize(
    ("hours", "title"),
    [
        (Hours(digest=Digest.DAILY), "News digest, 14 November 2023"),
        (Hours("Asia/Tokyo", digest=Digest.DAILY), "News digest, 15 November 2023"),
        (Hours(digest=Digest.WEEKLY), "The week's news, 14 November 2023"),
        (Hours(), "News digest, 14 November 2023"),
    ],
)
def test_a_digest_is_called_by_its_local_day(hours: Hours, title: str) -> None:
    assert digest_title(MADE_AT, dataclasses.replace(PLACE, hours=hours)) == title


texts = st.text(st.sampled_from("a*_[]()|`~\\ \n<@&1>é船"), max_size=300)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=40))
def test_a_digest_always_fits_and_says_how_many_more_there_are(
    written: list[tuple[str, str]],
) -> None:
    updates = [
        update(number, headline=headline[:150], summary=summary * 4)
        for number, (headline, summary) in enumerate(written, 1)
    ]

    alert = render_digest(1, MADE_AT, updates, PLACE)

    text = alert.embed.description or ""
    shown = sum(f" · #{found.id}" in text for found in updates)
    assert len(text) <= 4_096
    assert len(alert.content) <= 2_000
    assert len(alert.embed) <= 6_000
    assert isinstance(alert.view, discord.ui.View)
    left = len(updates) - shown
    assert text.endswith(f"and {left} more: /news") == (left > 0)


def test_what_became_of_a_rumour_and_what_moved_stand_in_the_entry() -> None:
    settled = Rumour(
        "quay", 0, 0, Outcome.CONFIRMED, "https://studio.example.com/yes", PartialDate(2024, 5, 3)
    )
    rumour = update(1, kind=Kind.RUMOUR, rumour=settled, corrected_at=5)
    moved = update(2, slip=Slip("stage", "In talks", "Script", ()))

    first, second = listed([rumour, moved]).split("\n\n")

    assert first.startswith("Confirmed: **The captain was seen**\n")
    assert "Confirmed on 3 May 2024 by [studio.example.com]" in first
    assert "Rumour, confirmed since" in first
    assert second.startswith("**The captain was seen**\nStage moved from In talks to Script\n")
