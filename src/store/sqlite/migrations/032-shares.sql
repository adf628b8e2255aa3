-- Officials in an office's mailboxes (RFC 4314). Rights are bits, `rightBits` of ports/shares.ts; those that hold are
-- `rights & ~denied`. Mailbox 0: what new mailboxes at the top of the office's box begin with.
CREATE TABLE shares (
  person_id  INTEGER NOT NULL,
  box_id     INTEGER NOT NULL,
  mailbox_id INTEGER NOT NULL,
  rights     INTEGER NOT NULL,
  denied     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person_id, box_id, mailbox_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX shares_by_mailbox ON shares (box_id, mailbox_id);

-- What a person has \Seen of a mailbox that is shared. A message in no run is unseen, and was never seen. Runs do not
-- overlap; one of `seen` 0 keeps the MODSEQ at which its messages became unseen.
CREATE TABLE seen_runs (
  mailbox_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  first_uid  INTEGER NOT NULL,
  last_uid   INTEGER NOT NULL,
  seen       INTEGER NOT NULL,
  modseq     INTEGER NOT NULL,
  PRIMARY KEY (mailbox_id, person_id, first_uid)
) STRICT, WITHOUT ROWID;

-- How many of the messages that are there the person has seen, and the highest MODSEQ of the person alone.
CREATE TABLE personal_mailboxes (
  mailbox_id INTEGER NOT NULL,
  person_id  INTEGER NOT NULL,
  seen       INTEGER NOT NULL DEFAULT 0,
  modseq     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (mailbox_id, person_id)
) STRICT, WITHOUT ROWID;

-- Messages go by EXPUNGE, MOVE, retention and the end of a box: the counts follow whatever it was.
CREATE TRIGGER messages_personal AFTER DELETE ON messages
WHEN EXISTS (SELECT 1 FROM personal_mailboxes WHERE mailbox_id = OLD.mailbox_id)
BEGIN
  UPDATE personal_mailboxes SET seen = seen - 1
  WHERE mailbox_id = OLD.mailbox_id
    AND 1 = (SELECT iif(r.last_uid >= OLD.uid, r.seen, 0) FROM seen_runs r
             WHERE r.mailbox_id = OLD.mailbox_id AND r.person_id = personal_mailboxes.person_id
               AND r.first_uid <= OLD.uid
             ORDER BY r.first_uid DESC LIMIT 1);
  DELETE FROM seen_runs
  WHERE mailbox_id = OLD.mailbox_id AND first_uid = OLD.uid AND last_uid = OLD.uid
    AND person_id IN (SELECT person_id FROM personal_mailboxes WHERE mailbox_id = OLD.mailbox_id);
END;

CREATE TRIGGER mailboxes_shares AFTER DELETE ON mailboxes
BEGIN
  DELETE FROM shares WHERE box_id = OLD.box_id AND mailbox_id = OLD.id;
  DELETE FROM personal_mailboxes WHERE mailbox_id = OLD.id;
  DELETE FROM seen_runs WHERE mailbox_id = OLD.id;
END;

CREATE TRIGGER boxes_shares AFTER DELETE ON boxes
BEGIN
  DELETE FROM seen_runs WHERE person_id = OLD.id
    AND mailbox_id IN (SELECT mailbox_id FROM personal_mailboxes WHERE person_id = OLD.id);
  DELETE FROM personal_mailboxes WHERE person_id = OLD.id;
  DELETE FROM shares WHERE person_id = OLD.id OR box_id = OLD.id;
END;

-- Who did what with a letter of the archive in an office's box; `person` is the address that the person had.
CREATE TABLE office_acts (
  id        INTEGER PRIMARY KEY,
  entry_id  INTEGER NOT NULL,
  box_id    INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  person    TEXT NOT NULL,
  at        INTEGER NOT NULL,
  act       TEXT NOT NULL,
  mailbox   TEXT NOT NULL,
  detail    TEXT NOT NULL
) STRICT;
CREATE INDEX office_acts_by_entry ON office_acts (entry_id, box_id, act);
