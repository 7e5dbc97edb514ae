"""Items that a server lets be posted from one feed without anybody having looked at them."""

import datetime as dt

from bot.enums import Importance, Kind, Reliability
from bot.models import PartialDate, Revision, Wording
from bot.newsroom import HEADLINE_MOST, SUMMARY_MOST
from bot.store import posts
from bot.store import updates as store
from bot.store.database import Transaction
from bot.text import cut

_REPORTS = (Reliability.TRADE, Reliability.PRESS)


def wording_of(
    title: str, summary: str, link: str, *, feed: str, reliability: Reliability, day: dt.date
) -> Wording:
    """Return how an item is posted: as a report or background, with its label in the text.

    A feed never moves the status. The item claims no stage and no release date, since nobody has
    read what it says; and it is never a rumour, an official word or a denial: open rumours stand
    in the status, an official word ends the silence, a denial lowers a stage. The label stands in
    the headline too, which is all that lists and notifications show.
    """
    label = f"Posted automatically from the feed “{feed}”; no moderator has checked it."
    text = cut(summary, SUMMARY_MOST - len(label) - 2)
    return Wording(
        headline=f"Unchecked: {cut(title, HEADLINE_MOST - len('Unchecked: '))}",
        summary=f"{text}\n\n{label}" if text else label,
        kind=Kind.TRADE if reliability in _REPORTS else Kind.CONTEXT,
        stage=None,
        date=PartialDate.of(day),
        link=link,
    )


async def post_wording(
    tx: Transaction, guild_id: int, wording: Wording, *, editor_id: int, now: int
) -> int:
    """Publish in this server alone, newsroom or not, and ping nobody; return the update's id.

    It has no importance, by which alone roles are pinged; it goes where everything goes.
    """
    update_id = await store.insert_draft(tx, guild_id)
    for number, action in ((1, "written"), (2, "published")):
        await store.insert_revision(
            tx, Revision(update_id, number, action, wording, editor_id, now, None)
        )
    await store.set_published(tx, update_id, at=now, wire=False, importance=None)
    update = await store.require_own(tx, guild_id, update_id)
    await posts.insert_posts(tx, update, Importance.MINOR, now)
    return update_id
