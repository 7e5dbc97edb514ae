import datetime as dt
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.chart import describe_timeline, draw_timeline
from bot.chart.gaps import long_gaps
from bot.chart.layout import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Lane,
    lay_axis,
    lay_lanes,
    place_labels,
    span_of,
)
from bot.chart.shapes import HOLES, SHAPES, half_width
from bot.enums import Kind
from bot.labels import KIND_COLOURS
from bot.models import Update
from tests.unit.test_status_properties import histories
from tests.unit.updates import seconds, update

TODAY = dt.date(2026, 11, 23)
STORY = (
    update(1, Kind.FILMMAKER, "2005"),
    update(2, Kind.OFFICIAL, "2015-10-14"),
    update(3, Kind.CAST, "2022-04"),
    update(4, Kind.FILMMAKER, "2022-12-07"),
    update(5, Kind.RUMOUR, "2022-12-08"),
    update(6, Kind.DENIAL, "2023-01-02"),
)


def colours(png: bytes, box: tuple[int, int, int, int] | None = None) -> set[tuple[int, ...]]:
    data = Image.open(io.BytesIO(png)).convert("RGB").crop(box).tobytes()
    return set(zip(data[::3], data[1::3], data[2::3], strict=True))


def lanes_of(updates: list[Update]) -> tuple[int, list[Lane]]:
    return lay_lanes(updates, lay_axis([*map(span_of, updates), (TODAY, TODAY)]))


@pytest.mark.parametrize("number", [0, 1, 6, 500])
def test_picture_is_a_small_png_of_the_promised_size(number: int) -> None:
    start = dt.date(2019, 1, 1)
    kinds = tuple(Kind)
    updates = [update(n, kinds[n % 7], str(start + dt.timedelta(days=n))) for n in range(number)]
    png = draw_timeline(updates, today=TODAY, title="Glass Harbour")
    image = Image.open(io.BytesIO(png))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(png) < 50_000


def test_picture_is_the_same_in_any_order_and_in_any_thread() -> None:
    def draw(updates: tuple[Update, ...]) -> bytes:
        return draw_timeline(updates, today=TODAY, title="Glass Harbour")

    with ThreadPoolExecutor(4) as pool:
        drawn = set(pool.map(draw, [STORY, STORY[::-1]] * 4))
    assert drawn == {draw(STORY)}


def test_picture_shows_the_colour_of_every_kind_in_it_and_of_no_other() -> None:
    shown = colours(draw_timeline(STORY, today=TODAY, title=""))

    def seen(kind: Kind) -> bool:
        wanted = KIND_COLOURS[kind].to_bytes(3, "big")
        apart = (max(abs(a - b) for a, b in zip(c, wanted, strict=True)) for c in shown)
        return min(apart) <= 8  # the palette of the PNG is reduced

    hued = [kind for kind in Kind if kind is not Kind.CONTEXT]  # letters have its grey, too
    assert {kind for kind in hued if seen(kind)} == {update.kind for update in STORY}


def test_every_kind_has_a_shape_of_its_own() -> None:
    outlines = {(SHAPES[kind], kind in HOLES) for kind in Kind}
    assert len(outlines) == len(Kind)
    assert all(max(map(abs, point)) <= 1.25 for kind in Kind for point in SHAPES[kind])


@pytest.mark.parametrize(
    "title", ["", "銃夢", "x" * 100_000, "a\nb\x00\u202e{}%s", "Ångström \u2013 “ok”"]
)
def test_any_title_can_be_drawn(title: str) -> None:
    assert draw_timeline(STORY, today=TODAY, title=title)


def test_lanes_run_from_the_closest_kind_to_the_source_to_the_farthest() -> None:
    _, lanes = lanes_of(list(STORY))
    assert [lane.kind for lane in lanes] == [
        Kind.OFFICIAL,
        Kind.FILMMAKER,
        Kind.CAST,
        Kind.RUMOUR,
        Kind.DENIAL,
    ]
    assert (lanes[0].top, lanes[-1].bottom) == (TOP, pytest.approx(BOTTOM))
    assert all(above.bottom == below.top for above, below in pairwise(lanes))


@given(histories)
def test_no_two_marks_touch_and_none_is_lost(updates: list[Update]) -> None:
    radius, lanes = lanes_of(updates)
    assert sum(mark.count for lane in lanes for mark in lane.marks) == len(updates)
    for lane in lanes:
        half = half_width(lane.kind) * radius
        for mark in lane.marks:
            assert lane.top <= mark.y - radius
            assert mark.y + radius <= lane.bottom
            assert LEFT <= mark.x <= RIGHT + radius
        for one, other in combinations(lane.marks, 2):
            beside = abs(one.x - other.x) >= 2 * half
            assert beside or abs(one.y - other.y) >= 2 * radius


@pytest.mark.parametrize("spread", [0, 5])
def test_crowded_lanes_become_counts_that_add_up(spread: int) -> None:
    start = dt.date(2019, 1, 1)
    updates = [
        update(n, kind, str(start + dt.timedelta(days=n * spread)))
        for n in range(400)
        for kind in (Kind.CAST, Kind.TRADE, Kind.RUMOUR)
    ]
    radius, lanes = lanes_of(updates)
    assert [sum(mark.count for mark in lane.marks) for lane in lanes] == [400, 400, 400]
    counted = [mark for lane in lanes for mark in lane.marks if mark.count > 1]
    assert counted
    for lane in lanes:
        for one, other in pairwise(lane.marks):
            digits = 13 * len(str(one.count))
            assert one.count == 1 or other.x - one.x >= 2 * radius + digits


def test_mark_with_a_vague_date_spans_what_it_can_mean_but_not_the_future() -> None:
    vague = update(1, Kind.CAST, "2026", published_at=seconds("2026-02-03"))
    assert span_of(vague) == (dt.date(2026, 1, 1), dt.date(2026, 2, 3))
    axis = lay_axis([(dt.date(2026, 1, 1), TODAY)])
    (mark,) = lay_lanes([vague], axis)[1][0].marks
    assert (mark.left, mark.right) == (LEFT, axis.x(dt.date(2026, 2, 3)))


def test_long_run_of_empty_years_is_cut_and_a_short_one_is_not() -> None:
    busy = [dt.date(year, 7, 1) for year in (2005, 2015, 2019, 2023, 2026)]
    axis = lay_axis([(day, day) for day in busy])
    assert [(s.first, s.last) for s in axis.stretches if s.cut] == [(2006, 2014)]
    assert (axis.stretches[0].left, axis.stretches[-1].right) == (LEFT, pytest.approx(RIGHT))


@given(st.lists(st.dates(), min_size=1, max_size=8))
def test_later_days_are_never_left_of_earlier_ones(days: list[dt.date]) -> None:
    axis = lay_axis([(day, day) for day in days])
    places = [axis.x(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(LEFT <= place <= RIGHT + 1e-6 for place in places)


@given(st.lists(st.tuples(st.floats(LEFT, RIGHT), st.floats(0, 500), st.floats(60, 200))))
def test_labels_never_overlap_nor_leave_the_picture(
    bands: list[tuple[float, float, float]],
) -> None:
    places = place_labels([(x, min(x + w, RIGHT)) for x, w, _ in bands], [w for *_, w in bands])
    shown = [(place, width) for place, (*_, width) in zip(places, bands, strict=True) if place]
    assert bool(shown) == bool(bands)
    for (x, _), width in shown:
        assert x - width / 2 >= LEFT
        assert x + width / 2 <= WIDTH
    for (one, a), (other, b) in combinations(shown, 2):
        assert one[1] != other[1] or abs(one[0] - other[0]) >= (a + b) / 2


def test_only_long_silences_are_shown_and_the_lasting_one_comes_first() -> None:
    gaps = [(gap.days, gap.until and gap.until.id) for gap in long_gaps(STORY, TODAY)]
    assert gaps == [(1447, None), (3574, 2), (2361, 3), (221, 4)]
    assert long_gaps(STORY, dt.date(2023, 6, 4))[0].until is not None
    assert long_gaps(STORY, dt.date(2023, 6, 5))[0].until is None


def test_silences_are_shaded_only_in_the_whole_view() -> None:
    key = (WIDTH - 320, 22, WIDTH, 44)
    whole = draw_timeline(STORY, today=TODAY, title="")
    selection = draw_timeline(STORY, today=TODAY, title="", silences=False)
    assert len(colours(whole, key)) > 1
    assert len(colours(selection, key)) == 1


def test_description_says_range_kinds_and_silences() -> None:
    assert describe_timeline(STORY, TODAY) == (
        "Timeline of 6 updates, from 2005 to 2 January 2023: 1 official, 2 from filmmakers, "
        "1 from the cast, 1 rumour, 1 denial. No first-hand word for 1,447 days, since "
        "7 December 2022. Longest silences between first-hand words: 3,574 days from 2005 to "
        "14 October 2015; 2,361 days from 14 October 2015 to April 2022; "
        "221 days from April 2022 to 7 December 2022."
    )


def test_description_of_a_selection_or_of_nothing_claims_no_silence() -> None:
    assert describe_timeline(STORY[:1], TODAY, silences=False) == (
        "Timeline of 1 update, 2005: 1 from filmmakers."
    )
    assert describe_timeline((), TODAY) == "An empty timeline: no update is on record."


@given(histories, st.dates())
def test_description_fits_discord(updates: list[Update], today: dt.date) -> None:
    assert 0 < len(describe_timeline(updates, today)) <= 1024


def test_importing_the_chart_does_not_import_pillow() -> None:
    code = "import sys, bot.chart; sys.exit('PIL' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 - fixed code
    assert result.returncode == 0
