"""What members ask, and how moderators answer it."""

from typing import Any

import simcord

from tests.flows.conftest import World
from tests.flows.curation_acts import fill
from tests.flows.desk_acts import parts, press, said, seen

QUESTION = "How tall is Tomo, in metres?"


async def ask(
    world: World, question: str = QUESTION, who: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    who = who or world.member
    channel = world.general if who.guild.id == world.guild.id else world.elsewhere
    return await who.slash(channel, "ask", question=question)


async def listed(world: World, who: simcord.MemberActor | None = None) -> str:
    who = who or world.moderator
    channel = world.mods if who.guild.id == world.guild.id else world.elsewhere
    return said(await who.slash(channel, "desk questions"))


async def rows(world: World, table: str) -> list[Any]:
    return list(await world.bot.db.fetch(f"SELECT * FROM {table}"))  # noqa: S608 - own names


async def answer_first(world: World, **changes: str) -> simcord.InteractionResult:
    """Answer the question that stands first in the list."""
    listing = seen(await world.moderator.slash(world.mods, "desk questions"))
    ids = [str(item["custom_id"]) for item in parts(listing.components) if "custom_id" in item]
    first = next(id_ for id_ in ids if id_.startswith("questions:answer"))
    opened = await world.moderator.click(listing, custom_id=first)
    return await press(world.moderator, await fill(world.moderator, opened, **changes), "Publish")
