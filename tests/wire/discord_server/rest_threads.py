"""Threads and forum posts (https://docs.discord.com/developers/topics/threads)."""

from typing import Any

from tests.wire.discord_server.errors import ApiError, archived, missing_access, missing_permissions
from tests.wire.discord_server.messages import create
from tests.wire.discord_server.payloads import channel_json
from tests.wire.discord_server.permissions import permissions_in
from tests.wire.discord_server.rest_channels import open_channel, open_message, require_send
from tests.wire.discord_server.state import Call, Event, Route
from tests.wire.discord_server.world import FORUM, NEWS, THREADS, Channel, Json

_HAS_THREAD = 1 << 5


def start_thread(call: Call) -> Json:
    """Make a forum post, or a thread without a message in another channel."""
    channel, granted = open_channel(call)
    assert channel.guild is not None
    if channel.kind != FORUM:
        if not granted.create_public_threads:
            raise missing_permissions()
        thread = channel.guild.add_channel(call.body["name"], call.body.get("type") or 12, channel)
        return _announce(call, thread)
    first: Json = call.body.get("message") or {}
    # In a forum this permission is to make posts (topics/permissions).
    require_send(channel, granted, first, files=bool(call.files))
    if channel.must_tag and not call.body.get("applied_tags"):
        raise ApiError(400, 40067, "A tag is required to create a forum post in this channel")
    thread = channel.guild.add_channel(call.body["name"], 11, channel)
    try:
        message, _ = create(call.state, thread, call.bot, first, files=call.files)
    except ApiError:
        del channel.guild.channels[thread.id], call.world.channels[thread.id]
        raise
    # A forum post and its first message share one id.
    message.id = thread.id
    message.json["id"] = str(thread.id)
    return _announce(call, thread) | {"message": message.json}


def thread_from_message(call: Call) -> Json:
    message, granted = open_message(call)
    if not granted.create_public_threads:
        raise missing_permissions()
    if message.json["flags"] & _HAS_THREAD:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    message.json["flags"] |= _HAS_THREAD
    parent = message.channel
    assert parent.guild is not None
    thread = parent.guild.add_channel(
        call.body["name"], 10 if parent.kind == NEWS else 11, parent, number=message.id
    )
    return _announce(call, thread)


def edit_thread(call: Call) -> Json:
    """Rename or open a thread; what is closed has to be opened in the same request at least."""
    thread, granted = open_channel(call)
    if thread.kind not in THREADS:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    if thread.owner is not call.bot and not granted.manage_threads:
        raise missing_permissions()
    now = call.world.clock.now()
    if thread.archived(now) and call.body.get("archived") is not False:
        raise archived()
    thread.touched_at = now
    thread.name = call.body.get("name", thread.name)
    shown = channel_json(thread)
    call.events.append(Event("THREAD_UPDATE", shown, thread.guild, thread))
    return shown


def active_threads(call: Call) -> Json:
    guild = call.world.guilds.get(int(call.params["guild_id"]))
    if guild is None or call.bot.id not in guild.members:
        raise missing_access()
    now = call.world.clock.now()
    found = [
        channel
        for channel in guild.channels.values()
        if channel.kind in THREADS
        and not channel.archived(now)
        and permissions_in(channel, call.bot).view_channel
    ]
    return {"threads": [channel_json(thread) for thread in found], "members": []}


def archived_threads(call: Call) -> Json:
    parent, granted = open_channel(call)
    if not granted.read_message_history:
        raise missing_access()
    assert parent.guild is not None
    now, most = call.world.clock.now(), int(call.query.get("limit", "50"))
    closed = [
        channel
        for channel in parent.guild.channels.values()
        if channel.parent is parent and channel.archived(now)
    ]
    shown = [channel_json(thread) for thread in sorted(closed, key=lambda one: -one.touched_at)]
    if "before" in call.query:
        shown = [one for one in shown if _closed_at(one) < call.query["before"]]
    return {"threads": shown[:most], "members": [], "has_more": len(shown) > most}


def _closed_at(thread: Json) -> str:
    return thread["thread_metadata"]["archive_timestamp"]


def _announce(call: Call, thread: Channel) -> Json:
    """Send THREAD_CREATE and return the thread."""
    thread.owner = call.bot
    shown: dict[str, Any] = channel_json(thread)
    call.events.append(
        Event("THREAD_CREATE", {**shown, "newly_created": True}, thread.guild, thread)
    )
    return shown


_CHANNEL, _MESSAGE = "/channels/{channel_id}", "/channels/{channel_id}/messages/{message_id}"
ROUTES: list[Route] = [
    ("POST", f"{_MESSAGE}/threads", thread_from_message),
    ("POST", f"{_CHANNEL}/threads", start_thread),
    ("PATCH", _CHANNEL, edit_thread),
    ("GET", "/guilds/{guild_id}/threads/active", active_threads),
    ("GET", f"{_CHANNEL}/threads/archived/public", archived_threads),
]
