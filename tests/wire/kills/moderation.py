"""What moderators do between and during kills, through the use cases that commands call."""

from dataclasses import dataclass

from bot.enums import Importance, Kind
from bot.models import PartialDate, Wording
from bot.newsroom import Editor, correct, publish, retract, write_draft
from bot.store import digests, errands, posts
from bot.store.database import Database
from bot.store.updates import require_own

PUBLISH, CORRECT, RETRACT = "publish", "correct", "retract"


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the moderators of a newsroom server; ``number`` makes its words its own."""

    kind: str
    guild_id: int
    number: int
    update_id: int = 0


def wording(number: int) -> Wording:
    """Return words unlike those of any other number."""
    return Wording(
        f"The captain was seen, report {number}",
        f"What was said in the harbour, version {number}.",
        Kind.CAST,
        None,
        PartialDate(2026, 11, 20),
        None,
    )


async def next_due(db: Database) -> int | None:
    """Return when the bot has something to do next: a post, a digest, or what follows a post."""
    moments = (
        await posts.next_due(db),
        await digests.next_digest_due(db),
        await errands.next_errand_due(db),
    )
    return min((moment for moment in moments if moment is not None), default=None)


async def moderate(db: Database, act: Act, now: int) -> int:
    """Do it and return the update's id; ConflictError when it cannot be done any more."""
    editor = Editor(act.guild_id, 1, wire=True)
    if act.kind == PUBLISH:
        draft = await write_draft(db, editor, wording(act.number), now)
        await publish(db, editor, draft.id, 1, importance=Importance.NOTABLE, people=(), now=now)
        return draft.id
    update = await require_own(db, act.guild_id, act.update_id)
    if act.kind == CORRECT:
        await correct(
            db,
            editor,
            update.id,
            update.revision,
            wording(act.number),
            reason=None,
            people=(),
            now=now,
        )
    else:
        await retract(db, editor, update.id, update.revision, reason="It was a joke.", now=now)
    return update.id
