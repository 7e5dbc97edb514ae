-- Questions that nobody could answer, what readers say about answers, and what moderators add.

-- A question of a server, without a name; key is its folded text, under which the same question
-- asked again is counted. addition_id is the fact that answered it.
CREATE TABLE questions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 1000),
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'dismissed')),
    count INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    addition_id INTEGER REFERENCES additions (id),
    UNIQUE (guild_id, key),
    CHECK ((state = 'answered') = (addition_id IS NOT NULL))
) STRICT;

CREATE INDEX questions_by_age ON questions (last_at);
CREATE INDEX questions_of_addition ON questions (addition_id) WHERE addition_id IS NOT NULL;

-- Only who pressed "Tell me when you know", until they were told.
CREATE TABLE askers (
    question_id INTEGER NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    PRIMARY KEY (question_id, user_id)
) STRICT, WITHOUT ROWID;

-- What readers said about an answer; subject is a fact's id, or # and an update's.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('useful', 'wrong', 'outdated')),
    key TEXT NOT NULL,
    question TEXT NOT NULL,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    UNIQUE (guild_id, subject, verdict, key),
    CHECK (verdict <> 'useful' OR question = '')
) STRICT;

CREATE INDEX reports_by_age ON reports (last_at);

-- A fact that moderators wrote: of their server alone, or of everybody (wire).
CREATE TABLE additions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    wire INTEGER NOT NULL CHECK (wire IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('published', 'retired')),
    revision INTEGER NOT NULL,
    FOREIGN KEY (id, revision) REFERENCES addition_revisions (addition_id, number)
        DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX additions_of_guild ON additions (guild_id, state);

-- entities holds ids as JSON and refers to nothing: an addition outlives a pack that drops a name.
CREATE TABLE addition_revisions (
    addition_id INTEGER NOT NULL REFERENCES additions (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL CHECK (number >= 1),
    action TEXT NOT NULL CHECK (action IN ('published', 'corrected', 'retired', 'restored')),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 600),
    category TEXT NOT NULL,
    entities TEXT NOT NULL,
    as_of TEXT NOT NULL,
    spoiler TEXT NOT NULL CHECK (spoiler IN ('none', 'film', 'manga')),
    confidence TEXT NOT NULL CHECK (confidence IN ('confirmed', 'reported', 'disputed')),
    notes TEXT,
    link TEXT NOT NULL,
    title TEXT NOT NULL,
    reliability TEXT NOT NULL
        CHECK (reliability IN ('primary', 'trade', 'press', 'reference', 'fan')),
    question TEXT,
    editor_id INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    reason TEXT,
    PRIMARY KEY (addition_id, number),
    CHECK (confidence <> 'disputed' OR notes IS NOT NULL),
    CHECK (confidence <> 'confirmed' OR reliability <> 'fan')
) STRICT, WITHOUT ROWID;

CREATE TRIGGER addition_revisions_are_kept BEFORE UPDATE ON addition_revisions
BEGIN
    SELECT RAISE(ABORT, 'a revision is never overwritten');
END;
CREATE TRIGGER addition_revisions_are_not_replaced BEFORE INSERT ON addition_revisions
WHEN EXISTS (
    SELECT 1 FROM addition_revisions WHERE addition_id = NEW.addition_id AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'a revision is never overwritten');
END;

-- Facts of others (the pack, the wire) that a server does not show; guild_id 0 is the wire,
-- for everybody. The log keeps who decided so; the other table is what is looked up.
CREATE TABLE hidden_facts (
    fact_id TEXT NOT NULL,
    guild_id INTEGER NOT NULL,
    PRIMARY KEY (fact_id, guild_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE hidden_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    fact_id TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('retired', 'restored')),
    editor_id INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    reason TEXT
) STRICT;

CREATE TRIGGER hidden_log_is_kept BEFORE UPDATE ON hidden_log
BEGIN
    SELECT RAISE(ABORT, 'a revision is never overwritten');
END;

-- Additions also stand among the facts, under the id + and their number, and are put there anew
-- whenever the pack is. guild_id is the one server that sees a fact, NULL for everybody's.
ALTER TABLE facts ADD COLUMN guild_id INTEGER;

-- Places in the deck now leave room between the pack's facts, in which additions are dealt; the
-- next start reads the pack anew.
UPDATE decks SET deal = deal * 1048576;
DELETE FROM meta WHERE key = 'pack_hash';

-- Whoever keeps additions in memory reads the number that counts the news.
CREATE TRIGGER news_version_on_added AFTER INSERT ON additions
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_mended AFTER UPDATE ON additions
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_addition_deleted AFTER DELETE ON additions
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_hidden AFTER INSERT ON hidden_facts
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_shown AFTER DELETE ON hidden_facts
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
