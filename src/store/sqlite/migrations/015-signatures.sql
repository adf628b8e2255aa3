-- What the signature inside a document is worth: valid, invalid, unknown; NULL for none. Of those from before, nobody
-- looked.
ALTER TABLE documents ADD COLUMN signature TEXT;
UPDATE documents SET signature = 'unknown' WHERE signed = 1;

-- Messages that were signed, and those whose signature holds.
ALTER TABLE counts ADD COLUMN signed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE counts ADD COLUMN verified INTEGER NOT NULL DEFAULT 0;
