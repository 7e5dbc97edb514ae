"""The status card: the answer first, then what it rests on."""

import datetime as dt
from collections.abc import Iterator, Mapping

from bot.controls import custom_id
from bot.dates import humanise_days
from bot.enums import Stage
from bot.labels import KIND_LABELS
from bot.models import PackInfo, PartialDate, Update
from bot.status import Silence, Status, answer
from bot.text import cut, escape
from cogs.ui.cards import Card, button, sources_text
from cogs.ui.updates import SUMMARY_MOST, named_text, source_lines

REACHED, REPORTED, AHEAD = "🟦", "🔶", "⬜"  # told apart by shape and brightness, not by hue alone
STALE_DAYS = 45  # after so long without a look for news the card warns
RUMOURS_CITED = 3
LEFT_BY_DENIAL = "what a later denial leaves of a first-hand word"
SOURCES_ROOM = 450  # characters kept free on the card of sources for each update still to come

_LABELS = tuple(stage.label for stage in Stage)


def render_status(
    status: Status,
    info: PackInfo,
    people: Mapping[str, str],
    *,
    checked: PartialDate,
    today: dt.date,
) -> Card:
    """Render a status as of today or as of a day in the past."""
    past = status.as_of < today
    day = PartialDate.of(status.as_of).text
    subject = f"{info.subject[:1].upper()}{info.subject[1:]}"
    card = Card(info.colour)
    card.text(
        f"-# Status {'as of' if past else 'on'} {day}",
        f"### {escape(subject)}",
        escape(answer(status, info.subject, today=today)),
    )
    card.rule().text(*_ladder(status)).text(*_stages(status)).rule()
    if status.last_first_hand:
        card.text(*_last_word(status.last_first_hand, people)).gap()
    card.text(*_silence(status, past=past), *_checked(status, checked)).gap()
    card.text(*_official(status, past=past), *_release(status, past=past), *_rumours(status))
    year = status.as_of.year if past else ""
    as_of = status.as_of if past else ""
    return card.row(
        button("Timeline", custom_id("timeline:open:1", "", year, "")),
        button("Sources", custom_id("status:sources:1", as_of)),
    )


def render_sources(status: Status, info: PackInfo) -> Card:
    """Render what a status rests on, with every source that fits."""
    card = Card(info.colour).text("### What this status rests on")
    used = [
        ("First-hand stage", status.first_hand_by),
        ("Reported stage", status.reported_by),
        ("Denial", status.denied_by),
        ("Last first-hand word", status.last_first_hand),
        ("Last official announcement", status.last_official),
        ("Release date", status.release_by),
        *(("Open rumour", rumour) for rumour in status.rumours[:RUMOURS_CITED]),
    ]
    roles: dict[int, tuple[Update, list[str]]] = {}
    for role, update in used:
        if update is not None:
            roles.setdefault(update.id, (update, []))[1].append(role)
    for left, (update, names) in zip(range(len(roles), 0, -1), roles.values(), strict=True):
        head = f"**{', '.join(names)}:** {escape(update.headline)}, {update.date.text}"
        room = card.room - len(head) - SOURCES_ROOM * (left - 1)
        card.gap().text(head, *source_lines(update.sources, room))
    if not roles:
        card.text("Nothing was on record by then.")
    return card


def _ladder(status: Status) -> list[str]:
    first = status.first_hand_stage.rung if status.first_hand_stage else -1
    reported = status.reported_stage.rung if status.reported_stage else -1
    squares = "".join(
        REACHED if rung <= first else REPORTED if rung <= reported else AHEAD
        for rung in range(len(_LABELS))
    )
    names = " → ".join(
        f"**{label}**" if rung in (first, reported) else label for rung, label in enumerate(_LABELS)
    )
    return [squares, f"-# {names}"]


def _stages(status: Status) -> Iterator[str]:
    """Yield the stages with what each rests on; the last word is told in full further down."""
    if status.first_hand_stage:
        by = status.first_hand_by
        held = by is not None and by.stage is status.first_hand_stage
        how = f"first-hand, last said {by.date.text}" if by and held else LEFT_BY_DENIAL
        yield f"{REACHED} **{status.first_hand_stage.label}**: {how}"
        if by and by is not status.last_first_hand:
            yield f"-# {_cited(by)}"
    else:
        yield f"{AHEAD} **No stage** is supported first-hand"
    if status.reported_stage:
        yield f"{REPORTED} **{status.reported_stage.label}**: only reported, not first-hand"
        if status.reported_by:
            yield f"-# {cut(escape(status.reported_by.summary), SUMMARY_MOST)}"
            yield f"-# {_cited(status.reported_by)}"
    if status.denied_by:
        yield "✖️ A claim that went further was denied"
        yield f"-# {_cited(status.denied_by)}"


def _cited(update: Update) -> str:
    return f"{escape(update.headline)} · **{update.date.text}** · {sources_text(update.sources, 1)}"


def _last_word(word: Update, people: Mapping[str, str]) -> Iterator[str]:
    yield f"**Last first-hand word: {escape(word.headline)}**"
    yield cut(escape(word.summary), SUMMARY_MOST)
    notes = [KIND_LABELS[word.kind], named_text(word, people), sources_text(word.sources, 2)]
    yield f"-# **{word.date.text}** · {' · '.join(note for note in notes if note)}"


def _silence(status: Status, *, past: bool) -> Iterator[str]:
    days = status.silence_days
    if days is None:
        return
    now = f"{humanise_days(days)} without a first-hand word on record"
    if days == 0:
        now = "none: somebody spoke that day" if past else "none: somebody spoke today"
    yield f"**Silence since then:** {now}"
    if days:
        yield f"-# {_compared(days, status.earlier_silences, past=past)}"


def _compared(days: int, earlier: tuple[Silence, ...], *, past: bool) -> str:
    if not earlier:
        return f"There {'was' if past else 'is'} no earlier silence on record to compare it with."
    longest = earlier[0]
    span = (
        f"{humanise_days(longest.days)}, "
        f"between {longest.since.date.text} and {longest.until.date.text}"
    )
    longer = sum(silence.days >= days for silence in earlier)
    if not longer:
        return f"Longer than every silence before it; the longest of those lasted {span}."
    lasted = "has lasted" if len(earlier) == longer == 1 else "have lasted"
    counted = f"{longer} of {len(earlier)}" if len(earlier) > 1 else "The one"
    noun = "silences" if len(earlier) > 1 else "silence"
    return f"{counted} earlier {noun} on record {lasted} longer; the longest was {span}."


def _official(status: Status, *, past: bool) -> Iterator[str]:
    official = status.last_official
    if official is None:
        yield f"**Last official announcement:** {'none by then' if past else 'none so far'}"
    else:
        yield f"**Last official announcement:** {escape(official.headline)}"
        yield f"-# **{official.date.text}** · {sources_text(official.sources, 1)}"


def _release(status: Status, *, past: bool) -> Iterator[str]:
    if status.release_date is None:
        yield f"**Release date:** No release date {'had' if past else 'has'} been announced."
        return
    yield f"**Release date:** {status.release_date.text}"
    if status.release_by:
        yield f"-# {_cited(status.release_by)}"


def _rumours(status: Status) -> Iterator[str]:
    if not status.rumours:
        return
    newest, count = status.rumours[0], len(status.rumours)
    head = "1 open rumour" if count == 1 else f"{count} open rumours"
    counts = "counts" if count == 1 else "count"
    yield f"**{head}**, which {counts} for nothing here. Newest: {escape(newest.headline)}"
    yield f"-# **{newest.date.text}** · {sources_text(newest.sources, 1)}"


def _checked(status: Status, checked: PartialDate) -> Iterator[str]:
    yield f"-# Checked for news up to {checked.text}."
    unseen = (status.as_of - checked.last).days
    if unseen > STALE_DAYS:
        yield f"⚠️ Nobody has checked the {unseen} days after that, so something may be missing."
