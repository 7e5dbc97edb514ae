"""The timeline as a picture."""

import datetime as dt
import unicodedata
from calendar import month_abbr
from collections.abc import Sequence

from bot.chart.gaps import LEAST_DAYS, Gap, long_gaps
from bot.chart.layout import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Axis,
    Lane,
    Stretch,
    lay_axis,
    lay_lanes,
    place_labels,
    span_of,
)
from bot.chart.pen import Pen
from bot.chart.shapes import HOLES, SHAPES
from bot.enums import Kind
from bot.labels import KIND_COLOURS
from bot.models import Update
from bot.status import known_updates

_BACKGROUND, _STRIPE, _GRID = "#1e1f22", "#25272c", "#3b3d44"
_QUIET, _TEXT, _BRIGHT = "#a3a6ae", "#dbdee1", "#ffffff"
_SHADE, _SHADE_NOW, _NOW = "#353842", "#4b4230", "#f2c462"
_TITLE, _LARGE, _SMALL = 34, 26, 23
_LONGEST = 200  # characters of a title that are measured at all
_MARGIN, _MONTH_WIDTH = 16, 64
_MONTHS = tuple(month_abbr)
_BESIDE_FONT = "\u00ab\u00b0\u00b1\u00b4\u00b7\u00bb\u2018\u2019\u201c\u201d\u2026\u2039\u203a"
_LANES = {
    Kind.OFFICIAL: "Official",
    Kind.FILMMAKER: "Filmmakers",
    Kind.CAST: "Cast",
    Kind.TRADE: "Press",
    Kind.RUMOUR: "Rumours",
    Kind.DENIAL: "Denials",
    Kind.CONTEXT: "Background",
}


def draw(updates: Sequence[Update], *, today: dt.date, title: str, silences: bool) -> bytes:
    """Return the PNG that ``draw_timeline`` promises."""
    pen = Pen(WIDTH, HEIGHT, _BACKGROUND)
    shown = known_updates(updates, today)
    gaps = long_gaps(updates, today) if silences else []
    _draw_head(pen, title, gaps)
    if not shown:
        pen.text((WIDTH / 2, HEIGHT / 2), "Nothing on record yet", _LARGE, _QUIET, anchor="mm")
        return pen.png()
    spans = [span_of(update) for update in shown]
    axis = lay_axis([*spans, (today, today)] if silences else spans)
    radius, lanes = lay_lanes(shown, axis)
    for lane in lanes[::2]:
        pen.box((0, lane.top), (WIDTH, lane.bottom), _STRIPE)
    _draw_gaps(pen, gaps, axis)
    _draw_axis(pen, axis)
    for lane in lanes:
        _draw_lane(pen, lane, radius)
    return pen.png()


def _draw_head(pen: Pen, title: str, gaps: Sequence[Gap]) -> None:
    room = float(WIDTH - 2 * _MARGIN)
    if gaps:
        key = f"{LEAST_DAYS}+ days without a first-hand word"
        room -= pen.width_of(key, _SMALL) + 60
        right = WIDTH - _MARGIN
        pen.text((right, 32), key, _SMALL, _QUIET, anchor="rm")
        left = right - pen.width_of(key, _SMALL) - 10
        pen.box((left - 28, 22), (left, 42), _SHADE, 4)
    pen.text((_MARGIN, 32), _cut(pen, title, _TITLE, room), _TITLE, _BRIGHT, bold=True)


def _cut(pen: Pen, text: str, size: int, room: float) -> str:
    """Return as much of a text as has room, in characters that the font has."""
    plain = " ".join(text.replace("\u2013", "-").replace("\u2014", "-").split())
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(c for c in plain if " " <= c <= "~" or c in _BESIDE_FONT)
    plain = " ".join(plain.split())[:_LONGEST]
    if pen.width_of(plain, size) <= room:
        return plain
    while plain and pen.width_of(f"{plain}\u2026", size) > room:
        plain = plain[:-1]
    return f"{plain.rstrip()}\u2026"


def _draw_gaps(pen: Pen, gaps: Sequence[Gap], axis: Axis) -> None:
    """Shade the silences and write above as many lengths as have room, the longest first."""
    bands = [(axis.x(gap.start) + 1, axis.x(gap.end) - 1) for gap in gaps]
    texts = [f"{gap.days:,} days{'' if gap.until else ' so far'}" for gap in gaps]
    places = place_labels(bands, [pen.width_of(text, _SMALL) + 6 for text in texts])
    for gap, (left, right), text, place in zip(gaps, bands, texts, places, strict=True):
        now = gap.until is None
        pen.box((left, TOP - 6), (max(right, left), BOTTOM), _SHADE_NOW if now else _SHADE)
        if place:
            centre, row = place
            y = TOP - 22 - 26 * row
            pen.text((centre, y), text, _SMALL, _NOW if now else _TEXT, anchor="mm", bold=now)


def _draw_axis(pen: Pen, axis: Axis) -> None:
    """Draw a line at each new year and name as many years as have room, or months if few."""
    free = 0.0
    for stretch in axis.stretches:
        if stretch.cut:
            _draw_cut(pen, stretch)
            ticks = [(stretch.left, stretch.right, f"{stretch.last - stretch.first + 1} years")]
        else:
            ticks = _ticks(axis, stretch)
        for left, right, text in ticks:
            pen.line((left, TOP), (left, BOTTOM), _GRID)
            centre, half = (left + right) / 2, pen.width_of(text, _SMALL) / 2
            if centre - half >= free:
                colour = _TEXT if text.isdecimal() else _QUIET
                pen.text((centre, BOTTOM + 24), text, _SMALL, colour, anchor="mm")
                free = centre + half + 12
    pen.line((LEFT, BOTTOM), (RIGHT, BOTTOM), _QUIET, 2)


def _ticks(axis: Axis, stretch: Stretch) -> list[tuple[float, float, str]]:
    """Return the parts of a year: all of it, or months or quarters where they have room."""
    year, width = stretch.first, stretch.right - stretch.left
    step = next((step for step in (1, 3) if width * step / 12 >= _MONTH_WIDTH), 12)
    months = range(1, 13, step)
    lefts = [axis.x(dt.date(year, month, 1)) for month in months]
    names = [str(year), *(_MONTHS[month] for month in months[1:])]
    return list(zip(lefts, [*lefts[1:], stretch.right], names, strict=True))


def _draw_cut(pen: Pen, stretch: Stretch) -> None:
    centre = (stretch.left + stretch.right) / 2
    for shift in (-5, 5):
        low, high = (centre + shift - 6, BOTTOM + 8), (centre + shift + 6, BOTTOM - 8)
        pen.line(low, high, _QUIET, 3)


def _draw_lane(pen: Pen, lane: Lane, radius: int) -> None:
    colour = f"#{KIND_COLOURS[lane.kind]:06x}"
    middle = (lane.top + lane.bottom) / 2
    _draw_mark(pen, lane.kind, (_MARGIN + 12, middle), 11, colour)
    pen.text((_MARGIN + 36, middle), _LANES[lane.kind], _LARGE, _TEXT)
    for mark in lane.marks:
        if mark.right - mark.left > 2 * radius:
            pen.box((mark.left, mark.y - 4), (mark.right, mark.y + 4), _dimmed(colour), 4)
        _draw_mark(pen, lane.kind, (mark.x, mark.y), radius, colour)
        if mark.count > 1:
            pen.text((mark.x + radius + 5, mark.y), str(mark.count), _SMALL, _TEXT)


def _draw_mark(pen: Pen, kind: Kind, at: tuple[float, float], radius: int, colour: str) -> None:
    for corners, fill in ((SHAPES[kind], colour), (HOLES.get(kind, ()), _BACKGROUND)):
        if corners:
            pen.polygon([(at[0] + x * radius, at[1] + y * radius) for x, y in corners], fill)


def _dimmed(colour: str) -> str:
    """Return a colour halfway to the background."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(_BACKGROUND[1:]), strict=True)
    return "#" + "".join(f"{(one + other) // 2:02x}" for one, other in pairs)
