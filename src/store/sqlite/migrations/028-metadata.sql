-- Annotations (RFC 5464), of a mailbox or of the box as its clients see the server.
CREATE TABLE metadata (
  box_id     INTEGER NOT NULL REFERENCES boxes (id) ON DELETE CASCADE,
  -- NULL: of the server.
  mailbox_id INTEGER REFERENCES mailboxes (id) ON DELETE CASCADE,
  -- In lower case.
  entry      TEXT NOT NULL,
  value      BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX metadata_by_entry ON metadata (box_id, coalesce(mailbox_id, 0), entry);
CREATE INDEX metadata_by_mailbox ON metadata (mailbox_id);
