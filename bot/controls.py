"""Buttons, menus and forms that outlive the process: one router, keyed by versioned custom ids.

A custom id is ``area:verb:version`` with ids behind it, such as ``desk:publish:1:12:3``. It is
attacker's input: a handler reads the store and asks for the right anew at every press.
Views are sent finished, so that discord.py keeps none of them in memory; what is pressed
comes here through the one dynamic item, before and after a restart alike.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, Self, cast

import discord

from bot.errors import InputError
from bot.replies import report_error

Interaction = discord.Interaction[Any]
Handler = Callable[..., Awaitable[None]]  # of the interaction and the ids of the custom id
CUSTOM_ID_MOST = 100  # developers/components/reference#anatomy-of-a-component
LARGEST_ID = 2**63 - 1  # what SQLite can hold
_NAME = r"[a-z]+:[a-z]+:[0-9]+"
_CUSTOM_ID = re.compile(rf"(?P<name>{_NAME})(?P<rest>(?::[^:]*)*)", re.DOTALL)


class Router:
    """Knows which handler belongs to which button, menu or form."""

    def __init__(self) -> None:
        self.presses: dict[str, Handler] = {}
        self.forms: dict[str, Handler] = {}

    def add(
        self,
        *,
        presses: Mapping[str, Handler] | None = None,
        forms: Mapping[str, Handler] | None = None,
    ) -> None:
        """Register handlers; ValueError for a name that is taken or badly formed."""
        for known, new in ((self.presses, presses or {}), (self.forms, forms or {})):
            for name, handler in new.items():
                if name in known or not re.fullmatch(_NAME, name):
                    raise ValueError(f"custom id {name!r} is taken or badly formed")
                known[name] = handler

    async def press(self, interaction: Interaction, custom_id: str) -> None:
        """Handle a press or a choice; never raises."""
        await self._dispatch(self.presses, interaction, custom_id)

    async def submit(self, interaction: Interaction, custom_id: str) -> None:
        """Handle a submitted form; never raises."""
        await self._dispatch(self.forms, interaction, custom_id)

    async def _dispatch(
        self, handlers: Mapping[str, Handler], interaction: Interaction, custom_id: str
    ) -> None:
        try:
            handler, ids = _find(handlers, custom_id)
            await handler(interaction, *ids)
        except Exception as error:  # noqa: BLE001 - the edge: every error goes to the funnel
            await report_error(interaction, error)


def _find(handlers: Mapping[str, Handler], custom_id: str) -> tuple[Handler, list[str]]:
    match = _CUSTOM_ID.fullmatch(custom_id)
    handler = handlers.get(match["name"]) if match else None
    if match is None or handler is None:
        raise InputError("This is from an older version of the bot. Please use the command anew.")
    return handler, match["rest"].split(":")[1:]


class _HasRouter(Protocol):
    router: Router


class Control(discord.ui.DynamicItem[discord.ui.Item[Any]], template=_CUSTOM_ID):
    """Any button or menu of ours, found again by its custom id."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Take a pressed item over from discord.py."""
        del interaction, match
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Hand the press to the router."""
        client = cast("_HasRouter", interaction.client)
        await client.router.press(interaction, self.custom_id)


def custom_id(name: str, *ids: object) -> str:
    """Put a custom id together; ValueError over Discord's 100 characters."""
    text = ":".join([name, *map(str, ids)])
    if len(text) > CUSTOM_ID_MOST:
        raise ValueError(f"custom id {text!r} is over {CUSTOM_ID_MOST} characters")
    return text


def number(text: str) -> int:
    """Read an id of a custom id; InputError for anything that we did not write."""
    if text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST_ID:
        return int(text)
    raise InputError("This button is not one of ours.")


def chosen(interaction: Interaction) -> list[str]:
    """Return what was chosen in a menu."""
    data: Mapping[str, Any] = interaction.data or {}
    return [str(value) for value in data.get("values", ())]


def form_values(interaction: Interaction) -> dict[str, str]:
    """Return what was typed or chosen in a submitted form, by the custom ids of its fields."""
    data: Mapping[str, Any] = interaction.data or {}
    return dict(_fields(data.get("components", ())))


def _fields(components: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for component in components:
        inner = component.get("components") or (
            [component["component"]] if "component" in component else []
        )
        found += _fields(inner)
        if "value" in component:
            found.append((component["custom_id"], component["value"] or ""))
        elif "values" in component:
            found.append((component["custom_id"], "".join(component["values"][:1])))
    return found


class Form(discord.ui.Modal):
    """A form whose submission goes to the router, so that it survives a restart while open."""

    def __init__(self, title: str, form_id: str) -> None:
        super().__init__(title=title, custom_id=form_id, timeout=900)

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Do nothing: the router is told by the event, which also comes after a restart."""
