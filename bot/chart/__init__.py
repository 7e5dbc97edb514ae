"""The timeline as a picture, and in words for those who cannot see it."""

import datetime as dt
from collections.abc import Sequence

from bot.chart.description import describe_timeline
from bot.models import Update

__all__ = ["describe_timeline", "draw_timeline"]


def draw_timeline(
    updates: Sequence[Update], *, today: dt.date, title: str, silences: bool = True
) -> bytes:
    """Return a PNG of the updates known today; pure and thread-safe, to be run off the event loop.

    ``silences`` is for all updates of a view: of a selection, gaps and "so far" would be untrue.
    """
    # Pillow takes about 0.1 s to import: only who asks for a picture waits for it, not each start.
    from bot.chart.drawing import draw  # noqa: PLC0415 - slow to load

    return draw(updates, today=today, title=title, silences=silences)
