"""The audit of a server: rows chained by hashes, so that a changed or missing one shows."""

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Fields = Mapping[str, Any]  # JSON values; ids of persons stand in actor_id alone
FIRST = "0" * 64  # what the first row of a chain follows


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One action: who, what, on what, when (UTC seconds), and what stood before and after.

    ``number`` counts a server's rows from 1. ``actor`` is a digest of the person with ``salt``;
    ``actor_id`` is 0 and ``salt`` empty once that person was forgotten.
    """

    guild_id: int
    number: int
    actor_id: int
    salt: str
    actor: str
    action: str
    subject: str
    before: str | None
    after: str | None
    at: int
    hash: str = ""


def canonical(fields: Fields | None) -> str | None:
    """Write fields in the one way in which they are stored and hashed."""
    if fields is None:
        return None
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(actor_id: int, salt: str) -> str:
    """Return what stands for a person in the hash; with a lost salt it names nobody."""
    return hashlib.sha256(f"{salt}:{actor_id}".encode()).hexdigest()


def hash_of(row: AuditRow, previous: str) -> str:
    """Return the SHA-256 of a row after the hash of the row before it."""
    said = [row.guild_id, row.number, row.actor, row.action, row.subject]
    text = json.dumps([previous, *said, row.before, row.after, row.at], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify_chain(rows: Iterable[AuditRow]) -> int | None:
    """Return the number of the first row of a whole chain that was changed, None where none was.

    ``rows`` are all rows of one server, oldest first. A row that is missing shows at the place
    where it stood; rows cut off at the end do not show here, but against an earlier export.
    """
    previous, expected = FIRST, 1
    for row in rows:
        named = row.actor_id == 0 or digest_of(row.actor_id, row.salt) == row.actor
        if row.number != expected or not named or hash_of(row, previous) != row.hash:
            return expected
        previous, expected = row.hash, expected + 1
    return None


def differing(before: Fields, after: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both with only those fields in which they differ."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return (
        {key: before[key] for key in keys if key in before},
        {key: after[key] for key in keys if key in after},
    )


def to_csv(rows: Iterable[AuditRow]) -> str:
    """Write rows as CSV that no spreadsheet takes for formulas, however they begin."""
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(["row", "time (UTC)", "who", "action", "about", "before", "after", "hash"])
    for row in rows:
        at = dt.datetime.fromtimestamp(row.at, dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
        # As a mention, since spreadsheets round long numbers.
        who = f"<@{row.actor_id}>" if row.actor_id else "forgotten"
        texts = [who, row.action, row.subject, row.before or "", row.after or "", row.hash]
        table.writerow([row.number, at, *map(_inert, texts)])
    return file.getvalue()


def _inert(text: str) -> str:
    """Keep a cell from being a formula (owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
