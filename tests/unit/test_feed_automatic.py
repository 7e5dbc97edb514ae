"""How items of a feed are shown, and that what is posted unseen changes no status."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.enums import Kind, Reliability
from bot.feeds.automatic import wording_of
from bot.feeds.taking import dating_remark, day_of, left_line, shown_link
from bot.models import Update
from bot.newsroom import HEADLINE_MOST, SUMMARY_MOST
from bot.outlook import as_published, unwritten
from bot.status import derive_status
from bot.text import clean
from tests.unit.test_feed_rules import NOW, item, many
from tests.unit.test_status_properties import days, histories


def test_a_date_to_come_is_not_believed_without_saying_so() -> None:
    later = item(published=NOW + 400 * 24 * 3600)

    assert day_of(later, NOW) == day_of(item(), NOW)
    assert "2027-12-07, which is still to come" in dating_remark(later, NOW)
    assert dating_remark(item(published=NOW + 3_600), NOW) == ""
    assert day_of(item(published=None), NOW) is None


def test_the_line_about_what_was_left_names_a_few_and_is_short() -> None:
    line = left_line("The *Quay*", many(30).items)

    assert line.startswith("The feed “The \\*Quay\\*” had 35 new items at once.")
    assert line.endswith("and 20 more.")
    assert len(line) <= 1_500


@pytest.mark.parametrize(
    "link", ["https://discord.gg/x", "javascript:x", "", "https://ex\u0430mple.org/"]
)
def test_a_link_that_may_not_be_shown_is_left_out(link: str) -> None:
    assert shown_link(link) is None


@pytest.mark.parametrize("reliability", Reliability)
@given(
    others=histories,
    title=st.text(min_size=1, max_size=400),
    day=days,
    as_of=days,
)
def test_an_automatic_post_changes_nothing_of_the_status(
    others: list[Update], title: str, day: dt.date, as_of: dt.date, reliability: Reliability
) -> None:
    wording = wording_of(
        clean(title) or "x",
        clean(title * 5),
        "https://quay.example.org/1",
        feed="The Quay",
        reliability=reliability,
        day=day,
    )
    posted = as_published(
        dataclasses.replace(unwritten(1), id=10**7),
        wording,
        wire=False,
        at=int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()),
    )

    assert derive_status([*others, posted], as_of) == derive_status(others, as_of)
    assert wording.kind in (Kind.TRADE, Kind.CONTEXT)
    assert len(wording.headline) <= HEADLINE_MOST
    assert len(wording.summary) <= SUMMARY_MOST
    assert wording.headline.startswith("Unchecked: ")
    assert "no moderator has checked it" in wording.summary
