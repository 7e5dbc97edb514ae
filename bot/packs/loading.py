"""A pack's files turned into its models, or refused with what to mend."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.enums import Confidence, EntityKind, Kind, Reliability, Spoiler, Stage
from bot.errors import PackError
from bot.models import (
    Anniversary,
    Entity,
    Fact,
    Pack,
    PackInfo,
    PackUpdate,
    PartialDate,
    Source,
    Wording,
)
from bot.packs.files import require_pack
from bot.packs.problems import Problem
from bot.packs.reading import Row, read_contents, read_head
from bot.packs.rules import find_problems
from bot.packs.schema import ENTITY, FACT, MILESTONE, SOURCE, UPDATE

_SHOWN = 5


def read_info(folder: Path) -> PackInfo:
    """Read only the head of a pack; PackError when it cannot be used."""
    require_pack(folder)
    contents = read_head(folder)
    if contents.head is None or contents.problems:
        raise _refusal(folder, contents.problems)
    return _info(folder, contents.head)


def check_pack(folder: Path) -> tuple[Problem, ...]:
    """Return every mistake in a pack, by file and line; PackError without a pack."""
    require_pack(folder)
    return find_problems(read_contents(folder))


def load_pack(folder: Path) -> Pack:
    """Read a pack, check it and resolve its references; PackError lists the first mistakes."""
    require_pack(folder)
    contents = read_contents(folder)
    problems = find_problems(contents)
    if contents.head is None or problems:
        raise _refusal(folder, problems)
    sources = {row.id: _source(row) for row in contents.of(SOURCE)}
    return Pack(
        _info(folder, contents.head),
        tuple(sources.values()),
        tuple(_entity(row, sources) for row in contents.of(ENTITY)),
        tuple(_fact(row, sources) for row in contents.of(FACT)),
        tuple(_update(row, sources) for row in contents.of(UPDATE)),
        tuple(_anniversary(row, sources) for row in contents.of(MILESTONE)),
    )


def _refusal(folder: Path, problems: Iterable[Problem]) -> PackError:
    lines = [str(problem) for problem in problems]
    more = [f"... and {len(lines) - _SHOWN} more."] if len(lines) > _SHOWN else []
    text = "\n".join([f"The pack in {folder} has mistakes:", *lines[:_SHOWN], *more])
    return PackError(text)


def _info(folder: Path, row: Row) -> PackInfo:
    return PackInfo(
        name=folder.resolve().name,
        title=row.need("title", str),
        subject=row.need("subject", str),
        about=row.need("about", str),
        colour=row.need("colour", int),
        checked_on=row.need("checked_on", PartialDate),
        categories=row.titles(),
        credits=row.get("credits", str) or "",
    )


def _cited(row: Row, sources: Mapping[str, Source]) -> tuple[Source, ...]:
    return tuple(sources[word] for word in row.texts("sources"))


def _source(row: Row) -> Source:
    return Source(
        row.id,
        row.need("title", str),
        row.get("publisher", str),
        row.get("url", str),
        row.date("published"),
        row.need("reliability", Reliability),
    )


def _entity(row: Row, sources: Mapping[str, Source]) -> Entity:
    return Entity(
        row.id,
        row.need("name", str),
        EntityKind(row.stem),
        row.texts("aliases"),
        row.need("summary", str),
        row.texts("appears_in"),
        row.need("spoiler", Spoiler),
        _cited(row, sources),
    )


def _fact(row: Row, sources: Mapping[str, Source]) -> Fact:
    return Fact(
        row.id,
        row.need("text", str),
        row.stem,
        row.texts("entities"),
        row.date("date"),
        row.date("as_of"),
        row.need("spoiler", Spoiler),
        row.need("confidence", Confidence),
        _cited(row, sources),
        row.get("notes", str),
    )


def _update(row: Row, sources: Mapping[str, Source]) -> PackUpdate:
    cited = _cited(row, sources)
    wording = Wording(
        row.need("headline", str),
        row.need("summary", str),
        row.need("kind", Kind),
        row.get("stage", Stage),
        row.need("date", PartialDate),
        cited[0].url,
        row.date("release"),
    )
    return PackUpdate(row.id, wording, row.texts("people"), cited)


def _anniversary(row: Row, sources: Mapping[str, Source]) -> Anniversary:
    return Anniversary(
        row.id, row.need("day", PartialDate), row.need("headline", str), _cited(row, sources)
    )
