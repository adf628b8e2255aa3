-- Certificates of correspondents outside, which letters to them are encrypted with.
CREATE TABLE known_certificates (
  -- Lower case, with an A-label domain.
  address     TEXT NOT NULL,
  -- SHA-256 of der, lower-case hex.
  fingerprint TEXT NOT NULL,
  -- 'added' by an operator, or 'harvested' from a signed letter.
  source      TEXT NOT NULL,
  -- The letter that first brought it; null for one that an operator added.
  entry_id    INTEGER,
  subject     TEXT NOT NULL,
  issuer      TEXT NOT NULL,
  serial      TEXT NOT NULL,
  not_before  INTEGER NOT NULL,
  not_after   INTEGER NOT NULL,
  first_seen  INTEGER NOT NULL,
  last_seen   INTEGER NOT NULL,
  der         BLOB NOT NULL,
  PRIMARY KEY (address, fingerprint)
) STRICT, WITHOUT ROWID;

-- Whether letters of a box that go outside are encrypted.
ALTER TABLE boxes ADD COLUMN encrypt TEXT NOT NULL DEFAULT 'never';

-- The form that left for recipients whose certificate was known.
ALTER TABLE entries ADD COLUMN encrypted_blob INTEGER;
