"""Facts of moderators, written straight into the store."""

from dataclasses import replace

from bot.enums import Confidence, Reliability, Spoiler
from bot.models import PartialDate
from bot.store import additions as store
from bot.store.additions import Addition, Statement
from bot.store.database import Database
from tests.store.factories import EDITOR, NOW

STATEMENT = Statement(
    text="Ada is tall.",
    category="crew",
    entities=("ada",),
    as_of=PartialDate(2023, 5),
    spoiler=Spoiler.NONE,
    confidence=Confidence.REPORTED,
    notes="Somebody doubts it.",
    link="https://example.org/ada",
    title="How tall Ada is",
    reliability=Reliability.FAN,
    question="How tall is Ada?",
)


async def add(
    db: Database,
    guild_id: int,
    statement: Statement = STATEMENT,
    *,
    wire: bool = False,
    editor_id: int = EDITOR,
) -> Addition:
    async with db.transaction() as tx:
        id_ = await store.insert_addition(tx, guild_id, wire=wire)
        await store.insert_statement(
            tx, id_, 1, "published", statement, editor_id=editor_id, now=NOW, reason=None
        )
        added = await store.require_own(tx, guild_id, id_)
        await store.put_among_facts(tx, added)
        return added


async def change(db: Database, added: Addition, action: str, **changes: object) -> Addition:
    async with db.transaction() as tx:
        await store.insert_statement(
            tx,
            added.id,
            added.revision + 1,
            action,
            replace(added.statement, **changes),  # pyright: ignore[reportArgumentType] - of a test
            editor_id=EDITOR,
            now=NOW + 1,
            reason="better",
        )
        changed = await store.require_own(tx, added.guild_id, added.id)
        await store.put_among_facts(tx, changed)
        return changed


async def hide(db: Database, guild_id: int, fact_id: str, *, hidden: bool = True) -> bool:
    async with db.transaction() as tx:
        return await store.set_hidden(
            tx, guild_id, fact_id, hidden=hidden, editor_id=EDITOR, now=NOW, reason="wrong"
        )
