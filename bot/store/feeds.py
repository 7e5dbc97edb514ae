"""Feeds that servers follow, the addresses they are read from, and what of them was seen."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.enums import Reliability
from bot.errors import NotFoundError
from bot.feeds.rules import Fate, Filter
from bot.store.database import Database, Row, Transaction
from bot.store.rows import write_json

LEASE_S = 300  # an address whose look was cut off is looked at again after this
SEEN_KEPT_S = 90 * 24 * 3600  # after an item was last in its feed
REFRESH_S = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Address:
    """Where feeds are read from; ``failing_since`` and ``problem`` while that fails."""

    id: int
    url: str
    etag: str | None
    last_modified: str | None
    next_at: int
    read_at: int | None
    failures: int
    failing_since: int | None
    problem: str | None
    told: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as one server follows it."""

    id: int
    guild_id: int
    title: str
    wanted: Filter
    reliability: Reliability
    automatic: bool
    paused: bool
    added_at: int
    address: Address


_ADDRESS = (
    "a.id, a.url, a.etag, a.last_modified, a.next_at, a.read_at, a.failures, a.failing_since, "
    "a.problem, a.told, a.ended"
)
_FEED = (
    "SELECT f.id, f.guild_id, f.title, f.include, f.exclude, f.language, f.reliability, "
    f"f.automatic, f.paused, f.added_at, {_ADDRESS} "
    "FROM feeds AS f JOIN feed_addresses AS a ON a.id = f.address_id"
)
# Not paused, and not of a server that removed the bot.
_WANTED = (
    "f.paused = 0 AND NOT EXISTS (SELECT 1 FROM absences WHERE absences.guild_id = f.guild_id)"
)
_DUE = (
    "a.ended = 0 AND a.next_at <= ? AND EXISTS "
    f"(SELECT 1 FROM feeds AS f WHERE f.address_id = a.id AND {_WANTED})"
)


async def list_feeds(reader: Database | Transaction, guild_id: int) -> list[Feed]:
    """Return the feeds of a server, oldest first."""
    read = reader.fetch if isinstance(reader, Database) else reader.execute
    rows = await read(f"{_FEED} WHERE f.guild_id = ? ORDER BY f.id", (guild_id,))
    return [_feed(row) for row in rows]


async def require_feed(reader: Database | Transaction, guild_id: int, feed_id: int) -> Feed:
    """Return a feed of this server, or raise NotFoundError."""
    read = reader.fetch if isinstance(reader, Database) else reader.execute
    rows = await read(f"{_FEED} WHERE f.id = ? AND f.guild_id = ?", (feed_id, guild_id))
    if not rows:
        raise NotFoundError("This server has no such feed. /feeds list shows all.")
    return _feed(rows[0])


async def list_followers(reader: Database | Transaction, address_id: int) -> list[Feed]:
    """Return the feeds that are to be read from an address."""
    read = reader.fetch if isinstance(reader, Database) else reader.execute
    rows = await read(f"{_FEED} WHERE f.address_id = ? AND {_WANTED} ORDER BY f.id", (address_id,))
    return [_feed(row) for row in rows]


async def insert_feed(
    tx: Transaction, guild_id: int, url: str, feed: Feed, *, next_at: int
) -> int | None:
    """Follow an address; None when this server does already. ``feed`` says how."""
    await tx.execute(
        "INSERT INTO feed_addresses (url, next_at, read_at) VALUES (?, ?, ?) "
        "ON CONFLICT (url) DO UPDATE SET read_at = excluded.read_at, failures = 0, "
        "failing_since = NULL, problem = NULL, told = 0, ended = 0",
        (url, next_at, feed.added_at),
    )
    rows = await tx.execute(
        "INSERT INTO feeds (guild_id, address_id, title, include, exclude, language, reliability, "
        "automatic, added_at) SELECT ?, id, ?, ?, ?, ?, ?, ?, ? FROM feed_addresses WHERE url = ? "
        "ON CONFLICT (guild_id, address_id) DO NOTHING RETURNING id",
        (guild_id, *_settings(feed), feed.added_at, url),
    )
    return rows[0][0] if rows else None


async def set_feed(tx: Transaction, feed: Feed) -> None:
    """Keep other settings of a feed."""
    await tx.execute(
        "UPDATE feeds SET title = ?, include = ?, exclude = ?, language = ?, reliability = ?, "
        "automatic = ?, paused = ? WHERE id = ? AND guild_id = ?",
        (*_settings(feed), feed.paused, feed.id, feed.guild_id),
    )


async def delete_feed(tx: Transaction, feed: Feed) -> None:
    """Stop following; the address goes with the last who followed it."""
    await tx.execute("DELETE FROM feeds WHERE id = ? AND guild_id = ?", (feed.id, feed.guild_id))
    await _delete_unfollowed(tx)


async def delete_guild(tx: Transaction, guild_id: int) -> None:
    """Forget the feeds of a server."""
    await tx.execute("DELETE FROM feed_news WHERE guild_id = ?", (guild_id,))
    await tx.execute("DELETE FROM feeds WHERE guild_id = ?", (guild_id,))
    await _delete_unfollowed(tx)


async def _delete_unfollowed(tx: Transaction) -> None:
    await tx.execute(
        "DELETE FROM feed_addresses WHERE NOT EXISTS "
        "(SELECT 1 FROM feeds WHERE feeds.address_id = feed_addresses.id)"
    )


async def list_due(db: Database, now: int, limit: int) -> list[Address]:
    """Return addresses that are due, longest waiting first."""
    rows = await db.fetch(
        f"SELECT {_ADDRESS} FROM feed_addresses AS a WHERE {_DUE} ORDER BY a.next_at LIMIT ?",
        (now, limit),
    )
    return [_address(row) for row in rows]


async def claim_addresses(tx: Transaction, ids: Collection[int], now: int) -> None:
    """Note that addresses are being looked at, so that a crash asks nobody again at once."""
    await tx.execute_many(
        "UPDATE feed_addresses SET next_at = ? WHERE id = ?", [(now + LEASE_S, id_) for id_ in ids]
    )


async def settle_read(
    tx: Transaction,
    address: Address,
    *,
    etag: str | None,
    last_modified: str | None,
    next_at: int,
    now: int,
) -> None:
    """Note that an address was read, or had not changed."""
    await tx.execute(
        "UPDATE feed_addresses SET etag = ?, last_modified = ?, next_at = ?, read_at = ?, "
        "failures = 0, failing_since = NULL, problem = NULL, told = 0, ended = 0 WHERE id = ?",
        (etag, last_modified, next_at, now, address.id),
    )


async def settle_failed(
    tx: Transaction, address: Address, *, problem: str, next_at: int, now: int, ended: bool
) -> None:
    """Note that an address could not be read; ``ended`` when it never will be again."""
    await tx.execute(
        "UPDATE feed_addresses SET failures = failures + 1, problem = ?, next_at = ?, "
        "failing_since = ifnull(failing_since, ?), ended = ? WHERE id = ?",
        (problem, next_at, now, ended, address.id),
    )


async def set_told(tx: Transaction, address_id: int) -> None:
    """Note that moderators heard of an address that keeps failing."""
    await tx.execute("UPDATE feed_addresses SET told = 1 WHERE id = ?", (address_id,))


async def set_moved(tx: Transaction, address_id: int, url: str) -> None:
    """Remember a permanent redirect, unless the new address is followed in its own right."""
    await tx.execute(
        "UPDATE feed_addresses SET url = ? WHERE id = ? "
        "AND NOT EXISTS (SELECT 1 FROM feed_addresses WHERE url = ?)",
        (url, address_id, url),
    )


async def set_afresh(tx: Transaction, address_id: int, now: int) -> None:
    """Ask for an address as if it had never been read, and again where it had ended."""
    await tx.execute(
        "UPDATE feed_addresses SET etag = NULL, last_modified = NULL, "
        "next_at = CASE WHEN ended THEN ? ELSE next_at END, ended = 0 WHERE id = ?",
        (now, address_id),
    )


async def list_seen(
    reader: Database | Transaction, feed_id: int, marks: Sequence[bytes]
) -> dict[bytes, Fate]:
    """Return what became of the items under these marks, as far as they were seen."""
    read = reader.fetch if isinstance(reader, Database) else reader.execute
    places = ", ".join("?" * len(marks))
    rows = await read(
        f"SELECT mark, fate FROM feed_seen WHERE feed_id = ? AND mark IN ({places})",
        (feed_id, *marks),
    )
    return {mark: Fate(fate) for mark, fate in rows}


async def set_seen(
    tx: Transaction, feed_id: int, marks: Iterable[tuple[bytes, Fate]], now: int
) -> None:
    """Remember items; of one that is known already the fate stays. Old ones are forgotten."""
    await tx.execute_many(
        "INSERT INTO feed_seen (feed_id, mark, fate, seen_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (feed_id, mark) DO UPDATE SET seen_at = excluded.seen_at "
        "WHERE seen_at < excluded.seen_at - ?",
        [(feed_id, mark, fate, now, REFRESH_S) for mark, fate in marks],
    )
    await tx.execute(
        "DELETE FROM feed_seen WHERE feed_id = ? AND seen_at < ?", (feed_id, now - SEEN_KEPT_S)
    )


async def list_stories(db: Database, guild_id: int, pages: Mapping[str, str]) -> dict[str, int]:
    """Return the newest story of a server about each page, under the page's name in ``pages``."""
    places = ", ".join("?" * len(pages))
    rows = await db.fetch(
        "SELECT l.canonical, max(s.id) FROM story_leads AS l "
        "JOIN stories AS s ON s.id = l.story_id "
        f"WHERE l.canonical IN ({places}) AND s.guild_id = ? GROUP BY l.canonical",
        (*pages, guild_id),
    )
    return {pages[canonical]: story_id for canonical, story_id in rows}


async def insert_news(tx: Transaction, guild_id: int, topic: str, text: str) -> None:
    """Remember what moderators are to be told."""
    await tx.execute(
        "INSERT INTO feed_news (guild_id, topic, text) VALUES (?, ?, ?)", (guild_id, topic, text)
    )


async def list_news(db: Database) -> list[tuple[int, int, str, str]]:
    """Return (id, server, topic, text) of what is to be told, oldest first."""
    rows = await db.fetch("SELECT id, guild_id, topic, text FROM feed_news ORDER BY id")
    return [(id_, guild_id, topic, text) for id_, guild_id, topic, text in rows]


async def delete_news(tx: Transaction, news_id: int) -> None:
    """Forget what was told."""
    await tx.execute("DELETE FROM feed_news WHERE id = ?", (news_id,))


def _settings(feed: Feed) -> tuple[str, str, str, str | None, str, bool]:
    wanted = feed.wanted
    words = (write_json(list(wanted.include)), write_json(list(wanted.exclude)))
    return (feed.title, *words, wanted.language, feed.reliability, feed.automatic)


def _feed(row: Row) -> Feed:
    id_, guild_id, title, include, exclude, language, reliability, automatic, paused = row[:9]
    return Feed(
        id=id_,
        guild_id=guild_id,
        title=title,
        wanted=Filter(_words(include), _words(exclude), language),
        reliability=Reliability(reliability),
        automatic=bool(automatic),
        paused=bool(paused),
        added_at=row[9],
        address=_address(row[10:]),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", json.loads(text)))


def _address(row: Row) -> Address:
    return Address(*row[:9], told=bool(row[9]), ended=bool(row[10]))
