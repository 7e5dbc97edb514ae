"""What moderators do with updates; each use case is one transaction of the store."""

import dataclasses
import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import dataclass

from bot import stories
from bot.dates import parse_said
from bot.enums import Importance, Kind, Origin, Stage, State
from bot.errors import ConflictError, InputError
from bot.labels import KIND_LABELS
from bot.models import PartialDate, Revision, Update, Wording
from bot.names import NameIndex
from bot.store import posts
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


def as_published(draft: Update, wording: Wording, *, wire: bool, at: int) -> Update:
    """Return the update as it would be once published with this wording."""
    return dataclasses.replace(
        draft,
        state=State.PUBLISHED,
        wire=wire,
        published_at=draft.published_at or at,
        headline=wording.headline,
        summary=wording.summary,
        kind=wording.kind,
        stage=wording.stage,
        date=wording.date,
        release=wording.release,
        sources=(store.typed_source(draft.id, wording),) if wording.link else (),
    )


def unwritten(guild_id: int) -> Update:
    """Return an empty draft, for showing what would be before anything is stored."""
    return Update(
        id=0,
        key=None,
        origin=Origin.DESK,
        guild_id=guild_id,
        wire=False,
        state=State.DRAFT,
        revision=1,
        headline="",
        summary="",
        kind=Kind.CONTEXT,
        stage=None,
        date=PartialDate(2000),
        people=(),
        sources=(),
        published_at=None,
        corrected_at=None,
        retraction=None,
    )


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
        return await store.require_own(tx, editor.guild_id, update_id)


async def edit_draft(
    db: Database, editor: Editor, update_id: int, revision: int, *, wording: Wording, now: int
) -> Update:
    """Give a draft another wording; ConflictError when it is not at ``revision`` any more."""
    async with db.transaction() as tx:
        await _require(tx, editor, update_id, revision, State.DRAFT)
        await store.insert_revision(
            tx, Revision(update_id, revision + 1, "edited", wording, editor.user_id, now, None)
        )
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


async def publish(
    db: Database,
    editor: Editor,
    update_id: int,
    revision: int,
    *,
    importance: Importance,
    people: tuple[str, ...],
    now: int,
) -> tuple[Update, int]:
    """Publish a draft and queue it everywhere at once; return it and at how many places."""
    async with db.transaction() as tx:
        draft = await _require(tx, editor, update_id, revision, State.DRAFT)
        await store.insert_revision(
            tx,
            Revision(
                update_id, revision + 1, "published", draft.wording, editor.user_id, now, None
            ),
        )
        await store.set_people(tx, update_id, people)
        await store.set_published(tx, update_id, at=now, wire=editor.wire, importance=importance)
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
) -> tuple[Update, int]:
    """Correct a published update; return it and how many copies will change."""
    async with db.transaction() as tx:
        await _require(tx, editor, update_id, revision, State.PUBLISHED)
        await store.insert_revision(
            tx, Revision(update_id, revision + 1, "corrected", wording, editor.user_id, now, reason)
        )
        await store.set_people(tx, update_id, people)
        await store.set_corrected(tx, update_id, at=now)
        places = await posts.set_wanted(tx, update_id, revision + 1, now, struck=False)
        return await store.require_own(tx, editor.guild_id, update_id), places


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
        places = await posts.set_wanted(tx, update_id, revision + 1, now, struck=True)
        return await store.require_own(tx, editor.guild_id, update_id), places


async def note_checked(db: Database, editor: Editor, today: dt.date) -> None:
    """Note that the desk has looked for news today."""
    async with db.transaction() as tx:
        guild_id = store.WIRE if editor.wire else editor.guild_id
        await store.set_checked(tx, guild_id, PartialDate.of(today), editor.user_id)


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
