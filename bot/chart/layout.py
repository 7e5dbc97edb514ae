"""Where everything of the timeline picture goes: arithmetic only, in pixels of the picture."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.chart.shapes import half_width
from bot.enums import Kind
from bot.models import Update
from bot.status import known_from

WIDTH, HEIGHT = 1200, 560
LEFT, RIGHT = 212, 1184
TOP, BOTTOM = 118, 518
LABEL_ROWS = 2
_BREAK = 96  # width of a stretch of empty years
_BREAK_SAVES = 1.5  # how much wider the stretch would be at scale before it is cut
_LEAST_YEARS = 3
# Radius of the marks, and how far one may give way to its neighbour; the first that fits is used.
_SIZES = ((11, 0), (11, 5), (10, 7), (9, 9), (8, 8))
_APART = 3
_LANE_LEAST, _LANE_PADDING = 36, 8
_MOST_ROWS = (BOTTOM - TOP) // (2 * min(_SIZES)[0] + _APART)  # more never fit: no need to go on
_BIN, _DIGIT = 66, 13  # width of a counted stretch and of a digit
_BINS = (RIGHT - LEFT) // _BIN


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of years drawn at one scale; ``cut`` when it stands for empty years."""

    first: int
    last: int
    left: float
    right: float
    cut: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """Time from left to right: a year is as wide as any other, empty stretches are cut short."""

    stretches: tuple[Stretch, ...]

    def x(self, day: dt.date) -> float:
        """Return where a day starts; days off the axis land on its ends."""
        place = bisect_right(self.stretches, day.year, key=lambda stretch: stretch.first)
        stretch = self.stretches[max(place - 1, 0)]
        start, end = new_year(stretch.first), new_year(stretch.last + 1)
        share = (day.toordinal() - start) / (end - start)
        return stretch.left + min(max(share, 0), 1) * (stretch.right - stretch.left)


@dataclass(frozen=True, slots=True)
class Mark:
    """One update, or ``count`` of them in a crowded lane; ``left`` to ``right`` is its span."""

    x: float
    y: float
    left: float
    right: float
    count: int = 1


@dataclass(frozen=True, slots=True)
class Lane:
    """The marks of one kind between ``top`` and ``bottom``."""

    kind: Kind
    top: float
    bottom: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the mark of an update would like to be, and the span of its date."""

    x: float
    left: float
    right: float

    @classmethod
    def between(cls, left: float, right: float) -> "_Spot":
        return cls((left + right) / 2, left, right)

    def has_bar(self, half: float) -> bool:
        return self.right - self.left > 2 * half

    def edges(self, half: float) -> tuple[float, float]:
        return min(self.left, self.x - half), max(self.right, self.x + half)


_Rows = list[list[_Spot]]


def new_year(year: int) -> int:
    """Return the ordinal of 1 January, also of the year after the last that dates can name."""
    return dt.date(year - 1, 12, 31).toordinal() + 1 if year > 1 else 1


def span_of(update: Update) -> tuple[dt.date, dt.date]:
    """Return the days on which an update may have been said."""
    return update.date.first, known_from(update)


def lay_axis(spans: Sequence[tuple[dt.date, dt.date]]) -> Axis:
    """Return the axis of whole years that shows every span, at least one."""
    runs = _runs(sorted({day.year for span in spans for day in span}))
    whole = sum(not cut for *_, cut in runs)
    width = (RIGHT - LEFT - _BREAK * (len(runs) - whole)) / whole
    stretches: list[Stretch] = []
    left = float(LEFT)
    for first, last, cut in runs:
        right = left + (_BREAK if cut else width)
        stretches.append(Stretch(first, last, left, right, cut))
        left = right
    return Axis(tuple(stretches))


def _runs(busy: Sequence[int]) -> list[tuple[int, int, bool]]:
    """Return each year by itself, except the long runs of empty years that are worth a cut."""
    scale = (RIGHT - LEFT) / (busy[-1] - busy[0] + 1)
    runs = [(busy[0], busy[0], False)]
    for before, year in pairwise(busy):
        empty = year - before - 1
        if empty >= _LEAST_YEARS and empty * scale > _BREAK * _BREAK_SAVES:
            runs.append((before + 1, year - 1, True))
        else:
            runs += [(quiet, quiet, False) for quiet in range(before + 1, year)]
        runs.append((year, year, False))
    return runs


def lay_lanes(updates: Sequence[Update], axis: Axis) -> tuple[int, list[Lane]]:
    """Return the radius of the marks and a lane for each kind that occurs; no two marks touch."""
    spots = {kind: _spots(updates, kind, axis) for kind in Kind}
    spots = {kind: found for kind, found in spots.items() if found}
    radius, rows = _fitting(spots)
    heights = {kind: _lane_height(rows[kind], radius) for kind in rows}
    spare = (BOTTOM - TOP - sum(heights.values())) / max(len(heights), 1)
    lanes: list[Lane] = []
    top = float(TOP)
    for kind, height in heights.items():
        bottom = top + height + spare
        middle = (top + bottom) / 2
        marks = _stacked(rows[kind], middle, radius) or _counted(spots[kind], middle, radius)
        lanes.append(Lane(kind, top, bottom, tuple(marks)))
        top = bottom
    return radius, lanes


def _spots(updates: Sequence[Update], kind: Kind, axis: Axis) -> list[_Spot]:
    spans = sorted(span_of(update) for update in updates if update.kind is kind)
    return [_Spot.between(axis.x(first), axis.x(last)) for first, last in spans]


def _fitting(spots: dict[Kind, list[_Spot]]) -> tuple[int, dict[Kind, _Rows]]:
    """Return the largest marks for which the lanes fit; rows are empty where only counts fit."""
    radius, rows = 0, dict[Kind, _Rows]()
    for radius, nudge in _SIZES:
        rows = {kind: _rows(spots[kind], half_width(kind) * radius, nudge) for kind in spots}
        if _fits(rows, radius):
            break
    for kind in reversed(rows):  # what is said first-hand keeps its single marks longest
        if not _fits(rows, radius):
            rows[kind] = []
    return radius, rows


def _fits(rows: dict[Kind, _Rows], radius: int) -> bool:
    return sum(_lane_height(found, radius) for found in rows.values()) <= BOTTOM - TOP


def _lane_height(rows: _Rows, radius: int) -> int:
    return max(_LANE_LEAST, len(rows) * _pitch(radius) + _LANE_PADDING)


def _pitch(radius: int) -> int:
    return 2 * radius + _APART


def _rows(spots: Sequence[_Spot], half: float, nudge: int) -> _Rows:
    """Put each spot into the row where its mark has to give way least, at most by ``nudge``."""
    rows: _Rows = []
    for spot in sorted(spots, key=lambda spot: spot.edges(half)):
        left, _ = spot.edges(half)
        gives = [max(row[-1].edges(half)[1] + _APART - left, 0) for row in rows]
        least = min(gives, default=nudge + 1)
        if least <= (0 if spot.has_bar(half) else nudge):
            rows[gives.index(least)].append(replace(spot, x=spot.x + least))
        elif len(rows) <= _MOST_ROWS:
            rows.append([spot])
    return rows


def _stacked(rows: _Rows, middle: float, radius: int) -> list[Mark]:
    """Return marks in rows that grow from the middle of the lane outwards."""
    centre = (len(rows) - 1) / 2
    places = sorted(range(len(rows)), key=lambda place: abs(place - centre))
    return [
        Mark(spot.x, middle + (place - centre) * _pitch(radius), spot.left, spot.right)
        for place, row in zip(places, rows, strict=True)
        for spot in row
    ]


def _counted(spots: Sequence[_Spot], middle: float, radius: int) -> list[Mark]:
    """Return one mark with a count for each stretch of the axis that has any."""
    bins: dict[int, list[float]] = {}
    for spot in spots:
        bins.setdefault(min(int((spot.x - LEFT) // _BIN), _BINS - 1), []).append(spot.x)
    marks: list[Mark] = []
    for place, found in sorted(bins.items()):
        left = LEFT + place * _BIN + radius + 2
        room = _BIN - 2 * radius - 6 - _DIGIT * len(str(len(found)))
        x = min(max(sum(found) / len(found), left), left + max(room, 0))
        marks.append(Mark(x, middle, x, x, len(found)))
    return marks


def place_labels(
    bands: Sequence[tuple[float, float]], widths: Sequence[float]
) -> list[tuple[float, int] | None]:
    """Return centre and row of the label over each band, None without room; none overlap.

    Who comes first is served first; row 0 is the one next to the bands.
    """
    taken: list[tuple[float, float, int]] = []
    places: list[tuple[float, int] | None] = []
    for (left, right), width in zip(bands, widths, strict=True):
        half = width / 2 + _APART
        centre = min(max((left + right) / 2, LEFT + half), WIDTH - half)
        start, end = centre - half, centre + half
        blocked = {row for a, b, row in taken if start < b and a < end}
        row = next((row for row in range(LABEL_ROWS) if row not in blocked), None)
        if row is not None:
            taken.append((start, end, row))
        places.append(None if row is None else (centre, row))
    return places
