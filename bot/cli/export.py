"""``export``: what moderators added, as files of a pack, so that it can become part of the pack."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.app import bring_pack
from bot.errors import InputError
from bot.models import Pack
from bot.packs.loading import load_pack
from bot.settings import MIGRATIONS, Settings
from bot.store.additions import Addition, list_additions
from bot.store.database import Database

Lines = Iterable[tuple[str, str | Sequence[str] | None]]


async def export(settings: Settings, folder: Path, guild_id: int | None) -> int:
    """Write the wire's additions, or one server's, into a folder; print what was written.

    The files hold rows to append to those of the same name in the pack.
    """
    async with Database.open(settings.database, MIGRATIONS) as db:
        await bring_pack(db, settings)
        additions = await list_additions(db)
    pack = load_pack(settings.pack)
    wanted = [
        one for one in additions if (one.wire if guild_id is None else one.guild_id == guild_id)
    ]
    kept = [one for one in wanted if _entities(one, pack) and _has_category(one, pack)]
    for file, text in files_of(kept, pack).items():
        path = folder / file
        if path.exists():
            raise InputError(f"{path} is already there; name an empty folder.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)
    print(f"{len(kept)} facts. Append each file to the one of the same name in {settings.pack}.")
    for one in wanted:
        if one not in kept:
            print(f"Left out, since its names or its category left the pack: {one.fact_id}")
    return 0


def files_of(additions: Iterable[Addition], pack: Pack) -> dict[str, str]:
    """Return the text of each file: the sources, and the facts by category."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    known = {source.url: source.id for source in pack.sources if source.url}
    taken = {*(source.id for source in pack.sources), *(fact.id for fact in pack.facts)}
    for one in additions:
        said = one.statement
        id_ = _free(f"{said.category}-added-{one.id}", taken)
        source_id = known.get(said.link)
        if source_id is None:
            source_id = known[said.link] = _free(f"added-{one.id}", taken)
            rows: Lines = (
                ("id", source_id),
                ("title", said.title),
                ("url", said.link),
                ("reliability", said.reliability),
            )
            files["sources.toml"].append(_row("source", rows))
        rows = (
            ("id", id_),
            ("text", said.text),
            ("entities", _entities(one, pack)),
            ("as_of", str(said.as_of)),
            ("spoiler", said.spoiler),
            ("confidence", said.confidence),
            ("sources", [source_id]),
            ("notes", said.notes),
        )
        files[f"facts/{said.category}.toml"].append(_row("fact", rows))
    return {file: "\n".join(rows) for file, rows in files.items()}


def _entities(addition: Addition, pack: Pack) -> list[str]:
    known = {entity.id for entity in pack.entities}
    return [id_ for id_ in addition.statement.entities if id_ in known]


def _has_category(addition: Addition, pack: Pack) -> bool:
    return addition.statement.category in pack.info.categories


def _free(id_: str, taken: set[str]) -> str:
    while id_ in taken:
        id_ = f"{id_}-x"
    taken.add(id_)
    return id_


def _row(table: str, lines: Lines) -> str:
    """Return one row of TOML, whose basic strings take JSON's escapes (toml.io/en/v1.0.0)."""
    values = [
        f"{key} = {_value(value)}" for key, value in lines if value is not None and value != ""
    ]
    return "\n".join([f"[[{table}]]", *values, ""])


def _value(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"[{', '.join(_value(one) for one in value)}]"
