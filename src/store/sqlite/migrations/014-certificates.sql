-- Certificates of boxes and hosts, those of the province's own authority, and others' that complete a chain.
CREATE TABLE certificates (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  kind        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  -- No reference: what a box signed outlives it.
  box_id      INTEGER,
  serial      TEXT NOT NULL,
  issuer      TEXT NOT NULL,
  issuer_id   INTEGER REFERENCES certificates (id),
  not_before  INTEGER NOT NULL,
  not_after   INTEGER NOT NULL,
  status      TEXT NOT NULL DEFAULT 'active',
  revoked_at  INTEGER,
  reason      TEXT,
  -- Name of the key's file; null when the server does not hold it.
  key_name    TEXT,
  fingerprint TEXT NOT NULL UNIQUE,
  -- The nearest end that was warned of, in days before it.
  warned_days INTEGER,
  der         BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX certificates_active_box ON certificates (box_id) WHERE status = 'active' AND box_id IS NOT NULL;
CREATE INDEX certificates_active_end ON certificates (not_after) WHERE status = 'active';
CREATE INDEX certificates_revoked ON certificates (issuer_id) WHERE status = 'revoked';

-- The newest list of each issuer.
CREATE TABLE revocation_lists (
  issuer_id   INTEGER PRIMARY KEY REFERENCES certificates (id),
  number      INTEGER NOT NULL,
  entries     INTEGER NOT NULL,
  this_update INTEGER NOT NULL,
  next_update INTEGER NOT NULL,
  der         BLOB NOT NULL
) STRICT;

-- What the server signs of a box's letters, and whether a letter that it cannot sign is refused.
ALTER TABLE boxes ADD COLUMN sign TEXT NOT NULL DEFAULT 'never';
ALTER TABLE boxes ADD COLUMN sign_required INTEGER NOT NULL DEFAULT 0;
