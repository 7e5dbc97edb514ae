-- The first schema: the pack, the newsroom, where alerts go and what is shown there.
-- Times are UTC seconds; days are texts YYYY, YYYY-MM or YYYY-MM-DD.
-- No CHECK uses json_valid(): with trusted_schema=OFF SQLite 3.40 refuses it in a schema.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO meta (key, value) VALUES ('news_version', '0');

-- The pack: replaced as a whole when its files change.

CREATE TABLE sources (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    publisher TEXT,
    url TEXT,
    published TEXT,
    reliability TEXT NOT NULL
        CHECK (reliability IN ('primary', 'trade', 'press', 'reference', 'fan'))
) STRICT, WITHOUT ROWID;

CREATE TABLE entities (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL
        CHECK (kind IN ('person', 'character', 'place', 'organisation', 'term', 'work')),
    aliases TEXT NOT NULL,
    summary TEXT NOT NULL,
    appears_in TEXT NOT NULL,
    spoiler TEXT NOT NULL CHECK (spoiler IN ('none', 'film', 'manga'))
) STRICT, WITHOUT ROWID;

-- deal is the fact's place in a shuffled deck that channels walk through, so that
-- a random fact comes back only after all the others, at one index step a draw.
CREATE TABLE facts (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    category TEXT NOT NULL,
    date TEXT,
    as_of TEXT,
    spoiler TEXT NOT NULL CHECK (spoiler IN ('none', 'film', 'manga')),
    confidence TEXT NOT NULL CHECK (confidence IN ('confirmed', 'reported', 'disputed')),
    notes TEXT,
    deal INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
CREATE INDEX facts_in_category ON facts (category, deal);

CREATE TABLE fact_entities (
    entity_id TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED,
    fact_id TEXT NOT NULL REFERENCES facts (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    deal INTEGER NOT NULL,
    PRIMARY KEY (entity_id, position, fact_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX fact_entities_in_deck ON fact_entities (entity_id, deal);
CREATE INDEX fact_entities_by_fact ON fact_entities (fact_id, position);

CREATE TABLE fact_sources (
    fact_id TEXT NOT NULL REFERENCES facts (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (fact_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity_sources (
    entity_id TEXT NOT NULL REFERENCES entities (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (entity_id, position)
) STRICT, WITHOUT ROWID;

-- Updates: the pack's timeline and the moderators' news.

CREATE TABLE updates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT UNIQUE,
    origin TEXT NOT NULL CHECK (origin IN ('pack', 'desk')),
    guild_id INTEGER,
    wire INTEGER NOT NULL CHECK (wire IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retracted', 'discarded')),
    revision INTEGER NOT NULL,
    published_at INTEGER,
    corrected_at INTEGER,
    retraction TEXT,
    importance TEXT CHECK (importance IN ('minor', 'notable', 'major')),
    CHECK ((origin = 'pack') = (key IS NOT NULL)),
    CHECK ((origin = 'desk') = (guild_id IS NOT NULL)),
    CHECK ((state = 'retracted') = (retraction IS NOT NULL)),
    CHECK (state IN ('draft', 'discarded') OR published_at IS NOT NULL),
    FOREIGN KEY (id, revision) REFERENCES revisions (update_id, number) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX updates_of_guild ON updates (guild_id, state);

CREATE TABLE revisions (
    update_id INTEGER NOT NULL REFERENCES updates (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL CHECK (number >= 1),
    action TEXT NOT NULL CHECK (action IN (
        'written', 'edited', 'published', 'corrected', 'retracted', 'discarded', 'synced')),
    headline TEXT NOT NULL CHECK (length(headline) BETWEEN 1 AND 200),
    summary TEXT NOT NULL CHECK (length(summary) BETWEEN 1 AND 2000),
    kind TEXT NOT NULL CHECK (kind IN (
        'official', 'filmmaker', 'cast', 'trade', 'rumour', 'denial', 'context')),
    stage TEXT CHECK (stage IN (
        'idea', 'in-talks', 'script', 'greenlit', 'pre-production', 'filming',
        'post-production', 'dated', 'released')),
    date TEXT NOT NULL,
    link TEXT,
    release TEXT,
    editor_id INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    reason TEXT,
    PRIMARY KEY (update_id, number),
    CHECK (release IS NULL OR (kind = 'official' AND ifnull(stage, '') IN ('dated', 'released')))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER revisions_are_kept BEFORE UPDATE ON revisions
BEGIN
    SELECT RAISE(ABORT, 'a revision is never overwritten');
END;
-- INSERT OR REPLACE deletes the old row without a word to the trigger above.
CREATE TRIGGER revisions_are_not_replaced BEFORE INSERT ON revisions
WHEN EXISTS (SELECT 1 FROM revisions WHERE update_id = NEW.update_id AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'a revision is never overwritten');
END;

-- No reference to entities: a moderator's update outlives a pack that drops a name.
CREATE TABLE update_people (
    update_id INTEGER NOT NULL REFERENCES updates (id),
    entity_id TEXT NOT NULL,
    PRIMARY KEY (update_id, entity_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE update_sources (
    update_id INTEGER NOT NULL REFERENCES updates (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (update_id, position)
) STRICT, WITHOUT ROWID;

-- Whoever keeps news in memory reads this one number first and so never shows old news.
CREATE TRIGGER news_version_on_insert AFTER INSERT ON updates
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_update AFTER UPDATE ON updates
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_delete AFTER DELETE ON updates
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_named AFTER INSERT ON update_people
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_unnamed AFTER DELETE ON update_people
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_cited AFTER INSERT ON update_sources
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_uncited AFTER DELETE ON update_sources
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;

-- When somebody last looked for news: of the wire (guild_id 0) or of one server.
CREATE TABLE checks (
    guild_id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    editor_id INTEGER NOT NULL
) STRICT;

CREATE TRIGGER news_version_on_check AFTER INSERT ON checks
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_check_forgotten AFTER DELETE ON checks
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;

-- What a moderator typed and has not confirmed yet; kept for a day.
CREATE TABLE forms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    update_id INTEGER REFERENCES updates (id),
    revision INTEGER,
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Servers and where their alerts go.

CREATE TABLE guilds (
    guild_id INTEGER PRIMARY KEY,
    desk_role_id INTEGER,
    desk_channel_id INTEGER,
    spoilers_shown INTEGER NOT NULL DEFAULT 0 CHECK (spoilers_shown IN (0, 1)),
    strike_retracted INTEGER NOT NULL DEFAULT 1 CHECK (strike_retracted IN (0, 1))
) STRICT;

-- A retired destination gets no new alerts, but corrections still reach what it shows.
CREATE TABLE destinations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL UNIQUE,
    ping_role_id INTEGER,
    least TEXT NOT NULL CHECK (least IN ('minor', 'notable', 'major')),
    ping_from TEXT NOT NULL CHECK (ping_from IN ('minor', 'notable', 'major')),
    mode TEXT NOT NULL CHECK (mode IN ('active', 'paused', 'retired'))
) STRICT;

CREATE UNIQUE INDEX one_destination_a_guild ON destinations (guild_id) WHERE mode <> 'retired';

-- attempt_at is when the first send began whose outcome is not known; it is written
-- before the request leaves, so that a crash in between is never taken for "not sent".
CREATE TABLE posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER NOT NULL REFERENCES updates (id),
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
    CHECK ((shown_revision IS NULL) = (message_id IS NULL))
) STRICT;

CREATE INDEX posts_to_bring ON posts (due_at) WHERE state IN ('due', 'sending');
CREATE INDEX posts_of_destination ON posts (destination_id, id);

-- Where each channel stands in the deck of facts; filter is '', 'c:category' or 'e:entity'.
CREATE TABLE decks (
    channel_id INTEGER NOT NULL,
    filter TEXT NOT NULL,
    deal INTEGER NOT NULL,
    PRIMARY KEY (channel_id, filter)
) STRICT, WITHOUT ROWID;
