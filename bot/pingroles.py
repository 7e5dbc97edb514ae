"""Which role members may take for themselves: one that pings and gives no right whatever."""

import discord


def hindrance_of(role: discord.Role) -> str | None:
    """Say why members cannot be given a role, and where to mend it; None when they can."""
    if role.is_default() or role.managed:
        return f"{role.mention} belongs to Discord or to another app, so that nobody can take it."
    if _gives_rights(role):
        return (
            f"{role.mention} also gives rights that not everybody has, so I give it to nobody. "
            "An administrator chooses a role without any with /alerts setup."
        )
    me = role.guild.me
    if not me.guild_permissions.manage_roles:
        return (
            f"I cannot give you {role.mention}: I lack the permission **Manage Roles**. An "
            "administrator allows it under Server Settings, Roles."
        )
    if not role.is_assignable():
        return (
            f"I cannot give you {role.mention}: it stands above my own role. An administrator "
            "drags mine above it under Server Settings, Roles."
        )
    return None


def _gives_rights(role: discord.Role) -> bool:
    """Whether a role permits more than everybody may, in the server or in any channel of it."""
    everyone = role.guild.default_role
    if not everyone.permissions.is_superset(role.permissions):
        return True
    for channel in role.guild.channels:
        allowed, _ = channel.overwrites_for(role).pair()
        if allowed.value and not channel.permissions_for(everyone).is_superset(allowed):
            return True
    return False
