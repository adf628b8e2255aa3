-- What the signature inside a document is worth: valid, invalid, unknown; NULL for none. Of those from before, nobody
-- looked.
ALTER TABLE documents ADD COLUMN signature TEXT;
UPDATE documents SET signature = 'unknown' WHERE signed = 1;
