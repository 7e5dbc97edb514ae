"""The life of a rumour: open, then confirmed or debunked by a source; one transaction each."""

from bot.desk.noting import note
from bot.enums import Kind, Outcome, State
from bot.errors import ConflictError, InputError, NotFoundError
from bot.models import PartialDate, Revision, Rumour, Update
from bot.newsroom import Editor, changed_meanwhile
from bot.store import decisions, posts
from bot.store import updates as store
from bot.store.database import Database, Transaction

WORDS = {Outcome.CONFIRMED: "Confirmed", Outcome.DEBUNKED: "Debunked", Outcome.OPEN: "Open again"}


async def settle(
    db: Database,
    editor: Editor,
    update_id: int,
    revision: int,
    outcome: Outcome,
    *,
    link: str,
    day: PartialDate,
    settled_by: Update | None,
    now: int,
) -> tuple[Update, int]:
    """Say what became of a rumour and correct every copy of its alert; return how many.

    The rumour itself still moves no stage: the update that settles it may.
    """
    if settled_by is not None and (settled_by.id == update_id or settled_by.kind is Kind.RUMOUR):
        raise InputError("A rumour is settled by an update that is no rumour itself.")
    async with db.transaction() as tx:
        update, known = await _require(tx, editor, update_id, revision)
        if known.outcome is not Outcome.OPEN:
            raise ConflictError(f"Rumour #{update_id} is {known.outcome} already.")
        by = settled_by.id if settled_by else None
        await decisions.set_outcome(tx, update_id, outcome, link=link, day=day, settled_by=by)
        named = {Outcome.CONFIRMED: "rumour.confirm", Outcome.DEBUNKED: "rumour.debunk"}[outcome]
        after = {"outcome": outcome, "link": link, "day": str(day), "settled by": by}
        said = {"outcome": known.outcome}, after
        await note(tx, editor, named, f"update:{update_id}", said, now=now)
        return await _show(tx, editor, update, f"{WORDS[outcome]}: {link}", now)


async def reopen(
    db: Database, editor: Editor, update_id: int, revision: int, now: int
) -> tuple[Update, int]:
    """Take back what was said to have become of a rumour, in every copy of its alert."""
    async with db.transaction() as tx:
        update, known = await _require(tx, editor, update_id, revision)
        if known.outcome is Outcome.OPEN:
            raise ConflictError(f"Rumour #{update_id} is open already.")
        await decisions.set_outcome(
            tx, update_id, Outcome.OPEN, link=None, day=None, settled_by=None
        )
        said = {"outcome": known.outcome, "link": known.link}, {"outcome": Outcome.OPEN}
        await note(tx, editor, "rumour.reopen", f"update:{update_id}", said, now=now)
        return await _show(tx, editor, update, WORDS[Outcome.OPEN], now)


async def _show(
    tx: Transaction, editor: Editor, update: Update, reason: str, now: int
) -> tuple[Update, int]:
    """Give an update another revision with the same words, so that every copy is brought to it."""
    number = update.revision + 1
    await store.insert_revision(
        tx,
        Revision(update.id, number, "corrected", update.wording, editor.user_id, now, reason),
    )
    await store.set_corrected(tx, update.id, at=now)
    places = await posts.set_wanted(tx, update.id, number, now, struck=False)
    return await store.require_own(tx, editor.guild_id, update.id), places


async def _require(
    tx: Transaction, editor: Editor, update_id: int, revision: int
) -> tuple[Update, Rumour]:
    update = await store.require_own(tx, editor.guild_id, update_id)
    if update.rumour is None:
        raise NotFoundError(f"This server has no such rumour: #{update_id} is none.")
    if update.state is not State.PUBLISHED:
        raise ConflictError(f"Rumour #{update_id} is {update.state}. Nothing was changed.")
    if update.revision != revision:
        raise changed_meanwhile(update_id)
    return update, update.rumour
