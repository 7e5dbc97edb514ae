"""When moderators last looked for news, and that they are reminded when it was long ago."""

import datetime as dt
from typing import TYPE_CHECKING

import discord

from bot.controls import custom_id
from bot.desk.noting import note
from bot.models import PartialDate
from bot.newsroom import Editor
from bot.store import decisions
from bot.store import updates as store
from bot.store.database import Database
from bot.store.guilds import get_settings

if TYPE_CHECKING:
    from bot.client import SequelBot

AGAIN_S = 7 * 24 * 3600  # between two reminders to the same server


async def note_checked(db: Database, editor: Editor, today: dt.date, now: int) -> None:
    """Note that the desk has looked for news today."""
    async with db.transaction() as tx:
        guild_id = store.WIRE if editor.wire else editor.guild_id
        await store.set_checked(tx, guild_id, PartialDate.of(today), editor.user_id)
        await note(tx, editor, "desk.check", "desk", (None, {"day": today.isoformat()}), now=now)


def stale_days(looked: list[dt.date], today: dt.date, after: int) -> int | None:
    """Return for how many days nobody has looked, None while that is no longer than ``after``.

    ``looked`` are the days on which somebody looked or posted news; 0 for ``after`` is never.
    """
    days = (today - max(looked)).days if looked else 0
    return days if after and days > after else None


async def remind(bot: "SequelBot") -> None:
    """Remind the moderators of each server in which nobody has looked for news for too long.

    A server is a newsroom, or one with news of its own or a check of its own: who only reads
    the wire has nothing to look for.
    """
    checks, published = await store.list_checks(bot.db), await decisions.list_desks(bot.db)
    newsrooms, now = bot.settings.newsroom_guild_ids, bot.now()
    last = {guild_id: dt.datetime.fromtimestamp(at, dt.UTC).date() for guild_id, at in published}
    for guild_id in sorted({*last, *checks, *newsrooms} - {store.WIRE}):
        guild = bot.get_guild(guild_id)
        if guild is None or guild.unavailable:
            continue
        wire = guild_id in newsrooms
        days = [checks.get(guild_id), checks.get(store.WIRE) if wire else None]
        days += [bot.info.checked_on] if wire else []
        looked = [day.last for day in days if day is not None]
        looked += [last[guild_id]] if guild_id in last else []
        after = (await get_settings(bot.db, guild_id)).stale_days
        silent = stale_days(looked, bot.today(), after)
        if silent is None:
            continue
        async with bot.db.transaction() as tx:
            due = await decisions.claim_reminder(tx, guild_id, now, every=AGAIN_S)
        if due:
            text = f"Nobody has looked for news here for {silent} days. Is there anything new?"
            await bot.notices.tell(guild_id, "stale desk", text, checked_button())


def checked_button() -> discord.ui.View:
    """Make the button that notes a check in one press."""
    view = discord.ui.View(timeout=None)
    label = "Checked today, nothing new"
    view.add_item(discord.ui.Button(label=label, custom_id=custom_id("desk:looked:1")))
    view.stop()
    return view
