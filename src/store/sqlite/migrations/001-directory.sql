-- Small named values of the store itself.
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE agencies (
  id                 INTEGER PRIMARY KEY AUTOINCREMENT,
  code               TEXT NOT NULL UNIQUE,
  name               TEXT NOT NULL,
  kind               TEXT NOT NULL,
  mail_system        TEXT NOT NULL,
  sector_domains     TEXT NOT NULL,
  staff              INTEGER NOT NULL,
  free_mail_outbound TEXT NOT NULL,
  free_mail_inbound  TEXT NOT NULL,
  created_at         INTEGER NOT NULL
) STRICT;

CREATE TABLE boxes (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  address           TEXT NOT NULL UNIQUE,
  kind              TEXT NOT NULL,
  agency_id         INTEGER NOT NULL REFERENCES agencies (id),
  name              TEXT NOT NULL,
  position          TEXT NOT NULL,
  leader            INTEGER NOT NULL,
  quota_bytes       INTEGER NOT NULL,
  password_hash     TEXT,
  initial_password  INTEGER NOT NULL DEFAULT 1,
  status            TEXT NOT NULL DEFAULT 'active',
  created_at        INTEGER NOT NULL,
  first_login_at    INTEGER,
  last_login_at     INTEGER,
  -- Last UIDVALIDITY given to a mailbox of the box, so that a name used again gets a new one.
  last_uid_validity INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX boxes_by_agency ON boxes (agency_id);

CREATE TABLE aliases (
  address    TEXT PRIMARY KEY,
  targets    TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE app_passwords (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  box_id       INTEGER NOT NULL REFERENCES boxes (id),
  label        TEXT NOT NULL,
  lookup       TEXT NOT NULL,
  scram        TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE INDEX app_passwords_by_box ON app_passwords (box_id);

CREATE TABLE operators (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL UNIQUE,
  role          TEXT NOT NULL,
  agency_id     INTEGER REFERENCES agencies (id),
  password_hash TEXT NOT NULL,
  totp_secret   TEXT,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE operator_sessions (
  token_hash  TEXT PRIMARY KEY,
  operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_sessions_by_operator ON operator_sessions (operator_id);

CREATE TABLE audit (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  operator  TEXT NOT NULL,
  role      TEXT NOT NULL,
  operation TEXT NOT NULL,
  detail    TEXT NOT NULL
) STRICT;
