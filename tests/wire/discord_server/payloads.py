"""How Discord writes the world as JSON."""

import datetime as dt
from typing import TYPE_CHECKING

import discord

from tests.wire.discord_server.permissions import permissions_in
from tests.wire.discord_server.world import (
    CLOSED_AFTER_S,
    DM,
    FORUM,
    THREADS,
    Application,
    Channel,
    Guild,
    Json,
    Member,
    Role,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_REQUIRE_TAG = 1 << 4
_GUILD_MEMBERS = discord.Intents(members=True).value


def iso(seconds: float) -> str:
    """Write a Unix time as Discord does."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()


def user_json(user: User) -> Json:
    """https://docs.discord.com/developers/resources/user#user-object."""
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": None if user.bot else user.name.title(),
        "discriminator": "0",
        "avatar": None,
        "bot": user.bot,
        "public_flags": 0,
    }


def application_json(app: Application) -> Json:
    """https://docs.discord.com/developers/resources/application#application-object."""
    return {
        "id": str(app.id),
        "name": app.user.name,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "owner": user_json(app.owner),
        "bot": user_json(app.user),
        "integration_types_config": {"0": {}, "1": {}},
    }


def role_json(role: Role) -> Json:
    """https://docs.discord.com/developers/topics/permissions#role-object."""
    return {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": role.position,
        "permissions": str(role.permissions.value),
        "managed": role.managed,
        "mentionable": role.mentionable,
        "flags": 0,
    }


def member_json(member: Member) -> Json:
    """https://docs.discord.com/developers/resources/guild#guild-member-object."""
    return {
        "user": user_json(member.user),
        "nick": None,
        "avatar": None,
        "roles": [str(role.id) for role in member.roles],
        "joined_at": iso(member.joined_at),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


def channel_json(channel: Channel) -> Json:
    """https://docs.discord.com/developers/resources/channel#channel-object."""
    body: Json = {
        "id": str(channel.id),
        "type": channel.kind,
        "flags": 0,
        "last_message_id": str(channel.log[-1].id) if channel.log else None,
    }
    if channel.kind == DM:
        return body | {"recipients": [user_json(channel.recipient)] if channel.recipient else []}
    body |= {"name": channel.name, "rate_limit_per_user": 0}
    if channel.guild is not None:
        body |= {"guild_id": str(channel.guild.id)}
    if channel.kind in THREADS:
        return body | _thread_part(channel)
    body |= {"position": 0, "parent_id": None, "nsfw": False, "topic": None}
    body["permission_overwrites"] = [
        {
            "id": str(target),
            "type": 0 if channel.guild is not None and target in channel.guild.roles else 1,
            "allow": str(allow.value),
            "deny": str(deny.value),
        }
        for target, (allow, deny) in channel.overwrites.items()
    ]
    if channel.kind == FORUM:
        body["flags"] = _REQUIRE_TAG if channel.must_tag else 0
        body["available_tags"] = [
            {"id": str(number), "name": name, "moderated": False, "emoji_id": None}
            | {"emoji_name": None}
            for number, name in enumerate(channel.tags, 1)
        ]
        body |= {"default_reaction_emoji": None, "default_forum_layout": 0}
        body |= {"default_sort_order": None}
    return body


def _thread_part(channel: Channel) -> Json:
    """What only a thread has."""
    guild = channel.guild
    archived = guild is not None and channel.archived(guild.world.clock.now())
    return {
        "parent_id": str(channel.parent.id) if channel.parent else None,
        "owner_id": str(channel.owner.id) if channel.owner else "0",
        "message_count": len(channel.messages),
        "total_message_sent": len(channel.log),
        "member_count": 1,
        "applied_tags": [],
        "thread_metadata": {
            "archived": archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": iso(channel.touched_at + CLOSED_AFTER_S * archived),
            "locked": False,
        },
    }


def guild_json(guild: Guild, app: Application, intents: int) -> Json:
    """https://docs.discord.com/developers/events/gateway-events#guild-create."""
    members: Iterable[Member] = guild.members.values()
    if not intents & _GUILD_MEMBERS:
        members = [member for member in members if member.user is app.user]
    places = list(guild.channels.values())
    shown = [place for place in places if permissions_in(place, app.user).view_channel]
    return {
        **partial_guild_json(guild),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "description": None,
        "banner": None,
        "owner_id": str(guild.owner.id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "vanity_url_code": None,
        "premium_tier": 0,
        "preferred_locale": "en-GB",
        "joined_at": iso(guild.members[app.user.id].joined_at),
        "large": False,
        "member_count": len(guild.members),
        "members": [member_json(member) for member in members],
        "roles": [role_json(role) for role in guild.roles.values()],
        "channels": [channel_json(c) for c in places if c.kind not in THREADS],
        "threads": [channel_json(c) for c in shown if c.kind in THREADS],
        "emojis": [],
        "stickers": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def partial_guild_json(guild: Guild) -> Json:
    """The server as an interaction names it."""
    return {"id": str(guild.id), "locale": "en-GB", "features": ["COMMUNITY", "NEWS"]}


def permissions_text(channel: Channel, user: User) -> str:
    """The permissions of a user in a channel, as JSON holds them."""
    return str(permissions_in(channel, user).value)
