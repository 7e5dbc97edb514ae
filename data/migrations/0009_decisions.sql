-- What moderators decide before and after publishing: a second moderator's approval, a time,
-- what became of rumours, and dates or stages that moved. A draft stays a draft until it is
-- published; whether it waits for somebody or for a time stands beside it.

ALTER TABLE guilds ADD COLUMN approval INTEGER NOT NULL DEFAULT 0 CHECK (approval IN (0, 1));
ALTER TABLE guilds ADD COLUMN late TEXT NOT NULL DEFAULT 'publish'
    CHECK (late IN ('publish', 'hold'));
ALTER TABLE guilds ADD COLUMN stale_days INTEGER NOT NULL DEFAULT 14
    CHECK (stale_days BETWEEN 0 AND 365);

-- revision is the one that was asked about: of a draft, or of what a correction would replace,
-- whose wording is in fields.
CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    update_id INTEGER NOT NULL UNIQUE REFERENCES updates (id),
    revision INTEGER NOT NULL,
    fields TEXT,
    reason TEXT,
    asker_id INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'returned')),
    verdict TEXT,
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    CHECK ((state = 'returned') = (verdict IS NOT NULL))
) STRICT;
CREATE INDEX requests_of_guild ON requests (guild_id, state);

-- A held plan is not published by itself any more; held says why.
CREATE TABLE plans (
    update_id INTEGER PRIMARY KEY REFERENCES updates (id),
    guild_id INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    until INTEGER,
    planner_id INTEGER NOT NULL,
    held TEXT CHECK (held IN ('late', 'expired', 'approval')),
    CHECK (until IS NULL OR until > due_at)
) STRICT;
CREATE INDEX plans_due ON plans (due_at) WHERE held IS NULL;
CREATE INDEX plans_of_guild ON plans (guild_id);

-- came_true of settled: how the outlet's earlier rumours had fared when this one was published.
CREATE TABLE rumours (
    update_id INTEGER PRIMARY KEY REFERENCES updates (id),
    outlet TEXT NOT NULL,
    came_true INTEGER NOT NULL DEFAULT 0,
    settled INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'confirmed', 'debunked')),
    link TEXT,
    day TEXT,
    settled_by INTEGER REFERENCES updates (id),
    CHECK (came_true BETWEEN 0 AND settled),
    CHECK ((state = 'open') = (link IS NULL)),
    CHECK ((state = 'open') = (day IS NULL)),
    CHECK (state <> 'open' OR settled_by IS NULL)
) STRICT;
CREATE INDEX rumours_of_outlet ON rumours (outlet, state);
CREATE INDEX rumours_settled_by ON rumours (settled_by) WHERE settled_by IS NOT NULL;

-- Rumours that are published already; their outlet is the host of their link.
INSERT INTO rumours (update_id, outlet)
SELECT id, CASE WHEN host LIKE 'www.%' THEN substr(host, 5) ELSE host END
FROM (
    SELECT u.id, coalesce(substr(r.link, instr(r.link, '//') + 2,
        instr(substr(r.link, instr(r.link, '//') + 2) || '/', '/') - 1), '') AS host
    FROM updates AS u JOIN revisions AS r ON r.update_id = u.id AND r.number = u.revision
    WHERE u.origin = 'desk' AND u.state = 'published' AND r.kind = 'rumour'
);

-- history holds what was stated before, as [what, day it was said] from the oldest on.
CREATE TABLE slips (
    update_id INTEGER PRIMARY KEY REFERENCES updates (id),
    what TEXT NOT NULL CHECK (what IN ('date', 'stage', 'corrected')),
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    history TEXT NOT NULL,
    CHECK (old <> new)
) STRICT;

-- When a server's moderators were last reminded to look for news.
CREATE TABLE reminders (
    guild_id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
