-- Exports that were begun: their entries were decided then, and they can be fetched until they expire.
CREATE TABLE exports (
  id          TEXT PRIMARY KEY,
  operator    TEXT NOT NULL,
  approval    INTEGER NOT NULL,
  query       TEXT NOT NULL,
  format      TEXT NOT NULL,
  -- JSON.
  scope       TEXT NOT NULL,
  entries     INTEGER NOT NULL,
  through     INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  begun_leaf  INTEGER NOT NULL,
  ended_leaf  INTEGER,
  -- The checkpoint that its proofs are made against, when it has ended.
  seal_size   INTEGER,
  seal_note   TEXT,
  seal_token  BLOB,
  seal_keys   TEXT
) STRICT;
CREATE INDEX exports_by_approval ON exports (approval, operator);

-- 4096 entries' numbers a row, 8 octets each, big-endian.
CREATE TABLE export_entries (
  export_id TEXT NOT NULL,
  part      INTEGER NOT NULL,
  ids       BLOB NOT NULL,
  PRIMARY KEY (export_id, part)
) STRICT;

-- An act is found by its leaf.
CREATE INDEX IF NOT EXISTS audit_by_leaf ON audit (leaf_index) WHERE leaf_index IS NOT NULL;
