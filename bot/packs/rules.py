"""What must hold between the rows of a pack, beyond the shape of each."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.enums import Confidence, EntityKind, Kind, Reliability, Stage
from bot.packs.problems import Problem, did_you_mean, quoted
from bot.packs.reading import HEAD_FILE, Contents, Row
from bot.packs.schema import ENTITY, FACT, MILESTONE, SOURCE, UPDATE

_WITH_RELEASE = (Stage.DATED, Stage.RELEASED)


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows of a pack may refer to."""

    ids: Mapping[str, Mapping[str, Row]]
    works: Mapping[str, str]
    categories: Mapping[str, str]
    volatile: tuple[str, ...]
    checked: dt.date


def _known(contents: Contents) -> Known:
    ids: dict[str, dict[str, Row]] = {}
    for kind in (SOURCE, ENTITY, FACT, UPDATE):
        ids[kind.table] = {row.id: row for row in contents.of(kind)}
    works = {
        _folded(name): name
        for row in contents.of(ENTITY)
        if row.stem == EntityKind.WORK
        for name in _names(row)
    }
    head = contents.head
    titles = head.titles() if head else {}
    checked = head.date("checked_on") if head else None
    volatile = head.texts("volatile") if head else ()
    return Known(ids, works, titles, volatile, checked.last if checked else dt.date.max)


def _names(row: Row) -> list[str]:
    return [name for name in (row.get("name", str), *row.texts("aliases")) if name]


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    # Voiced kana are letters of their own: only accents on Latin letters are dropped.
    return unicodedata.normalize("NFC", re.sub(r"[\u0300-\u036f]", "", plain))


def _repeated_ids(contents: Contents) -> Iterator[Problem]:
    for rows in contents.rows.values():
        first: dict[str, Row] = {}
        for row in rows:
            other = first.setdefault(row.id, row)
            if row.id and other is not row:
                place = f"{other.file}:{other.lines.get('id', 1)}"
                message = f'id "{row.id}" is used before, in {place}'
                yield row.problem("id", message, "Give this one another id.")


def _shared_names(contents: Contents) -> Iterator[Problem]:
    first: dict[str, Row] = {}
    for row in contents.of(ENTITY):
        for name in _names(row):
            other = first.setdefault(_folded(name), row)
            if other is not row:
                key = "name" if name == row.get("name", str) else "aliases"
                yield row.problem(
                    key,
                    f'"{name}" also names "{other.id}" in {other.file}',
                    f'Tell this one apart, as in "{name} ({row.stem})".',
                )


def _references(row: Row, known: Known) -> Iterator[Problem]:
    for key, part in row.kind.fields.items():
        if not part.refers:
            continue
        ids = known.ids[part.refers]
        otherwise = f"Add a [[{part.refers}]] with this id, or correct it."
        for word in row.texts(key):
            if word not in ids:
                remedy = did_you_mean(word, ids, otherwise)
                yield row.problem(key, f'unknown {part.refers} "{word}"', remedy)


def _entity(row: Row, known: Known) -> Iterator[Problem]:
    if row.stem not in tuple(EntityKind):
        kinds = [f"{kind}.toml" for kind in EntityKind]
        remedy = did_you_mean(f"{row.stem}.toml", kinds, f"Name the file {quoted(kinds)}.")
        yield Problem(row.file, 1, f'"{row.stem}" is no kind of entity', remedy)
    aliases = [alias.casefold() for alias in row.texts("aliases")]
    names = [(row.get("name", str) or "").casefold(), *aliases]
    again = next((name for name in names if name and names.count(name) > 1), None)
    if again is not None:
        yield row.problem("aliases", f'names "{again}" twice', "Take the alias out.")
    for title in row.texts("appears_in"):
        if _folded(title) not in known.works:
            otherwise = "Add it to entities/work.toml, or correct it."
            remedy = did_you_mean(title, known.works.values(), otherwise)
            yield row.problem("appears_in", f'unknown work "{title}"', remedy)


def _fact(row: Row, known: Known) -> Iterator[Problem]:
    # Categories that cannot be read are one problem, not one more in each file.
    if known.categories and row.stem not in known.categories:
        add = f'Add {row.stem} = "…" below [categories] in {HEAD_FILE}, or rename the file.'
        remedy = did_you_mean(row.stem, known.categories, add)
        yield Problem(row.file, 1, f'category "{row.stem}" has no title', remedy)
    confidence = row.get("confidence", Confidence)
    cited = [known.ids[SOURCE.table].get(word) for word in row.texts("sources")]
    levels = {source.get("reliability", Reliability) if source else None for source in cited}
    if confidence is Confidence.CONFIRMED and levels == {Reliability.FAN}:
        remedy = 'Write "reported", or add a source that is not by fans.'
        yield row.problem("confidence", "confirmed, but on fan sources alone", remedy)
    if confidence is Confidence.DISPUTED and "notes" not in row.values:
        remedy = 'Add a line: notes = "what speaks against it".'
        yield row.problem("confidence", "disputed, but no notes say why", remedy)
    volatile, lasting = row.stem in known.volatile, "lasting" in row.values
    if volatile and not lasting and "as_of" not in row.values:
        message = f'facts of category "{row.stem}" go out of date, and this one has no as_of'
        remedy = 'Add as_of = "2022-12" (when it last held), or lasting = true if it cannot change.'
        yield row.problem("", message, remedy)
    if lasting and (not volatile or "as_of" in row.values):
        message = "lasting says nothing here"
        yield row.problem("lasting", message, "Take the line out.")


def _update(row: Row, _: Known) -> Iterator[Problem]:
    kind, stage = row.get("kind", Kind), row.get("stage", Stage)
    # Context is not about the awaited film itself; a denial names the stage that it denies.
    if kind is Kind.CONTEXT and stage is not None:
        message = 'an update of kind "context" can have no stage'
        yield row.problem("stage", message, "Take the line out, or correct the kind.")
    if "release" in row.values and not (kind is Kind.OFFICIAL and stage in _WITH_RELEASE):
        message = "release needs kind official and stage dated or released"
        yield row.problem("release", message, "Take the line out: only the studio sets a date.")


def _head(head: Row, contents: Contents) -> Iterator[Problem]:
    categories = head.titles()
    for word in head.texts("volatile"):
        if categories and word not in categories:
            remedy = did_you_mean(word, categories, "Take it out, or give the category a title.")
            yield head.problem("volatile", f'volatile names the unknown category "{word}"', remedy)
    filled = {row.stem for row in contents.of(FACT)}
    for word in categories:
        if word not in filled:
            remedy = f"Write facts/{word}.toml, or take the line out."
            yield head.problem(f"categories.{word}", f'category "{word}" has no facts', remedy)
    checked = head.date("checked_on")
    dates = [date for row in contents.of(UPDATE) if (date := row.date("date"))]
    newest = max(dates, key=lambda date: date.first, default=None)
    if checked and newest and newest.first > checked.first:
        message = f"checked_on is {checked}, yet the timeline goes on to {newest}"
        yield head.problem(
            "checked_on", message, "Write the day on which you last looked for news."
        )


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=lambda one: (one.file, one.line, one.message)))


def _milestone(row: Row, known: Known) -> Iterator[Problem]:
    day, headline = row.date("day"), row.get("headline", str) or ""
    if day is not None and day.first > known.checked:
        message = f"{day} is still to come"
        yield row.problem("day", message, "Only a day that was can come round again.")
    if headline.endswith("."):
        remedy = "Take the full stop out: the bot puts the years in front."
        yield row.problem("headline", "headline ends with a full stop", remedy)


_RULES = ((ENTITY, _entity), (FACT, _fact), (UPDATE, _update), (MILESTONE, _milestone))


def find_problems(contents: Contents) -> tuple[Problem, ...]:
    """Return all that is wrong with a pack, by file and line, each thing once."""
    if not contents.whole:
        return _sorted(contents.problems)
    known = _known(contents)
    problems = [*contents.problems, *_repeated_ids(contents), *_shared_names(contents)]
    if contents.head:
        problems += _head(contents.head, contents)
    for kind, rule in _RULES:
        for row in contents.of(kind):
            problems += rule(row, known)
    for rows in contents.rows.values():
        for row in rows:
            problems += _references(row, known)
    return _sorted(problems)
