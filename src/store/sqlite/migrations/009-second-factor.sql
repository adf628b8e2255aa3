-- When the password was last set; null before the first change is known.
ALTER TABLE boxes ADD COLUMN password_changed_at INTEGER;

-- Passwords a person had before the present one, newest last, as argon2id PHC strings.
CREATE TABLE password_history (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  box_id        INTEGER NOT NULL REFERENCES boxes (id) ON DELETE CASCADE,
  password_hash TEXT NOT NULL
) STRICT;
CREATE INDEX password_history_by_box ON password_history (box_id);

-- A box with a row here has a second factor. `last_step` is the time step of the last code that was taken.
CREATE TABLE second_factors (
  box_id      INTEGER PRIMARY KEY REFERENCES boxes (id) ON DELETE CASCADE,
  secret      TEXT NOT NULL,
  last_step   INTEGER NOT NULL,
  enrolled_at INTEGER NOT NULL
) STRICT;

-- Codes for a lost phone, each good once, by their keyed hash.
CREATE TABLE recovery_codes (
  box_id INTEGER NOT NULL REFERENCES second_factors (box_id) ON DELETE CASCADE,
  hash   TEXT NOT NULL,
  PRIMARY KEY (box_id, hash)
) STRICT, WITHOUT ROWID;
