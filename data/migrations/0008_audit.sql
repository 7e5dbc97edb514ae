-- Who did what, with what stood before and after: one chain of hashes for each server, so that
-- forgetting one server breaks no other's. The hash covers actor, a digest of the person with a
-- salt of that row, and not actor_id: a person's erasure empties actor_id and salt, after which
-- the digest names nobody, and the chain still holds.

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    actor_id INTEGER NOT NULL,
    salt TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 60),
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
    before TEXT,
    after TEXT,
    at INTEGER NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    UNIQUE (guild_id, number),
    CHECK ((actor_id = 0) = (salt = ''))
) STRICT;

CREATE INDEX audit_of_subject ON audit (guild_id, subject, number);
CREATE INDEX audit_of_actor ON audit (actor_id) WHERE actor_id <> 0;

CREATE TRIGGER audit_is_kept BEFORE UPDATE ON audit
WHEN NOT (
    NEW.actor_id = 0 AND NEW.salt = ''
    AND NEW.id = OLD.id AND NEW.guild_id = OLD.guild_id AND NEW.number = OLD.number
    AND NEW.actor = OLD.actor AND NEW.action = OLD.action AND NEW.subject = OLD.subject
    AND NEW.before IS OLD.before AND NEW.after IS OLD.after
    AND NEW.at = OLD.at AND NEW.hash = OLD.hash)
BEGIN
    SELECT RAISE(ABORT, 'the audit is never overwritten');
END;
-- INSERT OR REPLACE deletes the old row without a word to the triggers beside this one.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM audit WHERE guild_id = NEW.guild_id AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'the audit is never overwritten');
END;
-- Only while a whole server is being forgotten, which names itself in meta for that moment.
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
WHEN NOT EXISTS (
    SELECT 1 FROM meta WHERE key = 'forgetting' AND value = CAST(OLD.guild_id AS TEXT))
BEGIN
    SELECT RAISE(ABORT, 'the audit is never deleted');
END;
