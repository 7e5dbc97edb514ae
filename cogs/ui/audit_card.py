"""The audit as moderators read it: who did what, when, and what stood before and after."""

import json
from collections.abc import Callable, Sequence
from typing import Any, cast

from bot.audit import AuditRow
from bot.text import cut, escape
from cogs.ui.cards import Button, Card, page_buttons

A_PAGE = 6
VALUE_MOST = 90
CHANGES_MOST = 4
_EMPTY: tuple[object, ...] = (None, "", [])


def render_audit(
    colour: int,
    rows: Sequence[AuditRow],
    matching: int,
    page: int,
    *,
    chain: str,
    export: Button | None,
    id_of: Callable[[int], str] | None,
) -> Card:
    """Render a page, newest first; ``id_of`` is None where the filter is too long for buttons."""
    found = "1 row" if matching == 1 else f"{matching:,} rows"
    card = Card(colour).text(f"### Audit · {found}", f"-# {chain}")
    if not rows:
        card.text("Nothing matches. /desk audit without options lists everything.")
    for row in rows:
        who = f"<@{row.actor_id}>" if row.actor_id else "a former moderator"
        head = f"**{row.number}. {escape(row.action)}** · {escape(cut(row.subject, VALUE_MOST))}"
        card.rule().text(head, f"{who}, <t:{row.at}:f>", *_changes(row))
    pages = max(1, -(-matching // A_PAGE))
    if pages > 1 and id_of is None:
        card.text("-# There are more; with a shorter filter, or in the export, all can be seen.")
    turns = page_buttons(page, pages, id_of, ("Newer", "Older")) if id_of else []
    return card.row(*turns, *([export] if export and rows else []))


def chain_text(changed: int | None, rows: int) -> str:
    """Say whether the chain of a server's rows is whole."""
    if changed is not None:
        return f"⚠️ Row {changed} was changed, or one before it is missing"
    return f"Chain whole, {rows:,} row{'' if rows == 1 else 's'}"


def _changes(row: AuditRow) -> list[str]:
    before, after = _fields(row.before), _fields(row.after)
    lines = [
        _change(key, before.get(key), after.get(key), known=key in before)
        for key in dict.fromkeys([*before, *after])
        if key in before or after[key] not in _EMPTY
    ]
    more = len(lines) - CHANGES_MOST
    return [*lines[:CHANGES_MOST], *([f"-# and {more} more in the export"] if more > 0 else [])]


def _change(key: str, old: object, new: object, *, known: bool) -> str:
    name = escape(key.replace("_", " "))
    return f"- {name}: {_value(old)} → {_value(new)}" if known else f"- {name}: {_value(new)}"


def _value(value: object) -> str:
    if value in _EMPTY:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape(cut(" ".join(str(value).split()), VALUE_MOST))


def _fields(text: str | None) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(text)) if text else {}
