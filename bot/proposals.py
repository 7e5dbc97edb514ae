"""Wordings under way: a draft's, a correction's that nobody has confirmed, or a mistyped one."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot import newsroom
from bot.dates import parse_said
from bot.enums import Kind, Stage, State
from bot.errors import ConflictError, InputError, NotFoundError
from bot.labels import KIND_LABELS
from bot.models import PartialDate, Update, Wording
from bot.newsroom import HAS_RELEASE, Editor, may_claim_stage
from bot.store import guilds as store
from bot.store.database import Database
from bot.store.updates import require_own

EDITABLE = (State.DRAFT, State.PUBLISHED)
RELEASE_YEARS = 30  # further ahead a release date is a typing error


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a moderator is working on; ``update`` is None where there is nothing but typed text."""

    update: Update | None = None
    revision: int = 0
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])
    form_id: int | None = None

    @property
    def ids(self) -> tuple[int, ...]:
        """What a custom id has to carry for ``open_proposal``."""
        if self.form_id is not None:
            return (self.form_id,)
        return (self.update.id, self.revision) if self.update else ()

    def require_open(self) -> Update:
        """Return the draft or published update that this is about, or raise ConflictError."""
        if self.update is None:
            raise NotFoundError("This button is not one of ours.")
        if self.update.state not in EDITABLE:
            raise ConflictError(
                f"Update #{self.update.id} is {self.update.state}: nothing of it can change."
            )
        return self.update

    @property
    def correction(self) -> bool:
        """Whether this would change what is already published."""
        return self.update is not None and self.update.state is State.PUBLISHED

    def at_newest(self) -> "Proposal":
        """Return it for the newest revision, as somebody sees it who opens it now."""
        if self.update is None or self.form_id is not None:
            return self
        return dataclasses.replace(self, revision=self.update.revision)

    def wording(self, today: dt.date) -> Wording:
        """Return the wording; InputError where it was mistyped."""
        return newsroom.parse_wording(self.fields, today)


async def open_proposal(db: Database, editor: Editor, ids: Sequence[int]) -> Proposal:
    """Read a draft or published update (id, revision), a form (id), or begin anew (no ids).

    NotFoundError for what belongs to another server, or for another person's form.
    """
    match tuple(ids):
        case ():
            return Proposal()
        case (form_id,):
            form = await store.require_form(db, form_id, editor.guild_id, editor.user_id)
            update = None
            if form.update_id is not None:
                update = await require_own(db, editor.guild_id, form.update_id)
            return Proposal(update, form.revision or 0, form.fields, form_id)
        case (update_id, revision):
            update = await require_own(db, editor.guild_id, update_id)
            return Proposal(update, revision, newsroom.fields_of(update.wording))
        case _:
            raise NotFoundError("This button is not one of ours.")


async def keep_text(
    db: Database, editor: Editor, proposal: Proposal, fields: Mapping[str, str], now: int
) -> Proposal:
    """Keep typed text for a day, right or wrong, for the newest revision of what it is about."""
    update, typed = proposal.update, dict(fields)
    revision = update.revision if update else None
    async with db.transaction() as tx:
        form_id = proposal.form_id
        if form_id is not None:
            await store.set_form(tx, form_id, revision=revision, fields=typed)
        else:
            form_id = await store.insert_form(
                tx,
                guild_id=editor.guild_id,
                user_id=editor.user_id,
                update_id=update.id if update else None,
                revision=revision,
                fields=typed,
                now=now,
            )
    return Proposal(update, revision or 0, typed, form_id)


async def keep_wording(
    db: Database, editor: Editor, proposal: Proposal, wording: Wording, now: int
) -> Proposal:
    """Store a wording: as a draft, or for a published update as a correction to confirm.

    Typed text whose update is gone by now becomes a new draft. ConflictError when somebody
    changed the update since this proposal was opened.
    """
    update = proposal.update
    if update is not None and update.state is State.PUBLISHED:
        if update.revision != proposal.revision:
            raise newsroom.changed_meanwhile(update.id)
        return await keep_text(db, editor, proposal, newsroom.fields_of(wording), now)
    if update is not None and (update.state is State.DRAFT or proposal.form_id is None):
        draft = await newsroom.edit_draft(
            db, editor, update.id, proposal.revision, wording=wording, now=now
        )
    else:
        story_id = int(proposal.fields.get("story", 0)) or None
        draft = await newsroom.write_draft(db, editor, wording, now, story_id)
    await drop_text(db, proposal)
    return Proposal(draft, draft.revision, newsroom.fields_of(draft.wording))


async def drop_text(db: Database, proposal: Proposal) -> None:
    """Forget typed text once it is stored as a draft or published."""
    if proposal.form_id is not None:
        async with db.transaction() as tx:
            await store.delete_form(tx, proposal.form_id)


def with_stage(wording: Wording, stage: Stage | None) -> Wording:
    """Return the wording with another stage; InputError where its kind may claim none."""
    if stage is not None and not may_claim_stage(wording.kind):
        raise InputError("Rumours and background never move the status, so they have no stage.")
    release = wording.release if stage in HAS_RELEASE else None
    return dataclasses.replace(wording, stage=stage, release=release)


def may_state_release(wording: Wording) -> bool:
    """Whether this wording may name a release date: official, and dated or released."""
    return wording.kind is Kind.OFFICIAL and wording.stage in HAS_RELEASE


def parse_release(text: str, today: dt.date) -> PartialDate | None:
    """Read a release date, past or to come; None when empty, InputError as ``parse_said``."""
    if not text.strip():
        return None
    try:
        return parse_said(text, today)
    except InputError:
        date = parse_said(text, dt.date.max)
    if date.year > today.year + RELEASE_YEARS:
        raise InputError(f"{date.year} is too far ahead for a release date. Is the year right?")
    return date


def differences(before: Wording | None, after: Wording) -> list[tuple[str, str, str]]:
    """Return (name, old text, new text) of every field that differs; all of a first wording."""
    old, new = _texts(before) if before else {}, _texts(after)
    return [(name, old.get(name, ""), new[name]) for name in new if old.get(name, "") != new[name]]


def _texts(wording: Wording) -> dict[str, str]:
    return {
        "Headline": wording.headline,
        "What happened": wording.summary,
        "Who says it": KIND_LABELS[wording.kind],
        "Stage": wording.stage.label if wording.stage else "",
        "Date": wording.date.text,
        "Link": wording.link or "",
        "Release date": wording.release.text if wording.release else "",
    }
