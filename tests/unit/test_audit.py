"""A chain of hashes names the first row that was changed, wherever and however it was."""

import csv
import dataclasses
import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.audit import (
    FIRST,
    AuditRow,
    canonical,
    differing,
    digest_of,
    hash_of,
    to_csv,
    verify_chain,
)

LENGTH = 6


def make_chain(length: int = LENGTH) -> list[AuditRow]:
    rows: list[AuditRow] = []
    previous = FIRST
    for number in range(1, length + 1):
        row = AuditRow(
            guild_id=1,
            number=number,
            actor_id=40 + number,
            salt=f"salt{number}",
            actor=digest_of(40 + number, f"salt{number}"),
            action="update.edit",
            subject=f"update:{number}",
            before=canonical({"headline": f"old {number}"}),
            after=canonical({"headline": f"new {number}"}),
            at=number,
        )
        rows.append(dataclasses.replace(row, hash=hash_of(row, previous)))
        previous = rows[-1].hash
    return rows


CHANGES: dict[str, Any] = {
    "guild_id": 2,
    "number": 99,
    "actor_id": 7,
    "actor": digest_of(7, "salt"),
    "action": "update.retract",
    "subject": "update:77",
    "before": None,
    "after": '{"headline":"forged"}',
    "at": 12345,
    "hash": "f" * 64,
}


def test_an_untouched_chain_is_whole() -> None:
    assert verify_chain(make_chain()) is None
    assert verify_chain([]) is None


@given(at=st.integers(0, LENGTH - 1), field=st.sampled_from(sorted(CHANGES)))
def test_any_changed_field_names_its_row(at: int, field: str) -> None:
    rows = make_chain()
    rows[at] = dataclasses.replace(rows[at], **{field: CHANGES[field]})

    assert verify_chain(rows) == at + 1


@given(at=st.integers(0, LENGTH - 2))
def test_a_missing_row_and_swapped_rows_show_at_their_place(at: int) -> None:
    rows = make_chain()
    missing = rows[:at] + rows[at + 1 :]
    swapped = [*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]]

    assert verify_chain(missing) == at + 1
    assert verify_chain(swapped) == at + 1


@given(at=st.integers(0, LENGTH - 1))
def test_a_forgotten_person_breaks_nothing(at: int) -> None:
    rows = make_chain()
    rows[at] = dataclasses.replace(rows[at], actor_id=0, salt="")

    assert verify_chain(rows) is None


def test_a_row_with_a_new_hash_of_its_own_breaks_the_next() -> None:
    rows = make_chain()
    forged = dataclasses.replace(rows[2], after=None)
    rows[2] = dataclasses.replace(forged, hash=hash_of(forged, rows[1].hash))

    assert verify_chain(rows) == 4


def test_the_order_of_fields_makes_no_difference() -> None:
    assert canonical({"b": 1, "a": "Köln"}) == canonical({"a": "Köln", "b": 1})
    assert canonical(None) is None


def test_only_what_differs_is_kept() -> None:
    before, after = {"a": 1, "b": 2, "c": None}, {"a": 1, "b": 3, "d": 4}

    assert differing(before, after) == ({"b": 2}, {"b": 3, "d": 4})


@given(start=st.sampled_from("=+-@\t\r\n"), rest=st.text(max_size=20))
def test_no_cell_of_an_export_begins_a_formula(start: str, rest: str) -> None:
    row = dataclasses.replace(make_chain(1)[0], subject=start + rest, before=f"{start}1+1")

    [_, cells] = csv.reader(io.StringIO(to_csv([row]), newline=""))

    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)
    assert cells[5] == f"'{start}1+1"


def test_an_export_names_time_person_and_what_changed() -> None:
    rows = make_chain(2)
    rows[1] = dataclasses.replace(rows[1], actor_id=0, salt="")

    head, first, second = csv.reader(io.StringIO(to_csv(rows)))

    assert head[:3] == ["row", "time (UTC)", "who"]
    assert first[:5] == ["1", "1970-01-01 00:00:01", "<@41>", "update.edit", "update:1"]
    assert first[6] == '{"headline":"new 1"}'
    assert first[7] == rows[0].hash
    assert second[2] == "forgotten"
