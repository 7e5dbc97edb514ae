-- Failure is visible: what moderators were told, what hinders a destination, who removed the bot.

-- At most one notice a day and topic; open until it was said that all is well again.
CREATE TABLE notices (
    guild_id INTEGER NOT NULL,
    topic TEXT NOT NULL,
    told_at INTEGER NOT NULL,
    open INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1)),
    PRIMARY KEY (guild_id, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_by_age ON notices (told_at);

-- Nothing is sent to a destination before rest_until. The last two refusals are kept, so that
-- Discord is asked twice a day at most where it refuses, whatever is published or restarted.
ALTER TABLE destinations ADD COLUMN trouble TEXT
    CHECK (trouble IN ('missing', 'refused', 'channel', 'removed'));
ALTER TABLE destinations ADD COLUMN rest_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE destinations ADD COLUMN refused_at INTEGER;
ALTER TABLE destinations ADD COLUMN refused_before INTEGER;
CREATE INDEX destinations_in_trouble ON destinations (guild_id) WHERE trouble IS NOT NULL;

-- How a delivery ended is told to the moderators where they did not end it themselves.
ALTER TABLE posts ADD COLUMN untold INTEGER NOT NULL DEFAULT 0 CHECK (untold IN (0, 1));
CREATE INDEX posts_untold ON posts (destination_id) WHERE untold = 1;
CREATE INDEX posts_unknown ON posts (destination_id) WHERE state = 'unknown';

-- Servers that removed the bot, and when: forgotten after a while, unless they come back.
CREATE TABLE absences (
    guild_id INTEGER PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT;
