"""What a fact says on every card: inert, and behind bars where it gives something away."""

import re

import pytest

from bot.enums import Confidence, EntityKind, Spoiler
from bot.models import Entity, Fact, PackInfo, PartialDate, Source
from bot.store.knowledge import Profile
from cogs.ui.cards import fact_lines
from cogs.ui.lookup_card import render_profile
from cogs.ui.questions_card import render_told

SOURCE = Source("s", "Who it is", "Quay", "https://quay.example.org/it-is-ines", None, None)
INFO = PackInfo("p", "P", "p", "P", 0, PartialDate(2026), {})
BARRED = re.compile(r"\|\|.*?\|\|")
LEVELS = [Spoiler.FILM, Spoiler.MANGA]


def fact(level: Spoiler) -> Fact:
    return Fact(
        "+1", "It is [Ines](https://evil.example) <@1>.", "story", (), None, None, level,
        Confidence.REPORTED, (SOURCE,), "Or [Tomo](https://evil.example).",
    )  # fmt: skip


@pytest.mark.parametrize("level", Spoiler)
@pytest.mark.parametrize("lifted", [True, False])
def test_no_text_of_a_fact_is_live_behind_bars_or_before_them(
    level: Spoiler, *, lifted: bool
) -> None:
    said = "\n".join(fact_lines(fact(level), spoilers=lifted))

    assert r"It is \[Ines](https\://evil.example) \<\@1>." in said
    assert r"Or \[Tomo](https\://evil.example)." in said


@pytest.mark.parametrize("level", LEVELS)
def test_text_note_and_address_stand_behind_bars_until_the_server_lifts_them(
    level: Spoiler,
) -> None:
    open_ = BARRED.sub("", "\n".join(fact_lines(fact(level), spoilers=False)))

    assert not re.search("ines|tomo", open_, re.IGNORECASE)
    assert f"{level} spoiler" in open_
    assert "||" not in "\n".join(fact_lines(fact(level), spoilers=True))


@pytest.mark.parametrize("level", LEVELS)
def test_the_message_to_who_asked_gives_nothing_away(level: Spoiler) -> None:
    told = str(render_told(INFO, "Harbour", "Who is it?", fact(level)).to_components())

    assert "Who is it?" in told
    assert not re.search("ines|tomo", BARRED.sub("", told), re.IGNORECASE)


@pytest.mark.parametrize("level", LEVELS)
def test_the_card_of_a_name_hides_what_it_is_and_where_that_stands(level: Spoiler) -> None:
    entity = Entity("k", "The Keeper", EntityKind.TERM, (), "It is Ines.", (), level, (SOURCE,))
    card = str(render_profile(Profile(entity, (), 0, False), 0, INFO).to_components())  # noqa: FBT003 - bars are not lifted

    assert "The Keeper" in card
    assert "ines" not in BARRED.sub("", card).lower()
