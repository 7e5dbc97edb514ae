"""``/desk audit``: what moderators and administrators did, and whether that record is whole."""

import asyncio
import datetime as dt
import io
import re
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.audit import to_csv, verify_chain
from bot.client import SequelBot
from bot.controls import CUSTOM_ID_MOST, Interaction, custom_id, number
from bot.dates import parse_said
from bot.desk.editors import editor_of, editor_or_none
from bot.store import audit as store
from bot.store.audit import AuditFilter
from bot.text import cut
from cogs.ui.audit_card import A_PAGE, chain_text, render_audit
from cogs.ui.cards import button, page_number
from cogs.ui.choices import CHOICES_MOST, NAME_MOST
from cogs.ui.groups import move_commands
from cogs.ui.knowledge_card import show_private

EXPORTED_MOST = 20_000  # rows; far below the size of a file that Discord takes
Choice = app_commands.Choice[str]


async def _complete(interaction: Interaction, current: str, *, subjects: bool) -> list[Choice]:
    editor = await editor_or_none(interaction)
    if editor is None:
        return []
    db = cast("SequelBot", interaction.client).db
    found = await store.list_audited(db, editor.guild_id, subjects=subjects)
    wanted = current.casefold().strip()
    return [
        app_commands.Choice(name=text, value=text)
        for text in found
        if wanted in text.casefold() and len(text) <= NAME_MOST
    ][:CHOICES_MOST]


async def complete_action(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over the actions that this server's audit knows; nothing for members."""
    return await _complete(interaction, current, subjects=False)


async def complete_subject(interaction: discord.Interaction[Any], current: str) -> list[Choice]:
    """Complete over what this server's audit is about; nothing for members."""
    return await _complete(interaction, current, subjects=True)


class DeskAudit(commands.Cog):
    """The record of what was done in this server."""

    def __init__(self, bot: SequelBot) -> None:
        self.bot = bot
        bot.router.add(presses={"audit:page:1": self.press_page, "audit:csv:1": self.press_csv})

    @app_commands.command(name="audit", description="Who did what at the desk, before and after")
    @app_commands.describe(
        who="Only what this person did",
        action="Only this action, such as update.publish",
        since="Only from this day on, such as 2022-12-14",
        subject="Only what is about this, such as #12",
    )
    @app_commands.autocomplete(action=complete_action, subject=complete_subject)
    async def audit(
        self,
        interaction: Interaction,
        who: discord.User | None = None,
        action: app_commands.Range[str, 1, 60] | None = None,
        since: app_commands.Range[str, 1, 30] | None = None,
        subject: app_commands.Range[str, 1, 200] | None = None,
    ) -> None:
        """List the newest rows that match."""
        day = parse_said(since, self.bot.today()).first if since else None
        at = int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()) if day else None
        wanted = AuditFilter(who.id if who else None, action, at, _subject(subject))
        await self._show(interaction, wanted, 0)

    async def press_page(self, interaction: Interaction, page: str, *ids: str) -> None:
        """Turn to another page."""
        await self._show(interaction, _filter(ids), page_number(page))

    async def press_csv(self, interaction: Interaction, *ids: str) -> None:
        """Hand the rows that match over as a file."""
        guild_id, wanted = await self._guild(interaction), _filter(ids)
        await interaction.response.defer(ephemeral=True, thinking=True)
        rows = await store.list_audit(self.bot.db, guild_id, wanted, limit=EXPORTED_MOST)
        # With the mark by which spreadsheets know UTF-8.
        text = (await asyncio.to_thread(to_csv, rows)).encode("utf-8-sig")
        name = f"audit-{self.bot.today().isoformat()}.csv"
        chain = await self._chain(guild_id)
        await interaction.followup.send(
            f"{chain}. The file has {len(rows):,} of them, newest first, with the hash of each.",
            file=discord.File(io.BytesIO(text), name),
            ephemeral=True,
        )

    async def _show(self, interaction: Interaction, wanted: AuditFilter, page: int) -> None:
        guild_id, db = await self._guild(interaction), self.bot.db
        matching = await store.count_audit(db, guild_id, wanted)
        page = min(page, max(0, (matching - 1) // A_PAGE))
        rows = await store.list_audit(db, guild_id, wanted, limit=A_PAGE, offset=page * A_PAGE)
        ids = _ids(wanted)
        fits = len(":".join(["audit:page:1:99999", *ids])) <= CUSTOM_ID_MOST
        card = render_audit(
            self.bot.info.colour,
            rows,
            matching,
            page,
            chain=await self._chain(guild_id),
            export=button("Export as CSV", custom_id("audit:csv:1", *ids)) if fits else None,
            id_of=(lambda to: custom_id("audit:page:1", to, *ids)) if fits else None,
        )
        await show_private(interaction, card)

    async def _chain(self, guild_id: int) -> str:
        rows = await store.list_chain(self.bot.db, guild_id)
        return chain_text(await asyncio.to_thread(verify_chain, rows), len(rows))

    async def _guild(self, interaction: Interaction) -> int:
        return (await editor_of(interaction)).guild_id


def _subject(typed: str | None) -> str | None:
    """Read ``#12`` and ``+3`` as people write them; anything else as it stands in the audit."""
    text = (typed or "").strip()
    if found := re.fullmatch(r"#([0-9]{1,18})", text):
        return f"update:{found[1]}"
    if re.fullmatch(r"\+[0-9]{1,18}", text):
        return f"fact:{text}"
    return cut(text, 200) or None


def _ids(wanted: AuditFilter) -> tuple[str, ...]:
    return (
        str(wanted.actor_id or ""),
        str(wanted.since or ""),
        wanted.action or "",
        wanted.subject or "",  # last, since it has colons of its own
    )


def _filter(ids: tuple[str, ...]) -> AuditFilter:
    actor, since, action, *subject = [*ids, "", "", ""][: max(len(ids), 3)]
    return AuditFilter(
        number(actor) if actor else None,
        action or None,
        number(since) if since else None,
        ":".join(subject) or None,
    )


async def setup(bot: SequelBot) -> None:
    """Add the cog; its command belongs to the desk."""
    await bot.add_cog(DeskAudit(bot))
    move_commands(bot, "desk", "audit")
