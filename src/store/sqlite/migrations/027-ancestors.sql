-- What a letter answers, for threads: message IDs with spaces between, the oldest first. NULL in views that are older
-- than this column, of which the header is read instead.
ALTER TABLE views ADD COLUMN ancestors TEXT;
