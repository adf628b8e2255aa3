-- What an auditor is appointed for; nothing of it for another role.
-- JSON array of agency ids; NULL: the whole province. An empty array is no agency at all.
ALTER TABLE operators ADD COLUMN scope_agencies TEXT;
ALTER TABLE operators ADD COLUMN letters_from INTEGER;
ALTER TABLE operators ADD COLUMN letters_before INTEGER;
-- When the appointment ends; NULL: never by itself.
ALTER TABLE operators ADD COLUMN ends_at INTEGER;
-- Number of the decision, such as 12/QĐ-UBND.
ALTER TABLE operators ADD COLUMN decision TEXT NOT NULL DEFAULT '';

ALTER TABLE operator_sessions ADD COLUMN last_used_at INTEGER NOT NULL DEFAULT 0;
UPDATE operator_sessions SET last_used_at = created_at;

-- What one auditor asked another to agree to.
CREATE TABLE approvals (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  purpose      TEXT NOT NULL,
  subject      TEXT NOT NULL,
  -- Scope as JSON: whoever agrees must see all of it.
  scope        TEXT NOT NULL,
  reason       TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  -- requested, granted, refused; lapsed with the requester's appointment.
  state        TEXT NOT NULL DEFAULT 'requested',
  decided_by   TEXT,
  decided_at   INTEGER,
  note         TEXT NOT NULL DEFAULT '',
  expires_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX approvals_by_requester ON approvals (requested_by);

-- Which acts on the trail are about one letter: who looked at it, proved it, put it back.
CREATE TABLE entry_acts (
  entry_id INTEGER NOT NULL,
  audit_id INTEGER NOT NULL,
  PRIMARY KEY (entry_id, audit_id)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO entry_acts (entry_id, audit_id)
  SELECT detail ->> '$.id', id FROM audit
  WHERE operation IN ('archive.show', 'archive.raw', 'archive.prove', 'log.proof')
    AND json_valid(detail) AND json_type(detail, '$.id') = 'integer';
-- What a scoped auditor may see of the trail is found without reading all of it.
CREATE INDEX audit_by_operator ON audit (operator, id);

-- Which view of a letter came into which box: it is what is put back when the box has lost it.
CREATE TABLE deliveries (
  entry_id INTEGER NOT NULL,
  box_id   INTEGER NOT NULL,
  view_id  INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (entry_id, box_id, view_id)
) STRICT, WITHOUT ROWID;
-- Of letters that came before, what their boxes still have.
INSERT OR IGNORE INTO deliveries (entry_id, box_id, view_id, at)
  SELECT v.entry_id, f.box_id, v.id, min(m.internal_date)
  FROM messages m JOIN views v ON v.id = m.view_id JOIN mailboxes f ON f.id = m.mailbox_id
  WHERE v.entry_id IS NOT NULL GROUP BY v.entry_id, f.box_id, v.id;
