-- Whom an update names first is who speaks, so the order counts. The pack is synced anew.

ALTER TABLE update_people ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

DELETE FROM meta WHERE key = 'pack_hash';
