"""Invented updates for the tests of the rules."""

import datetime as dt

from bot.enums import Kind, Origin, Stage, State
from bot.models import PartialDate, Update


def seconds(day: str) -> int:
    return int(dt.datetime.fromisoformat(f"{day}T12:00+00:00").timestamp())


def update(
    number: int,
    kind: Kind,
    date: str,
    stage: Stage | None = None,
    *,
    people: tuple[str, ...] = (),
    published_at: int | None = None,
    release: str | None = None,
    state: State = State.PUBLISHED,
) -> Update:
    return Update(
        id=number,
        key=None,
        origin=Origin.DESK,
        guild_id=1,
        wire=True,
        state=state,
        revision=1,
        headline=f"Headline {number}",
        summary="",
        kind=kind,
        stage=stage,
        date=PartialDate.parse(date),
        people=people,
        sources=(),
        published_at=published_at,
        corrected_at=None,
        retraction=None,
        release=PartialDate.parse(release) if release else None,
    )
