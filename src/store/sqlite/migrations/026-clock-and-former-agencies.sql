-- When an administrator vouched for the clock.
CREATE INDEX audit_vouched_clock ON audit (leaf_index) WHERE operation = 'retention.clock';

-- Agencies that were removed: their letters stay and are found by the code that they had.
CREATE TABLE former_agencies (
  id         INTEGER PRIMARY KEY,
  code       TEXT NOT NULL,
  name       TEXT NOT NULL,
  removed_at INTEGER NOT NULL
) STRICT;
