-- What a letter answers, for threads: message IDs with spaces between, the oldest first. NULL in views that are older
-- than this column, until a thread is asked for that they may belong to: then their headers are read.
ALTER TABLE views ADD COLUMN ancestors TEXT;
