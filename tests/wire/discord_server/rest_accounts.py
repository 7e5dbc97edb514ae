"""Who the bot is, its commands, its servers and direct messages."""

from tests.wire.discord_server.errors import ApiError, invalid_form, missing_access
from tests.wire.discord_server.payloads import (
    application_json,
    channel_json,
    member_json,
    user_json,
)
from tests.wire.discord_server.state import Call, Route
from tests.wire.discord_server.world import Application, Json


def me(call: Call) -> Json:
    return user_json(call.bot)


def user(call: Call) -> Json:
    found = call.world.users.get(int(call.params["user_id"]))
    if found is None:
        raise ApiError(404, 10013, "Unknown User")
    return user_json(found)


def application(call: Call) -> Json:
    return application_json(_own(call))


def commands(call: Call) -> list[Json]:
    return _own(call).commands


def sync(call: Call) -> list[Json]:
    """Replace all commands; one that keeps its name and type keeps its id."""
    app = _own(call)
    wanted: list[Json] = call.payload or []
    names = [(command.get("type", 1), command["name"]) for command in wanted]
    if len(names) != len(set(names)):
        raise invalid_form("name", "Application command names must be unique")
    known = {(command["type"], command["name"]): command["id"] for command in app.commands}
    app.syncs.append(wanted)
    app.commands = [
        {
            "default_member_permissions": None,
            "description": "",
            "contexts": None,
            "integration_types": [0],
            **command,
            "id": known.get(name) or str(call.world.ids.next()),
            "type": name[0],
            "application_id": str(app.id),
            "version": str(call.world.ids.next()),
        }
        for name, command in zip(names, wanted, strict=True)
    ]
    return app.commands


def open_dm(call: Call) -> Json:
    person = call.world.users.get(int(call.body["recipient_id"]))
    if person is None or person is call.bot:
        raise ApiError(400, 50033, "Invalid Recipient(s)")
    return channel_json(call.world.dm(_own(call), person))


def member(call: Call) -> Json:
    """Who is in a server, as far as the bot is in it too (resources/guild, Get Guild Member)."""
    guild = call.world.guilds.get(int(call.params["guild_id"]))
    if guild is None or call.bot.id not in guild.members:
        raise missing_access() if guild else ApiError(404, 10004, "Unknown Guild")
    found = guild.members.get(int(call.params["user_id"]))
    if found is None:
        raise ApiError(404, 10007, "Unknown Member")
    return member_json(found)


def member_counts(call: Call) -> dict[str, int]:
    """How many members each role has, @everyone left out (resources/guild)."""
    guild = call.world.guilds.get(int(call.params["guild_id"]))
    if guild is None or call.bot.id not in guild.members:
        raise missing_access() if guild else ApiError(404, 10004, "Unknown Guild")
    return {
        str(role.id): sum(role in member.roles for member in guild.members.values())
        for role in guild.roles.values()
        if role is not guild.everyone
    }


def _own(call: Call) -> Application:
    """The bot's application; the route must not name another."""
    assert call.app is not None
    if call.params.get("application_id", str(call.app.id)) != str(call.app.id):
        raise ApiError(403, 20012, "You are not authorized to perform this action")
    return call.app


ROUTES: list[Route] = [
    ("GET", "/users/@me", me),
    ("GET", "/users/{user_id}", user),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/applications/{application_id}/commands", commands),
    ("PUT", "/applications/{application_id}/commands", sync),
    ("POST", "/users/@me/channels", open_dm),
    ("GET", "/guilds/{guild_id}/roles/member-counts", member_counts),
    ("GET", "/guilds/{guild_id}/members/{user_id}", member),
]
