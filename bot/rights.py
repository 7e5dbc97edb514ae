"""Who may do what; asked at every command, press and modal, of what Discord says at that moment."""

import discord

from bot.errors import NotAllowedError
from bot.models import GuildSettings
from bot.newsroom import Editor
from bot.store.database import Database
from bot.store.guilds import get_settings


def require_guild(interaction: discord.Interaction) -> int:
    """Return the server's id; NotAllowedError outside a server."""
    if interaction.guild_id is None or not isinstance(interaction.user, discord.Member):
        raise NotAllowedError("This works only in a server.")
    return interaction.guild_id


def is_at_home(interaction: discord.Interaction) -> bool:
    """Whether the bot is a member here: a person may have brought it along by a user install."""
    guild_id = interaction.guild_id
    return guild_id is not None and interaction.client.get_guild(guild_id) is not None


def require_home(interaction: discord.Interaction) -> int:
    """Return the server's id; NotAllowedError outside a server, and where the bot is no member."""
    if interaction.guild_id is None or not is_at_home(interaction):
        raise NotAllowedError("This works only in a server that has added this bot.")
    return interaction.guild_id


def may_administer(interaction: discord.Interaction) -> bool:
    """Whether this person administers this server (Manage Server)."""
    return is_at_home(interaction) and interaction.permissions.manage_guild


def may_moderate(interaction: discord.Interaction, settings: GuildSettings) -> bool:
    """Whether this person may use the desk: Manage Messages, or the role that was set."""
    if interaction.guild_id != settings.guild_id or not is_at_home(interaction):
        return False
    if interaction.permissions.manage_messages or interaction.permissions.manage_guild:
        return True
    member = interaction.user
    return (
        settings.desk_role_id is not None
        and isinstance(member, discord.Member)
        and member.get_role(settings.desk_role_id) is not None
    )


def require_admin(interaction: discord.Interaction) -> int:
    """Return the server's id; NotAllowedError unless this person administers it."""
    guild_id = require_guild(interaction)
    if not may_administer(interaction):
        raise NotAllowedError("Only people with the permission Manage Server can do this.")
    return guild_id


def require_editor(
    interaction: discord.Interaction, settings: GuildSettings, newsrooms: frozenset[int]
) -> Editor:
    """Return who edits for which server; NotAllowedError unless this person may use the desk."""
    guild_id = require_guild(interaction)
    if not may_moderate(interaction, settings):
        raise NotAllowedError(
            "Only moderators can do this: people with the permission Manage Messages, "
            "or with the desk role that the administrators set."
        )
    return Editor(guild_id, interaction.user.id, wire=guild_id in newsrooms)


async def require_desk(
    interaction: discord.Interaction, db: Database, newsrooms: frozenset[int]
) -> Editor:
    """Return who edits, by the settings as they are now; NotAllowedError as ``require_editor``."""
    settings = await get_settings(db, require_guild(interaction))
    return require_editor(interaction, settings, newsrooms)
