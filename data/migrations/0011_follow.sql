-- Members follow for themselves, round days come from the pack and the news, and what names a
-- person can be emptied without losing what was said.

-- In which servers somebody pressed Follow: their own news reach that person too, as long as it
-- is a member there.
CREATE TABLE follows (
    destination_id INTEGER NOT NULL REFERENCES destinations (id),
    guild_id INTEGER NOT NULL,
    PRIMARY KEY (destination_id, guild_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX follows_of_guild ON follows (guild_id);

-- Whose direct messages Discord refused, until that person was told.
CREATE TABLE refusals (
    user_id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL CHECK (reason IN ('closed', 'no-server'))
) STRICT;

-- Channels come before people, of whom there may be any number: 0 is a channel's, 1 a person's.
ALTER TABLE posts ADD COLUMN rank INTEGER NOT NULL DEFAULT 0 CHECK (rank IN (0, 1));
DROP INDEX posts_to_bring;
CREATE INDEX posts_to_bring ON posts (rank, due_at) WHERE state IN ('due', 'sending');
CREATE INDEX posts_of_milestone ON posts (milestone_id) WHERE milestone_id IS NOT NULL;

-- Made anew with what it is about; nothing was in it yet. update_id is the update that a
-- silence or an event is counted from.
DROP TABLE milestones;
CREATE TABLE milestones (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('anniversary', 'silence', 'event')),
    day TEXT NOT NULL,
    headline TEXT NOT NULL,
    summary TEXT NOT NULL,
    update_id INTEGER REFERENCES updates (id),
    CHECK ((kind = 'anniversary') = (update_id IS NULL))
) STRICT;
CREATE INDEX milestones_of_update ON milestones (update_id) WHERE update_id IS NOT NULL;

-- Of those that a destination gets at all, the kinds that it does not want.
CREATE TABLE unwanted_milestones (
    destination_id INTEGER NOT NULL REFERENCES destinations (id),
    kind TEXT NOT NULL CHECK (kind IN ('anniversary', 'silence', 'event')),
    PRIMARY KEY (destination_id, kind)
) STRICT, WITHOUT ROWID;

-- The pack's days to remember, replaced with the pack.
CREATE TABLE anniversaries (
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    headline TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE anniversary_sources (
    anniversary_id TEXT NOT NULL REFERENCES anniversaries (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (anniversary_id, position)
) STRICT, WITHOUT ROWID;

-- Words, times and reasons of a revision stay for good. Who wrote it may become 0, "a former
-- moderator", for good as well: that is how a person is forgotten.
DROP TRIGGER revisions_are_kept;
CREATE TRIGGER revisions_are_kept BEFORE UPDATE ON revisions
WHEN NOT (
    NEW.editor_id = 0
    AND NEW.update_id = OLD.update_id AND NEW.number = OLD.number AND NEW.action = OLD.action
    AND NEW.headline = OLD.headline AND NEW.summary = OLD.summary AND NEW.kind = OLD.kind
    AND NEW.stage IS OLD.stage AND NEW.date = OLD.date AND NEW.link IS OLD.link
    AND NEW.release IS OLD.release AND NEW.edited_at = OLD.edited_at
    AND NEW.reason IS OLD.reason)
BEGIN
    SELECT RAISE(ABORT, 'a revision is never overwritten');
END;
DROP TRIGGER addition_revisions_are_kept;
CREATE TRIGGER addition_revisions_are_kept BEFORE UPDATE ON addition_revisions
WHEN NOT (
    NEW.editor_id = 0
    AND NEW.addition_id = OLD.addition_id AND NEW.number = OLD.number
    AND NEW.action = OLD.action AND NEW.text = OLD.text AND NEW.category = OLD.category
    AND NEW.entities = OLD.entities AND NEW.as_of = OLD.as_of AND NEW.spoiler = OLD.spoiler
    AND NEW.confidence = OLD.confidence AND NEW.notes IS OLD.notes AND NEW.link = OLD.link
    AND NEW.title = OLD.title AND NEW.reliability = OLD.reliability
    AND NEW.question IS OLD.question AND NEW.edited_at = OLD.edited_at
    AND NEW.reason IS OLD.reason)
BEGIN
    SELECT RAISE(ABORT, 'a revision is never overwritten');
END;
DROP TRIGGER hidden_log_is_kept;
CREATE TRIGGER hidden_log_is_kept BEFORE UPDATE ON hidden_log
WHEN NOT (
    NEW.editor_id = 0
    AND NEW.id = OLD.id AND NEW.guild_id = OLD.guild_id AND NEW.fact_id = OLD.fact_id
    AND NEW.action = OLD.action AND NEW.edited_at = OLD.edited_at AND NEW.reason IS OLD.reason)
BEGIN
    SELECT RAISE(ABORT, 'a revision is never overwritten');
END;
CREATE INDEX revisions_of_editor ON revisions (editor_id) WHERE editor_id <> 0;
