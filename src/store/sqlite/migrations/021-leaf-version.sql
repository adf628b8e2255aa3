-- What an entry's leaf commits to (src/store/sqlite/leaf.ts): version 2 names the forms that are kept, with their hashes.
ALTER TABLE entries ADD COLUMN leaf_version INTEGER NOT NULL DEFAULT 1;
