"""What administrators decided for their server, and what moderators have not confirmed yet."""

import json
from dataclasses import dataclass
from typing import cast

from bot.enums import Late
from bot.errors import NotFoundError
from bot.models import GuildSettings
from bot.store import additions, audit, decisions, feeds, stories
from bot.store.database import Database, Transaction
from bot.store.rows import write_json

FORM_KEPT_S = 24 * 3600


async def get_settings(db: Database, guild_id: int) -> GuildSettings:
    """Return a server's settings, the defaults where it set none."""
    rows = await db.glance(
        "SELECT desk_role_id, desk_channel_id, spoilers_shown, strike_retracted, time_zone, "
        "approval, late, stale_days FROM guilds WHERE guild_id = ?",
        (guild_id,),
    )
    if not rows:
        return GuildSettings(guild_id)
    role_id, channel_id, spoilers, strike, zone, approval, late, stale_days = rows[0]
    return GuildSettings(
        guild_id,
        role_id,
        channel_id,
        bool(spoilers),
        bool(strike),
        zone,
        bool(approval),
        Late(late),
        stale_days,
    )


async def set_settings(tx: Transaction, settings: GuildSettings) -> None:
    """Keep a server's settings."""
    await tx.execute(
        "INSERT OR REPLACE INTO guilds "
        "(guild_id, desk_role_id, desk_channel_id, spoilers_shown, strike_retracted, time_zone, "
        "approval, late, stale_days) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            settings.guild_id,
            settings.desk_role_id,
            settings.desk_channel_id,
            settings.spoilers_shown,
            settings.strike_retracted,
            settings.time_zone,
            settings.approval,
            settings.late,
            settings.stale_days,
        ),
    )


@dataclass(frozen=True, slots=True)
class Form:
    """What a moderator typed and has not confirmed: for an update of theirs, or a new one."""

    id: int
    guild_id: int
    user_id: int
    update_id: int | None
    revision: int | None
    fields: dict[str, str]


async def insert_form(
    tx: Transaction,
    *,
    guild_id: int,
    user_id: int,
    update_id: int | None,
    revision: int | None,
    fields: dict[str, str],
    now: int,
) -> int:
    """Keep what somebody typed, and drop what is older than a day; return its id."""
    await tx.execute("DELETE FROM forms WHERE created_at < ?", (now - FORM_KEPT_S,))
    return await tx.insert(
        "INSERT INTO forms (guild_id, user_id, update_id, revision, fields, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (guild_id, user_id, update_id, revision, write_json(fields), now),
    )


async def require_form(db: Database, form_id: int, guild_id: int, user_id: int) -> Form:
    """Return what this person typed in this server, or raise NotFoundError."""
    rows = await db.fetch(
        "SELECT update_id, revision, fields FROM forms "
        "WHERE id = ? AND guild_id = ? AND user_id = ?",
        (form_id, guild_id, user_id),
    )
    if not rows:
        raise NotFoundError("That form was kept for a day and is gone. Please begin again.")
    update_id, revision, fields = rows[0]
    return Form(
        form_id, guild_id, user_id, update_id, revision, cast("dict[str, str]", json.loads(fields))
    )


async def set_form(
    tx: Transaction, form_id: int, *, revision: int | None, fields: dict[str, str]
) -> None:
    """Keep other text in a form, for another revision of the same update."""
    await tx.execute(
        "UPDATE forms SET revision = ?, fields = ? WHERE id = ?",
        (revision, write_json(fields), form_id),
    )


async def delete_form(tx: Transaction, form_id: int) -> bool:
    """Drop a form that was confirmed; False when it was gone already."""
    return bool(await tx.execute("DELETE FROM forms WHERE id = ? RETURNING id", (form_id,)))


async def delete_guild(tx: Transaction, guild_id: int) -> None:
    """Forget everything that a server told the bot, except what it put on the wire."""
    own = "SELECT id FROM updates WHERE guild_id = ? AND wire = 0"
    await audit.delete_guild(tx, guild_id)
    await additions.delete_guild(tx, guild_id)
    await stories.delete_guild(tx, guild_id)
    await decisions.delete_guild(tx, guild_id)
    await feeds.delete_guild(tx, guild_id)
    await tx.execute("DELETE FROM forms WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM checks WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM guilds WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM follows WHERE guild_id = ?", (guild_id,))
    milestones = f"SELECT id FROM milestones WHERE update_id IN ({own})"
    await tx.execute(f"DELETE FROM posts WHERE milestone_id IN ({milestones})", (guild_id,))
    await tx.execute(f"DELETE FROM milestones WHERE update_id IN ({own})", (guild_id,))
    await tx.execute("DELETE FROM notices WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM absences WHERE guild_id = ?", (guild_id,))
    await tx.execute(
        f"DELETE FROM posts WHERE update_id IN ({own}) "
        "OR destination_id IN (SELECT id FROM destinations WHERE guild_id = ?)",
        (guild_id, guild_id),
    )
    for table in ("digest_items", "digests", "unwanted_milestones"):
        await tx.execute(
            f"DELETE FROM {table} WHERE destination_id IN "
            "(SELECT id FROM destinations WHERE guild_id = ?)",
            (guild_id,),
        )
    await tx.execute(f"DELETE FROM digest_items WHERE update_id IN ({own})", (guild_id,))
    await tx.execute("DELETE FROM destinations WHERE guild_id = ?", (guild_id,))
    for table in ("update_people", "update_sources", "revisions"):
        await tx.execute(f"DELETE FROM {table} WHERE update_id IN ({own})", (guild_id,))
    await tx.execute("DELETE FROM updates WHERE guild_id = ? AND wire = 0", (guild_id,))
