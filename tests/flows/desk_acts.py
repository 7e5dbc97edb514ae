"""What moderators and administrators do, and what people see of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
import simcord
from simcord.results import InteractionResult, ResponseMessage

from bot.enums import Importance
from bot.store.destinations import set_destination
from tests.flows.conftest import World

FIELDS: dict[str, Any] = {
    "headline": "Varga hands in a script",
    "summary": "Ines Varga says that a script for the second film is written.",
    "link": "https://quay.example.org/script",
    "kind": ["filmmaker"],
    "date": "2026-11-22",
}


async def send_alerts_to(
    world: World,
    channel: simcord.ChannelHandle,
    *,
    guild: simcord.GuildHandle | None = None,
    role: simcord.RoleHandle | None = None,
    least: Importance = Importance.MINOR,
    ping_from: Importance = Importance.MAJOR,
) -> None:
    """Set a server's alerts up without going through the command."""
    async with world.bot.db.transaction() as tx:
        await set_destination(
            tx,
            (guild or world.guild).id,
            channel.id,
            ping_role_id=role.id if role else None,
            least=least,
            ping_from=ping_from,
        )


async def write(
    world: World, who: simcord.MemberActor | None = None, **changes: object
) -> InteractionResult:
    """Fill the form of /desk post in; return what came of it."""
    who = who or world.moderator
    channel = world.mods if who.guild.id == world.guild.id else world.elsewhere
    opened = await who.slash(channel, "desk post")
    return await who.submit_modal(opened, {**FIELDS, **changes})


async def write_draft(
    world: World, who: simcord.MemberActor | None = None, **changes: object
) -> ResponseMessage:
    """Write a draft; return its preview."""
    return seen(await write(world, who, **changes))


def second_moderator(world: World) -> simcord.MemberActor:
    """Return another moderator of the first server."""
    user = world.env.create_user("ravi")
    return world.guild.add_member(user, roles=[world.guild.roles["Moderators"]])


async def publish(
    world: World,
    stage: str | None = None,
    who: simcord.MemberActor | None = None,
    **changes: object,
) -> int:
    """Write and publish an update, deliver it, and return its id."""
    who = who or world.moderator
    preview = await write_draft(world, who, **changes)
    if stage is not None:
        await who.select(preview, [stage])
    await press(who, preview, "Publish")
    await deliver(world)
    return await newest_update(world)


async def newest_update(world: World) -> int:
    """Return the id of what was written last."""
    return int((await world.bot.db.fetch("SELECT max(id) FROM updates"))[0][0])


async def deliver(world: World) -> None:
    """Let everything be delivered that is due."""
    await world.env.advance_time(10)


async def press(
    who: simcord.MemberActor, message: ResponseMessage, label: str
) -> InteractionResult:
    """Press the button whose label begins so."""
    [found] = [
        str(item["custom_id"])
        for item in parts(message.components)
        if str(item.get("label", "")).startswith(label) and "custom_id" in item
    ]
    return await who.click(message, custom_id=found)


def seen(result: InteractionResult) -> ResponseMessage:
    """Return the answer to an interaction, the last where there are several."""
    message = result.followups[-1] if result.followups else result.response
    assert message is not None, "there was no answer"
    return message


def said(result: InteractionResult) -> str:
    """Return everything that an answer says."""
    message = seen(result)
    return text_of(message.content, message.embeds, message.components)


def shown(message: ResponseMessage) -> str:
    """Return everything that a private message says now."""
    return text_of(message.content, message.embeds, message.components)


def alerts(channel: simcord.ChannelHandle) -> list[str]:
    """Return what the messages of a channel say, oldest first."""
    ordered = sorted(channel.history(), key=lambda message: message.id)
    return [text_of(message.content, message.embeds, components_of(message)) for message in ordered]


def components_of(message: discord.Message) -> list[Mapping[str, Any]]:
    """Return the components of a public message as Discord sends them."""
    return [component.to_dict() for component in message.components]


def text_of(content: str, embeds: Sequence[Any], components: Sequence[Mapping[str, Any]]) -> str:
    """Return all the text of a message."""
    texts = [content]
    for embed in embeds:
        texts += [embed.title or "", embed.author.name or "", embed.description or ""]
        texts += [f"{field.name}: {field.value}" for field in embed.fields]
        texts.append(embed.footer.text or "")
    for item in parts(components):
        texts += [str(item[key]) for key in ("content", "label") if item.get(key)]
    return "\n".join(text for text in texts if text)


def parts(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield every component of a message, whatever it stands in."""
    for component in components:
        yield component
        yield from parts(component.get("components") or [])


def typed(result: InteractionResult) -> dict[str, str]:
    """Return what a form that was opened is filled in with."""
    assert result.modal is not None, "no form was opened"
    values: dict[str, str] = {}
    for label in result.modal["components"]:
        field = label["component"]
        chosen = [option["value"] for option in field.get("options", []) if option.get("default")]
        values[field["custom_id"]] = "".join(chosen) or field.get("value") or ""
    return values
