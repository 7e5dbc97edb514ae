"""The limits of messages, modals and choices that the fake Discord checks."""

from typing import Any

import pytest

from tests.wire.discord_server.errors import ApiError
from tests.wire.discord_server.forms import check_choices, check_message, check_modal
from tests.wire.discord_server.world import COMPONENTS_V2

Json = dict[str, Any]
FIELD: Json = {"type": 18, "label": "l", "component": {"type": 4, "custom_id": "a", "style": 1}}


def button(custom_id: str = "a") -> Json:
    return {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id}


def row(*controls: Json) -> Json:
    return {"type": 1, "components": list(controls)}


def says(text: str) -> Json:
    return {"type": 10, "content": text}


def modal(**changed: object) -> Json:
    return {"title": "Title", "custom_id": "a", "components": [FIELD], **changed}


@pytest.mark.parametrize(
    ("body", "flags"),
    [
        ({"content": "x" * 2000}, 0),
        ({"embeds": [{"title": "x" * 256, "description": "x" * 4096}]}, 0),
        ({"content": "x", "nonce": "x" * 25}, 0),
        ({"components": [row(*(button(str(i)) for i in range(5)))] * 1}, 0),
        ({"components": [says("x" * 4000)]}, COMPONENTS_V2),
        ({"components": [{"type": 17, "components": [says("x")] * 39}]}, COMPONENTS_V2),
    ],
)
def test_body_at_the_limit_is_taken(body: Json, flags: int) -> None:
    check_message(body, flags=flags)


@pytest.mark.parametrize(
    ("body", "flags"),
    [
        ({"content": "x" * 2001}, 0),
        ({"embeds": [{"title": "x"}] * 11}, 0),
        ({"embeds": [{"fields": [{"name": "x" * 256, "value": "x" * 1024}] * 5}]}, 0),
        ({"embeds": [{"footer": {"text": "x" * 2048}, "description": "x" * 4096}]}, 0),
        ({"content": "x", "nonce": "x" * 26}, 0),
        ({"components": [says("x")]}, 0),
        ({"components": [row(button(str(i))) for i in range(6)]}, 0),
        ({"components": [row(*(button(str(i)) for i in range(6)))]}, 0),
        ({"components": [row()]}, 0),
        ({"components": [row(button(), button())]}, 0),
        ({"components": [row(button("x" * 101))]}, 0),
        ({"components": [says("x" * 2001)] * 2}, COMPONENTS_V2),
        ({"components": [says("x")] * 41}, COMPONENTS_V2),
        ({"components": [says("x")], "content": "x"}, COMPONENTS_V2),
    ],
)
def test_body_over_the_limit_is_an_invalid_form(body: Json, flags: int) -> None:
    with pytest.raises(ApiError) as caught:
        check_message(body, flags=flags)
    assert (caught.value.status, caught.value.code) == (400, 50035)


def test_message_without_anything_in_it_is_empty() -> None:
    check_message({}, flags=0, whole=False)
    check_message({}, flags=0, files=True)
    with pytest.raises(ApiError) as caught:
        check_message({"content": "", "embeds": []}, flags=0)
    assert caught.value.code == 50006


@pytest.mark.parametrize(
    "wrong",
    [{"title": "x" * 46}, {"custom_id": ""}, {"components": []}, {"components": [FIELD] * 2}],
)
def test_modal_over_the_limits_is_an_invalid_form(wrong: Json) -> None:
    check_modal(modal())
    with pytest.raises(ApiError):
        check_modal(modal(**wrong))


def test_choices_are_at_most_twenty_five_and_have_names() -> None:
    check_choices([{"name": "x" * 100}] * 25)
    for wrong in ([{"name": "x"}] * 26, [{"name": "x" * 101}], [{"name": ""}]):
        with pytest.raises(ApiError):
            check_choices(wrong)
