CREATE TABLE queue (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id        INTEGER NOT NULL,
  form            TEXT NOT NULL,
  address         TEXT NOT NULL,
  notify          TEXT NOT NULL,
  orcpt           TEXT NOT NULL,
  state           TEXT NOT NULL DEFAULT 'waiting',
  attempts        INTEGER NOT NULL DEFAULT 0,
  created_at      INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  last_reply      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX queue_due ON queue (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX queue_by_entry ON queue (entry_id);

-- A letter that waits for an approver, one row a recipient: the delivery or the queue item it will become.
CREATE TABLE held (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id   INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  rule       TEXT NOT NULL,
  address    TEXT NOT NULL,
  agency_id  INTEGER,
  state      TEXT NOT NULL DEFAULT 'held',
  decided_by TEXT,
  decided_at INTEGER,
  -- Into a box of ours:
  box_id     INTEGER,
  role       TEXT,
  flags      INTEGER,
  view_id    INTEGER,
  -- Outside:
  form       TEXT,
  notify     TEXT,
  orcpt      TEXT
) STRICT;
CREATE INDEX held_by_state ON held (state, id);
CREATE INDEX held_by_view ON held (view_id) WHERE state = 'held';
