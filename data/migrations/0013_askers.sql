-- Who waits to be told of an answer: how often that failed, and when it is tried again.
ALTER TABLE askers ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE askers ADD COLUMN tell_at INTEGER NOT NULL DEFAULT 0;
