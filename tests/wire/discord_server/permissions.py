"""Who may do what where (https://docs.discord.com/developers/topics/permissions)."""

from collections.abc import Sequence

import discord

from tests.wire.discord_server.world import EVERYONE, Channel, User


def permissions_in(channel: Channel, user: User) -> discord.Permissions:
    """What a user may do in a channel (Discord: topics/permissions, "Permission Overwrites")."""
    if channel.guild is None:
        return EVERYONE if user in (channel.bot, channel.recipient) else discord.Permissions.none()
    guild, member = channel.guild, channel.guild.members.get(user.id)
    if member is None:
        return discord.Permissions.none()
    roles = [guild.everyone, *member.roles]
    value = 0
    for role in roles:
        value |= role.permissions.value
    if guild.owner is user or discord.Permissions(value).administrator:
        return discord.Permissions.all()
    place = channel.parent or channel
    value = _overwritten(value, place, [guild.id])
    value = _overwritten(value, place, [role.id for role in member.roles])
    result = discord.Permissions(_overwritten(value, place, [user.id]))
    return result if result.view_channel else discord.Permissions.none()


def _overwritten(value: int, channel: Channel, targets: Sequence[int]) -> int:
    """Apply the overwrites of these targets together: denied first, then allowed."""
    found = [channel.overwrites[target] for target in targets if target in channel.overwrites]
    for _, deny in found:
        value &= ~deny.value
    for allow, _ in found:
        value |= allow.value
    return value
