CREATE TABLE entries (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at      INTEGER NOT NULL,
  channel          TEXT NOT NULL,
  direction        TEXT NOT NULL,
  verdict          TEXT NOT NULL,
  accepted         INTEGER NOT NULL,
  reply_code       INTEGER NOT NULL,
  reply_enhanced   TEXT NOT NULL,
  reply_reason     TEXT NOT NULL,
  reply_text       TEXT NOT NULL,
  mail_from        TEXT NOT NULL,
  -- EntryRecipient[] as JSON, in the order of the envelope.
  recipients       TEXT NOT NULL,
  client_address   TEXT NOT NULL,
  client_helo      TEXT NOT NULL,
  client_tls       TEXT NOT NULL,
  box_id           INTEGER,
  sender_agency_id INTEGER,
  message_id       TEXT NOT NULL,
  header_from      TEXT NOT NULL,
  subject          TEXT NOT NULL,
  -- Without marks and case (src/base/fold.ts).
  subject_fold     TEXT NOT NULL,
  sent_at          INTEGER,
  sha256           BLOB NOT NULL,
  size             INTEGER NOT NULL,
  authentication   TEXT NOT NULL,
  judgements       TEXT NOT NULL,
  received_blob    INTEGER,
  sent_blob        INTEGER,
  decrypted_blob   INTEGER,
  leaf_index       INTEGER NOT NULL,
  leaf_salt        BLOB NOT NULL
) STRICT;
CREATE INDEX entries_by_time ON entries (received_at);
CREATE INDEX entries_by_message_id ON entries (message_id) WHERE message_id <> '';

-- Who took part: lower-case addresses of the envelope and the From field.
CREATE TABLE entry_parties (
  address  TEXT NOT NULL,
  -- 0 sender, 1 recipient
  side     INTEGER NOT NULL,
  entry_id INTEGER NOT NULL,
  PRIMARY KEY (address, side, entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry_agencies (
  agency_id INTEGER NOT NULL,
  entry_id  INTEGER NOT NULL,
  PRIMARY KEY (agency_id, entry_id)
) STRICT, WITHOUT ROWID;

-- The transparency log: a leaf and the interior nodes it completes, 32 bytes each (src/base/merkle.ts).
CREATE TABLE log (
  leaf_index INTEGER PRIMARY KEY,
  hashes     BLOB NOT NULL
) STRICT;

CREATE TABLE violations (
  id        INTEGER PRIMARY KEY,
  ref       TEXT NOT NULL UNIQUE,
  entry_id  INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  rule      TEXT NOT NULL,
  action    TEXT NOT NULL,
  reason    TEXT NOT NULL,
  agency_id INTEGER,
  box_id    INTEGER,
  address   TEXT NOT NULL,
  evidence  TEXT NOT NULL
) STRICT;
CREATE INDEX violations_by_entry ON violations (entry_id);
CREATE INDEX violations_by_agency ON violations (agency_id);

CREATE TABLE counts (
  day       TEXT NOT NULL,
  -- 0 is the province as a whole.
  agency_id INTEGER NOT NULL,
  direction TEXT NOT NULL,
  verdict   TEXT NOT NULL,
  messages  INTEGER NOT NULL,
  bytes     INTEGER NOT NULL,
  PRIMARY KEY (day, agency_id, direction, verdict)
) STRICT, WITHOUT ROWID;
