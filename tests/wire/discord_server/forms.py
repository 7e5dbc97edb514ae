"""The limits of Discord on messages and modals that are simple to check."""

from collections.abc import Sequence
from itertools import chain

from tests.wire.discord_server.errors import ApiError, invalid_form
from tests.wire.discord_server.world import COMPONENTS_V2, Json, walk_components

_ACTION_ROW, _TEXT_DISPLAY = 1, 10
_SUBSTANCE = ("content", "embeds", "components", "attachments", "sticker_ids", "poll")


def check_message(body: Json, *, flags: int, files: bool = False, whole: bool = True) -> None:
    """Raise 50035 or, for a ``whole`` message without anything in it, 50006."""
    if whole and not files and not any(body.get(key) for key in _SUBSTANCE):
        raise ApiError(400, 50006, "Cannot send an empty message")
    content: str = body.get("content") or ""
    embeds: list[Json] = body.get("embeds") or []
    components: list[Json] = body.get("components") or []
    if len(content) > 2000:
        raise invalid_form("content", "Must be 2000 or fewer in length.")
    if len(str(body.get("nonce") or "")) > 25:
        raise invalid_form("nonce", "Must be 25 or fewer in length.")
    if len(embeds) > 10 or sum(map(_embed_length, embeds)) > 6000:
        raise invalid_form("embeds", "Embed size exceeds maximum size of 6000")
    if flags & COMPONENTS_V2:
        _check_layout(body, components)
    elif len(components) > 5 or any(part["type"] != _ACTION_ROW for part in components):
        raise invalid_form("components", "Must be 5 or fewer action rows.")
    _check_controls(components)


def check_modal(modal: Json) -> None:
    """Raise 50035 when a modal is none (https://docs.discord.com/developers/components)."""
    parts: list[Json] = modal.get("components") or []
    if not 1 <= len(str(modal.get("title") or "")) <= 45:
        raise invalid_form("title", "Must be between 1 and 45 in length.")
    if not 1 <= len(str(modal.get("custom_id") or "")) <= 100:
        raise invalid_form("custom_id", "Must be between 1 and 100 in length.")
    if not 1 <= len(parts) <= 5:
        raise invalid_form("components", "Must be between 1 and 5 in length.")
    _check_controls(parts)


def check_choices(choices: Sequence[Json]) -> None:
    """Raise 50035 when these cannot be choices of an autocomplete."""
    if len(choices) > 25 or any(not 1 <= len(choice["name"]) <= 100 for choice in choices):
        raise invalid_form("choices", "Must be 25 or fewer, of 1 to 100 letters each.")


def _embed_length(embed: Json) -> int:
    """Letters of an embed that count towards the 6000."""
    footer: Json = embed.get("footer") or {}
    author: Json = embed.get("author") or {}
    parts: list[str | None] = [embed.get("title"), embed.get("description")]
    parts += [footer.get("text"), author.get("name")]
    fields: list[Json] = embed.get("fields") or []
    parts.extend(chain.from_iterable((field["name"], field["value"]) for field in fields))
    return sum(len(part or "") for part in parts)


def _check_layout(body: Json, components: list[Json]) -> None:
    """Components V2: no content, no embeds, 40 components, 4000 letters."""
    if body.get("content") or body.get("embeds"):
        raise invalid_form("flags", "Content and embeds cannot be used with Components V2")
    parts = list(walk_components(components))
    if len(parts) > 40:
        raise invalid_form("components", "The total number of components cannot exceed 40")
    if sum(len(part["content"]) for part in parts if part["type"] == _TEXT_DISPLAY) > 4000:
        raise invalid_form("components", "Displayable text must be 4000 or fewer in length.")


def _check_controls(components: list[Json]) -> None:
    """No row too wide, no ``custom_id`` twice or too long."""
    parts = list(walk_components(components))
    rows = [part for part in parts if part["type"] == _ACTION_ROW]
    if any(not 1 <= len(row["components"]) <= 5 for row in rows):
        raise invalid_form("components", "Must be between 1 and 5 in length.")
    ids: list[str] = [part["custom_id"] for part in parts if part.get("custom_id")]
    if len(ids) != len(set(ids)):
        raise invalid_form("components", "Component custom id cannot be duplicated")
    if any(len(custom_id) > 100 for custom_id in ids):
        raise invalid_form("components", "Must be between 1 and 100 in length.")
