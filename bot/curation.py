"""What moderators do with facts; each use case is one transaction of the store."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Container, Mapping
from typing import Any

from bot.audit import differing
from bot.dates import parse_said
from bot.desk.noting import note
from bot.enums import Confidence, Reliability, Spoiler
from bot.errors import ConflictError, InputError
from bot.models import Fact, Source
from bot.newsroom import Editor
from bot.store import additions as store
from bot.store.additions import PUBLIC, Addition, Statement
from bot.store.database import Database, Transaction
from bot.store.guilds import delete_form
from bot.store.questions import (
    delete_reports_about,
    delete_reports_like,
    get_question,
    set_answered,
)
from bot.text import checked_link, clean

TEXT_MOST = 600  # the limits of a pack, so that an addition can become part of one
TITLE_MOST = 200
NOTES_MOST = 400
ABOUT_MOST = 5
TYPED = ("text", "about", "link", "title", "as_of")  # what the form asks for
CHOICES = {  # what is chosen under the preview, with what it is at first
    "category": "",
    "reliability": "",
    "confidence": Confidence.REPORTED.value,
    "spoiler": Spoiler.NONE.value,
}
_OTHER = {"retired": "published", "restored": "retired"}
FindName = Callable[[str], str]  # the id of the entity that a name means; InputError for none


def check_typed(fields: Mapping[str, str], today: dt.date, find: FindName) -> None:
    """Raise InputError, which says what to write instead, unless the form is filled in well."""
    _required(fields, "text", "the fact, in one or two sentences", TEXT_MOST)
    _entities(fields.get("about", ""), find)
    checked_link(fields.get("link", ""))
    _required(fields, "title", "the title of the source", TITLE_MOST)
    parse_said(fields.get("as_of", ""), today)


def hindrance(fields: Mapping[str, str], categories: Container[str]) -> str | None:
    """Return what is still to be chosen before a fact can be published, or None."""
    if fields.get("category", "") not in categories:
        return "Choose the category below."
    if fields.get("reliability") not in tuple(Reliability):
        return "Choose below what kind of source it is."
    fan = fields.get("reliability") == Reliability.FAN
    if fields.get("confidence") == Confidence.CONFIRMED and fan:
        return "“Confirmed” needs a better source than a fan site."
    if fields.get("confidence") == Confidence.DISPUTED and not fields.get("notes"):
        return "Write a note that says what speaks against it."
    return None


def as_shown(fields: Mapping[str, str], today: dt.date, find: FindName) -> Fact:
    """Return a fact under way as it would be shown, by what was chosen so far."""
    link, level = checked_link(fields["link"]), fields.get("reliability")
    source = Source(
        "", clean(fields["title"]), None, link, None, Reliability(level) if level else None
    )
    return Fact(
        id="",
        text=clean(fields["text"]),
        category=fields.get("category", ""),
        entities=_entities(fields["about"], find),
        date=None,
        as_of=parse_said(fields["as_of"], today),
        spoiler=Spoiler(fields.get("spoiler") or CHOICES["spoiler"]),
        confidence=Confidence(fields.get("confidence") or CHOICES["confidence"]),
        sources=(source,),
        notes=clean(fields.get("notes", "")) or None,
    )


def read_statement(
    fields: Mapping[str, str], today: dt.date, categories: Container[str], find: FindName
) -> Statement:
    """Read a fact that was typed and chosen; InputError says what is missing."""
    check_typed(fields, today, find)
    missing = hindrance(fields, categories)
    if missing:
        raise InputError(missing)
    return Statement(
        text=_required(fields, "text", "the fact", TEXT_MOST),
        category=fields["category"],
        entities=_entities(fields["about"], find),
        as_of=parse_said(fields["as_of"], today),
        spoiler=Spoiler(fields.get("spoiler") or CHOICES["spoiler"]),
        confidence=Confidence(fields.get("confidence") or CHOICES["confidence"]),
        notes=clean(fields.get("notes", ""))[:NOTES_MOST] or None,
        link=checked_link(fields["link"]),
        title=_required(fields, "title", "the title", TITLE_MOST),
        reliability=Reliability(fields["reliability"]),
        question=fields.get("asked") or None,
    )


def fields_of(addition: Addition, names: Mapping[str, str]) -> dict[str, str]:
    """Return an addition as the fields of the form; ``names`` are entities' names by id."""
    said = addition.statement
    return {
        "addition": str(addition.id),
        "revision": str(addition.revision),
        "text": said.text,
        "about": "; ".join(names[id_] for id_ in said.entities if id_ in names),
        "link": said.link,
        "title": said.title,
        "as_of": str(said.as_of),
        "category": said.category,
        "reliability": said.reliability.value,
        "confidence": said.confidence.value,
        "spoiler": said.spoiler.value,
        "notes": said.notes or "",
        "asked": said.question or "",
    }


async def publish(
    db: Database,
    editor: Editor,
    statement: Statement,
    *,
    form_id: int,
    question_id: int | None,
    report_id: int | None = None,
    now: int,
) -> Addition:
    """Make a fact of this server, or of everybody's in a newsroom.

    It answers a question that still waits, or what a report doubts. Where the question is
    answered or gone meanwhile it is a fact like any other, without the question.
    """
    async with db.transaction() as tx:
        await _use_up(tx, form_id)
        if question_id is not None and not await get_question(tx, editor.guild_id, question_id):
            question_id, statement = None, dataclasses.replace(statement, question=None)
        addition_id = await store.insert_addition(tx, editor.guild_id, wire=editor.wire)
        await store.insert_statement(
            tx,
            addition_id,
            1,
            "published",
            statement,
            editor_id=editor.user_id,
            now=now,
            reason=None,
        )
        if question_id is not None:
            await set_answered(tx, editor.guild_id, question_id, addition_id)
        if report_id is not None:
            await delete_reports_like(tx, editor.guild_id, report_id)
        await note(
            tx, editor, "fact.add", f"fact:+{addition_id}", (None, _said(statement)), now=now
        )
        return await _shown(tx, editor, addition_id)


async def correct(
    db: Database,
    editor: Editor,
    addition_id: int,
    revision: int,
    statement: Statement,
    *,
    form_id: int,
    reason: str | None,
    now: int,
) -> Addition:
    """Give a fact of this server another wording; ConflictError when somebody was quicker."""
    async with db.transaction() as tx:
        await _use_up(tx, form_id)
        before = await store.require_own(tx, editor.guild_id, addition_id)
        if before.retired or before.revision != revision:
            raise ConflictError(
                f"Somebody changed fact {before.fact_id} meanwhile. Nothing was changed now: "
                "look at it with /desk fact edit and try again."
            )
        await store.insert_statement(
            tx,
            addition_id,
            revision + 1,
            "corrected",
            statement,
            editor_id=editor.user_id,
            now=now,
            reason=reason,
        )
        await delete_reports_about(tx, editor.guild_id, before.fact_id)
        old, new = differing(_said(before.statement), _said(statement))
        new |= {"reason": reason} if reason else {}
        await note(tx, editor, "fact.correct", f"fact:{before.fact_id}", (old, new), now=now)
        return await _shown(tx, editor, addition_id)


async def set_retired(
    db: Database, editor: Editor, fact_id: str, *, retired: bool, reason: str | None, now: int
) -> bool:
    """Retire a fact, or bring it back; False when it is so already.

    A server's own fact is retired for all who saw it. Anybody else's is no longer shown in this
    server; a newsroom's decision holds for everybody.
    """
    async with db.transaction() as tx:
        await delete_reports_about(tx, editor.guild_id, fact_id)
        own = await _own(tx, editor, fact_id)
        action = "retired" if retired else "restored"
        if own is None:
            changed = await store.set_hidden(
                tx,
                PUBLIC if editor.wire else editor.guild_id,
                fact_id,
                hidden=retired,
                editor_id=editor.user_id,
                now=now,
                reason=reason,
            )
        elif changed := own.retired is not retired:
            await store.insert_statement(
                tx,
                own.id,
                own.revision + 1,
                action,
                own.statement,
                editor_id=editor.user_id,
                now=now,
                reason=reason,
            )
            await _shown(tx, editor, own.id)
        if changed:
            named = "fact.retire" if retired else "fact.restore"
            after = {"state": action, **({"reason": reason} if reason else {})}
            await note(
                tx, editor, named, f"fact:{fact_id}", ({"state": _OTHER[action]}, after), now=now
            )
        return changed


def _said(statement: Statement) -> dict[str, Any]:
    return {**dataclasses.asdict(statement), "as_of": str(statement.as_of)}


async def _own(tx: Transaction, editor: Editor, fact_id: str) -> Addition | None:
    number = re.fullmatch(r"\+([0-9]{1,18})", fact_id)
    found = await store.get_addition(tx, int(number[1])) if number else None
    return found if found and found.guild_id == editor.guild_id else None


async def _shown(tx: Transaction, editor: Editor, addition_id: int) -> Addition:
    addition = await store.require_own(tx, editor.guild_id, addition_id)
    await store.put_among_facts(tx, addition)
    return addition


async def _use_up(tx: Transaction, form_id: int) -> None:
    if not await delete_form(tx, form_id):
        raise ConflictError("That is published already. Nothing was published twice.")


def _entities(text: str, find: FindName) -> tuple[str, ...]:
    parts = [part.strip() for part in text.split(";" if ";" in text else ",")]
    named = [part for part in parts if part]
    if not named:
        raise InputError("Please write whom or what it is about: a name that /lookup knows.")
    if len(named) > ABOUT_MOST:
        raise InputError(f"A fact can be about {ABOUT_MOST} names at most.")
    return tuple(dict.fromkeys(find(name) for name in named))


def _required(fields: Mapping[str, str], key: str, name: str, most: int) -> str:
    text = clean(fields.get(key, ""))
    if not text:
        raise InputError(f"Please write {name}.")
    if len(text) > most:
        raise InputError(f"That is {len(text)} characters; {name} may have {most}.")
    return text
