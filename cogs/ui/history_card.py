"""The history of an update for its moderators: every revision, who wrote it, when and why."""

from collections.abc import Sequence

import discord

from bot.controls import Interaction, custom_id
from bot.models import Revision, Update
from bot.proposals import differences
from bot.text import cut, escape
from cogs.ui.cards import Card, button

REVISIONS_A_PAGE = 4
VALUE_MOST = 150


async def show_history(
    interaction: Interaction, update: Update, revisions: Sequence[Revision], page: int
) -> None:
    """Show a page, newest revisions first; a page that is too far shows the last."""
    last = (len(revisions) - 1) // REVISIONS_A_PAGE
    page = min(page, last)
    earlier = [None, *(revision.wording for revision in revisions)]
    card = Card(discord.Colour.greyple().value).text(
        f"### History of update #{update.id}", f"-# {len(revisions)} revisions · now {update.state}"
    )
    newest_first = list(reversed(list(zip(revisions, earlier, strict=False))))
    first = page * REVISIONS_A_PAGE
    for revision, before in newest_first[first : first + REVISIONS_A_PAGE]:
        changes = differences(before, revision.wording)
        card.rule().text(
            f"**{revision.number}. {revision.action.capitalize()}** by {_who(revision)}, "
            f"<t:{revision.edited_at}:f>",
            f"Why: {escape(revision.reason)}" if revision.reason else "",
            *(_change(*change) for change in changes),
        )
    if last:
        newer, older = max(page - 1, 0), page + 1
        card.row(
            button("Newer", custom_id("desk:history:1", update.id, newer), disabled=page == 0),
            button("Older", custom_id("desk:history:1", update.id, older), disabled=page == last),
        )
    message = interaction.message
    if message is not None and message.flags.components_v2 and message.flags.ephemeral:
        await interaction.response.edit_message(view=card)
    else:
        await interaction.response.send_message(view=card, ephemeral=True)


def _who(revision: Revision) -> str:
    return f"<@{revision.editor_id}>" if revision.editor_id else "a former moderator"


def _change(name: str, old: str, new: str) -> str:
    said = f"“{_short(new)}”" if new else "nothing"
    return f"- {name}: “{_short(old)}” → {said}" if old else f"- {name}: {said}"


def _short(text: str) -> str:
    return escape(cut(" ".join(text.split()), VALUE_MOST))
