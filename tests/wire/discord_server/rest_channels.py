"""Channels and messages (https://docs.discord.com/developers/resources/message)."""

import discord

from tests.wire.discord_server.errors import (
    ApiError,
    archived,
    invalid_form,
    missing_access,
    missing_permissions,
    too_many,
    unknown_channel,
    unknown_message,
)
from tests.wire.discord_server.messages import create, edit, message_event
from tests.wire.discord_server.payloads import channel_json
from tests.wire.discord_server.permissions import permissions_in
from tests.wire.discord_server.state import Call, Event, Route
from tests.wire.discord_server.world import (
    FORUM,
    NEWS,
    THREADS,
    Channel,
    Json,
    Message,
)

_CROSSPOSTED = 1 << 0
PUBLISHED_MOST, HOUR_S = 10, 3600  # as people report it; Discord documents no number


def open_channel(call: Call) -> tuple[Channel, discord.Permissions]:
    """Find the channel of the route; 10003 and 50001 as Discord gives them."""
    channel = call.world.channels.get(int(call.params["channel_id"]))
    if channel is None:
        raise unknown_channel()
    granted = permissions_in(channel, call.bot)
    if not granted.view_channel:
        raise missing_access()
    return channel, granted


def open_message(call: Call) -> tuple[Message, discord.Permissions]:
    """Find the message of the route."""
    channel, granted = open_channel(call)
    wanted = int(call.params["message_id"])
    message = next((m for m in channel.messages if m.id == wanted), None)
    if message is None:
        raise unknown_message()
    return message, granted


def require_send(
    channel: Channel, granted: discord.Permissions, body: Json, *, files: bool
) -> None:
    """Raise 50013 when the bot lacks a right that this message needs."""
    thread = channel.kind in THREADS
    speak = granted.send_messages_in_threads if thread else granted.send_messages
    if not speak or (body.get("embeds") and not granted.embed_links):
        raise missing_permissions()
    if files and not granted.attach_files:
        raise missing_permissions()


def get_channel(call: Call) -> Json:
    return channel_json(open_channel(call)[0])


def typing(call: Call) -> None:
    open_channel(call)


def send(call: Call) -> Json:
    channel, granted = open_channel(call)
    if channel.kind == FORUM:
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    if channel.recipient is not None and not channel.recipient.dms_open:
        raise ApiError(403, 50007, "Cannot send messages to this user")
    require_send(channel, granted, call.body, files=bool(call.files))
    message, new = create(call.state, channel, call.bot, call.body, files=call.files)
    if new:
        call.events += message_event("MESSAGE_CREATE", message)
    return message.json


def history(call: Call) -> list[Json]:
    channel, granted = open_channel(call)
    limit = int(call.query.get("limit", "50"))
    if not 1 <= limit <= 100:
        raise invalid_form("limit", "int value should be between 1 and 100.")
    if not granted.read_message_history:
        # Not an error: resources/message, "Get Channel Messages".
        return []
    shown = channel.messages
    if "after" in call.query:
        chosen = [m for m in shown if m.id > int(call.query["after"])][:limit]
    elif "around" in call.query:
        place = sum(m.id < int(call.query["around"]) for m in shown)
        chosen = shown[max(0, place - limit // 2) :][:limit]
    else:
        before = int(call.query.get("before", "0")) or float("inf")
        chosen = [m for m in shown if m.id < before][-limit:]
    return [message.json for message in reversed(chosen)]


def get_message(call: Call) -> Json:
    message, granted = open_message(call)
    if not granted.read_message_history:
        raise missing_access()
    return message.json


def edit_message(call: Call) -> Json:
    message, _ = open_message(call)
    if message.author is not call.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    if message.channel.archived(call.world.clock.now()):
        raise archived()
    edit(call.state, message, call.body, call.files)
    call.events += message_event("MESSAGE_UPDATE", message)
    return message.json


def delete_message(call: Call) -> None:
    message, granted = open_message(call)
    if message.author is not call.bot and not granted.manage_messages:
        raise missing_permissions()
    message.deleted = True
    data = {"id": str(message.id), "channel_id": str(message.channel.id)}
    call.events.append(Event("MESSAGE_DELETE", data, message.channel.guild, message.channel))


def crosspost(call: Call) -> Json:
    message, granted = open_message(call)
    if message.channel.kind != NEWS:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    own = message.author is call.bot
    if not (granted.send_messages if own else granted.manage_messages):
        raise missing_permissions()
    if message.json["flags"] & _CROSSPOSTED:
        raise ApiError(400, 40033, "This message has already been crossposted")
    channel, now = message.channel, call.world.clock.now()
    recent = [at for at in channel.published if now - at < HOUR_S]
    if len(recent) >= PUBLISHED_MOST:
        raise too_many(recent[0] + HOUR_S - now)
    channel.published = [*recent, now]
    message.json["flags"] |= _CROSSPOSTED
    call.events += message_event("MESSAGE_UPDATE", message)
    return message.json


_CHANNEL, _MESSAGES = "/channels/{channel_id}", "/channels/{channel_id}/messages"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
ROUTES: list[Route] = [
    ("GET", _CHANNEL, get_channel),
    ("POST", f"{_CHANNEL}/typing", typing),
    ("POST", _MESSAGES, send),
    ("GET", _MESSAGES, history),
    ("GET", _MESSAGE, get_message),
    ("PATCH", _MESSAGE, edit_message),
    ("DELETE", _MESSAGE, delete_message),
    ("POST", f"{_MESSAGE}/crosspost", crosspost),
]
