-- Feeds that servers follow, the addresses they are read from, and what of them was seen.

-- One address however many servers follow it: it is asked once for all. ended is 1 after the
-- website said that it is gone for good; told is 1 once moderators heard that it keeps failing.
CREATE TABLE feed_addresses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    etag TEXT,
    last_modified TEXT,
    next_at INTEGER NOT NULL,
    read_at INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    problem TEXT,
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
    CHECK ((failures = 0) = (failing_since IS NULL)),
    CHECK ((failures = 0) = (problem IS NULL)),
    CHECK (ended = 0 OR failures > 0)
) STRICT;

CREATE INDEX feed_addresses_due ON feed_addresses (next_at) WHERE ended = 0;

-- include and exclude are JSON arrays of words as they were typed.
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    address_id INTEGER NOT NULL REFERENCES feed_addresses (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    include TEXT NOT NULL,
    exclude TEXT NOT NULL,
    language TEXT CHECK (length(language) BETWEEN 2 AND 3),
    reliability TEXT NOT NULL
        CHECK (reliability IN ('primary', 'trade', 'press', 'reference', 'fan')),
    automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)),
    paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    added_at INTEGER NOT NULL,
    UNIQUE (guild_id, address_id)
) STRICT;

CREATE INDEX feeds_of_address ON feeds (address_id);

-- What became of an item: under each of its up to three marks (id, link, text), as digests.
CREATE TABLE feed_seen (
    feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    mark BLOB NOT NULL,
    fate TEXT NOT NULL CHECK (fate IN ('before', 'old', 'filtered', 'left', 'taken', 'posted')),
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (feed_id, mark)
) STRICT, WITHOUT ROWID;

-- What moderators are still to be told; deleted once they were.
CREATE TABLE feed_news (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    topic TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
