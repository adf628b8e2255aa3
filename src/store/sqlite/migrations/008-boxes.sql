-- When the present status began, and which clock began it when that is 'locked'.
ALTER TABLE boxes ADD COLUMN status_since INTEGER;
ALTER TABLE boxes ADD COLUMN lock_reason TEXT;
-- When the password that is still to be changed was issued.
ALTER TABLE boxes ADD COLUMN password_issued_at INTEGER;
-- For boxes already issued every clock starts now: nobody is locked out by an upgrade.
UPDATE boxes SET status_since = unixepoch() * 1000,
  password_issued_at = iif(initial_password = 1 AND password_hash IS NOT NULL, unixepoch() * 1000, NULL);

-- What a box's owner was warned of; a row goes when its cause has gone.
CREATE TABLE box_warnings (
  box_id INTEGER NOT NULL REFERENCES boxes (id),
  about  TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (box_id, about)
) STRICT, WITHOUT ROWID;

-- The reviews of an agency's boxes.
CREATE TABLE box_reviews (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  agency_id INTEGER NOT NULL REFERENCES agencies (id) ON DELETE CASCADE,
  at        INTEGER NOT NULL,
  operator  TEXT NOT NULL
) STRICT;
CREATE INDEX box_reviews_by_agency ON box_reviews (agency_id, at);

-- What a box sent, and when it last did.
CREATE INDEX entries_by_box ON entries (box_id, received_at) WHERE box_id IS NOT NULL AND accepted = 1;
