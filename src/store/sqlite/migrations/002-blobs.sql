-- From here on, tables on the road of a letter declare no foreign keys: only the writer inserts, in one
-- transaction, and a check per row would cost more than the row.

CREATE TABLE blobs (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  size   INTEGER NOT NULL,
  -- Known for archived forms; a mailbox object has none.
  sha256 BLOB
) STRICT;

-- Where a blob is: exactly one row in `hot` or in `cold`, each with a wrapped data key of its own.
CREATE TABLE hot (
  blob_id INTEGER PRIMARY KEY,
  key     BLOB NOT NULL,
  bytes   BLOB NOT NULL
) STRICT;

CREATE TABLE cold (
  blob_id INTEGER PRIMARY KEY,
  segment INTEGER NOT NULL,
  start   INTEGER NOT NULL,
  key     BLOB NOT NULL,
  frames  BLOB NOT NULL
) STRICT;

CREATE TABLE segments (
  id     INTEGER PRIMARY KEY,
  -- Durable length; what the file holds beyond it was never acknowledged.
  bytes  INTEGER NOT NULL,
  sealed INTEGER NOT NULL
) STRICT;
