"""What a person reads in a reply, and news for them to read about."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import simcord

from bot.enums import Importance, Kind
from bot.models import GuildSettings, PartialDate, Update, Wording
from bot.newsroom import Editor, correct, publish, retract, write_draft
from bot.store.guilds import set_settings
from tests.flows.conftest import World

BUTTON, TEXT, PICTURE = (
    2,
    10,
    12,
)  # developers/components/reference#component-object-component-types


def parts_of(components: list[dict[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield every component, however deep."""
    for component in components:
        yield component
        yield from parts_of(component.get("components", []))


def last_of(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """Return the message that answers; a test fails where there is none."""
    assert result.response is not None
    return result.response


def text_of(result: simcord.InteractionResult) -> str:
    """Return everything that a person reads in an answer."""
    message = last_of(result)
    texts = [part["content"] for part in parts_of(message.components) if part["type"] == TEXT]
    return "\n".join([message.content, *texts])


def buttons_of(result: simcord.InteractionResult) -> dict[str, Mapping[str, Any]]:
    """Return the buttons of an answer by their labels."""
    parts = parts_of(last_of(result).components)
    return {part["label"]: part for part in parts if part["type"] == BUTTON}


def alt_of(result: simcord.InteractionResult) -> str:
    """Return the alt text of the picture in an answer."""
    parts = parts_of(last_of(result).components)
    return next(part["items"][0]["description"] for part in parts if part["type"] == PICTURE)


def refusal_of(result: simcord.InteractionResult) -> str:
    """Return the private sentence that refuses, which is no fault of ours."""
    message = last_of(result)
    assert message.ephemeral
    assert "reference" not in message.content
    return message.content


def wording(headline: str, **changes: object) -> Wording:
    """Return the wording of an invented statement."""
    said = Wording(
        headline=headline,
        summary=f"{headline}. That is all.",
        kind=Kind.FILMMAKER,
        stage=None,
        date=PartialDate.parse("2026-11-20"),
        link="https://quay.example.org/latest",
    )
    return dataclasses.replace(said, **changes)


async def post_news(
    world: World,
    headline: str,
    *,
    wire: bool = False,
    guild_id: int | None = None,
    importance: str = "notable",
    **changes: object,
) -> Update:
    """Publish news of a server, of the first one where none is named."""
    db, now = world.bot.db, int(world.env.now().timestamp())
    editor = Editor(guild_id or world.guild.id, world.moderator.id, wire=wire)
    draft = await write_draft(db, editor, wording(headline, **changes), now)
    published, _ = await publish(
        db, editor, draft.id, draft.revision, importance=Importance(importance), people=(), now=now
    )
    return published


async def correct_news(
    world: World, update: Update, headline: str, *, reason: str | None = None
) -> Update:
    """Correct news of the first server."""
    db, editor = world.bot.db, Editor(world.guild.id, world.moderator.id, wire=False)
    words, now = wording(headline), int(world.env.now().timestamp())
    corrected, _ = await correct(
        db, editor, update.id, update.revision, words, reason=reason, people=(), now=now
    )
    return corrected


async def retract_news(world: World, update: Update) -> None:
    """Retract news of the first server."""
    db, editor = world.bot.db, Editor(world.guild.id, world.moderator.id, wire=False)
    reason, now = "It was a parody.", int(world.env.now().timestamp())
    await retract(db, editor, update.id, update.revision, reason=reason, now=now)


async def lift_spoilers(world: World) -> None:
    """Let the first server show spoilers."""
    async with world.bot.db.transaction() as tx:
        await set_settings(tx, GuildSettings(world.guild.id, spoilers_shown=True))
