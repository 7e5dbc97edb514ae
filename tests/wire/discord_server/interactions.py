"""What Discord sends when a person uses the bot (interactions/receiving-and-responding)."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from tests.wire.discord_server.messages import number_components, walk_by_id
from tests.wire.discord_server.payloads import (
    channel_json,
    member_json,
    partial_guild_json,
    permissions_text,
    role_json,
    user_json,
)
from tests.wire.discord_server.world import (
    TEXT,
    Application,
    Channel,
    Guild,
    Json,
    Message,
    Role,
    User,
    World,
)

_GUILD, _BOT_DM, _PRIVATE = 0, 1, 2
_SUBCOMMANDS = {1, 2}
_STRING_SELECT, _TEXT_INPUT, _LABEL, _RADIO, _CHECKBOX = 3, 4, 18, 21, 23
Value = str | int | float | bool | User | Role | Channel
Options = Mapping[str, Value]
_VALUES: dict[int, tuple[type, ...]] = {
    3: (str,),
    4: (int,),
    5: (bool,),
    6: (User,),
    7: (Channel,),
    8: (Role,),
    9: (User, Role),
    10: (int, float),
}


def place(
    world: World, app: Application, guild: Guild | None, channel: Channel | None, user: User
) -> Channel:
    """The channel meant: by default the first text channel of the server, or the bot's DM."""
    if channel is not None:
        return channel
    if guild is None:
        return world.dm(app, user)
    return next(place for place in guild.channels.values() if place.kind == TEXT)


def envelope(app: Application, channel: Channel, user: User) -> Json:
    """The part that all interactions share, all but ``id``, ``token``, ``type`` and ``data``."""
    context = _context(app, channel)
    body: Json = {
        "version": 1,
        "application_id": str(app.id),
        "context": context,
        "channel_id": str(channel.id),
        "channel": {**channel_json(channel), "permissions": permissions_text(channel, user)},
        "app_permissions": permissions_text(channel, app.user),
        "authorizing_integration_owners": _owners(app, channel, user),
        "locale": "en-GB",
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10 * 2**20,
    }
    if channel.guild is None:
        return body | {"user": user_json(user)}
    member = channel.guild.members.get(user.id)
    if member is None:
        raise LookupError(f"{user.name} is not in {channel.guild.name}")
    seen = member_json(member) | {"permissions": permissions_text(channel, user)}
    return body | {
        "guild_id": str(channel.guild.id),
        "guild": partial_guild_json(channel.guild),
        "guild_locale": "en-GB",
        "member": seen,
    }


def _context(app: Application, channel: Channel) -> int:
    if channel.guild is not None:
        return _GUILD
    return _BOT_DM if channel.bot is app.user else _PRIVATE


def _owners(app: Application, channel: Channel, user: User) -> dict[str, str]:
    """For what the application is installed here: "0" the server, "1" the person."""
    owners: dict[str, str] = {}
    if channel.guild is not None and app.user.id in channel.guild.members:
        owners["0"] = str(channel.guild.id)
    elif channel.bot is app.user:
        owners["0"] = "0"
    if user.installed:
        owners["1"] = str(user.id)
    return owners


def find_command(app: Application, channel: Channel, user: User, name: str, kind: int) -> Json:
    """The synced command of a name; LookupError where Discord would not offer it."""
    command = next((c for c in app.commands if (c["name"], c["type"]) == (name, kind)), None)
    if command is None:
        raise LookupError(f"no command {name!r} was synced")
    contexts: list[int] | None = command["contexts"]
    if contexts is None:
        contexts = [_GUILD, _BOT_DM, _PRIVATE] if command.get("dm_permission", True) else [_GUILD]
    installs = {str(kind) for kind in command["integration_types"] or [0]}
    if _context(app, channel) not in contexts or not installs & set(_owners(app, channel, user)):
        raise LookupError(f"{name!r} is not offered here")
    return command


def command_data(command: Json, words: list[str], options: Options, focused: str | None) -> Json:
    """The data of a slash command; ``words`` are the names of group and subcommand."""
    data: Json = {"id": command["id"], "name": command["name"], "type": 1}
    level, known = data, _definitions(command)
    for word in words:
        if known.get(word, {}).get("type") not in _SUBCOMMANDS:
            raise LookupError(f"{command['name']!r} has no subcommand {word!r}")
        inner: Json = {"name": word, "type": known[word]["type"]}
        level["options"], level, known = [inner], inner, _definitions(known[word])
    if any(option["type"] in _SUBCOMMANDS for option in known.values()):
        raise LookupError(f"{command['name']!r} needs a subcommand")
    required = {name for name, option in known.items() if option.get("required")}
    if focused is None and required - set(options):
        raise LookupError(f"required: {sorted(required - set(options))}")
    resolved: Json = {}
    level["options"] = [
        _option(known, name, value, resolved) | ({"focused": True} if name == focused else {})
        for name, value in options.items()
    ]
    return data | {"resolved": resolved}


def _definitions(command: Json) -> dict[str, Json]:
    options: list[Json] = command.get("options") or []
    return {option["name"]: option for option in options}


def _option(known: dict[str, Json], name: str, value: Value, resolved: Json) -> Json:
    """Write one option as the command declares it and resolve what it points to."""
    if name not in known:
        raise LookupError(f"no option {name!r}")
    kind: int = known[name]["type"]
    if not isinstance(value, _VALUES[kind]) or (kind == 4 and isinstance(value, bool)):
        raise LookupError(f"{value!r} is no value for {name!r}")
    return {"name": name, "type": kind, "value": _written(value, resolved)}


def _written(value: Value, resolved: Json) -> str | float:
    """Write a value; a user, role or channel as its id, with what it is among the resolved."""
    if not isinstance(value, User | Role | Channel):
        return value
    group, shown = _resolved(value)
    resolved.setdefault(group, {})[str(value.id)] = shown
    return str(value.id)


def _resolved(value: User | Role | Channel) -> tuple[str, Json]:
    if isinstance(value, User):
        return "users", user_json(value)
    if isinstance(value, Role):
        return "roles", role_json(value)
    return "channels", channel_json(value) | {"permissions": "0"}


def resolve_members(data: Json, channel: Channel) -> None:
    """Add what the server knows of the users among the resolved."""
    if channel.guild is None or "resolved" not in data:
        return
    found = {key: channel.guild.members.get(int(key)) for key in data["resolved"].get("users", {})}
    members = {
        key: {k: v for k, v in member_json(member).items() if k != "user"}
        | {"permissions": permissions_text(channel, member.user)}
        for key, member in found.items()
        if member is not None
    }
    if members:
        data["resolved"]["members"] = members


def press_data(
    message: Message, custom_id: str, values: Sequence[Value] | None, kind: int | None
) -> Json:
    """The data of a press; ``kind`` skips the look whether the message has such a control."""
    control = walk_by_id(message.json["components"], custom_id)
    if kind is None:
        if control is None or control.get("disabled"):
            raise LookupError(f"{custom_id!r} cannot be pressed among {message.custom_ids}")
        kind = int(control["type"])
    number = (control or {"id": 1})["id"]
    data: Json = {"custom_id": custom_id, "component_type": kind, "id": number}
    if values is None:
        return data
    resolved: Json = {}
    data["values"] = [_written(value, resolved) for value in values]
    # Only selects of users, roles and channels have this key.
    return data | ({} if kind == _STRING_SELECT else {"resolved": resolved})


def modal_data(modal: Json, values: Mapping[str, Any], guild: Guild | None) -> Json:
    """The data of a submitted modal; what is not named stays as the modal prefilled it."""
    parts: list[Json] = copy.deepcopy(modal["components"])
    number_components(parts)
    unknown = set(values) - {field["custom_id"] for part in parts for field in _fields(part)}
    if unknown:
        raise LookupError(f"no fields {sorted(unknown)}")
    shown: list[Json] = []
    resolved: Json = {}
    for part in parts:
        head = {"type": part["type"], "id": part["id"]}
        given = [values.get(field["custom_id"]) for field in _fields(part)]
        filled = [
            _filled(field, _prefilled(field, guild) if value is None else value, resolved)
            for field, value in zip(_fields(part), given, strict=True)
        ]
        if part["type"] == _LABEL:
            shown.append(head | {"component": filled[0]})
        else:
            shown.append(head | ({"components": filled} if filled else {}))
    return {"custom_id": modal["custom_id"], "components": shown, "resolved": resolved}


def _fields(part: Json) -> list[Json]:
    return [part["component"]] if part["type"] == _LABEL else part.get("components", [])


def _prefilled(field: Json, guild: Guild | None) -> str | bool | list[Any] | None:
    """What a field holds when nobody touches it."""
    options: list[Json] = field.get("options") or []
    chosen = [option["value"] for option in options if option.get("default")]
    if field["type"] == _TEXT_INPUT:
        return field.get("value") or ""
    if field["type"] == _RADIO:
        return chosen[0] if chosen else None
    if field["type"] == _CHECKBOX:
        return bool(field.get("default"))
    defaults: list[Json] = field.get("default_values") or []
    if guild is not None:
        known = {
            **guild.channels,
            **guild.roles,
            **{m.user.id: m.user for m in guild.members.values()},
        }
        chosen += [known[int(item["id"])] for item in defaults if int(item["id"]) in known]
    return chosen


def _filled(field: Json, value: str | bool | list[Any] | None, resolved: Json) -> Json:
    """One field as submitted; LookupError where Discord's client would not send the modal."""
    answer: Json = {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]}
    required = field.get("required", True) and field["type"] != _CHECKBOX
    if required and not value:
        raise LookupError(f"{field['custom_id']!r} must be filled in")
    if isinstance(value, list):
        return answer | {"values": [_written(item, resolved) for item in value]}
    if isinstance(value, str) and value:
        least, most = field.get("min_length") or 0, field.get("max_length") or 4000
        if not least <= len(value) <= most:
            raise LookupError(f"{field['custom_id']!r} takes {least} to {most} letters")
    return answer | {"value": value}
