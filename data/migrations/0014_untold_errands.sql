-- What becomes of threads and of publishing is told to moderators too: until now a refusal of
-- either was known to nobody.
ALTER TABLE errands ADD COLUMN untold INTEGER NOT NULL DEFAULT 0 CHECK (untold IN (0, 1));
CREATE INDEX errands_untold ON errands (post_id) WHERE untold = 1;
