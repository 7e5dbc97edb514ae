"""What moderators do with updates; each use case is one transaction of the store."""

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import dataclass

from bot import stories
from bot.audit import differing
from bot.dates import parse_said
from bot.desk.noting import note
from bot.desk.outlets import outlet_of
from bot.enums import Importance, Kind, Stage, State
from bot.errors import ConflictError, InputError
from bot.labels import KIND_LABELS
from bot.models import PartialDate, Revision, Slip, Update, Wording
from bot.names import NameIndex
from bot.store import decisions, plans, posts
from bot.store import updates as store
from bot.store.database import Database, Transaction
from bot.text import checked_link, clean

HEADLINE_MOST = 150
SUMMARY_MOST = 1_000
REASON_MOST = 300
NEEDS_LINK = (Kind.OFFICIAL, Kind.FILMMAKER)
HAS_RELEASE = (Stage.DATED, Stage.RELEASED)


@dataclass(frozen=True, slots=True)
class Editor:
    """A moderator at work in a server; ``wire`` when that server is a newsroom."""

    guild_id: int
    user_id: int
    wire: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What was worked out of a wording before it is published: its people, what it moves."""

    people: tuple[str, ...]
    slip: Slip | None = None


def parse_wording(fields: Mapping[str, str], today: dt.date) -> Wording:
    """Read what a moderator typed; InputError says what to write instead."""
    headline = _required(fields, "headline", "a headline", HEADLINE_MOST)
    summary = _required(fields, "summary", "what happened", SUMMARY_MOST)
    try:
        kind = Kind(fields.get("kind", ""))
    except ValueError:
        raise InputError("Choose who says it: official, filmmaker, cast and so on.") from None
    link = fields.get("link", "").strip()
    if not link and kind in NEEDS_LINK:
        raise InputError(f"“{KIND_LABELS[kind]}” needs a link to its source.")
    stage = Stage(fields["stage"]) if fields.get("stage") else None
    release = PartialDate.parse(fields["release"]) if fields.get("release") else None
    return Wording(
        headline=headline,
        summary=summary,
        kind=kind,
        stage=stage if may_claim_stage(kind) else None,
        date=parse_said(fields.get("date", ""), today),
        link=checked_link(link) if link else None,
        release=release if kind is Kind.OFFICIAL and stage in HAS_RELEASE else None,
    )


def fields_of(wording: Wording) -> dict[str, str]:
    """Return a wording as the fields of the form, the inverse of ``parse_wording``."""
    return {
        "headline": wording.headline,
        "summary": wording.summary,
        "link": wording.link or "",
        "kind": wording.kind.value,
        "date": str(wording.date),
        "stage": wording.stage.value if wording.stage else "",
        "release": str(wording.release) if wording.release else "",
    }


def parse_reason(text: str) -> str:
    """Read why something was corrected or retracted; InputError when it is empty or too long."""
    return _required({"reason": text}, "reason", "a reason", REASON_MOST)


def may_claim_stage(kind: Kind) -> bool:
    """Whether an update of this kind can say how far the sequel is (see ``derive_status``)."""
    return kind not in (Kind.RUMOUR, Kind.CONTEXT)


def importance_of(wording: Wording, *, moves_stage: bool) -> Importance:
    """Rank an alert: official words and stage changes first, rumours and context last."""
    if moves_stage or wording.kind is Kind.OFFICIAL:
        return Importance.MAJOR
    if wording.kind in (Kind.RUMOUR, Kind.CONTEXT):
        return Importance.MINOR
    return Importance.NOTABLE


def people_in(wording: Wording, names: NameIndex, people: Container[str]) -> tuple[str, ...]:
    """Return the people that a wording names, of all that the pack knows."""
    hits = names.mentions(f"{wording.headline}\n{wording.summary}")
    return tuple(hit.id for hit in hits if hit.id in people)


async def write_draft(
    db: Database, editor: Editor, wording: Wording, now: int, story_id: int | None = None
) -> Update:
    """Keep a new draft and return it; ConflictError when its story of the queue is decided."""
    async with db.transaction() as tx:
        update_id = await store.insert_draft(tx, editor.guild_id)
        first = Revision(update_id, 1, "written", wording, editor.user_id, now, None)
        await store.insert_revision(tx, first)
        if story_id is not None:
            await stories.accept(tx, editor, story_id, update_id, now)
        await note(
            tx, editor, "update.write", f"update:{update_id}", (None, fields_of(wording)), now=now
        )
        return await store.require_own(tx, editor.guild_id, update_id)


async def edit_draft(
    db: Database, editor: Editor, update_id: int, revision: int, *, wording: Wording, now: int
) -> Update:
    """Give a draft another wording; ConflictError when it is not at ``revision`` any more."""
    async with db.transaction() as tx:
        draft = await _require(tx, editor, update_id, revision, State.DRAFT)
        await store.insert_revision(
            tx, Revision(update_id, revision + 1, "edited", wording, editor.user_id, now, None)
        )
        said = differing(fields_of(draft.wording), fields_of(wording))
        await note(tx, editor, "update.edit", f"update:{update_id}", said, now=now)
        return await store.require_own(tx, editor.guild_id, update_id)


async def discard(db: Database, editor: Editor, update_id: int, revision: int, now: int) -> None:
    """Put a draft away."""
    async with db.transaction() as tx:
        update = await _require(tx, editor, update_id, revision, State.DRAFT)
        await store.insert_revision(
            tx,
            Revision(
                update_id, revision + 1, "discarded", update.wording, editor.user_id, now, None
            ),
        )
        await store.set_discarded(tx, update_id)
        await plans.delete_request(tx, update_id)
        await plans.delete_plan(tx, update_id)
        said = {"state": "draft"}, {"state": "discarded"}
        await note(tx, editor, "update.discard", f"update:{update_id}", said, now=now)


async def publish(
    db: Database,
    editor: Editor,
    update_id: int,
    revision: int,
    *,
    importance: Importance,
    people: tuple[str, ...],
    now: int,
    slip: Slip | None = None,
) -> tuple[Update, int]:
    """Publish a draft and queue it everywhere at once; return it and at how many places."""
    async with db.transaction() as tx:
        facts = Facts(people, slip)
        return await publish_in(tx, editor, update_id, revision, importance, facts=facts, now=now)


async def publish_in(
    tx: Transaction,
    editor: Editor,
    update_id: int,
    revision: int,
    importance: Importance,
    *,
    facts: Facts,
    now: int,
) -> tuple[Update, int]:
    """Publish a draft in a transaction that does something else too; see ``publish``."""
    draft = await _require(tx, editor, update_id, revision, State.DRAFT)
    await store.insert_revision(
        tx,
        Revision(update_id, revision + 1, "published", draft.wording, editor.user_id, now, None),
    )
    await store.set_people(tx, update_id, facts.people)
    await store.set_published(tx, update_id, at=now, wire=editor.wire, importance=importance)
    after = {"state": "published", "importance": importance, "wire": editor.wire}
    await note(
        tx, editor, "update.publish", f"update:{update_id}", ({"state": "draft"}, after), now=now
    )
    await _stand_by(tx, editor, update_id, draft.wording, facts.slip)
    update = await store.require_own(tx, editor.guild_id, update_id)
    return update, await posts.insert_posts(tx, update, importance, now)


async def correct(
    db: Database,
    editor: Editor,
    update_id: int,
    revision: int,
    wording: Wording,
    *,
    reason: str | None,
    people: tuple[str, ...],
    now: int,
    slip: Slip | None = None,
) -> tuple[Update, int]:
    """Correct a published update; return it and how many copies will change."""
    async with db.transaction() as tx:
        facts = Facts(people, slip)
        return await correct_in(
            tx, editor, update_id, revision, wording, facts=facts, reason=reason, now=now
        )


async def correct_in(
    tx: Transaction,
    editor: Editor,
    update_id: int,
    revision: int,
    wording: Wording,
    *,
    facts: Facts,
    reason: str | None,
    now: int,
) -> tuple[Update, int]:
    """Correct a published update in a transaction that does something else too."""
    update = await _require(tx, editor, update_id, revision, State.PUBLISHED)
    await store.insert_revision(
        tx, Revision(update_id, revision + 1, "corrected", wording, editor.user_id, now, reason)
    )
    await store.set_people(tx, update_id, facts.people)
    await store.set_corrected(tx, update_id, at=now)
    old, new = differing(fields_of(update.wording), fields_of(wording))
    new |= {"reason": reason} if reason else {}
    await note(tx, editor, "update.correct", f"update:{update_id}", (old, new), now=now)
    await _stand_by(tx, editor, update_id, wording, facts.slip)
    places = await posts.set_wanted(tx, update_id, revision + 1, now, struck=False)
    return await store.require_own(tx, editor.guild_id, update_id), places


async def _stand_by(
    tx: Transaction, editor: Editor, update_id: int, wording: Wording, slip: Slip | None
) -> None:
    """Keep what stands beside a published update, and end what waited for its publishing."""
    await plans.delete_request(tx, update_id)
    await plans.delete_plan(tx, update_id)
    await decisions.set_slip(tx, update_id, slip)
    if wording.kind is Kind.RUMOUR:
        await decisions.set_rumour(tx, update_id, editor.guild_id, outlet_of(wording.link))


async def retract(
    db: Database, editor: Editor, update_id: int, revision: int, *, reason: str, now: int
) -> tuple[Update, int]:
    """Retract a published update; return it and how many copies will be struck."""
    async with db.transaction() as tx:
        update = await _require(tx, editor, update_id, revision, State.PUBLISHED)
        await store.insert_revision(
            tx,
            Revision(
                update_id, revision + 1, "retracted", update.wording, editor.user_id, now, reason
            ),
        )
        await store.set_retracted(tx, update_id, reason)
        await plans.delete_request(tx, update_id)
        said = {"state": "published"}, {"state": "retracted", "reason": reason}
        await note(tx, editor, "update.retract", f"update:{update_id}", said, now=now)
        places = await posts.set_wanted(tx, update_id, revision + 1, now, struck=True)
        return await store.require_own(tx, editor.guild_id, update_id), places


async def _require(
    tx: Transaction, editor: Editor, update_id: int, revision: int, state: State
) -> Update:
    update = await store.require_own(tx, editor.guild_id, update_id)
    if update.state is not state:
        raise ConflictError(f"Update #{update_id} is already {update.state}. Nothing was changed.")
    if update.revision != revision:
        raise changed_meanwhile(update_id)
    return update


def changed_meanwhile(update_id: int) -> ConflictError:
    """Say that this was about a version of an update that is no longer its newest."""
    return ConflictError(
        f"Somebody changed update #{update_id} meanwhile. Nothing was changed now: "
        "look at its newest version and try again."
    )


def _required(fields: Mapping[str, str], key: str, name: str, most: int) -> str:
    text = clean(fields.get(key, ""), multiline=key == "summary")
    if not text:
        raise InputError(f"Please write {name}.")
    if len(text) > most:
        raise InputError(f"That is {len(text)} characters; {name} may have {most}.")
    return text
