"""From a draft to the news: what follows is worked out from the news as they are, then it is done.

Everything that publishes goes through here: a press, a second moderator, and the time that came.
"""

import logging
from typing import TYPE_CHECKING

import discord

from bot import newsroom
from bot.controls import custom_id
from bot.desk import approval, schedule
from bot.desk.approval import Approved
from bot.enums import Importance
from bot.models import Update, Wording
from bot.newsroom import Editor, Facts
from bot.outlook import Outlook, look_ahead
from bot.store import notices, plans
from bot.store.guilds import get_settings
from bot.store.plans import Plan, Request
from bot.store.updates import require_own

if TYPE_CHECKING:
    from bot.client import SequelBot

log = logging.getLogger(__name__)

WHY_HELD = {
    "late": "its time passed while the bot was down",
    "expired": "its last time passed while the bot was down",
    "approval": "no second moderator has approved it as it is now",
}


async def work_out(
    bot: "SequelBot", editor: Editor, update: Update, wording: Wording
) -> tuple[Outlook, Facts]:
    """Return what publishing or correcting would do now, and what is stored along with it."""
    outlook = await look_ahead(
        bot.db, await bot.news(), editor, update, wording=wording, now=bot.now()
    )
    named = newsroom.people_in(wording, await bot.readings.names(), await bot.readings.people())
    return outlook, Facts(named, outlook.shown.slip)


async def approve(bot: "SequelBot", editor: Editor, request_id: int) -> tuple[Approved, Outlook]:
    """Approve what somebody else asked, as it follows from the news now."""
    request = await plans.require_request(bot.db, editor.guild_id, request_id)
    update = await require_own(bot.db, editor.guild_id, request.update_id)
    wording = wording_of(bot, request, update)
    outlook, facts = await work_out(bot, editor, update, wording)
    done = await approval.approve(
        bot.db,
        editor,
        request_id,
        importance=_importance(outlook),
        wording=wording,
        facts=facts,
        now=bot.now(),
    )
    bot.alerts.kick()
    return done, outlook


def wording_of(bot: "SequelBot", request: Request, update: Update) -> Wording:
    """Return the wording that was asked about: a correction's, or the draft's own."""
    if request.fields is None:
        return update.wording
    return newsroom.parse_wording(request.fields, bot.today())


async def tell_moderators(bot: "SequelBot") -> None:
    """Tell moderators of what they have not heard of: what waits, is held or was late."""
    await tell_of_requests(bot)
    for plan in await plans.list_unheard(bot.db):
        text = f"{_planned(plan.update_id, plan.due_at)} and is held: {WHY_HELD[plan.held or '']}."
        text = f"{text} /desk scheduled decides about it."
        await bot.notices.tell(plan.guild_id, plans.held_topic(plan), text)
    for guild_id, topic in await notices.list_unheard(bot.db, bot.now(), "late % % %"):
        update_id, due_at, done_at = map(int, topic.split()[1:])
        await _tell_late(bot, guild_id, update_id, due_at, done_at)


async def tell_of_requests(bot: "SequelBot") -> None:
    """Tell of what waits for a second moderator; only those who open it read what it says."""
    for request in await plans.list_untold(bot.db):
        if request.state == "returned":
            await tell_returned(bot, request, "a second moderator")
            continue
        view = discord.ui.View(timeout=None)
        look = custom_id("approval:open:1", request.id)
        view.add_item(discord.ui.Button(label="Look at it", custom_id=look))
        view.stop()
        text = f"Update #{request.update_id} waits for a second moderator. <@{request.asker_id}> "
        if await bot.notices.tell(
            request.guild_id, f"approval {request.id}", f"{text}asked for it.", view
        ):
            async with bot.db.transaction() as tx:
                await plans.set_told(tx, request.id)


async def tell_returned(bot: "SequelBot", request: Request, by: str) -> None:
    """Tell who asked that it was returned; ``by`` is markdown."""
    text = f"<@{request.asker_id}>: update #{request.update_id} was returned by {by}."
    text = f"{text} {where_returned(request)}"
    if await bot.notices.tell(request.guild_id, f"returned {request.id}", text):
        async with bot.db.transaction() as tx:
            await plans.set_told(tx, request.id)


def where_returned(request: Request) -> str:
    """Return where it says why something was returned."""
    if request.fields is not None:
        return "Nothing was changed. /desk audit says why."
    return "Its preview says why: /desk drafts."


async def publish_due(bot: "SequelBot") -> None:
    """Publish what is due, each by itself: one that fails delays no other."""
    for due in await plans.list_due(bot.db, bot.now()):
        try:
            await _publish_one(bot, due)
        except Exception:  # the edge of the loop
            log.exception("update %s was not published as planned; tried again", due.update_id)


async def _publish_one(bot: "SequelBot", due: Plan) -> None:
    wire = due.guild_id in bot.settings.newsroom_guild_ids
    editor, now = Editor(due.guild_id, due.planner_id, wire=wire), bot.now()
    draft = await require_own(bot.db, due.guild_id, due.update_id)
    outlook, facts = await work_out(bot, editor, draft, draft.wording)
    settings = await get_settings(bot.db, due.guild_id)
    request = await plans.get_request(bot.db, due.update_id)
    why = schedule.hindrance(
        due,
        late=settings.late,
        second=outlook.second,
        approved=schedule.is_approved(request, draft),
        now=now,
    )
    if why is not None:
        await schedule.hold(bot.db, editor, due, why, now)
        return
    done = await schedule.publish_planned(
        bot.db, editor, due, draft, _importance(outlook), facts=facts, now=now
    )
    if done is None:
        return
    bot.alerts.kick()
    log.info("update %s published as planned", due.update_id)
    if schedule.is_late(due, now):
        await _tell_late(bot, due.guild_id, due.update_id, due.due_at, now)


async def _tell_late(
    bot: "SequelBot", guild_id: int, update_id: int, due_at: int, done_at: int
) -> None:
    text = f"{_planned(update_id, due_at)}, while the bot was down. It was published late,"
    topic = f"late {update_id} {due_at} {done_at}"  # all that it takes to say it again
    await bot.notices.tell(guild_id, topic, f"{text} <t:{done_at}:f>.")


def _planned(update_id: int, due_at: int) -> str:
    return f"Update #{update_id} was to be published <t:{due_at}:f>"


def _importance(outlook: Outlook) -> Importance:
    return outlook.shown.importance or Importance.NOTABLE
