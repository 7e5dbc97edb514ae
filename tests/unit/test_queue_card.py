"""A page of the queue fits into one message, whatever stands in it."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.enums import Kind, Reliability, StoryState
from bot.models import PackInfo, PartialDate, Update
from bot.store.stories import Story, Told
from cogs.ui.queue_card import A_PAGE, decline_form, render_queue, render_targets
from tests.unit.updates import update

INFO = PackInfo("p", "P", "p", "P", 0, PartialDate(2026), {})
NOW = 1_700_000_000
WORST = "*_[x](https://evil.example)` " * 40


def told(id_: int, **changes: Any) -> Told:  # noqa: ANN401 - fields of a lead
    plain = Told(
        id_, f"Box {id_}", "", None, "The Quay", None, None, 7, None, credit=False, taken_at=NOW
    )
    return dataclasses.replace(plain, **changes)


def story(id_: int, *leads: Told, **changes: Any) -> Story:  # noqa: ANN401 - fields of a story
    plain = Story(
        id_, 1, StoryState.OPEN, NOW, NOW, None, 0, None, None, None, None, None, None, leads
    )
    return dataclasses.replace(plain, **changes)


def worst(id_: int) -> Story:
    lead = told(
        id_,
        title=f"{id_} {WORST}"[:200],
        summary=WORST[:1000],
        link="https://quay.example.org/" + "(a)" * 150,
        outlet=WORST[:200],
        reliability=Reliability.REFERENCE,
        feed_id=None,
        sender_id=2**63 - 1,
        credit=True,
    )
    others = [dataclasses.replace(lead, title=f"{number} {WORST}"[:200]) for number in range(30)]
    return story(
        id_,
        lead,
        *others,
        state=StoryState.SECOND_LOOK,
        asked_by=2**63 - 1,
        claimed_by=2**63 - 1,
        claimed_until=NOW + 60,
    )


def texts(components: list[Any]) -> Iterator[str]:
    for item in components:
        parts: Mapping[str, Any] = item
        if "content" in parts:
            yield parts["content"]
        yield from texts(parts.get("components", []))


def count(components: list[Any]) -> int:
    return sum(1 + count(item.get("components", [])) for item in components)


def known(id_: int) -> Update:
    return dataclasses.replace(update(id_, Kind.TRADE, "2026-11-20"), headline=WORST[:150])


def test_the_worst_page_fits_and_no_link_is_cut() -> None:
    stories = [worst(number) for number in range(1, A_PAGE + 3)]
    updates = {one.id: known(one.id) for one in stories}
    for page in (None, 0):
        card = render_queue(INFO, stories, updates, NOW, page)
        components = card.to_components()
        shown = list(texts(components))

        assert sum(map(len, shown)) <= 4_000
        assert count(components) <= 40
        assert len([text for text in shown if "wants a second look" in text]) == A_PAGE
        for text in shown:
            assert "more" in text or "News desk" in text
            assert not re.search(r"(?<!\\)\]\([^)\s]*$", text, re.MULTILINE)


def test_a_story_tells_its_sources_and_what_seems_known() -> None:
    one = story(
        3,
        told(1, title="A script", summary="A script. It is long.", link="https://a.example/1"),
        told(2, title="A script", reliability=Reliability.FAN, feed_id=None),
    )
    [_head, text] = texts(render_queue(INFO, [one], {3: known(5)}, NOW, 0).to_components())

    assert text.splitlines()[:2] == ["**A script**", "It is long."]
    assert "-# [The Quay](https://a.example/1) · <t:1700000000:R>" in text
    assert "The Quay · fan site · tip · <t:1700000000:R>" in text
    assert "⚠️ Looks like update #5:" in text


def test_only_one_story_cannot_be_merged_and_a_second_look_is_asked_for_once() -> None:
    def labels(*stories: Story) -> str:
        return str(render_queue(INFO, stories, {}, NOW, 0).to_components())

    assert "queue:merge" not in labels(story(1, told(1)))
    assert "queue:merge" in labels(story(1, told(1)), story(2, told(2)))
    looked = story(1, told(1), state=StoryState.SECOND_LOOK, asked_by=5)
    assert "queue:second" not in labels(looked)


def test_the_forms_and_menus_keep_discords_limits() -> None:
    many = [worst(number) for number in range(40)]

    menu = render_targets(INFO, many[0], many[1:]).to_components()
    form = decline_form(many[0], "live", known(1)).to_dict()

    [select] = [
        item
        for row in menu[0]["components"]
        for item in row.get("components", [])
        if "options" in item
    ]
    assert len(select["options"]) == 25
    assert all(len(option["label"]) <= 100 for option in select["options"])
    assert "Who sent it will read this" in str(form)
