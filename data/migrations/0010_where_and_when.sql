-- What follows once a post is shown, each in requests of its own that may be repeated: it is
-- published to the followers of an announcement channel, and its thread bears its headline.
CREATE TABLE errands (
    post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('publish', 'thread')),
    state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done', 'gone')),
    -- While it is being done this is when somebody else may take it up.
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    -- The thread's title, where it is known.
    title TEXT,
    reason TEXT,
    PRIMARY KEY (post_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX errands_to_run ON errands (due_at) WHERE state = 'due';

-- The requests of the last hour by which a channel's messages were published: Discord allows ten.
CREATE TABLE publishings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    destination_id INTEGER NOT NULL REFERENCES destinations (id) ON DELETE CASCADE,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX publishings_of_destination ON publishings (destination_id, at);

-- When what waits goes out in a digest.
ALTER TABLE digest_items ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX digest_items_due ON digest_items (due_at) WHERE digest_id IS NULL;
