"""Columns and conversions that several tables share; a row becomes a model at once."""

import json
from typing import Any, cast

from bot.enums import Reliability
from bot.models import PartialDate, Source
from bot.store.database import Row

SOURCE_ARRAY = "json_array(s.id, s.title, s.publisher, s.url, s.published, s.reliability)"


def sources_of(table: str, column: str, outer: str) -> str:
    """Return a sub-select: the sources cited by a row of ``outer``, as a JSON array of arrays."""
    return (
        f"(SELECT json_group_array({SOURCE_ARRAY}) FROM "
        f"(SELECT source_id FROM {table} WHERE {column} = {outer} ORDER BY position) AS cited "
        "JOIN sources AS s ON s.id = cited.source_id)"
    )


def read_sources(text: str) -> tuple[Source, ...]:
    """Read what ``sources_of`` selected."""
    return tuple(
        Source(id_, title, publisher, url, read_date(published), Reliability(reliability))
        for id_, title, publisher, url, published, reliability in cast(
            "list[Row]", json.loads(text)
        )
    )


def read_strings(text: str) -> tuple[str, ...]:
    """Read a JSON array of strings."""
    return tuple(cast("list[str]", json.loads(text)))


def read_date(text: str | None) -> PartialDate | None:
    """Read a day column."""
    return None if text is None else PartialDate.parse(text)


def write_date(date: PartialDate | None) -> str | None:
    """Write a day column."""
    return None if date is None else str(date)


def write_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Write a JSON column."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
