"""What a preview says of a draft that waits: for a second moderator, or for its time."""

from bot.client import SequelBot
from bot.models import Update
from bot.outlook import Outlook
from bot.store.plans import get_plan, get_request
from bot.text import escape


def needs_lines(outlook: Outlook) -> list[str]:
    """Return that somebody else has to agree, where this server wants that."""
    if not outlook.second:
        return []
    return ["**Needs** · a second moderator, since it pings or moves the status"]


async def waiting_lines(bot: SequelBot, update: Update) -> list[str]:
    """Return what was decided about a draft: asked, returned, planned."""
    request, plan = await get_request(bot.db, update.id), await get_plan(bot.db, update.id)
    lines: list[str] = []
    if request is not None and request.revision == update.revision:
        verdict = f"returned: {escape(request.verdict)}" if request.verdict else request.state
        lines.append(f"**Second moderator** · {verdict}")
    elif request is not None:
        lines.append("**Second moderator** · asked before it was edited: ask again")
    if plan is not None:
        held = ", held: /desk scheduled" if plan.held else ""
        lines.append(f"**Planned** · <t:{plan.due_at}:f>{held}")
    return lines


def asked_text(update: Update) -> str:
    """Say that nothing is out yet: somebody else has to agree."""
    return (
        f"**Update #{update.id} waits for a second moderator.** Nothing is posted or changed yet. "
        "The moderators are told, and /desk approvals lists what waits. An edit asks anew."
    )
