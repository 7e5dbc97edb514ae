"""Publishing at a time: planned, changed, cancelled, and what is done when the time has come."""

import dataclasses
import datetime as dt

from bot.desk.approval import ask_in
from bot.desk.noting import note
from bot.enums import Importance, Late, State
from bot.errors import ConflictError
from bot.models import Update
from bot.newsroom import Editor, Facts, changed_meanwhile, publish_in
from bot.store import plans as store
from bot.store.database import Database
from bot.store.plans import Plan, Request
from bot.store.updates import require_own

LATE_S = 600  # published so much after its time is late; a sweep comes long before


async def plan(
    db: Database,
    editor: Editor,
    update_id: int,
    revision: int,
    *,
    due_at: int,
    until: int | None,
    second: bool,
    now: int,
) -> Update:
    """Plan when a draft is published; ``second`` asks for a second moderator along with it.

    After ``until`` it is not published any more if it was missed. What is edited until then is
    published as it stands by then; an approval holds for the revision that was approved.
    """
    async with db.transaction() as tx:
        update = await require_own(tx, editor.guild_id, update_id)
        if update.state is not State.DRAFT:
            raise ConflictError(f"Update #{update_id} is already {update.state}.")
        if update.revision != revision:
            raise changed_meanwhile(update_id)
        before = await store.get_plan(tx, update_id)
        after = Plan(update_id, editor.guild_id, due_at, until, editor.user_id, None)
        await store.set_plan(tx, after)
        said = _times(before) if before else None, _times(after)
        await note(tx, editor, "update.schedule", f"update:{update_id}", said, now=now)
        request = await store.get_request(tx, update_id)
        if second and not is_current(request, update):
            await ask_in(tx, editor, update, fields=None, reason=None, now=now)
        return update


async def cancel(db: Database, editor: Editor, update_id: int, now: int) -> None:
    """Plan nothing for a draft any more; it stays a draft."""
    async with db.transaction() as tx:
        before = await store.require_plan(tx, editor.guild_id, update_id)
        await store.delete_plan(tx, update_id)
        await store.delete_request(tx, update_id)
        said = _times(before), None
        await note(tx, editor, "update.unschedule", f"update:{update_id}", said, now=now)


async def publish_planned(
    db: Database,
    editor: Editor,
    due: Plan,
    draft: Update,
    importance: Importance,
    *,
    facts: Facts,
    now: int,
) -> tuple[Update, int] | None:
    """Publish what was planned, once; None when it was changed, held or published meanwhile."""
    async with db.transaction() as tx:
        if await store.get_plan(tx, due.update_id) != due:
            return None
        current = await require_own(tx, editor.guild_id, due.update_id)
        if current.state is not State.DRAFT or current.revision != draft.revision:
            return None
        return await publish_in(
            tx, editor, draft.id, draft.revision, importance, facts=facts, now=now
        )


async def hold(db: Database, editor: Editor, due: Plan, why: str, now: int) -> bool:
    """Hold what was planned until somebody decides; False when it is held or gone already."""
    async with db.transaction() as tx:
        if not await store.set_held(tx, due.update_id, why):
            return False
        held = dataclasses.replace(due, held=why)
        said = _times(due), _times(held)
        await note(tx, editor, "update.hold", f"update:{due.update_id}", said, now=now)
        return True


def hindrance(due: Plan, *, late: Late, second: bool, approved: bool, now: int) -> str | None:
    """Return why what is due is held and not published: "expired", "late", "approval", or None."""
    if due.until is not None and now > due.until:
        return "expired"
    if is_late(due, now) and late is Late.HOLD:
        return "late"
    return "approval" if second and not approved else None


def is_late(due: Plan, now: int) -> bool:
    """Whether the time of a plan was missed, as while the bot was down."""
    return now - due.due_at > LATE_S


def is_current(request: Request | None, update: Update) -> bool:
    """Whether a second moderator was asked about just this revision, and has not returned it."""
    return (
        request is not None and request.revision == update.revision and request.state != "returned"
    )


def is_approved(request: Request | None, update: Update) -> bool:
    """Whether a second moderator agreed to just this revision."""
    return request is not None and is_current(request, update) and request.state == "approved"


def _times(planned: Plan) -> dict[str, str | None]:
    until = _text(planned.until) if planned.until is not None else None
    return {"time": _text(planned.due_at), "not after": until, "held": planned.held}


def _text(at: int) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
