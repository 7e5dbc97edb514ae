"""Making and changing messages: nonces, mentions, attachments, component ids."""

import copy
import re
from itertools import count

from tests.wire.discord_server.errors import unknown_message
from tests.wire.discord_server.forms import check_message
from tests.wire.discord_server.payloads import iso, member_json, user_json
from tests.wire.discord_server.permissions import permissions_in
from tests.wire.discord_server.state import Event, Files, State
from tests.wire.discord_server.world import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    Channel,
    Json,
    Message,
    User,
    walk_components,
)

_SUPPRESS_EMBEDS, _SILENT = 1 << 2, 1 << 12
_SETTABLE = _SUPPRESS_EMBEDS | _SILENT | COMPONENTS_V2


def create(
    state: State,
    channel: Channel,
    author: User,
    body: Json,
    *,
    files: Files | None = None,
    extra: Json | None = None,
) -> tuple[Message, bool]:
    """Make a message, or return the earlier one of the same enforced nonce; say if it is new.

    ``extra`` overrides keys of the JSON, ``flags`` included (then taken as they are). 10008 when
    the earlier one was deleted: Discord refuses to send it again.
    """
    nonce = None if body.get("nonce") is None else str(body["nonce"])
    now = state.world.clock.now()
    if nonce is not None and body.get("enforce_nonce"):
        made_at, earlier = state.nonces.get((author.id, nonce), (None, None))
        if earlier is not None and made_at is not None and now - made_at < state.nonce_window:
            if earlier.deleted:
                raise unknown_message()
            return earlier, False
    flags = (extra or {}).get("flags", (body.get("flags") or 0) & _SETTABLE)
    if not flags & LOADING:
        check_message(body, flags=flags, files=bool(files))
    message = Message(state.world.ids.next(), channel, author, {}, nonce)
    message.json = {
        "id": str(message.id),
        "channel_id": str(channel.id),
        "author": user_json(author),
        "content": "",
        "embeds": [],
        "components": [],
        "attachments": [],
        "timestamp": iso(now),
        "edited_timestamp": None,
        "tts": False,
        "pinned": False,
        "type": 0,
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        **({} if nonce is None else {"nonce": nonce}),
        **(extra or {}),
        "flags": flags,
    }
    _fill(state, message, body, files or {})
    channel.log.append(message)
    channel.touched_at = now
    if nonce is not None:
        state.nonces[author.id, nonce] = (now, message)
    return message, True


def edit(state: State, message: Message, body: Json, files: Files | None = None) -> Message:
    """Change what the body names; what it was before goes to ``versions``."""
    flags = message.json["flags"] & ~LOADING
    if "flags" in body:
        kept = flags & (EPHEMERAL | COMPONENTS_V2 | 1)
        flags = kept | ((body["flags"] or 0) & _SETTABLE)
    check_message(body, flags=flags, whole=False)
    message.versions.append(copy.deepcopy(message.json))
    message.json["flags"] = flags
    message.json["edited_timestamp"] = iso(state.world.clock.now())
    _fill(state, message, body, files or {})
    return message


def message_event(name: str, message: Message) -> list[Event]:
    """The gateway event about a message; nobody hears of an ephemeral one."""
    if message.ephemeral:
        return []
    guild = message.channel.guild
    data = dict(message.json)
    if guild is not None:
        data["guild_id"] = str(guild.id)
        member = guild.members.get(message.author.id)
        if member is not None:
            data["member"] = {k: v for k, v in member_json(member).items() if k != "user"}
    return [Event(name, data, guild, message.channel)]


def _fill(state: State, message: Message, body: Json, files: Files) -> None:
    """Put the parts that a body names into the message's JSON."""
    shown = message.json
    if "content" in body:
        shown["content"] = (body["content"] or "").strip()
    if "embeds" in body:
        embeds: list[Json] = body["embeds"] or []
        shown["embeds"] = [{"type": "rich", **embed} for embed in embeds]
    if "components" in body:
        shown["components"] = copy.deepcopy(body["components"] or [])
        number_components(shown["components"])
    if "attachments" in body or files:
        _attach(state, message, body, files)
    if "message_reference" in body:
        shown["message_reference"] = body["message_reference"]
        shown["type"] = 19
    shown.update(_pings(message, body.get("allowed_mentions")))


def number_components(components: list[Json]) -> None:
    """Give each component without an ``id`` one that its message does not use yet."""
    taken = {part["id"] for part in walk_components(components) if part.get("id")}
    numbers = (number for number in count(1) if number not in taken)
    for part in walk_components(components):
        if not part.get("id"):
            part["id"] = next(numbers)


def _attach(state: State, message: Message, body: Json, files: Files) -> None:
    """Keep the attachments that the body names and add the new files."""
    old = {attachment["id"]: attachment for attachment in message.json["attachments"]}
    wanted: list[Json] = body.get("attachments") or [
        {"id": key.removeprefix("files[").removesuffix("]")} for key in files
    ]
    kept: list[Json] = []
    for item in wanted:
        if str(item["id"]) in old:
            kept.append(old[str(item["id"])])
            continue
        name, content = files[f"files[{item['id']}]"]
        message.files[name] = content
        place = f"{message.channel.id}/{message.id}/{name}"
        url = f"https://cdn.discordapp.com/attachments/{place}"
        about = {"description": item["description"]} if item.get("description") else {}
        number = str(state.world.ids.next())
        size = {"size": len(content), "url": url, "proxy_url": url}
        kept.append({"id": number, "filename": item.get("filename", name), **size, **about})
    message.json["attachments"] = kept


def _pings(message: Message, allowed: Json | None) -> Json:
    """Whom a message notifies (resources/message, "Allowed Mentions Object")."""
    text, guild = message.text, message.channel.guild
    rule: Json = {"parse": ["users", "roles", "everyone"]} if allowed is None else allowed
    parse: list[str] = rule.get("parse") or []

    def may(kind: str, snowflake: int) -> bool:
        return kind in parse or snowflake in map(int, rule.get(kind) or [])

    pings: Json = {"mentions": [], "mention_roles": [], "mention_everyone": False}
    for found in map(int, dict.fromkeys(re.findall(r"<@!?(\d+)>", text))):
        member = guild.members.get(found) if guild else None
        user = member.user if member else message.channel.recipient
        if user is not None and user.id == found and may("users", found):
            pings["mentions"].append(user_json(user))
    if guild is not None:
        named = map(int, dict.fromkeys(re.findall(r"<@&(\d+)>", text)))
        pings["mention_roles"] = [
            str(role.id)
            for role in (guild.roles[found] for found in named if found in guild.roles)
            if may("roles", role.id) and (role.mentionable or _may_ping_all(message))
        ]
        everyone = re.search(r"@(everyone|here)\b", text) is not None and "everyone" in parse
        pings["mention_everyone"] = everyone and _may_ping_all(message)
    return pings


def _may_ping_all(message: Message) -> bool:
    return permissions_in(message.channel, message.author).mention_everyone


def walk_by_id(components: list[Json], custom_id: str) -> Json | None:
    """Find a control of a message or modal."""
    parts = walk_components(components)
    return next((part for part in parts if part.get("custom_id") == custom_id), None)
