"""What moderators do with feeds; each use case is one transaction, its row of the audit in it."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from bot.enums import Reliability
from bot.errors import ConflictError, InputError
from bot.feeds.rules import FEEDS_MOST, Fate, Filter, marks_of
from bot.fetching.items import Document
from bot.fetching.timing import next_look
from bot.newsroom import Editor
from bot.store import feeds as store
from bot.store.audit import insert_audit
from bot.store.database import Database, Transaction
from bot.store.feeds import Address, Feed
from bot.text import clean, cut, host_of

TITLE_MOST = 100
NOBODY = Address(0, "", None, None, 0, None, 0, None, None, told=False, ended=False)


def new_feed(
    guild_id: int,
    title: str,
    wanted: Filter,
    *,
    reliability: Reliability,
    automatic: bool,
    now: int,
) -> Feed:
    """Return a feed as a server would follow it, before anything is stored."""
    return Feed(
        id=0,
        guild_id=guild_id,
        title=title,
        wanted=wanted,
        reliability=reliability,
        automatic=automatic,
        paused=False,
        added_at=now,
        address=NOBODY,
    )


def title_of(typed: str, document: Document, url: str) -> str:
    """Return what a feed is called: as somebody typed it, as it calls itself, or by its website."""
    title = clean(typed) or clean(document.title) or host_of(url) or "Feed"
    return cut(title, TITLE_MOST)


def require_room(feeds: Sequence[Feed]) -> None:
    """Raise InputError when a server follows as many feeds as it may."""
    if len(feeds) >= FEEDS_MOST:
        raise InputError(
            f"A server can follow {FEEDS_MOST} feeds, and this one does. "
            "/feeds remove makes room for another."
        )


async def follow(
    db: Database, editor: Editor, url: str, feed: Feed, document: Document, *, now: int
) -> Feed:
    """Follow a feed from now on: what stands in it today counts as seen."""
    async with db.transaction() as tx:
        require_room(await store.list_feeds(tx, editor.guild_id))
        feed_id = await store.insert_feed(
            tx, editor.guild_id, url, feed, next_at=next_look(now, None, 0.0)
        )
        if feed_id is None:
            raise ConflictError("This server follows that feed already. /feeds list shows it.")
        marks = [(mark, Fate.BEFORE) for own in marks_of(document) for mark in own]
        await store.set_seen(tx, feed_id, marks, now)
        added = await store.require_feed(tx, editor.guild_id, feed_id)
        await _note(tx, editor, "feed.add", None, added, now=now)
        return added


async def change(db: Database, editor: Editor, feed: Feed, now: int) -> Feed:
    """Keep other settings of a feed; what was seen stays seen."""
    async with db.transaction() as tx:
        before = await store.require_feed(tx, editor.guild_id, feed.id)
        after = dataclasses.replace(feed, paused=before.paused)
        await store.set_feed(tx, after)
        await _note(tx, editor, "feed.change", before, after, now=now)
        return after


async def set_paused(db: Database, editor: Editor, feed_id: int, *, paused: bool, now: int) -> Feed:
    """Pause or resume a feed; a resumed one is read afresh, one that had ended at once."""
    async with db.transaction() as tx:
        before = await store.require_feed(tx, editor.guild_id, feed_id)
        after = dataclasses.replace(before, paused=paused)
        await store.set_feed(tx, after)
        if not paused:
            await store.set_afresh(tx, before.address.id, now)
        await _note(tx, editor, "feed.pause" if paused else "feed.resume", before, after, now=now)
        return await store.require_feed(tx, editor.guild_id, feed_id)


async def unfollow(db: Database, editor: Editor, feed_id: int, now: int) -> Feed:
    """Follow a feed no more; what it brought to the desk stays there."""
    async with db.transaction() as tx:
        before = await store.require_feed(tx, editor.guild_id, feed_id)
        await store.delete_feed(tx, before)
        await _note(tx, editor, "feed.remove", before, None, now=now)
        return before


async def _note(
    tx: Transaction,
    editor: Editor,
    action: str,
    before: Feed | None,
    after: Feed | None,
    *,
    now: int,
) -> None:
    known = after or before
    assert known is not None  # noqa: S101 - every action has one side
    await insert_audit(
        tx,
        guild_id=editor.guild_id,
        actor_id=editor.user_id,
        action=action,
        subject=f"feed:{known.id}",
        before=_fields(before),
        after=_fields(after),
        now=now,
    )


def _fields(feed: Feed | None) -> dict[str, Any] | None:
    if feed is None:
        return None
    return {
        "title": feed.title,
        "url": feed.address.url,
        "include": list(feed.wanted.include),
        "exclude": list(feed.wanted.exclude),
        "language": feed.wanted.language,
        "reliability": feed.reliability.value,
        "automatic": feed.automatic,
        "paused": feed.paused,
    }
