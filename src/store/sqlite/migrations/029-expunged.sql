-- UIDs that left a mailbox, by the MODSEQ of their removal, as ranges: what RFC 7162 §5.3 asks a server to remember.
CREATE TABLE expunged (
  mailbox_id INTEGER NOT NULL,
  modseq     INTEGER NOT NULL,
  first_uid  INTEGER NOT NULL,
  last_uid   INTEGER NOT NULL,
  PRIMARY KEY (mailbox_id, modseq, first_uid)
) STRICT, WITHOUT ROWID;

-- The highest MODSEQ of a removal that is not remembered; until now none was.
ALTER TABLE mailboxes ADD COLUMN forgotten_modseq INTEGER NOT NULL DEFAULT 0;
UPDATE mailboxes SET forgotten_modseq = modseq;
