"""Completion and reading of names and topics, the same for every command."""

from collections.abc import Iterable
from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SequelBot
from bot.errors import InputError
from bot.models import PackInfo
from bot.names import NameIndex, fold
from bot.store.knowledge import Deck
from bot.text import cut, escape

CHOICES_MOST = 25  # developers/interactions/application-commands#autocomplete
NAME_MOST = 100
TOPICS_FIRST = 5
SURE = 66.0  # the index scores a name with one or two slips above this
Choice = app_commands.Choice[str]


def _choice(label: str, value: str) -> Choice:
    return app_commands.Choice(name=cut(label, NAME_MOST), value=value)


def choices_of(names: Iterable[tuple[str, str]], current: str) -> list[Choice]:
    """Return what to offer of (name, value) pairs: those whose name holds what is typed."""
    wanted = fold(current)
    return [_choice(name, value) for name, value in names if wanted in fold(name)][:CHOICES_MOST]


async def complete_name(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over names and aliases; an alias shows the display name alone."""
    names = await cast("SequelBot", interaction.client).readings.names()
    return [_choice(hit.label, f"e:{hit.id}") for hit in names.complete(current, CHOICES_MOST)]


async def complete_category(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over the pack's categories."""
    info = cast("SequelBot", interaction.client).info
    wanted = fold(current)
    return [
        _choice(title, key)
        for key, title in info.categories.items()
        if wanted in fold(title) or wanted in fold(key)
    ][:CHOICES_MOST]


async def complete_topic(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over names, aliases and categories."""
    categories = await complete_category(interaction, current)
    topics = [_choice(f"{choice.name} (topic)", f"c:{choice.value}") for choice in categories]
    names = await complete_name(interaction, current)
    return [*topics[:TOPICS_FIRST], *names][:CHOICES_MOST]


def find_name(names: NameIndex, text: str) -> str:
    """Return the id of the entity that somebody means; InputError offers the nearest three."""
    if text.startswith("e:"):
        return text[2:]
    exact = names.exact(text)
    if exact:
        return exact.id
    hits = names.find(text, 3)
    if hits and hits[0].score >= SURE:
        return hits[0].id
    raise _unknown(text, [hit.label for hit in hits])


def find_category(info: PackInfo, text: str) -> str:
    """Return the category that somebody means; InputError names them all."""
    wanted = fold(text.removeprefix("c:"))
    for key, title in info.categories.items():
        if wanted in (fold(key), fold(title)):
            return key
    raise InputError(
        f"There is no such category. There are: {', '.join(info.categories.values())}."
    )


async def find_topic(bot: SequelBot, text: str) -> Deck:
    """Return the deck of what somebody means: a name or a category."""
    wanted = fold(text.removeprefix("c:"))
    for key, title in bot.info.categories.items():
        if wanted in (fold(key), fold(title)):
            return Deck(category=key)
    return Deck(entity_id=find_name(await bot.readings.names(), text))


def _unknown(text: str, nearest: list[str]) -> InputError:
    shown = escape(cut(text, 60))
    if not nearest:
        return InputError(f"I know nothing called “{shown}”. /help lists what can be asked.")
    return InputError(f"I know nothing called “{shown}”. Did you mean {_either(nearest)}?")


def _either(names: list[str]) -> str:
    bold = [f"**{escape(name)}**" for name in names]
    return bold[0] if len(bold) == 1 else f"{', '.join(bold[:-1])} or {bold[-1]}"
