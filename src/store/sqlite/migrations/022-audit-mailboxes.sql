-- Mailboxes through which auditors read the archive by IMAP, each with a password of its own until it expires.
CREATE TABLE audit_mailboxes (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  reason      TEXT NOT NULL,
  -- Scope as JSON.
  scope       TEXT NOT NULL,
  -- SavedQuery[] as JSON: folders of this one alone.
  queries     TEXT NOT NULL,
  lookup      TEXT NOT NULL,
  scram       TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_mailboxes_by_operator ON audit_mailboxes (operator_id);

CREATE TABLE saved_queries (
  operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  name        TEXT NOT NULL,
  query       TEXT NOT NULL,
  PRIMARY KEY (operator_id, name)
) STRICT, WITHOUT ROWID;
