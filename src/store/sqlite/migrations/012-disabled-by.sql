-- Whose administrator disabled a box: 'agency' or 'province'. Of one that is disabled already nobody knows any more.
ALTER TABLE boxes ADD COLUMN disabled_by TEXT;
UPDATE boxes SET disabled_by = 'province' WHERE status = 'disabled';
