-- How long letters are kept. `policy_versions` is how the classes came about.
CREATE TABLE retention_classes (
  name          TEXT PRIMARY KEY,
  -- NULL keeps for ever; otherwise so many calendar months and then days.
  months        INTEGER,
  days          INTEGER,
  -- Conditions, which must all hold; NULL asks nothing. No reference: the letters of an agency outlive it.
  agency_id     INTEGER,
  document_kind TEXT,
  rule          TEXT,
  direction     TEXT,
  verdict       TEXT
) STRICT, WITHOUT ROWID;

-- Letters that nobody may erase. A removed hold stays as history.
CREATE TABLE holds (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  name           TEXT NOT NULL,
  -- As it was typed, and the tree that was made of it (Query of ports/search.ts as JSON).
  query          TEXT NOT NULL,
  tree           TEXT NOT NULL,
  reason         TEXT NOT NULL,
  author         TEXT NOT NULL,
  added_at       INTEGER NOT NULL,
  -- Up to here `hold_entries` has every match. An entry above it is erased by nobody.
  evaluated_to   INTEGER NOT NULL DEFAULT 0,
  matches        INTEGER NOT NULL DEFAULT 0,
  removed_at     INTEGER,
  removed_by     TEXT,
  removed_reason TEXT
) STRICT;
CREATE UNIQUE INDEX holds_by_name ON holds (name) WHERE removed_at IS NULL;

CREATE TABLE hold_entries (
  entry_id INTEGER NOT NULL,
  hold_id  INTEGER NOT NULL,
  PRIMARY KEY (entry_id, hold_id)
) STRICT, WITHOUT ROWID;

-- The act of the log by which an entry was erased, and when its bytes went. The row stays for its leaf.
ALTER TABLE entries ADD COLUMN erased_at INTEGER;
ALTER TABLE entries ADD COLUMN erased_by INTEGER;

-- What an act has condemned and is not wholly gone: whatever stops the work, it goes on from here.
CREATE TABLE erasures (
  entry_id  INTEGER PRIMARY KEY,
  -- Leaf of the act.
  act_leaf  INTEGER NOT NULL,
  -- 0: nothing was done; 1: keys, references and texts are gone, words of the index and old pages may not be.
  destroyed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX erasures_by_step ON erasures (destroyed, entry_id);
CREATE INDEX audit_erasures ON audit (leaf_index) WHERE operation = 'retention.erase';

-- Bytes of a segment that no blob owns any more; NULL where nobody has counted, as in segments of before.
ALTER TABLE segments ADD COLUMN dead INTEGER;
CREATE INDEX cold_by_segment ON cold (segment, start);
CREATE INDEX hold_entries_by_hold ON hold_entries (hold_id, entry_id);
