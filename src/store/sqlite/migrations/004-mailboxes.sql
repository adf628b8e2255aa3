CREATE TABLE mailboxes (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  box_id       INTEGER NOT NULL,
  name         TEXT NOT NULL,
  role         TEXT,
  uid_validity INTEGER NOT NULL,
  uid_next     INTEGER NOT NULL DEFAULT 1,
  modseq       INTEGER NOT NULL,
  messages     INTEGER NOT NULL DEFAULT 0,
  unseen       INTEGER NOT NULL DEFAULT 0,
  deleted      INTEGER NOT NULL DEFAULT 0,
  size         INTEGER NOT NULL DEFAULT 0,
  -- JSON array of names; name i is bit 5 + i of a message's flags.
  keywords     TEXT NOT NULL DEFAULT '[]',
  UNIQUE (box_id, name)
) STRICT;
CREATE UNIQUE INDEX mailboxes_by_role ON mailboxes (box_id, role) WHERE role IS NOT NULL;

-- RFC 3501 §6.3.6: a subscription is a name and outlives the mailbox.
CREATE TABLE subscriptions (
  box_id INTEGER NOT NULL,
  name   TEXT NOT NULL,
  PRIMARY KEY (box_id, name)
) STRICT, WITHOUT ROWID;

-- What a reader of few columns needs comes first: a long row continues on overflow pages.
CREATE TABLE views (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  blob_id        INTEGER NOT NULL,
  -- NULL for a mailbox object, whose blob goes with its last reference.
  entry_id       INTEGER,
  form           TEXT,
  size           INTEGER NOT NULL,
  header_bytes   INTEGER NOT NULL,
  sent_at        INTEGER,
  subject        TEXT NOT NULL,
  sender         TEXT NOT NULL,
  recipients     TEXT NOT NULL,
  copies         TEXT NOT NULL,
  message_id     TEXT NOT NULL,
  envelope       BLOB NOT NULL,
  body_structure BLOB NOT NULL,
  slices         TEXT NOT NULL,
  prefix         BLOB NOT NULL,
  parts          TEXT NOT NULL
) STRICT;
CREATE INDEX views_by_entry ON views (entry_id) WHERE entry_id IS NOT NULL;

CREATE TABLE messages (
  mailbox_id    INTEGER NOT NULL,
  uid           INTEGER NOT NULL,
  flags         INTEGER NOT NULL,
  modseq        INTEGER NOT NULL,
  view_id       INTEGER NOT NULL,
  internal_date INTEGER NOT NULL,
  size          INTEGER NOT NULL,
  PRIMARY KEY (mailbox_id, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_by_view ON messages (view_id);
