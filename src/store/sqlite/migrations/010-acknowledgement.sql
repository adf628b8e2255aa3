-- Official documents that came into the INBOX of office boxes, and whether they were taken in in time.
CREATE TABLE acknowledgements (
  entry_id    INTEGER NOT NULL,
  box_id      INTEGER NOT NULL,
  -- The office's when the letter came; the box may be deleted later.
  agency_id   INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  due_at      INTEGER NOT NULL,
  -- When the clock found it read.
  seen_at     INTEGER,
  -- When the clock found it unread and overdue.
  late_at     INTEGER,
  PRIMARY KEY (entry_id, box_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX acknowledgements_running ON acknowledgements (due_at) WHERE seen_at IS NULL AND late_at IS NULL;
CREATE INDEX acknowledgements_late ON acknowledgements (due_at) WHERE seen_at IS NULL AND late_at IS NOT NULL;
CREATE INDEX acknowledgements_by_time ON acknowledgements (received_at);
