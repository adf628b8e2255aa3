-- Acts on the trail are leaves of the log (src/store/sqlite/leaf.ts); those of before are none.
ALTER TABLE audit ADD COLUMN leaf_index INTEGER;
ALTER TABLE audit ADD COLUMN leaf_salt BLOB;

-- Signed heads of the tree.
CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY,
  root BLOB NOT NULL,
  at   INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX checkpoints_by_time ON checkpoints (at);

-- What witnesses answered: signature lines, by the name of the witness.
CREATE TABLE cosignatures (
  size    INTEGER NOT NULL,
  witness TEXT NOT NULL,
  lines   TEXT NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (witness, size)
) STRICT, WITHOUT ROWID;
CREATE INDEX cosignatures_by_size ON cosignatures (size);

-- Of other logs, the newest head that this server cosigned as a witness.
CREATE TABLE witnessed_logs (
  origin TEXT PRIMARY KEY,
  size   INTEGER NOT NULL,
  root   BLOB NOT NULL,
  at     INTEGER NOT NULL,
  note   TEXT NOT NULL
) STRICT;

-- Tokens of a time-stamping authority about checkpoints (RFC 3161), DER; `at` is when it was asked.
CREATE TABLE checkpoint_tokens (
  size  INTEGER PRIMARY KEY,
  token BLOB NOT NULL,
  at    INTEGER NOT NULL
) STRICT;
