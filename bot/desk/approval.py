"""A second moderator agrees to what pings or moves the status; each use case is one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.desk.noting import note
from bot.enums import Importance, State
from bot.errors import ConflictError, NotAllowedError
from bot.models import Update, Wording
from bot.newsroom import (
    Editor,
    Facts,
    changed_meanwhile,
    correct_in,
    fields_of,
    publish_in,
)
from bot.store import plans as store
from bot.store.database import Database, Transaction
from bot.store.plans import Request
from bot.store.updates import get_editor, require_own


@dataclass(frozen=True, slots=True)
class Approved:
    """What came of an approval: at how many places it shows, or when it will be published."""

    update: Update
    places: int = 0
    due_at: int | None = None


async def ask(
    db: Database,
    editor: Editor,
    update: Update,
    revision: int,
    *,
    now: int,
    wording: Wording | None = None,
    reason: str | None = None,
) -> Request:
    """Ask for a second moderator: about a draft, or a correction with its wording.

    ConflictError when the update is not at ``revision`` any more.
    """
    async with db.transaction() as tx:
        current = await require_own(tx, editor.guild_id, update.id)
        if current.state is not (State.PUBLISHED if wording else State.DRAFT):
            raise ConflictError(f"Update #{update.id} is already {current.state}.")
        if current.revision != revision:
            raise changed_meanwhile(update.id)
        fields = fields_of(wording) if wording else None
        return await ask_in(tx, editor, current, fields=fields, reason=reason, now=now)


async def ask_in(
    tx: Transaction,
    editor: Editor,
    update: Update,
    *,
    fields: Mapping[str, str] | None,
    reason: str | None,
    now: int,
) -> Request:
    """Ask for a second moderator in a transaction that does something else too."""
    request_id = await store.insert_request(
        tx,
        guild_id=editor.guild_id,
        update_id=update.id,
        revision=update.revision,
        fields=fields,
        reason=reason,
        asker_id=editor.user_id,
        now=now,
    )
    asked = {"revision": update.revision, **({"correction": dict(fields)} if fields else {})}
    await note(tx, editor, "update.ask", f"update:{update.id}", (None, asked), now=now)
    return await store.require_request(tx, editor.guild_id, request_id)


async def approve(
    db: Database,
    editor: Editor,
    request_id: int,
    *,
    importance: Importance,
    wording: Wording,
    facts: Facts,
    now: int,
) -> Approved:
    """Agree to what was asked: it is published or corrected at once, or later if so planned.

    NotAllowedError for who wrote or asked for it. ConflictError when it was edited since, when
    its last time is over, or when somebody was quicker.
    """
    async with db.transaction() as tx:
        request, update = await _require_waiting(tx, editor, request_id)
        writer = request.asker_id if request.fields else await get_editor(tx, update.id)
        if editor.user_id in (request.asker_id, writer):
            raise NotAllowedError(
                "Somebody else has to approve this: you wrote it, or asked for its approval."
            )
        about = f"update:{update.id}"
        said = None, {"revision": request.revision}
        await note(tx, editor, "update.approve", about, said, now=now)
        if request.fields is not None:
            corrected, places = await correct_in(
                tx,
                editor,
                update.id,
                request.revision,
                wording,
                facts=facts,
                reason=request.reason,
                now=now,
            )
            return Approved(corrected, places)
        plan = await store.get_plan(tx, update.id)
        if plan is not None and plan.until is not None and now > plan.until:
            raise ConflictError(
                f"The last time for update #{update.id} is over. /desk scheduled can change it."
            )
        if plan is not None and plan.held is None and plan.due_at > now:
            await store.set_approved(tx, request.id)
            return Approved(update, due_at=plan.due_at)
        published, places = await publish_in(
            tx, editor, update.id, request.revision, importance, facts=facts, now=now
        )
        return Approved(published, places)


async def give_back(
    db: Database, editor: Editor, request_id: int, *, verdict: str, now: int
) -> Request:
    """Return what was asked, with the reason; the draft stays a draft."""
    async with db.transaction() as tx:
        request, update = await _require_waiting(tx, editor, request_id)
        await store.set_returned(tx, request.id, verdict)
        said = None, {"revision": request.revision, "reason": verdict}
        await note(tx, editor, "update.return", f"update:{update.id}", said, now=now)
        return request


async def _require_waiting(
    tx: Transaction, editor: Editor, request_id: int
) -> tuple[Request, Update]:
    request = await store.require_request(tx, editor.guild_id, request_id)
    update = await require_own(tx, editor.guild_id, request.update_id)
    if request.state != "waiting":
        raise ConflictError(f"Update #{update.id} is {request.state} already. Nothing was changed.")
    wanted = State.PUBLISHED if request.fields is not None else State.DRAFT
    if update.state is not wanted:
        raise ConflictError(f"Update #{update.id} is already {update.state}. Nothing was changed.")
    if update.revision != request.revision:
        raise ConflictError(
            f"Update #{update.id} was edited after this was asked. Its newest version has to be "
            "asked about anew."
        )
    return request, update
