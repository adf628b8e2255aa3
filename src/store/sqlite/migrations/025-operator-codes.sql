-- The time step of the last code that was taken of an operator's second factor: a code is good once, however long the
-- server runs, and whatever it was given for.
CREATE TABLE operator_codes (
  operator_id INTEGER PRIMARY KEY REFERENCES operators (id) ON DELETE CASCADE,
  last_step   INTEGER NOT NULL
) STRICT;
