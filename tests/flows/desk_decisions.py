"""What moderators see of approvals and plans, and the settings behind them."""

import dataclasses
from typing import Any

import discord
import simcord
from simcord.results import ResponseMessage

from bot.store.guilds import get_settings, set_settings
from tests.flows.conftest import World
from tests.flows.desk_acts import newest_update, press, seen, write_draft


async def decide(world: World, **changes: Any) -> None:  # noqa: ANN401 - settings by name
    """Change the first server's settings, with its moderators' channel known."""
    settings = await get_settings(world.bot.db, world.guild.id)
    changed = dataclasses.replace(settings, desk_channel_id=world.mods.id, **changes)
    async with world.bot.db.transaction() as tx:
        await set_settings(tx, changed)


async def ask(world: World, stage: str = "script") -> ResponseMessage:
    """Write what moves the status and ask a second moderator about it; return the preview."""
    preview = await write_draft(world)
    await world.moderator.select(preview, [stage])
    await press(world.moderator, preview, "Ask a second moderator")
    return preview


async def look(world: World, who: simcord.MemberActor) -> ResponseMessage:
    """Open what waits, by the newest message in the moderators' channel."""
    message = notices(world)[-1]
    opened = await who.click(message, label="Look at it")
    return seen(opened)


async def schedule(
    world: World,
    due: str,
    until: str = "",
    *,
    stage: str | None = None,
    headline: str | None = None,
) -> int:
    """Write a draft and plan when it is published; return its id."""
    changes: dict[str, Any] = {"headline": headline} if headline else {}
    preview = await write_draft(world, **changes)
    if stage is not None:
        await world.moderator.select(preview, [stage])
    form = await press(world.moderator, preview, "Schedule it")
    await world.moderator.submit_modal(form, {"due": due, "until": until})
    return await newest_update(world)


async def pass_time(world: World, seconds: float) -> None:
    """Let time pass in steps, so that the sweeps see each of them."""
    await world.env.advance_time(seconds)
    await world.env.settle()


def notices(world: World) -> list[discord.Message]:
    """Return what was said in the moderators' channel, oldest first; the queue has no content."""
    said = [message for message in world.mods.history() if message.content]
    return sorted(said, key=lambda message: message.id)


def told(world: World) -> list[str]:
    """Return the words of what was said in the moderators' channel for all, oldest first."""
    return [message.content for message in notices(world)]
