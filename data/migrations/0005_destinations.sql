-- Alerts reach people as well as channels, one message may tell of several updates (a digest)
-- or of none (a milestone), and both have hours. Rebuilt, since SQLite cannot change a CHECK: the rows wait in
-- tables without references, so that no foreign key is broken at any moment.
CREATE TABLE kept_destinations AS
SELECT id, guild_id, channel_id, ping_role_id, least, ping_from, mode FROM destinations;
CREATE TABLE kept_posts AS
SELECT id, update_id, destination_id, wanted_revision, wanted_struck, shown_revision, shown_struck,
    message_id, shown_at, state, due_at, lease_until, attempt_at, attempts, failures, reason
FROM posts;
DROP TABLE posts;
DROP TABLE destinations;

ALTER TABLE guilds ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';

CREATE TABLE destinations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- 0 for a person's direct messages, whose channel is opened before anything is kept.
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL UNIQUE,
    user_id INTEGER UNIQUE,
    ping_role_id INTEGER,
    least TEXT NOT NULL CHECK (least IN ('minor', 'notable', 'major')),
    ping_from TEXT NOT NULL CHECK (ping_from IN ('minor', 'notable', 'major')),
    wants TEXT NOT NULL DEFAULT 'all' CHECK (wants IN ('all', 'official', 'stages')),
    milestones INTEGER NOT NULL DEFAULT 0 CHECK (milestones IN (0, 1)),
    mode TEXT NOT NULL CHECK (mode IN ('active', 'paused', 'retired')),
    -- A forum takes posts with a tag, an announcement channel publishes to its followers.
    form TEXT NOT NULL DEFAULT 'text'
        CHECK (form IN ('text', 'announcement', 'forum', 'person')),
    tag_id INTEGER,
    thread INTEGER NOT NULL DEFAULT 0 CHECK (thread IN (0, 1)),
    publish INTEGER NOT NULL DEFAULT 0 CHECK (publish IN (0, 1)),
    silent INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1)),
    -- Minutes after local midnight; the zone of a channel is its server's.
    quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until INTEGER CHECK (quiet_until BETWEEN 0 AND 1439),
    digest TEXT NOT NULL DEFAULT 'off' CHECK (digest IN ('off', 'daily', 'weekly')),
    digest_at INTEGER NOT NULL DEFAULT 1080 CHECK (digest_at BETWEEN 0 AND 1439),
    digest_day INTEGER NOT NULL DEFAULT 0 CHECK (digest_day BETWEEN 0 AND 6),
    time_zone TEXT,
    CHECK ((guild_id = 0) = (user_id IS NOT NULL)),
    CHECK ((form = 'person') = (user_id IS NOT NULL)),
    CHECK ((form = 'person') = (time_zone IS NOT NULL)),
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
) STRICT;
INSERT INTO destinations
    (id, guild_id, channel_id, ping_role_id, least, ping_from, mode)
SELECT id, guild_id, channel_id, ping_role_id, least, ping_from, mode FROM kept_destinations;
DROP TABLE kept_destinations;

-- What waits for a destination's next digest, and in which digest it went out.
CREATE TABLE digests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    destination_id INTEGER NOT NULL REFERENCES destinations (id),
    -- Raised whenever one of its updates is corrected or retracted.
    revision INTEGER NOT NULL DEFAULT 1,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX digests_of_destination ON digests (destination_id);

CREATE TABLE digest_items (
    update_id INTEGER NOT NULL REFERENCES updates (id),
    destination_id INTEGER NOT NULL REFERENCES destinations (id),
    digest_id INTEGER REFERENCES digests (id),
    PRIMARY KEY (update_id, destination_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX digest_items_waiting ON digest_items (destination_id) WHERE digest_id IS NULL;
CREATE INDEX digest_items_of_digest ON digest_items (digest_id) WHERE digest_id IS NOT NULL;

-- A round day that came: an anniversary, so many days of silence. Each key comes once.
CREATE TABLE milestones (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL,
    headline TEXT NOT NULL,
    summary TEXT NOT NULL,
    source_id TEXT REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER REFERENCES updates (id),
    digest_id INTEGER UNIQUE REFERENCES digests (id),
    milestone_id INTEGER REFERENCES milestones (id),
    destination_id INTEGER NOT NULL REFERENCES destinations (id),
    wanted_revision INTEGER NOT NULL,
    wanted_struck INTEGER NOT NULL DEFAULT 0 CHECK (wanted_struck IN (0, 1)),
    shown_revision INTEGER,
    shown_struck INTEGER NOT NULL DEFAULT 0 CHECK (shown_struck IN (0, 1)),
    message_id INTEGER,
    shown_at INTEGER,
    state TEXT NOT NULL DEFAULT 'due'
        CHECK (state IN ('due', 'sending', 'done', 'gone', 'unknown')),
    due_at INTEGER NOT NULL,
    lease_until INTEGER NOT NULL DEFAULT 0,
    attempt_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    UNIQUE (update_id, destination_id),
    UNIQUE (milestone_id, destination_id),
    CHECK ((update_id IS NOT NULL) + (digest_id IS NOT NULL) + (milestone_id IS NOT NULL) = 1),
    CHECK ((shown_revision IS NULL) = (message_id IS NULL))
) STRICT;
INSERT INTO posts
    (id, update_id, destination_id, wanted_revision, wanted_struck, shown_revision, shown_struck,
     message_id, shown_at, state, due_at, lease_until, attempt_at, attempts, failures, reason)
SELECT id, update_id, destination_id, wanted_revision, wanted_struck, shown_revision, shown_struck,
    message_id, shown_at, state, due_at, lease_until, attempt_at, attempts, failures, reason
FROM kept_posts;
DROP TABLE kept_posts;

CREATE UNIQUE INDEX one_destination_a_guild ON destinations (guild_id)
WHERE mode <> 'retired' AND guild_id <> 0;
CREATE INDEX posts_to_bring ON posts (due_at) WHERE state IN ('due', 'sending');
CREATE INDEX posts_of_destination ON posts (destination_id, id);
