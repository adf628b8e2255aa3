-- The regulation's settings as they stand. `policy_versions` is how they came about; none of its rows changes.
CREATE TABLE policy_versions (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  author  TEXT NOT NULL,
  -- PolicyChange as JSON.
  change  TEXT NOT NULL
) STRICT;

CREATE TABLE policy_actions (
  reason    TEXT NOT NULL,
  -- NULL is every agency, or every direction.
  agency_id INTEGER REFERENCES agencies (id) ON DELETE CASCADE,
  direction TEXT,
  action    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX policy_actions_key
  ON policy_actions (reason, coalesce(agency_id, 0), coalesce(direction, ''));

CREATE TABLE policy_exceptions (
  -- The version that added it.
  id         INTEGER PRIMARY KEY,
  reason     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  agency_id  INTEGER REFERENCES agencies (id) ON DELETE CASCADE,
  direction  TEXT,
  note       TEXT NOT NULL,
  author     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE policy_thresholds (
  name  TEXT PRIMARY KEY,
  value REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_routes (
  kind    TEXT NOT NULL,
  route   TEXT NOT NULL,
  channel TEXT NOT NULL,
  PRIMARY KEY (kind, route)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_alternates (
  address    TEXT PRIMARY KEY,
  box_id     INTEGER NOT NULL REFERENCES boxes (id),
  note       TEXT NOT NULL,
  author     TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What agencies had decided about free mail becomes settings like any other.
INSERT INTO policy_actions (reason, agency_id, direction, action)
  SELECT 'free-mail-recipient', id, 'outbound', free_mail_outbound FROM agencies WHERE free_mail_outbound <> 'flag'
  UNION ALL
  SELECT 'free-mail-sender', id, 'inbound', free_mail_inbound FROM agencies WHERE free_mail_inbound <> 'flag';
INSERT INTO policy_versions (at, author, change)
  SELECT unixepoch() * 1000, 'migration',
    json_object('kind', 'set-action', 'reason', reason, 'agencyId', agency_id, 'direction', direction,
      'action', action)
  FROM policy_actions;
ALTER TABLE agencies DROP COLUMN free_mail_outbound;
ALTER TABLE agencies DROP COLUMN free_mail_inbound;

-- What a person made of a row of the ledger.
ALTER TABLE violations ADD COLUMN state TEXT NOT NULL DEFAULT 'recorded';
ALTER TABLE violations ADD COLUMN decided_by TEXT;
ALTER TABLE violations ADD COLUMN decided_at INTEGER;
ALTER TABLE violations ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX violations_by_state ON violations (state);

CREATE TABLE cases (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  ref       TEXT NOT NULL UNIQUE,
  agency_id INTEGER,
  step      TEXT NOT NULL DEFAULT 'opened',
  opened_at INTEGER NOT NULL
) STRICT;

CREATE TABLE case_steps (
  id      INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  step    TEXT NOT NULL,
  at      INTEGER NOT NULL,
  author  TEXT NOT NULL,
  note    TEXT NOT NULL,
  UNIQUE (case_id, step)
) STRICT;

ALTER TABLE held ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE held ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
-- A letter that waited before there was a deadline gets three days from now.
UPDATE held SET expires_at = (unixepoch() + 3 * 86400) * 1000;
CREATE INDEX held_by_entry ON held (entry_id);
CREATE INDEX held_due ON held (expires_at) WHERE state = 'held';

-- Official documents that were recognised in letters.
CREATE TABLE documents (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id    INTEGER NOT NULL,
  place       TEXT NOT NULL,
  number      TEXT,
  notation    TEXT,
  kind        TEXT,
  issuer      TEXT,
  issued_date TEXT,
  abstract    TEXT,
  signer      TEXT,
  urgency     TEXT,
  signed      INTEGER NOT NULL,
  confidence  REAL NOT NULL,
  metadata    TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_entry ON documents (entry_id);
CREATE INDEX documents_by_number ON documents (notation, number);
CREATE INDEX documents_by_kind ON documents (kind);
