"""What a look at a feed leads to: its new items go to the desk, once."""

import datetime as dt
from collections.abc import Sequence

from bot.desk.leads import OUTLET_MOST, Lead
from bot.desk.links import canonical_url
from bot.desk.matching import find_alike, find_known
from bot.errors import InputError, NotFoundError
from bot.feeds.automatic import post_wording, wording_of
from bot.feeds.rules import AT_ONCE, Fate, Judged, judge
from bot.fetching.items import Document, FeedItem
from bot.store import feeds as store
from bot.store.database import Database, Transaction
from bot.store.feeds import Feed
from bot.store.stories import list_pages, list_waiting
from bot.store.updates import list_seen
from bot.stories import take_lead, usual_of
from bot.text import checked_link, cut, escape, link

NAMED_MOST = 10  # items that are named in the line about those left
LINE_MOST = 1_500


async def take_items(
    db: Database,
    feed: Feed,
    document: Document,
    marks: Sequence[tuple[bytes, ...]],
    *,
    editor_id: int,
    now: int,
) -> list[Judged]:
    """Hand what is new to the desk and mark it as seen, both or neither; return what became of it.

    After a crash nothing is lost and nothing comes twice: the document is read again, and what
    was handed over is known. A feed that was removed or paused meanwhile takes nothing.
    """
    async with db.transaction() as tx:
        try:
            feed = await store.require_feed(tx, feed.guild_id, feed.id)
        except NotFoundError:
            return []
        if feed.paused:
            return []
        seen = await store.list_seen(tx, feed.id, [mark for own in marks for mark in own])
        judged = judge(
            document, marks, seen, feed.wanted, added_at=feed.added_at, posted=feed.automatic
        )
        fresh = [one for one in judged if not one.known]
        fates = {one.marks: one.fate for one in judged}
        for one in reversed(fresh):
            if one.fate in (Fate.TAKEN, Fate.POSTED):
                fates[one.marks] = await _hand_over(
                    tx, feed, one.item, editor_id=editor_id, now=now
                )
        await store.set_seen(
            tx, feed.id, [(mark, fate) for own, fate in fates.items() for mark in own], now
        )
        left = [one.item for one in fresh if one.fate is Fate.LEFT]
        if left:
            await store.insert_news(
                tx, feed.guild_id, f"feed:{feed.id}:{now}", left_line(feed.title, left)
            )
    return judged


async def _hand_over(
    tx: Transaction, feed: Feed, item: FeedItem, *, editor_id: int, now: int
) -> Fate:
    today = dt.datetime.fromtimestamp(now, dt.UTC).date()
    day = day_of(item, now)
    lead = Lead(
        guild_id=feed.guild_id,
        title=item.title or feed.title,
        summary=item.summary + dating_remark(item, now),
        link=shown_link(item.link),
        outlet=cut(feed.title, OUTLET_MOST),
        published=day,
        language=item.language,
        reliability=feed.reliability,
        feed_id=feed.id,
        sender_id=None,
        credit=False,
    )
    # Only what nobody here has told yet is posted unseen; the desk knows what to do with the rest.
    if feed.automatic and lead.link and not await _is_known(tx, lead, day or today):
        wording = wording_of(
            lead.title,
            lead.summary,
            lead.link,
            feed=feed.title,
            reliability=feed.reliability,
            day=day or today,
        )
        await post_wording(tx, feed.guild_id, wording, editor_id=editor_id, now=now)
        return Fate.POSTED
    await take_lead(tx, lead, now)
    return Fate.TAKEN


async def _is_known(tx: Transaction, lead: Lead, day: dt.date) -> bool:
    """Whether an update or a story of this server tells the same: by its page or its headline."""
    page = lead.link or ""
    if await list_pages(tx, lead.guild_id, canonical_url(page)):
        return True
    updates = await list_seen(tx, lead.guild_id)
    waiting = await list_waiting(tx, lead.guild_id)
    told = [(story.id, one.title, one.published or day) for story in waiting for one in story.leads]
    usual = usual_of(waiting, updates)
    return (
        find_known([lead.title], [page], day, updates, usual) is not None
        or find_alike(lead.title, day, told, usual) is not None
    )


def day_of(item: FeedItem, now: int) -> dt.date | None:
    """Return the day of an item, today for one that the feed dates later."""
    if item.published is None:
        return None
    return dt.datetime.fromtimestamp(min(item.published, now), dt.UTC).date()


def dating_remark(item: FeedItem, now: int) -> str:
    """Say that a feed dates an item in the future; nothing otherwise."""
    if item.published is None or item.published <= now + 24 * 3600:
        return ""
    day = dt.datetime.fromtimestamp(item.published, dt.UTC).date()
    return f" (The feed dates this {day.isoformat()}, which is still to come.)"


def shown_link(address: str) -> str | None:
    """Return an item's link if it may be shown, such as no invite and no look-alike."""
    try:
        return checked_link(address) if address else None
    except InputError:
        return None


def left_line(title: str, items: Sequence[FeedItem]) -> str:
    """Name in one line the items that were too many at once."""
    named = ", ".join(
        link(cut(item.title, 80), shown_link(item.link)) for item in items[:NAMED_MOST]
    )
    more = f" and {len(items) - NAMED_MOST} more" if len(items) > NAMED_MOST else ""
    count = f"{len(items)} other" if len(items) == 1 else f"{len(items)} others"
    return cut(
        f"The feed “{escape(title)}” had {len(items) + AT_ONCE} new items at once. The newest "
        f"{AT_ONCE} went on as usual; {count}, which did not: {named}{more}.",
        LINE_MOST,
    )
