-- The news desk: leads (tips and items of feeds), the stories they make, and the queue message.

-- One story, however many leads tell it. claimed_by is who has the form open until claimed_until;
-- asked_by wants somebody else to decide.
CREATE TABLE stories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('open', 'second-look', 'accepted', 'declined', 'merged')),
    opened_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    claimed_by INTEGER,
    claimed_until INTEGER NOT NULL DEFAULT 0,
    asked_by INTEGER,
    decided_by INTEGER,
    decided_at INTEGER,
    reason TEXT,
    update_id INTEGER REFERENCES updates (id),
    merged_into INTEGER REFERENCES stories (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK (state <> 'second-look' OR asked_by IS NOT NULL),
    CHECK ((state IN ('open', 'second-look')) = (decided_at IS NULL)),
    CHECK ((state = 'accepted') = (update_id IS NOT NULL)),
    CHECK ((state = 'declined') = (reason IS NOT NULL)),
    CHECK ((state = 'merged') = (merged_into IS NOT NULL))
) STRICT;

CREATE INDEX stories_of_guild ON stories (guild_id, state);
CREATE INDEX stories_of_update ON stories (update_id) WHERE update_id IS NOT NULL;
CREATE INDEX stories_merged ON stories (merged_into) WHERE merged_into IS NOT NULL;

-- Who sent a tip stands here only until that person was told what became of it; joined is 1 until
-- they were told that theirs was joined with another. No reference to feeds: a lead outlives its
-- feed.
CREATE TABLE story_leads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    summary TEXT NOT NULL CHECK (length(summary) <= 1000),
    link TEXT,
    canonical TEXT,
    outlet TEXT NOT NULL,
    published TEXT,
    language TEXT,
    reliability TEXT CHECK (reliability IN ('primary', 'trade', 'press', 'reference', 'fan')),
    feed_id INTEGER,
    sender_id INTEGER,
    sender_name TEXT,
    credit INTEGER NOT NULL CHECK (credit IN (0, 1)),
    joined INTEGER NOT NULL DEFAULT 0 CHECK (joined IN (0, 1)),
    tries INTEGER NOT NULL DEFAULT 0,
    tell_at INTEGER NOT NULL DEFAULT 0,
    taken_at INTEGER NOT NULL,
    CHECK (feed_id IS NULL OR sender_id IS NULL),
    CHECK (sender_id IS NOT NULL OR (sender_name IS NULL AND credit = 0 AND joined = 0)),
    CHECK ((link IS NULL) = (canonical IS NULL))
) STRICT;

CREATE INDEX leads_of_story ON story_leads (story_id);
CREATE INDEX leads_by_page ON story_leads (canonical) WHERE canonical IS NOT NULL;
CREATE INDEX leads_of_sender ON story_leads (sender_id) WHERE sender_id IS NOT NULL;

-- A draft that is thrown away gives its story back to the queue.
CREATE TRIGGER story_is_back AFTER UPDATE OF state ON updates WHEN NEW.state = 'discarded'
BEGIN
    UPDATE stories SET state = 'open', update_id = NULL, decided_by = NULL, decided_at = NULL
    WHERE update_id = NEW.id;
    DELETE FROM credits WHERE update_id = NEW.id;
END;

-- When a person sent tips within the last day, for the limits.
CREATE TABLE tip_times (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    sent_at INTEGER NOT NULL
) STRICT;

CREATE INDEX tip_times_of_user ON tip_times (user_id, sent_at);

-- Who wants to be named for the tip behind an update.
CREATE TABLE credits (
    update_id INTEGER NOT NULL REFERENCES updates (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 32),
    PRIMARY KEY (update_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER news_version_on_credit AFTER INSERT ON credits
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_credit_forgotten AFTER DELETE ON credits
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;

-- The one message in a server's desk channel that shows the queue: the version of the queue that
-- is wanted there and the one that is shown. posted counts the messages, for their nonces.
CREATE TABLE queues (
    guild_id INTEGER PRIMARY KEY,
    wanted INTEGER NOT NULL DEFAULT 0,
    shown INTEGER NOT NULL DEFAULT -1,
    channel_id INTEGER,
    message_id INTEGER,
    posted INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL DEFAULT 0,
    CHECK ((channel_id IS NULL) = (message_id IS NULL))
) STRICT;

CREATE TRIGGER queue_changed_on_story AFTER INSERT ON stories
BEGIN
    INSERT INTO queues (guild_id) SELECT NEW.guild_id
    WHERE NOT EXISTS (SELECT 1 FROM queues WHERE guild_id = NEW.guild_id);
    UPDATE queues SET wanted = wanted + 1 WHERE guild_id = NEW.guild_id;
END;
CREATE TRIGGER queue_changed_on_decision AFTER UPDATE ON stories
BEGIN
    UPDATE queues SET wanted = wanted + 1 WHERE guild_id = NEW.guild_id;
END;
