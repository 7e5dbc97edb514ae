"""What moderators write: read, compared and put to use."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.enums import Importance, Kind, Stage, State
from bot.errors import InputError
from bot.models import PartialDate, Wording
from bot.names import NameIndex
from bot.newsroom import (
    HAS_RELEASE,
    HEADLINE_MOST,
    REASON_MOST,
    SUMMARY_MOST,
    fields_of,
    importance_of,
    may_claim_stage,
    parse_reason,
    parse_wording,
    people_in,
)
from bot.outlook import as_published, unwritten
from bot.proposals import Proposal, differences, may_state_release, parse_release, with_stage

TODAY = dt.date(2026, 11, 23)
FIELDS = {
    "headline": "A script is written",
    "summary": "The director says so.",
    "link": "https://quay.example.org/script",
    "kind": "filmmaker",
    "date": "2026-11-22",
}
PLAIN = Wording(
    headline="A script is written",
    summary="The director says so.",
    kind=Kind.FILMMAKER,
    stage=None,
    date=PartialDate(2026, 11, 22),
    link="https://quay.example.org/script",
)


def test_what_was_typed_becomes_a_wording() -> None:
    assert parse_wording(FIELDS, TODAY) == PLAIN


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"headline": " \u200b "}, "Please write a headline."),
        ({"summary": ""}, "Please write what happened."),
        ({"headline": "x" * (HEADLINE_MOST + 1)}, f"may have {HEADLINE_MOST}"),
        ({"summary": "x" * (SUMMARY_MOST + 1)}, f"may have {SUMMARY_MOST}"),
        ({"kind": "gossip"}, "Choose who says it"),
        ({"kind": "official", "link": ""}, "“Official announcement” needs a link"),
        ({"kind": "filmmaker", "link": " "}, "“From the filmmakers” needs a link"),
        ({"link": "ftp://example.org"}, "starts with https://"),
        ({"date": "2027-01-01"}, "still to come"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(changes: dict[str, str], advice: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_wording({**FIELDS, **changes}, TODAY)

    assert advice in str(raised.value)


@pytest.mark.parametrize("kind", ["cast", "trade", "rumour", "denial", "context"])
def test_other_kinds_need_no_link(kind: str) -> None:
    assert parse_wording({**FIELDS, "kind": kind, "link": ""}, TODAY).link is None


def test_a_headline_is_one_line_and_a_summary_keeps_its_own() -> None:
    typed = {**FIELDS, "headline": "a\nb", "summary": "a\n\n\n\nb"}

    wording = parse_wording(typed, TODAY)

    assert (wording.headline, wording.summary) == ("a b", "a\n\nb")


@pytest.mark.parametrize("kind", ["rumour", "context"])
def test_a_stage_falls_away_with_a_kind_that_cannot_claim_one(kind: str) -> None:
    assert parse_wording({**FIELDS, "kind": kind, "stage": "script"}, TODAY).stage is None


@pytest.mark.parametrize(
    ("kind", "stage", "kept"),
    [
        ("official", "dated", True),
        ("official", "released", True),
        ("official", "filming", False),
        ("filmmaker", "dated", False),
    ],
)
def test_only_official_word_of_a_date_states_a_release(kind: str, stage: str, kept: bool) -> None:
    typed = {**FIELDS, "kind": kind, "stage": stage, "release": "2027-05"}

    wording = parse_wording(typed, TODAY)

    assert (wording.release is not None) is kept
    assert may_state_release(wording) is kept


@given(
    st.sampled_from(Kind), st.none() | st.sampled_from(Stage), st.none() | st.integers(1990, 2050)
)
def test_a_wording_survives_the_form(kind: Kind, stage: Stage | None, year: int | None) -> None:
    wording = dataclasses.replace(PLAIN, kind=kind, stage=stage if may_claim_stage(kind) else None)
    if kind is Kind.OFFICIAL and stage in HAS_RELEASE and year is not None:
        wording = dataclasses.replace(wording, release=PartialDate(year))

    assert parse_wording(fields_of(wording), TODAY) == wording


@pytest.mark.parametrize("text", ["", "\u202e", "x" * (REASON_MOST + 1)])
def test_a_reason_is_needed_and_short(text: str) -> None:
    with pytest.raises(InputError):
        parse_reason(text)


@pytest.mark.parametrize(
    ("kind", "moves", "wanted"),
    [
        (Kind.OFFICIAL, False, Importance.MAJOR),
        (Kind.FILMMAKER, False, Importance.NOTABLE),
        (Kind.FILMMAKER, True, Importance.MAJOR),
        (Kind.TRADE, False, Importance.NOTABLE),
        (Kind.DENIAL, False, Importance.NOTABLE),
        (Kind.RUMOUR, False, Importance.MINOR),
        (Kind.CONTEXT, False, Importance.MINOR),
    ],
)
def test_importance_follows_kind_and_status(kind: Kind, moves: bool, wanted: Importance) -> None:
    assert importance_of(dataclasses.replace(PLAIN, kind=kind), moves_stage=moves) is wanted


def test_an_update_as_published_cites_the_link_of_its_wording() -> None:
    shown = as_published(unwritten(1), PLAIN, wire=True, at=5)
    without = as_published(shown, dataclasses.replace(PLAIN, link=None), wire=True, at=9)

    assert (shown.state, shown.wire, shown.published_at) == (State.PUBLISHED, True, 5)
    assert (shown.sources[0].url, shown.sources[0].publisher) == (PLAIN.link, "quay.example.org")
    assert (without.sources, without.published_at) == ((), 5)


def test_only_people_are_linked() -> None:
    names = NameIndex([("varga", "Ines Varga", ()), ("stairs", "Salt Stairs", ())])
    wording = dataclasses.replace(PLAIN, summary="Ines Varga stood on the Salt Stairs.")

    assert people_in(wording, names, {"varga"}) == ("varga",)


def test_another_stage_takes_the_release_date_with_it() -> None:
    dated = dataclasses.replace(
        PLAIN, kind=Kind.OFFICIAL, stage=Stage.DATED, release=PartialDate(2027)
    )

    assert with_stage(dated, Stage.RELEASED).release == PartialDate(2027)
    assert with_stage(dated, Stage.FILMING).release is None
    assert with_stage(dated, None).stage is None


def test_a_rumour_takes_no_stage() -> None:
    with pytest.raises(InputError):
        with_stage(dataclasses.replace(PLAIN, kind=Kind.RUMOUR), Stage.SCRIPT)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", None),
        ("2027-05-21", PartialDate(2027, 5, 21)),
        ("21 May 2027", PartialDate(2027, 5, 21)),
        ("2027", PartialDate(2027)),
        ("today", PartialDate(2026, 11, 23)),
        ("2019-02-14", PartialDate(2019, 2, 14)),
    ],
)
def test_a_release_date_may_be_past_or_to_come(text: str, wanted: PartialDate | None) -> None:
    assert parse_release(text, TODAY) == wanted


@pytest.mark.parametrize("text", ["soon", "2027-02-30", "2207"])
def test_a_release_date_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_release(text, TODAY)


def test_differences_name_each_field_that_changed() -> None:
    after = dataclasses.replace(PLAIN, headline="Half a script", stage=Stage.SCRIPT, link=None)

    assert differences(PLAIN, after) == [
        ("Headline", "A script is written", "Half a script"),
        ("Stage", "", "Script"),
        ("Link", "https://quay.example.org/script", ""),
    ]
    assert differences(PLAIN, PLAIN) == []


def test_a_first_wording_differs_in_all_that_it_has() -> None:
    names = [name for name, _old, _new in differences(None, PLAIN)]

    assert names == ["Headline", "What happened", "Who says it", "Date", "Link"]


def test_a_proposal_carries_what_opens_it_again() -> None:
    draft = dataclasses.replace(unwritten(1), id=7, revision=3)

    assert Proposal().ids == ()
    assert Proposal(draft, 2).ids == (7, 2)
    assert Proposal(draft, 2).at_newest().ids == (7, 3)
    assert Proposal(draft, 2, form_id=9).at_newest().ids == (9,)
