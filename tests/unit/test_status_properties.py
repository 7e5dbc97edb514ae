import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bot.enums import Kind, Origin, Stage, State
from bot.models import PartialDate, Update
from bot.status import derive_status
from tests.unit.updates import seconds


def partial_date(day: dt.date, parts: int) -> PartialDate:
    return PartialDate.parse(day.isoformat()[: (4, 7, 10)[parts - 1]])


partial_dates = st.builds(
    partial_date,
    st.dates(dt.date(2019, 1, 1), dt.date(2021, 12, 31)),
    st.integers(1, 3),
)
any_update = st.builds(
    Update,
    id=st.integers(1, 10**6),
    key=st.none(),
    origin=st.sampled_from(Origin),
    guild_id=st.none(),
    wire=st.booleans(),
    state=st.sampled_from(State),
    revision=st.just(1),
    headline=st.just("Headline"),
    summary=st.just(""),
    kind=st.sampled_from(Kind),
    stage=st.none() | st.sampled_from(Stage),
    date=partial_dates | st.builds(PartialDate, st.sampled_from((1, 9999))),
    people=st.lists(st.sampled_from("ab"), max_size=2).map(tuple),
    sources=st.just(()),
    published_at=st.none()
    | st.integers(seconds("2019-01-01"), seconds("2022-01-01"))
    | st.sampled_from((-(10**20), 10**20)),
    corrected_at=st.none(),
    retraction=st.none(),
    release=st.none() | partial_dates,
)
histories = st.lists(any_update, max_size=12, unique_by=lambda update: update.id)
days = st.dates(dt.date(2018, 6, 1), dt.date(2022, 6, 1))


def rung(stage: Stage | None) -> int:
    return -1 if stage is None else stage.rung


@given(histories, st.dates())
def test_every_history_has_a_status_that_keeps_its_promises(
    updates: list[Update], as_of: dt.date
) -> None:
    result = derive_status(updates, as_of)
    first = rung(result.first_hand_stage)
    assert result.reported_stage is None or result.reported_stage.rung > first
    assert result.silence_days is None or result.silence_days >= 0
    assert (result.first_hand_stage is None) == (result.first_hand_by is None)
    assert result.release_by is None or result.release_by.kind is Kind.OFFICIAL
    lengths = [gap.days for gap in result.earlier_silences]
    assert lengths == sorted(lengths, reverse=True)
    assert all(length > 0 for length in lengths)


@given(histories.flatmap(lambda u: st.tuples(st.just(u), st.permutations(u))), days)
def test_order_of_the_updates_does_not_matter(
    pair: tuple[list[Update], list[Update]], as_of: dt.date
) -> None:
    assert derive_status(pair[0], as_of) == derive_status(pair[1], as_of)


@given(histories, any_update, st.sampled_from((Kind.RUMOUR, Kind.CONTEXT)), days)
def test_rumour_or_context_never_moves_a_stage(
    updates: list[Update], extra: Update, kind: Kind, as_of: dt.date
) -> None:
    added = dataclasses.replace(extra, id=0, kind=kind, state=State.PUBLISHED)
    before, after = derive_status(updates, as_of), derive_status([*updates, added], as_of)
    assert dataclasses.replace(after, rumours=()) == dataclasses.replace(before, rumours=())


@given(histories, any_update, st.sampled_from((Kind.OFFICIAL, Kind.FILMMAKER, Kind.CAST)), days)
def test_first_hand_word_never_lowers_the_first_hand_stage(
    updates: list[Update], extra: Update, kind: Kind, as_of: dt.date
) -> None:
    added = dataclasses.replace(extra, id=0, kind=kind)
    before, after = derive_status(updates, as_of), derive_status([*updates, added], as_of)
    assert rung(after.first_hand_stage) >= rung(before.first_hand_stage)


@given(histories, any_update, days)
def test_denial_never_raises_a_stage(updates: list[Update], extra: Update, as_of: dt.date) -> None:
    added = dataclasses.replace(extra, id=0, kind=Kind.DENIAL)
    before, after = derive_status(updates, as_of), derive_status([*updates, added], as_of)
    assert rung(after.first_hand_stage) <= rung(before.first_hand_stage)


@given(histories, st.data(), days)
def test_retracting_equals_never_having_been(
    updates: list[Update], data: st.DataObject, as_of: dt.date
) -> None:
    chosen = data.draw(st.sets(st.sampled_from(updates)) if updates else st.just(set[Update]()))
    retracted = [
        dataclasses.replace(u, state=State.RETRACTED) if u in chosen else u for u in updates
    ]
    without = [u for u in updates if u not in chosen]
    assert derive_status(retracted, as_of) == derive_status(without, as_of)


@given(histories, days, days)
def test_without_denials_the_first_hand_stage_only_rises_with_time(
    updates: list[Update], one: dt.date, other: dt.date
) -> None:
    claims = [u for u in updates if u.kind is not Kind.DENIAL]
    early, late = derive_status(claims, min(one, other)), derive_status(claims, max(one, other))
    assert rung(early.first_hand_stage) <= rung(late.first_hand_stage)
