"""What a member types becomes a lead, and what cannot be used is refused with what to do."""

import pytest

from bot.desk.leads import Lead
from bot.errors import InputError
from bot.models import GuildSettings
from bot.tips import link_in, parse_tip, require_desk_here

SAID = {"link": "https://www.quay.example.org/a", "said": "A script is there. She says so."}


def parse(**changes: str) -> Lead:
    return parse_tip({**SAID, **changes}, guild_id=1, user_id=8, name="  mia\u202e ")


def test_a_tip_becomes_a_lead_of_its_sender() -> None:
    assert parse(credit="yes") == Lead(
        guild_id=1,
        title="A script is there",
        summary="A script is there. She says so.",
        link="https://www.quay.example.org/a",
        outlet="quay.example.org",
        published=None,
        language=None,
        reliability=None,
        feed_id=None,
        sender_id=8,
        credit=True,
        sender_name="mia",
    )


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Is it true? I think so.", "Is it true?"),
        ("Version 2.5 is out", "Version 2.5 is out"),
        ("First line\nSecond line.", "First line"),
        ("word " * 100, ("word " * 40).strip() + "…"),
    ],
)
def test_the_first_sentence_is_the_title(said: str, title: str) -> None:
    assert parse(said=said).title == title


def test_a_long_tip_fits_and_one_without_a_link_says_so() -> None:
    lead = parse(said="x" * 5_000, link=" ")

    assert (len(lead.title), len(lead.summary)) == (200, 1_000)
    assert (lead.link, lead.outlet) == (None, "no link")


@pytest.mark.parametrize("said", ["", " \u200b\n", "https://quay.example.org/a", "🗡️"])
def test_a_tip_says_something(said: str) -> None:
    with pytest.raises(InputError, match="your own words"):
        parse(said=said)


def test_a_nameless_member_is_still_somebody() -> None:
    assert parse_tip(SAID, guild_id=1, user_id=8, name="\u200b").sender_name == "a member"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See <https://quay.example.org/a>, it says", "https://quay.example.org/a"),
        ("(https://quay.example.org/a) and https://b.example", "https://quay.example.org/a"),
        ("Read https://quay.example.org/a!", "https://quay.example.org/a"),
        ("nothing here", ""),
    ],
)
def test_the_first_link_of_a_message_is_found(text: str, link: str) -> None:
    assert link_in(text) == link


def test_a_desk_is_a_role_or_a_channel() -> None:
    require_desk_here(GuildSettings(1, desk_role_id=5))
    require_desk_here(GuildSettings(1, desk_channel_id=5))
    with pytest.raises(InputError, match="no news desk"):
        require_desk_here(GuildSettings(1))
